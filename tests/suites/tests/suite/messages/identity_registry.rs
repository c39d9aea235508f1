//! Messages to the identity registry.

use chartseal_testing::{Actor, DAY, registration, unclaimed_registration, verification};
use chartseal_types::identity::{
    self, ACT_DELAY, ActUnchecked, CHANGE_DELAY, ChangeUnchecked, Kind, RECOVERY_DELAY, Status, StatusReason,
};
use chartseal_types::second_factor::RelyingPartyUnchecked;
use chartseal_types::{Commitment, CredentialHash, IdentityId, Role};
use cosmwasm_std::Addr;

use crate::clinic::Clinic;

use super::Pause::{Spares, Stops};
use super::{Message, Pause, Prepare, confirmed, send};

pub const ROWS: &[(Pause, Prepare)] = &[
    (Stops, |c| (c.suite.account("newcomer"), Message::Identity(registration(Kind::Patient)))),
    (Stops, |c| {
        let bob = c.suite.register("bob", Kind::Patient);
        let msg = verification(bob.id, c.suite.now() + DAY);
        (c.suite.registrar.clone(), Message::Identity(msg))
    }),
    (Spares, |c| set_status(c, Status::Suspended, StatusReason::Investigation)),
    (Spares, |c| {
        let (second, identity) = (c.suite.second_registrar(), c.dora.actor.id);
        let (status, reason) = (Status::Suspended, StatusReason::Investigation);
        let msg = identity::ExecuteMsg::SetStatus { identity, status, reason };
        c.suite.try_identity(&second.account, msg).expect("another registrar suspends");
        set_status(c, Status::Revoked, StatusReason::FalseEvidence)
    }),
    (Stops, |c| {
        c.suite.suspend(c.dora.actor.id);
        set_status(c, Status::Active, StatusReason::Cleared)
    }),
    (Stops, |c| {
        let msg = identity::ExecuteMsg::AppointRegistrar { organization: c.hospital.id };
        (c.suite.admin.clone(), Message::Identity(msg))
    }),
    (Spares, |c| {
        let other = c.suite.another_registrar("other");
        let msg = identity::ExecuteMsg::DismissRegistrar { organization: other.id };
        (c.suite.admin.clone(), Message::Identity(msg))
    }),
    (Spares, |c| accredit(c, vec![Role::Nurse])),
    (Stops, |c| {
        let (by, msg) = accredit(c, vec![Role::Nurse]);
        send(c, &by, &msg).expect("fewer roles");
        accredit(c, vec![Role::Nurse, Role::Doctor])
    }),
    (Spares, |c| (c.ana.account.clone(), Message::Identity(identity::ExecuteMsg::Freeze { identity: None }))),
    (Spares, |c| {
        // The first passkey is the only change that is proposed without one.
        let bob = c.suite.account("bob");
        send(c, &bob, &Message::Identity(registration(Kind::Patient))).expect("Bob has no passkey");
        let change = ChangeUnchecked::AddPasskey { passkey: c.suite.passkey() };
        (bob, Message::Identity(identity::ExecuteMsg::ProposeChange { change }))
    }),
    (Spares, |c| {
        let change = add_account(c);
        confirmed(
            c,
            &c.ana.account.clone(),
            Message::Identity(identity::ExecuteMsg::ProposeChange { change }),
        )
    }),
    (Stops, |c| {
        let bob = c.suite.register("bob", Kind::Patient);
        let (registrar, msg) = (c.suite.registrar.clone(), verification(bob.id, c.suite.now() + DAY));
        confirmed(c, &registrar, Message::Identity(msg))
    }),
    (Spares, |c| {
        let ana = c.ana.clone();
        let second = c.suite.add_account(&ana, "second");
        c.suite.wait(30 * DAY);
        let change = ChangeUnchecked::AddAccount { account: c.suite.account("third").to_string() };
        let number = c.suite.propose_change(&ana.account, change);
        (second, Message::Identity(identity::ExecuteMsg::ApproveChange { number }))
    }),
    (Spares, |c| {
        let (account, change) = (c.ana.account.clone(), add_account(c));
        let number = c.suite.propose_change(&account, change);
        (account, Message::Identity(identity::ExecuteMsg::CancelChange { number }))
    }),
    (Stops, |c| {
        let (account, change) = (c.ana.account.clone(), add_account(c));
        apply(c, &account, change, "second")
    }),
    (Spares, |c| {
        let ana = c.ana.clone();
        let second = c.suite.add_account(&ana, "second");
        let change = ChangeUnchecked::RemoveAccount { account: second.to_string() };
        apply(c, &ana.account, change, "ana")
    }),
    (Stops, |c| {
        let (account, passkey) = (c.ana.account.clone(), c.suite.passkey());
        apply(c, &account, ChangeUnchecked::AddPasskey { passkey }, "ana")
    }),
    (Spares, |c| {
        let ana = c.ana.clone();
        let credential = CredentialHash::of(&c.suite.add_passkey(&ana).credential);
        apply(c, &ana.account, ChangeUnchecked::RemovePasskey { credential }, "ana")
    }),
    (Spares, |c| set_relying_parties(c, &[])),
    (Spares, |c| {
        let identity = Some(c.ana.id);
        let ([gil, _], _) = guarded(c);
        (gil.account, Message::Identity(identity::ExecuteMsg::Freeze { identity }))
    }),
    (Spares, |c| {
        let ([gil, _], phone) = guarded(c);
        let identity::ExecuteMsg::Register { encryption_key, .. } = registration(Kind::Patient) else {
            panic!("a registration registers")
        };
        let (identity, account, passkey) = (c.ana.id, phone.to_string(), Some(c.suite.passkey()));
        let msg = identity::ExecuteMsg::StartRecovery { identity, account, encryption_key, passkey };
        (gil.account, Message::Identity(msg))
    }),
    (Spares, |c| {
        let ([gil, gus], phone) = guarded(c);
        let recovery = c.suite.start_recovery(&gil, c.ana.id, &phone);
        let msg = identity::ExecuteMsg::ApproveRecovery { identity: c.ana.id, recovery };
        (gus.account, Message::Identity(msg))
    }),
    (Spares, |c| {
        let ([gil, _], phone) = guarded(c);
        c.suite.start_recovery(&gil, c.ana.id, &phone);
        (c.ana.account.clone(), Message::Identity(identity::ExecuteMsg::VetoRecovery {}))
    }),
    (Spares, |c| {
        let ([gil, _], recovery) = vetoed(c);
        let msg = identity::ExecuteMsg::OverrideVeto { identity: c.ana.id, recovery };
        (gil.account, Message::Identity(msg))
    }),
    (Spares, |c| {
        let ([gil, _], phone) = guarded(c);
        let recovery = c.suite.start_recovery(&gil, c.ana.id, &phone);
        let msg = identity::ExecuteMsg::WithdrawApproval { identity: c.ana.id, recovery };
        (gil.account, Message::Identity(msg))
    }),
    (Spares, |c| {
        let ([gil, _], _) = vetoed(c);
        let msg = identity::ExecuteMsg::WithdrawRecovery { identity: c.ana.id };
        (gil.account, Message::Identity(msg))
    }),
    (Stops, |c| {
        let (guardians, phone) = guarded(c);
        let recovery = c.suite.approved_recovery(&guardians, c.ana.id, &phone);
        c.suite.wait(RECOVERY_DELAY);
        let msg = identity::ExecuteMsg::CompleteRecovery { identity: c.ana.id, recovery };
        (phone, Message::Identity(msg))
    }),
    (Stops, |c| set_relying_parties(c, &["other.example.org"])),
    (Stops, |c| {
        let msg = identity::ExecuteMsg::OfferAffiliation { practitioner: c.dora.actor.id, role: Role::Nurse };
        (c.hospital.account.clone(), Message::Identity(msg))
    }),
    (Stops, |c| {
        let (practitioner, organization, role) = (c.dora.actor.id, c.hospital.id, Role::Nurse);
        let offer = identity::ExecuteMsg::OfferAffiliation { practitioner, role };
        c.suite.try_identity(&c.hospital.account, offer).expect("the organization offers");
        let msg = identity::ExecuteMsg::AcceptAffiliation { organization, role };
        (c.dora.actor.account.clone(), Message::Identity(msg))
    }),
    (Spares, |c| {
        let (practitioner, organization, role) = (c.dora.actor.id, c.hospital.id, Role::Doctor);
        let msg = identity::ExecuteMsg::EndAffiliation { practitioner, organization, role };
        (c.hospital.account.clone(), Message::Identity(msg))
    }),
    (Spares, |c| {
        let other = c.suite.another_registrar("other");
        let msg = identity::ExecuteMsg::DistrustRegistrar { registrar: other.id, since: c.suite.now() };
        (c.suite.admin.clone(), Message::Identity(msg))
    }),
    (Stops, |c| (c.hospital.account.clone(), Message::Identity(unclaimed_registration()))),
    (Stops, |c| {
        let (representative, appointment) = (c.dora.actor.id, c.suite.appointment());
        let msg = identity::ExecuteMsg::AppointRepresentative { representative, appointment };
        confirmed(c, &c.ana.account.clone(), Message::Identity(msg))
    }),
    (Spares, |c| {
        let (patient, representative) = (c.ana.id, represented(c));
        let msg = identity::ExecuteMsg::EndRepresentative { patient, representative };
        (c.ana.account.clone(), Message::Identity(msg))
    }),
    (Spares, |c| {
        let act = appointment(c);
        let msg = identity::ExecuteMsg::ProposeAct { act, evidence: Commitment([5; 32]) };
        (c.suite.registrar.clone(), Message::Identity(msg))
    }),
    (Spares, |c| {
        let act = appointment(c);
        confirm(c, act)
    }),
    (Spares, |c| confirm(c, ActUnchecked::Death { patient: c.ana.id })),
    (Stops, |c| {
        let (patient, representative) = (c.ana.id, represented(c));
        c.suite.dispute(patient, representative);
        confirm(c, ActUnchecked::SettleDispute { patient, representative })
    }),
    (Stops, |c| {
        let act = appointment(c);
        let number = c.suite.act(act);
        c.suite.wait(ACT_DELAY);
        (c.suite.registrar.clone(), Message::Identity(identity::ExecuteMsg::ApplyAct { number }))
    }),
    (Spares, |c| {
        let act = appointment(c);
        let number = c.suite.act(act);
        (c.ana.account.clone(), Message::Identity(identity::ExecuteMsg::VetoAct { number }))
    }),
    (Spares, |c| {
        let act = appointment(c);
        let number = c.suite.act(act);
        (c.suite.registrar.clone(), Message::Identity(identity::ExecuteMsg::WithdrawAct { number }))
    }),
];

fn set_status(clinic: &mut Clinic, status: Status, reason: StatusReason) -> (Addr, Message) {
    let msg = identity::ExecuteMsg::SetStatus { identity: clinic.dora.actor.id, status, reason };
    (clinic.suite.registrar.clone(), Message::Identity(msg))
}

fn accredit(clinic: &mut Clinic, roles: Vec<Role>) -> (Addr, Message) {
    let msg = identity::ExecuteMsg::Accredit { organization: clinic.hospital.id, roles };
    (clinic.suite.registrar.clone(), Message::Identity(msg))
}

/// Ana's two guardians, both needed, and the account that they recover her to.
fn guarded(clinic: &mut Clinic) -> ([Actor; 2], Addr) {
    let ana = clinic.ana.clone();
    (clinic.suite.guarded(&ana, ["gil", "gus"], 2), clinic.suite.account("ana's new phone"))
}

/// A recovery of Ana's that she vetoed.
fn vetoed(clinic: &mut Clinic) -> ([Actor; 2], u32) {
    let (guardians, phone) = guarded(clinic);
    let recovery = clinic.suite.approved_recovery(&guardians, clinic.ana.id, &phone);
    clinic.suite.veto_recovery(&clinic.ana.account.clone());
    (guardians, recovery)
}

fn set_relying_parties(clinic: &Clinic, rp_ids: &[&str]) -> (Addr, Message) {
    let party = |rp_id: &&str| RelyingPartyUnchecked {
        rp_id: (*rp_id).into(),
        origins: vec![format!("https://{rp_id}")],
    };
    let relying_parties = rp_ids.iter().map(party).collect();
    let msg = identity::ExecuteMsg::SetRelyingParties { relying_parties };
    (clinic.suite.admin.clone(), Message::Identity(msg))
}

fn add_account(clinic: &Clinic) -> ChangeUnchecked {
    ChangeUnchecked::AddAccount { account: clinic.suite.account("second").to_string() }
}

/// A change of Ana's that is due, to be applied by an account of that name.
fn apply(clinic: &mut Clinic, by: &Addr, change: ChangeUnchecked, applicant: &str) -> (Addr, Message) {
    let number = clinic.suite.propose_change(by, change);
    clinic.suite.wait(CHANGE_DELAY);
    let msg = identity::ExecuteMsg::ApplyChange { identity: clinic.ana.id, number };
    (clinic.suite.account(applicant), Message::Identity(msg))
}

fn confirm(clinic: &mut Clinic, act: ActUnchecked) -> (Addr, Message) {
    let (number, second) = (clinic.suite.propose_act(act), clinic.suite.second_registrar());
    (second.account, Message::Identity(identity::ExecuteMsg::ConfirmAct { number }))
}

/// Registrars appoint Dora as Ana's representative.
fn appointment(clinic: &Clinic) -> ActUnchecked {
    let (patient, representative) = (clinic.ana.id, clinic.dora.actor.id);
    ActUnchecked::AppointRepresentative { patient, representative, appointment: clinic.suite.appointment() }
}

/// Dora represents Ana.
fn represented(clinic: &mut Clinic) -> IdentityId {
    let appointment = appointment(clinic);
    clinic.suite.act_after_delay(appointment);
    clinic.dora.actor.id
}

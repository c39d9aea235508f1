//! Every message of the four contracts, ready to succeed: what tests of rules that hold for all of them go through.

use chartseal_testing::certificate::{ca_params, end_entity_params, new_key, signing_request};
use chartseal_testing::{
    Actor, Batch, Ca, DAY, asking, deny, descriptor, own_reading, permit, registration,
    unclaimed_registration, verification,
};
use chartseal_types::access::{self, Grantee, PolicyUnchecked};
use chartseal_types::anchor::{self, ERASURE_DELAY, ErasureBasis, HoldReason, RetractionReason};
use chartseal_types::certificate::{self, DeclineReason, RevocationReason};
use chartseal_types::identity::{
    self, ACT_DELAY, ActUnchecked, CHANGE_DELAY, ChangeUnchecked, Kind, RECOVERY_DELAY, Status, StatusReason,
};
use chartseal_types::second_factor::RelyingPartyUnchecked;
use chartseal_types::{Commitment, CredentialHash, Fingerprint, IdentityId, Role};
use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Addr, StdResult};
use cw_multi_test::AppResponse;
use rcgen::BasicConstraints;

use crate::clinic::{Clinic, laboratory};

/// What a pause does to a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pause {
    /// It opens, so it waits.
    Stops,
    /// It closes, or prepares what still has to be applied, so it goes on.
    Spares,
    /// It does the one or the other by what it finds on the chain; the rows say.
    Depends,
}
use Pause::{Spares, Stops};

/// A message to one of the contracts.
#[cw_serde]
pub enum Message {
    Identity(identity::ExecuteMsg),
    Certificate(certificate::ExecuteMsg),
    Access(access::ExecuteMsg),
    Anchor(anchor::ExecuteMsg),
}

/// Prepares a clinic, before the pause, and gives the message with its sender.
pub type Prepare = fn(&mut Clinic) -> (Addr, Message);

/// Every message, ready to succeed but for the pause. Those that depend come both ways.
pub const ROWS: &[(Pause, Prepare)] = &[
    // The identity registry.
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
    // The certificate authority.
    (Stops, |c| {
        let root =
            Ca::root(ca_params("Second", BasicConstraints::Unconstrained, c.suite.now(), 20), new_key());
        let msg = certificate::ExecuteMsg::AddTrustAnchor { certificate: root.certificate() };
        (c.suite.admin.clone(), Message::Certificate(msg))
    }),
    (Stops, |c| {
        let params = ca_params("Second", BasicConstraints::Unconstrained, c.suite.now(), 10);
        let certificate = c.root.below(params, new_key()).certificate();
        let (issuer, organization) = (c.root.fingerprint, c.hospital.id);
        let msg = certificate::ExecuteMsg::AddIssuingCa { certificate, issuer, organization };
        (c.suite.admin.clone(), Message::Certificate(msg))
    }),
    (Stops, |c| {
        let csr = signing_request(&c.suite.did(c.ana.id), &new_key());
        let msg = certificate::ExecuteMsg::RequestCertificate { ca: c.ca.fingerprint, csr };
        (c.ana.account.clone(), Message::Certificate(msg))
    }),
    (Stops, |c| {
        let (request, csr) = c.suite.request_certificate(&c.ana, &c.ca, &new_key());
        let certificate = c.ca.sign(&end_entity_params(&c.suite.did(c.ana.id), c.suite.now()), &csr);
        let msg = certificate::ExecuteMsg::IssueCertificate { request, certificate };
        (c.hospital.account.clone(), Message::Certificate(msg))
    }),
    (Spares, |c| {
        let (request, _) = c.suite.request_certificate(&c.ana, &c.ca, &new_key());
        let msg = certificate::ExecuteMsg::DeclineRequest { request, reason: DeclineReason::NotNeeded };
        (c.hospital.account.clone(), Message::Certificate(msg))
    }),
    (Spares, |c| {
        let (certificate, reason) = (doras_certificate(c), RevocationReason::Superseded);
        let msg = certificate::ExecuteMsg::RevokeCertificate { certificate, reason };
        (c.dora.actor.account.clone(), Message::Certificate(msg))
    }),
    (Spares, |c| {
        let msg = certificate::ExecuteMsg::HoldCertificate { certificate: doras_certificate(c) };
        (c.dora.actor.account.clone(), Message::Certificate(msg))
    }),
    (Stops, |c| {
        let (certificate, dora) = (doras_certificate(c), c.dora.actor.account.clone());
        let hold = certificate::ExecuteMsg::HoldCertificate { certificate };
        c.suite.try_certificate(&dora, hold).expect("the subject holds");
        (dora, Message::Certificate(certificate::ExecuteMsg::ReleaseCertificate { certificate }))
    }),
    (Spares, |c| {
        let (ca, reason) = (c.ca.fingerprint, RevocationReason::CessationOfOperation);
        let msg = certificate::ExecuteMsg::RevokeCa { ca, reason };
        (c.hospital.account.clone(), Message::Certificate(msg))
    }),
    (Stops, |c| {
        let csr = signing_request(&c.suite.did(c.ana.id), &new_key());
        let msg = certificate::ExecuteMsg::RequestCertificate { ca: c.ca.fingerprint, csr };
        confirmed(c, &c.ana.account.clone(), Message::Certificate(msg))
    }),
    (Spares, |c| {
        let msg = certificate::ExecuteMsg::HoldCertificate { certificate: doras_certificate(c) };
        confirmed(c, &c.dora.actor.account.clone(), Message::Certificate(msg))
    }),
    // Access control.
    (Stops, |c| propose_policy(c, 86_400)),
    (Spares, |c| propose_policy(c, 60)),
    (Spares, |c| {
        let (admin, looser) = propose_policy(c, 86_400);
        send(c, &admin, &looser).expect("a looser policy waits");
        (admin, Message::Access(access::ExecuteMsg::WithdrawPolicy {}))
    }),
    (Stops, |c| {
        by_ana(c, access::ExecuteMsg::GrantConsent { patient: None, terms: permit(Grantee::Everyone {}) })
    }),
    (Spares, |c| {
        by_ana(c, access::ExecuteMsg::GrantConsent { patient: None, terms: deny(Grantee::Everyone {}) })
    }),
    (Stops, |c| {
        let consent = c.suite.grant(&c.ana, permit(Grantee::Everyone {}));
        by_ana(
            c,
            access::ExecuteMsg::AmendConsent { patient: None, consent, terms: permit(Grantee::Everyone {}) },
        )
    }),
    (Spares, |c| {
        let consent = c.suite.grant(&c.ana, permit(Grantee::Everyone {}));
        by_ana(c, access::ExecuteMsg::RevokeConsent { patient: None, consent })
    }),
    (Stops, |c| {
        let consent = c.suite.grant(&c.ana, deny(Grantee::Everyone {}));
        by_ana(c, access::ExecuteMsg::RevokeConsent { patient: None, consent })
    }),
    (Stops, |c| {
        let (organization, until) = (c.hospital.id, c.suite.now() + 30 * DAY);
        by_ana(c, access::ExecuteMsg::OpenCare { patient: None, organization, until })
    }),
    (Stops, |c| {
        // Of another patient: Ana has ended care with this hospital, so only she opens it again.
        let bob = c.suite.patient("bob");
        let (organization, until) = (c.hospital.id, c.suite.now() + 30 * DAY);
        let msg = access::ExecuteMsg::AttestCare { patient: bob.id, organization, until };
        (c.dora.actor.account.clone(), Message::Access(msg))
    }),
    (Spares, |c| {
        c.open_care();
        by_ana(c, access::ExecuteMsg::EndCare { patient: c.ana.id, organization: c.hospital.id })
    }),
    (Stops, |c| {
        let msg = access::ExecuteMsg::Open(c.reading());
        (c.dora.actor.account.clone(), Message::Access(msg))
    }),
    (Spares, |c| by_ana(c, access::ExecuteMsg::Open(own_reading(&c.ana, &[c.result])))),
    (Stops, |c| {
        let (terms, expires_at) = (asking(c.suite.now() + DAY), c.suite.now() + DAY);
        let msg = c.dora.request(&c.ana, terms, expires_at);
        (c.dora.actor.account.clone(), Message::Access(msg))
    }),
    (Stops, |c| {
        let (patient, request) = (None, c.suite.request(&c.dora, &c.ana));
        let terms = c.suite.requested(&c.ana, request).terms;
        by_ana(c, access::ExecuteMsg::AnswerRequest { patient, request, terms })
    }),
    (Spares, |c| {
        let (patient, request) = (None, c.suite.request(&c.dora, &c.ana));
        by_ana(c, access::ExecuteMsg::RefuseRequest { patient, request })
    }),
    (Spares, |c| {
        let (patient, request) = (c.ana.id, c.suite.request(&c.dora, &c.ana));
        let msg = access::ExecuteMsg::WithdrawRequest { patient, request };
        (c.dora.actor.account.clone(), Message::Access(msg))
    }),
    // Emergencies: who breaks the glass cannot wait, and accounting for it protects.
    (Spares, |c| {
        let opening = access::ExecuteMsg::OpenEmergency(c.dora.emergency(&c.ana, 1));
        confirmed(c, &c.dora.actor.account.clone(), Message::Access(opening))
    }),
    (Spares, |c| {
        c.emergency();
        let question = c.dora.to_read_urgently(&c.ana, &[c.result]);
        (c.dora.actor.account.clone(), Message::Access(access::ExecuteMsg::Open(question)))
    }),
    (Spares, |c| {
        let (patient, emergency) = (c.ana.id, c.emergency());
        by_ana(c, access::ExecuteMsg::CloseEmergency { patient, emergency })
    }),
    (Spares, |c| {
        let (patient, emergency, justification) = (c.ana.id, c.emergency(), Commitment([8; 32]));
        let msg = access::ExecuteMsg::JustifyEmergency { patient, emergency, justification };
        (c.dora.actor.account.clone(), Message::Access(msg))
    }),
    (Spares, |c| {
        let (patient, emergency) = (c.ana.id, c.emergency());
        let olga = c.suite.practitioner("olga", Role::ComplianceOfficer, &c.hospital);
        let (organization, finding, report) = (c.hospital.id, access::Finding::Misuse, Commitment([9; 32]));
        let msg = access::ExecuteMsg::ReviewEmergency { patient, emergency, organization, finding, report };
        (olga.account, Message::Access(msg))
    }),
    (Spares, |c| {
        let (patient, emergency) = (c.ana.id, c.emergency());
        c.suite.wait(7 * DAY);
        let msg = access::ExecuteMsg::EscalateEmergency { patient, emergency };
        (c.suite.account("anyone"), Message::Access(msg))
    }),
    (Stops, |c| {
        let msg = access::ExecuteMsg::GrantConsent { patient: None, terms: permit(Grantee::Everyone {}) };
        confirmed(c, &c.ana.account.clone(), Message::Access(msg))
    }),
    // The record anchor.
    (Stops, |c| {
        c.open_care();
        let ticket = c.suite.write_ticket(&c.dora, &c.ana, &[laboratory()]);
        let (patient, records) = (c.ana.id, vec![descriptor("second", laboratory())]);
        let msg = anchor::ExecuteMsg::Anchor { patient, ticket, records };
        (c.dora.actor.account.clone(), Message::Anchor(msg))
    }),
    (Stops, |c| (c.hospital.account.clone(), Message::Anchor(batch(c).commit()))),
    (Stops, |c| {
        let batch = batch(c);
        let number = c.suite.anchor_batch(&c.hospital.account.clone(), &batch);
        (c.ana.account.clone(), Message::Anchor(batch.prove(number, 0, None)))
    }),
    (Stops, |c| {
        let msg = batch(c).commit();
        confirmed(c, &c.hospital.account.clone(), Message::Anchor(msg))
    }),
    (Spares, |c| {
        let (patient, record, reason) = (c.ana.id, c.result, RetractionReason::EnteredInError);
        let certificate = c.dora.certificate;
        let msg = anchor::ExecuteMsg::Retract { patient, record, reason, certificate };
        (c.dora.actor.account.clone(), Message::Anchor(msg))
    }),
    (Spares, hold),
    (Spares, |c| {
        let (by, msg) = hold(c);
        send(c, &by, &msg).expect("the hospital holds");
        let msg = anchor::ExecuteMsg::ReleaseHold { patient: c.ana.id, record: c.result };
        (by, Message::Anchor(msg))
    }),
    (Spares, erase),
    (Spares, |c| {
        let (by, msg) = erase(c);
        send(c, &by, &msg).expect("the patient asks");
        let msg = anchor::ExecuteMsg::CancelErasure { patient: c.ana.id, record: c.result };
        (by, Message::Anchor(msg))
    }),
    (Spares, |c| {
        let (by, msg) = erase(c);
        send(c, &by, &msg).expect("the patient asks");
        c.suite.wait(ERASURE_DELAY);
        let msg = anchor::ExecuteMsg::CompleteErasure { patient: c.ana.id, record: c.result };
        (by, Message::Anchor(msg))
    }),
    (Spares, |c| {
        let (by, msg) = erase(c);
        send(c, &by, &msg).expect("the patient asks");
        c.suite.wait(ERASURE_DELAY);
        let (patient, record, receipt) = (c.ana.id, c.result, Commitment([3; 32]));
        let msg = anchor::ExecuteMsg::ReportDeletion { patient, record, receipt };
        (c.hospital.account.clone(), Message::Anchor(msg))
    }),
];

/// Sends a message to its contract.
pub fn send(clinic: &mut Clinic, by: &Addr, message: &Message) -> StdResult<AppResponse> {
    match message.clone() {
        Message::Identity(msg) => clinic.suite.try_identity(by, msg),
        Message::Certificate(msg) => clinic.suite.try_certificate(by, msg),
        Message::Access(msg) => clinic.suite.try_access(by, msg),
        Message::Anchor(msg) => clinic.suite.try_record_anchor(by, msg),
    }
}

fn set_status(clinic: &mut Clinic, status: Status, reason: StatusReason) -> (Addr, Message) {
    let msg = identity::ExecuteMsg::SetStatus { identity: clinic.dora.actor.id, status, reason };
    (clinic.suite.registrar.clone(), Message::Identity(msg))
}

fn accredit(clinic: &mut Clinic, roles: Vec<Role>) -> (Addr, Message) {
    let msg = identity::ExecuteMsg::Accredit { organization: clinic.hospital.id, roles };
    (clinic.suite.registrar.clone(), Message::Identity(msg))
}

/// A message, confirmed by a passkey of its sender's.
fn confirmed(clinic: &mut Clinic, by: &Addr, message: Message) -> (Addr, Message) {
    let contracts = clinic.suite.contracts.clone();
    let suite = &mut clinic.suite;
    let message = match message {
        Message::Identity(msg) => {
            let (message, assertion) = suite.confirmation(by, &contracts.identity_registry, &msg);
            Message::Identity(identity::ExecuteMsg::Confirmed { message, assertion })
        }
        Message::Certificate(msg) => {
            let (message, assertion) = suite.confirmation(by, &contracts.certificate_authority, &msg);
            Message::Certificate(certificate::ExecuteMsg::Confirmed { message, assertion })
        }
        Message::Anchor(msg) => {
            let (message, assertion) = suite.confirmation(by, &contracts.record_anchor, &msg);
            Message::Anchor(anchor::ExecuteMsg::Confirmed { message, assertion })
        }
        Message::Access(msg) => {
            let (message, assertion) = suite.confirmation(by, &contracts.access_control, &msg);
            Message::Access(access::ExecuteMsg::Confirmed { message, assertion })
        }
    };
    (by.clone(), message)
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

fn doras_certificate(clinic: &Clinic) -> Fingerprint {
    clinic.dora.certificate.expect("Dora has one")
}

/// The policy in force with other tickets: the one in force lasts an hour at most.
fn propose_policy(clinic: &mut Clinic, longest_ticket: u64) -> (Addr, Message) {
    let rows = clinic.suite.policy().current.policy.rows;
    let policy = PolicyUnchecked { rows, longest_ticket, ..PolicyUnchecked::default() };
    (clinic.suite.admin.clone(), Message::Access(access::ExecuteMsg::ProposePolicy { policy }))
}

fn by_ana(clinic: &Clinic, msg: access::ExecuteMsg) -> (Addr, Message) {
    (clinic.ana.account.clone(), Message::Access(msg))
}

fn batch(clinic: &Clinic) -> Batch {
    Batch::new(clinic.hospital.id, [(clinic.ana.id, descriptor("of a batch", laboratory()))])
}

fn hold(clinic: &mut Clinic) -> (Addr, Message) {
    let (patient, record, until) = (clinic.ana.id, clinic.result, clinic.suite.now() + DAY);
    let msg = anchor::ExecuteMsg::Hold { patient, record, reason: HoldReason::Litigation, until };
    (clinic.hospital.account.clone(), Message::Anchor(msg))
}

fn erase(clinic: &mut Clinic) -> (Addr, Message) {
    let (patient, record, basis) = (clinic.ana.id, clinic.result, ErasureBasis::PatientRequest);
    let msg = anchor::ExecuteMsg::Erase { patient, record, basis };
    confirmed(clinic, &clinic.ana.account.clone(), Message::Anchor(msg))
}

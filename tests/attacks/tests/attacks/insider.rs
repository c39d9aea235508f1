//! Insider: registrars, the admin, pausers and officials with a right, which they want to go further than it does.

use certificate_authority::ContractError as AuthorityError;
use chartseal_governance::GovernanceError;
use chartseal_testing::{Actor, DAY, Suite, claim, response_data, verification};
use chartseal_types::certificate::{CertificateStatus, ExecuteMsg as CertificateMsg, RevocationReason};
use chartseal_types::governance::{GovernanceMsg, GovernanceResponse};
use chartseal_types::identity::{
    ACT_DELAY, ActUnchecked, ExecuteMsg, Kind, QueryMsg, RECOVERY_DELAY, Status, StatusReason,
};
use chartseal_types::{IdentityId, Role};
use cosmwasm_std::Addr;
use identity_registry::{
    ActError, ContractError, PatientError, RecoveryError, RegistrarError, StandingError, StatusError,
    VerificationError,
};

use crate::harness::Stopped::{Authority, Registry};
use crate::harness::{Attempt, attacks, goal};
use crate::told::{controls, represents, works_at};

attacks! {
    "insider";
    a_registrar_verifies_itself: [NotOneself, RegistrarsOfAdmin] =>
        Registry(ContractError::Standing(StandingError::OwnIdentity { .. })),
    a_registrar_puts_out_another: [RegistrarsOfAdmin] =>
        Registry(ContractError::Standing(StandingError::RegistrarOfAdmin { .. })),
    a_registrar_confirms_its_own_act: [TwoRegistrars] =>
        Registry(ContractError::Act(ActError::SameRegistrar { .. })),
    a_dismissed_registrar_goes_on: [Registrar] =>
        Registry(ContractError::Standing(StandingError::NotRegistrar { .. })),
    an_act_of_a_dismissed_registrar: [RegistrarsOfAct] =>
        Registry(ContractError::Act(ActError::RegistrarLost { .. })),
    an_act_of_a_distrusted_registrar: [ActOpen, RegistrarsOfAct] =>
        Registry(ContractError::Act(ActError::Closed { .. })),
    an_override_of_a_dismissed_registrar: [OverriderStands] =>
        Registry(ContractError::Recovery(RecoveryError::RegistrarLost { .. })),
    a_distrusted_registrar_comes_back: [Trusted] =>
        Registry(ContractError::Registrar(RegistrarError::Distrusted { .. })),
    a_registrar_revokes_alone: [TwoRevoke] =>
        Registry(ContractError::Status(StatusError::Alone { .. })),
    a_registrar_revives_who_was_revoked: [NotRevived] =>
        Registry(ContractError::Standing(StandingError::Ended { .. })),
    a_registrar_makes_itself_a_representative: [RepresentativeIsPerson] =>
        Registry(ContractError::Patient(PatientError::NotPerson { .. })),
    registrars_capture_an_account_by_a_claim: [ClaimantSigns] =>
        Registry(ContractError::Act(ActError::NotNewAccount { .. })),
    a_registrar_goes_on_in_a_pause: [Pause] =>
        Registry(ContractError::Governance(GovernanceError::Paused { .. })),
    an_admin_makes_up_a_doctor: [AdminVerifiesOrganizations] =>
        Registry(ContractError::Verification(VerificationError::AdminVerifiesOrganizations { .. })),
    a_pauser_becomes_admin: [Admin] =>
        Registry(ContractError::Governance(GovernanceError::NotAdmin { .. })),
    a_pauser_accepts_for_the_successor: [ProposedAdmin] =>
        Registry(ContractError::Governance(GovernanceError::NotProposed { .. })),
    a_dismissed_pauser_pauses: [Pauser] =>
        Registry(ContractError::Governance(GovernanceError::NotPauser { .. })),
    a_rival_dismisses_a_doctor: [AffiliationParty] =>
        Registry(ContractError::Standing(StandingError::NotOwner { .. })),
    a_rival_revokes_a_doctors_certificate: [MayRevoke] =>
        Authority(AuthorityError::MayNotRevoke { .. }),
    a_rival_revokes_a_ca: [MayRevokeCa] => Authority(AuthorityError::MayNotRevokeCa { .. }),
    a_doctor_lifts_a_hold_on_herself: [HolderReleases] => Authority(AuthorityError::MayNotRelease { .. }),
}

/// A registrar whose verification runs out extends it, so that nobody looks at it.
fn a_registrar_verifies_itself() -> Attempt {
    let mut suite = Suite::new();
    let bad = suite.second_registrar();
    let until = suite.now() + 3 * 365 * DAY - 1;
    suite.try_identity(&bad.account, verification(bad.id, until))?;
    goal(suite.identity(bad.id).verified_until == until)
}

/// A registrar suspends the other, who would find out.
fn a_registrar_puts_out_another() -> Attempt {
    let mut suite = Suite::new();
    let (bad, other) = (suite.second_registrar(), suite.another_registrar("other"));
    let (status, reason) = (Status::Suspended, StatusReason::Investigation);
    suite.try_identity(&bad.account, ExecuteMsg::SetStatus { identity: other.id, status, reason })?;
    goal(suite.identity(other.id).status == Status::Suspended)
}

/// A registrar makes an accomplice Ana's representative, and confirms that too.
fn a_registrar_confirms_its_own_act() -> Attempt {
    let (mut suite, ana, eve) = patients();
    let number = suite.propose_act(appoint(&suite, &ana, &eve));
    let bad = suite.registrar.clone();
    suite.try_identity(&bad, ExecuteMsg::ConfirmAct { number })?;
    suite.wait(ACT_DELAY);
    suite.try_apply_act(&bad, number)?;
    goal(represents(&suite, eve.id, ana.id))
}

/// A registrar was dismissed, and verifies an accomplice as a practitioner.
fn a_dismissed_registrar_goes_on() -> Attempt {
    let mut suite = Suite::new();
    let bad = suite.another_registrar("bad");
    let eve = suite.register("eve", Kind::Practitioner);
    dismiss(&mut suite, bad.id)?;
    let until = suite.now() + 365 * DAY;
    suite.try_identity(&bad.account, verification(eve.id, until))?;
    goal(suite.identity(eve.id).status == Status::Active)
}

/// Two registrars made an accomplice Ana's representative. One was found bad and dismissed before the three days were over;
/// the other goes on.
fn an_act_of_a_dismissed_registrar() -> Attempt {
    let (mut suite, ana, eve) = patients();
    let number = suite.act(appoint(&suite, &ana, &eve));
    let second = suite.second_registrar();
    dismiss(&mut suite, second.id)?;
    suite.wait(ACT_DELAY);
    let other = suite.registrar.clone();
    suite.try_apply_act(&other, number)?;
    goal(represents(&suite, eve.id, ana.id))
}

/// The same, and the admin said since when the registrar is not to be trusted.
fn an_act_of_a_distrusted_registrar() -> Attempt {
    let (mut suite, ana, eve) = patients();
    let number = suite.act(appoint(&suite, &ana, &eve));
    let second = suite.second_registrar();
    let since = suite.now();
    suite.distrust(second.id, since);
    suite.wait(ACT_DELAY);
    let other = suite.registrar.clone();
    suite.try_apply_act(&other, number)?;
    goal(represents(&suite, eve.id, ana.id))
}

/// Guardians and a bribed registrar override Ana's veto. The registrar is dismissed in the week that is left; the thief
/// takes her over all the same.
fn an_override_of_a_dismissed_registrar() -> Attempt {
    let mut suite = Suite::new();
    let (ana, thief) = (suite.patient("ana"), suite.account("thief"));
    let guardians = suite.guarded(&ana, ["ben", "cem"], 2);
    let bad = suite.another_registrar("bad");
    let number = suite.approved_recovery(&guardians, ana.id, &thief);
    suite.veto_recovery(&ana.account);
    for by in guardians.iter().chain([&bad]) {
        suite.try_override_veto(&by.account, ana.id, number)?;
    }
    dismiss(&mut suite, bad.id)?;
    suite.wait(RECOVERY_DELAY);
    suite.try_complete_recovery(&thief, ana.id, number)?;
    goal(controls(&suite, &thief, ana.id))
}

/// A registrar that was distrusted has friends at the consortium, who have it appointed again when nobody remembers.
fn a_distrusted_registrar_comes_back() -> Attempt {
    let mut suite = Suite::new();
    let (bad, admin) = (suite.another_registrar("bad"), suite.admin.clone());
    let since = suite.now();
    suite.distrust(bad.id, since);
    suite.wait(30 * DAY);
    suite.try_identity(&admin, ExecuteMsg::AppointRegistrar { organization: bad.id })?;
    let query = QueryMsg::Registrars { start_after: None, limit: None };
    let registrars: Vec<IdentityId> = suite.query(&suite.contracts.identity_registry, &query);
    goal(registrars.contains(&bad.id))
}

/// A registrar ends the identity of a doctor who complained about it, for good, by itself.
fn a_registrar_revokes_alone() -> Attempt {
    let mut suite = Suite::new();
    let bad = suite.another_registrar("bad");
    let dora = suite.register("dora", Kind::Practitioner);
    suite.verify(dora.id);
    let steps =
        [(Status::Suspended, StatusReason::Investigation), (Status::Revoked, StatusReason::FalseEvidence)];
    for (status, reason) in steps {
        suite.try_identity(&bad.account, ExecuteMsg::SetStatus { identity: dora.id, status, reason })?;
    }
    goal(suite.identity(dora.id).status == Status::Revoked)
}

/// A registrar's friend was revoked for false papers. The registrar verifies them anew.
fn a_registrar_revives_who_was_revoked() -> Attempt {
    let mut suite = Suite::new();
    let bad = suite.another_registrar("bad");
    let eve = suite.register("eve", Kind::Practitioner);
    suite.verify(eve.id);
    suite.revoke_identity(eve.id);
    let until = suite.now() + 365 * DAY;
    suite.try_identity(&bad.account, verification(eve.id, until))?;
    goal(suite.identity(eve.id).active)
}

/// A registrar has itself appointed for a patient, and a colleague who looks at papers only confirms: it would read all.
fn a_registrar_makes_itself_a_representative() -> Attempt {
    let mut suite = Suite::new();
    let (ana, bad) = (suite.patient("ana"), suite.another_registrar("bad"));
    let number = response_data(&suite.try_propose_act(&bad.account, appoint(&suite, &ana, &bad))?);
    suite.try_confirm_act(number)?;
    suite.wait(ACT_DELAY);
    suite.try_apply_act(&bad.account, number)?;
    goal(represents(&suite, bad.id, ana.id))
}

/// Two registrars give an unclaimed patient to Ana's account, which she has not registered yet: she never could, and
/// whatever she signs would be that patient's.
fn registrars_capture_an_account_by_a_claim() -> Attempt {
    let mut suite = Suite::new();
    let (north, ana) = (suite.hospital("north"), suite.account("ana"));
    let patient = suite.unclaimed(&north);
    let number = suite.act(claim(patient, &ana));
    let registrar = suite.registrar.clone();
    suite.try_apply_act(&registrar, number)?;
    goal(controls(&suite, &ana, patient))
}

/// A pauser stopped the registry because a registrar makes up doctors. It goes on.
fn a_registrar_goes_on_in_a_pause() -> Attempt {
    let mut suite = Suite::new();
    let bad = suite.another_registrar("bad");
    let eve = suite.register("eve", Kind::Practitioner);
    let registry = suite.contracts.identity_registry.clone();
    suite.pause(&registry);
    let until = suite.now() + 365 * DAY;
    suite.try_identity(&bad.account, verification(eve.id, until))?;
    goal(suite.identity(eve.id).status == Status::Active)
}

/// Who holds the admin's key may verify organizations, for a start, and makes up a doctor.
fn an_admin_makes_up_a_doctor() -> Attempt {
    let mut suite = Suite::new();
    let (eve, admin) = (suite.register("eve", Kind::Practitioner), suite.admin.clone());
    let until = suite.now() + 365 * DAY;
    suite.try_identity(&admin, verification(eve.id, until))?;
    goal(suite.identity(eve.id).status == Status::Active)
}

/// A pauser proposes itself as admin.
fn a_pauser_becomes_admin() -> Attempt {
    let mut suite = Suite::new();
    let pauser = suite.pauser.clone();
    govern(&mut suite, &pauser, GovernanceMsg::ProposeAdmin { admin: pauser.to_string() })?;
    govern(&mut suite, &pauser, GovernanceMsg::AcceptAdmin {})?;
    goal(governance(&suite).admin == pauser)
}

/// The admin proposed a successor. A pauser is faster to accept.
fn a_pauser_accepts_for_the_successor() -> Attempt {
    let mut suite = Suite::new();
    let (admin, pauser) = (suite.admin.clone(), suite.pauser.clone());
    let successor = suite.account("successor");
    govern(&mut suite, &admin, GovernanceMsg::ProposeAdmin { admin: successor.to_string() })?;
    govern(&mut suite, &pauser, GovernanceMsg::AcceptAdmin {})?;
    goal(governance(&suite).admin == pauser)
}

/// A pauser was dismissed, and stops the registry for spite.
fn a_dismissed_pauser_pauses() -> Attempt {
    let mut suite = Suite::new();
    let (admin, pauser) = (suite.admin.clone(), suite.pauser.clone());
    govern(&mut suite, &admin, GovernanceMsg::DismissPauser { pauser: pauser.to_string() })?;
    govern(&mut suite, &pauser, GovernanceMsg::Pause {})?;
    goal(governance(&suite).paused_until.is_some())
}

/// A hospital ends the employment of a rival's doctor on the morning of her shift.
fn a_rival_dismisses_a_doctor() -> Attempt {
    let mut suite = Suite::new();
    let (north, south) = (suite.hospital("north"), suite.hospital("south"));
    let dora = suite.practitioner("dora", Role::Doctor, &north);
    let (practitioner, organization, role) = (dora.id, north.id, Role::Doctor);
    let end = ExecuteMsg::EndAffiliation { practitioner, organization, role };
    suite.try_identity(&south.account, end)?;
    goal(!works_at(&suite, dora.id, north.id, Role::Doctor))
}

/// The same hospital revokes her certificate instead.
fn a_rival_revokes_a_doctors_certificate() -> Attempt {
    let mut suite = Suite::new();
    let (north, south) = (suite.hospital("north"), suite.hospital("south"));
    let ca = suite.ca(&north);
    let dora = suite.practitioner("dora", Role::Doctor, &north);
    let certificate = suite.certify(&dora, &ca, &north);
    let reason = RevocationReason::Unspecified;
    suite.try_certificate(&south.account, CertificateMsg::RevokeCertificate { certificate, reason })?;
    goal(suite.certificate_status(certificate).status == CertificateStatus::Revoked)
}

/// The same hospital revokes the CA, and all doctors of the rival are without a certificate.
fn a_rival_revokes_a_ca() -> Attempt {
    let mut suite = Suite::new();
    let (north, south) = (suite.hospital("north"), suite.hospital("south"));
    let ca = suite.ca(&north).fingerprint;
    let reason = RevocationReason::CaCompromise;
    suite.try_certificate(&south.account, CertificateMsg::RevokeCa { ca, reason })?;
    goal(suite.certificate_status(ca).status == CertificateStatus::Revoked)
}

/// A registrar holds Dora's certificate while it looks into what she did. She lifts the hold: she may hold it herself.
fn a_doctor_lifts_a_hold_on_herself() -> Attempt {
    let mut suite = Suite::new();
    let north = suite.hospital("north");
    let ca = suite.ca(&north);
    let dora = suite.practitioner("dora", Role::Doctor, &north);
    let certificate = suite.certify(&dora, &ca, &north);
    let registrar = suite.registrar.clone();
    suite.try_certificate(&registrar, CertificateMsg::HoldCertificate { certificate })?;
    suite.next_block();
    suite.try_certificate(&dora.account, CertificateMsg::ReleaseCertificate { certificate })?;
    goal(suite.certificate_status(certificate).status == CertificateStatus::Good)
}

fn patients() -> (Suite, Actor, Actor) {
    let mut suite = Suite::new();
    let (ana, eve) = (suite.patient("ana"), suite.patient("eve"));
    (suite, ana, eve)
}

fn appoint(suite: &Suite, patient: &Actor, representative: &Actor) -> ActUnchecked {
    let (patient, representative) = (patient.id, representative.id);
    ActUnchecked::AppointRepresentative { patient, representative, appointment: suite.appointment() }
}

fn dismiss(suite: &mut Suite, organization: IdentityId) -> Attempt {
    let admin = suite.admin.clone();
    suite.try_identity(&admin, ExecuteMsg::DismissRegistrar { organization }).map(drop)
}

fn govern(suite: &mut Suite, sender: &Addr, msg: GovernanceMsg) -> Attempt {
    let registry = suite.contracts.identity_registry.clone();
    suite.try_govern(sender, &registry, msg).map(drop)
}

fn governance(suite: &Suite) -> GovernanceResponse {
    suite.query(&suite.contracts.identity_registry, &QueryMsg::Governance {})
}

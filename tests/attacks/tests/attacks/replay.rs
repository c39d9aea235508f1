//! Replay: what was said once is said again, or later, or elsewhere.

use certificate_authority::ContractError as AuthorityError;
use chartseal_second_factor::SecondFactorError;
use chartseal_testing::certificate::{end_entity_params, new_key, signing_request};
use chartseal_testing::{Actor, DAY, HOUR, Suite, response_data};
use chartseal_types::certificate::{CertificateStatus, ExecuteMsg as CertificateMsg, RevocationReason};
use chartseal_types::identity::{ACT_DELAY, ActUnchecked, RECOVERY_DELAY};
use chartseal_types::{Fingerprint, Role};
use identity_registry::{ActError, ContractError, RecoveryError};

use crate::device::{Device, Said};
use crate::harness::Stopped::{Authority, Registry};
use crate::harness::{Attempt, attacks, goal};
use crate::told::{appointment_of, controls, represents};

attacks! {
    "replay";
    a_confirmed_message_again: [Nonce] =>
        Registry(ContractError::SecondFactor(SecondFactorError::Nonce { .. })),
    a_confirmed_message_an_hour_late: [AssertionExpiry] =>
        Registry(ContractError::SecondFactor(SecondFactorError::Expired { .. })),
    a_confirmation_from_the_test_chain: [Challenge] =>
        Registry(ContractError::SecondFactor(SecondFactorError::Challenge { .. })),
    a_confirmation_for_another_contract: [Challenge] =>
        Registry(ContractError::SecondFactor(SecondFactorError::Challenge { .. })),
    an_act_applied_again: [ActOpen] => Registry(ContractError::Act(ActError::Closed { .. })),
    a_recovery_completed_again: [RecoveryStands] =>
        Registry(ContractError::Recovery(RecoveryError::Unknown { .. })),
    a_recovery_completed_when_it_is_forgotten: [RecoveryStands] =>
        Registry(ContractError::Recovery(RecoveryError::Unknown { .. })),
    an_act_confirmed_when_it_is_forgotten: [ActOpen] =>
        Registry(ContractError::Act(ActError::Closed { .. })),
    a_revoked_certificate_logged_again: [NewCertificate, NewSerial] =>
        Authority(AuthorityError::DuplicateCertificate { .. }),
    a_compromised_key_certified_again: [KeyNotCompromised] => Authority(AuthorityError::CompromisedKey),
}

/// Ben has Ana's old phone with her account, not her passkey, and read on the chain how she once appointed him: he wants
/// to be her representative again after she ended that.
fn a_confirmed_message_again() -> Attempt {
    let mut suite = Suite::new();
    let (ana, ben) = (suite.patient("ana"), suite.patient("ben"));
    let registry = suite.contracts.identity_registry.clone();
    let appoint = appointment_of(&suite, ben.id);
    let (message, assertion) = suite.confirmation(&ana.account, &registry, &appoint);
    suite.try_assertion(&ana.account, &registry, message.clone(), assertion.clone())?;
    suite.try_end_representative(&ana, ana.id, ben.id)?;

    suite.try_assertion(&ana.account, &registry, message, assertion)?;
    goal(represents(&suite, ben.id, ana.id))
}

/// A relay held a confirmed message back until Ana gave up, and delivers it when nobody expects it any more.
fn a_confirmed_message_an_hour_late() -> Attempt {
    let mut suite = Suite::new();
    let (ana, ben) = (suite.patient("ana"), suite.patient("ben"));
    let registry = suite.contracts.identity_registry.clone();
    let appoint = appointment_of(&suite, ben.id);
    let (message, assertion) = suite.confirmation(&ana.account, &registry, &appoint);

    suite.wait(HOUR);
    suite.try_assertion(&ana.account, &registry, message, assertion)?;
    goal(represents(&suite, ben.id, ana.id))
}

/// Ana tried everything out on a test chain, whose contracts have the same addresses. Ben sends what she confirmed there.
fn a_confirmation_from_the_test_chain() -> Attempt {
    let (mut suite, device) = (Suite::new(), Device::new(b"credential"));
    let (ana, ben) = (device.patient(&mut suite, "ana"), suite.patient("ben"));
    let appoint = appointment_of(&suite, ben.id);
    let said = Said { chain: Some("chartseal-test-1"), ..Said::default() };
    device.try_confirm(&mut suite, &ana.account, &appoint, &said)?;
    goal(represents(&suite, ben.id, ana.id))
}

/// Ben had Ana confirm the same bytes for a contract that he wrote himself, and sends them to the registry.
fn a_confirmation_for_another_contract() -> Attempt {
    let mut suite = Suite::new();
    let (ana, ben) = (suite.patient("ana"), suite.patient("ben"));
    let (registry, other) =
        (suite.contracts.identity_registry.clone(), suite.contracts.access_control.clone());
    let appoint = appointment_of(&suite, ben.id);
    let (message, assertion) = suite.confirmation(&ana.account, &other, &appoint);
    suite.try_assertion(&ana.account, &registry, message, assertion)?;
    goal(represents(&suite, ben.id, ana.id))
}

/// A registrar who is Ben's friend applies the act that once appointed him again, after Ana ended that.
fn an_act_applied_again() -> Attempt {
    let mut suite = Suite::new();
    let (ana, ben) = (suite.patient("ana"), suite.patient("ben"));
    let appointment = suite.appointment();
    let number = suite.appoint_by_registrars(ana.id, ben.id, appointment);
    suite.try_end_representative(&ana, ana.id, ben.id)?;

    let registrar = suite.registrar.clone();
    suite.try_apply_act(&registrar, number)?;
    goal(represents(&suite, ben.id, ana.id))
}

/// Ana was recovered to a phone which was stolen later. She removed its account; the thief completes the recovery again.
fn a_recovery_completed_again() -> Attempt {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let guardians = suite.guarded(&ana, ["ben", "cem"], 2);
    let phone = suite.account("ana's new phone");
    let number = suite.approved_recovery(&guardians, ana.id, &phone);
    suite.wait(RECOVERY_DELAY);
    suite.try_complete_recovery(&phone, ana.id, number)?;
    let recovered = Actor { account: phone.clone(), id: ana.id };
    let laptop = suite.add_account(&recovered, "ana's laptop");
    suite.remove_account(&Actor { account: laptop.clone(), id: ana.id }, &phone);

    suite.try_complete_recovery(&phone, ana.id, number)?;
    goal(controls(&suite, &phone, ana.id) && !controls(&suite, &laptop, ana.id))
}

/// Ana found her phone again, and nobody withdrew the recovery. A year later its account is somebody else's.
fn a_recovery_completed_when_it_is_forgotten() -> Attempt {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let guardians = suite.guarded(&ana, ["ben", "cem"], 2);
    let phone = suite.account("ana's new phone");
    let number = suite.approved_recovery(&guardians, ana.id, &phone);
    suite.wait(300 * DAY);
    suite.try_complete_recovery(&phone, ana.id, number)?;
    goal(controls(&suite, &phone, ana.id))
}

/// A registrar once proposed Ben as representative of Ana and was told why not. Months later Ben has a colleague confirm it.
fn an_act_confirmed_when_it_is_forgotten() -> Attempt {
    let mut suite = Suite::new();
    let (ana, ben) = (suite.patient("ana"), suite.patient("ben"));
    let appointment = suite.appointment();
    let act = ActUnchecked::AppointRepresentative { patient: ana.id, representative: ben.id, appointment };
    let number = suite.propose_act(act);
    suite.wait(90 * DAY);
    suite.try_confirm_act(number)?;
    suite.wait(ACT_DELAY);
    let registrar = suite.registrar.clone();
    suite.try_apply_act(&registrar, number)?;
    goal(represents(&suite, ben.id, ana.id))
}

/// Dora's certificate was revoked. She asks again with the same key, and a clerk of the hospital who is her friend answers
/// with the same certificate: the log would say that it is good.
fn a_revoked_certificate_logged_again() -> Attempt {
    let mut suite = Suite::new();
    let north = suite.hospital("north");
    let ca = suite.ca(&north);
    let dora = suite.practitioner("dora", Role::Doctor, &north);
    let key = new_key();
    let (request, csr) = suite.request_certificate(&dora, &ca, &key);
    let certificate = ca.sign(&end_entity_params(&suite.did(dora.id), suite.now()), &csr);
    let issue = |request| CertificateMsg::IssueCertificate { request, certificate: certificate.clone() };
    let fingerprint: Fingerprint = response_data(&suite.try_certificate(&north.account, issue(request))?);
    let registrar = suite.registrar.clone();
    suite.revoke_certificate(&registrar, fingerprint);
    suite.next_block();

    let (request, _) = suite.request_certificate(&dora, &ca, &key);
    suite.try_certificate(&north.account, issue(request))?;
    goal(suite.certificate_status(fingerprint).status == CertificateStatus::Good)
}

/// Eve stole Dora's key. The certificate was revoked for that; Dora asks again with the key she has, which is Eve's as well.
fn a_compromised_key_certified_again() -> Attempt {
    let mut suite = Suite::new();
    let north = suite.hospital("north");
    let ca = suite.ca(&north);
    let dora = suite.practitioner("dora", Role::Doctor, &north);
    let key = new_key();
    let certify = |suite: &mut Suite| {
        let csr = signing_request(&suite.did(dora.id), &key);
        let ask = CertificateMsg::RequestCertificate { ca: ca.fingerprint, csr: csr.clone() };
        let request = response_data(&suite.try_certificate(&dora.account, ask)?);
        let certificate = ca.sign(&end_entity_params(&suite.did(dora.id), suite.now()), &csr);
        let issue = CertificateMsg::IssueCertificate { request, certificate };
        suite.try_certificate(&north.account, issue).map(|response| response_data::<Fingerprint>(&response))
    };
    let stolen = certify(&mut suite)?;
    let reason = RevocationReason::KeyCompromise;
    suite
        .try_certificate(&dora.account, CertificateMsg::RevokeCertificate { certificate: stolen, reason })?;

    let again = certify(&mut suite)?;
    goal(suite.certificate_status(again).status == CertificateStatus::Good)
}

//! Representatives act for a patient within the compartments of their appointment, and never on the patient's own
//! denials.

use access_control::{CareError, ConsentError, ContractError, OnBehalfError, PartyError};
use chartseal_testing::{Actor, DAY, Refusal, deny, permit, representative_reading};
use chartseal_types::access::{
    Decision, ExecuteMsg, Grantee, MAX_DENIALS, OWN_DENIALS, Question, RequestStatus, Rule, SetBy,
    StandingFault, TermsUnchecked,
};
use chartseal_types::certificate::Standing;
use chartseal_types::identity::{Appointment, Right};
use chartseal_types::{Compartment, IdentityId, Selection};
use cosmwasm_std::StdResult;
use cw_multi_test::AppResponse;

use crate::contract::world::World;

/// Ana's mother, who may consent over compartments 3 and 4; the result is in 3.
fn with_ruth() -> (World, Actor) {
    let mut world = World::new();
    let ruth = world.suite.patient("ruth");
    let appointment = Appointment { compartments: only(&[3, 4]), ..world.suite.appointment() };
    world.suite.appoint_by_registrars(world.ana.id, ruth.id, appointment);
    (world, ruth)
}

/// One who may consent over everything.
fn with_full_ruth() -> (World, Actor) {
    let mut world = World::new();
    let ruth = world.suite.patient("ruth");
    let appointment = world.suite.appointment();
    world.suite.appoint_by_registrars(world.ana.id, ruth.id, appointment);
    (world, ruth)
}

fn only(numbers: &[u8]) -> Selection<Compartment> {
    Selection::Only(numbers.iter().map(|number| Compartment::new(*number).unwrap()).collect())
}

fn over(numbers: &[u8], terms: TermsUnchecked) -> TermsUnchecked {
    TermsUnchecked { compartments: only(numbers), ..terms }
}

fn grants(world: &mut World, who: &Actor, terms: TermsUnchecked) -> StdResult<AppResponse> {
    let patient = Some(world.ana.id);
    world.suite.try_access(&who.account, ExecuteMsg::GrantConsent { patient, terms })
}

fn amends(world: &mut World, who: &Actor, consent: u32, terms: TermsUnchecked) -> StdResult<AppResponse> {
    let patient = Some(world.ana.id);
    world.suite.try_access(&who.account, ExecuteMsg::AmendConsent { patient, consent, terms })
}

fn revokes(world: &mut World, who: &Actor, consent: u32) -> StdResult<AppResponse> {
    let patient = Some(world.ana.id);
    world.suite.try_access(&who.account, ExecuteMsg::RevokeConsent { patient, consent })
}

fn refusal(result: StdResult<AppResponse>) -> OnBehalfError {
    match result.refusal() {
        ContractError::OnBehalf(error) => error,
        other => panic!("{other}"),
    }
}

fn stranger(who: &Actor, world: &World) -> OnBehalfError {
    OnBehalfError::NotForPatient { sender: who.id, patient: world.ana.id }
}

#[test]
fn a_representative_permits_and_denies_within_scope() {
    let (mut world, ruth) = with_ruth();
    let dora = world.dora_herself();
    grants(&mut world, &ruth, over(&[3], permit(dora))).unwrap();
    assert_eq!(world.decision(), Decision::by_consent(Rule::Consent, 1));
    let told = world.suite.consent(&world.ana, 1);
    assert_eq!((told.by, told.set_by), (ruth.account.clone(), SetBy::Representative));
    grants(&mut world, &ruth, over(&[3, 4], deny(Grantee::Everyone {}))).unwrap();
    assert_eq!(world.decision(), Decision::by_consent(Rule::Denial, 2));
    revokes(&mut world, &ruth, 2).unwrap();
    amends(&mut world, &ruth, 1, over(&[4], permit(dora))).unwrap();
    assert_eq!(world.decision(), Decision::by(Rule::Default));
}

#[test]
fn nothing_reaches_beyond_the_scope() {
    let (mut world, ruth) = with_ruth();
    let ana = world.ana.clone();
    let everyone = Grantee::Everyone {};
    for beyond in [over(&[5], permit(everyone)), over(&[3, 5], permit(everyone)), permit(everyone)] {
        assert_eq!(refusal(grants(&mut world, &ruth, beyond)), OnBehalfError::BeyondScope);
    }
    assert_eq!(refusal(grants(&mut world, &ruth, deny(everyone))), OnBehalfError::BeyondScope);
    // Neither from what lies within to what does not, nor what Ana permitted elsewhere.
    grants(&mut world, &ruth, over(&[3], permit(everyone))).unwrap();
    let wider = over(&[3, 5], permit(everyone));
    assert_eq!(refusal(amends(&mut world, &ruth, 1, wider)), OnBehalfError::BeyondScope);
    let elsewhere = world.suite.grant(&ana, over(&[5], permit(everyone)));
    assert_eq!(refusal(revokes(&mut world, &ruth, elsewhere)), OnBehalfError::BeyondScope);
    let within = world.suite.grant(&ana, over(&[4], permit(everyone)));
    revokes(&mut world, &ruth, within).unwrap();
}

#[test]
fn the_patients_own_rules_stay_the_patients() {
    let (mut world, ruth) = with_full_ruth();
    let ana = world.ana.clone();
    let denial = world.suite.grant(&ana, deny(world.dora_herself()));
    let consent = world.suite.grant(&ana, permit(world.dora_herself()));
    let own = |consent| OnBehalfError::PatientsOwn { consent };
    assert_eq!(refusal(revokes(&mut world, &ruth, denial)), own(denial));
    let narrower = over(&[9], deny(world.dora_herself()));
    assert_eq!(refusal(amends(&mut world, &ruth, denial, narrower)), own(denial));
    let wider = permit(Grantee::Everyone {});
    assert_eq!(refusal(amends(&mut world, &ruth, consent, wider)), own(consent));
    // A permit of the representative's does not get past the denial, and ending the patient's permit only closes.
    grants(&mut world, &ruth, permit(Grantee::Everyone {})).unwrap();
    assert_eq!(world.decision(), Decision::by_consent(Rule::Denial, denial));
    revokes(&mut world, &ruth, consent).unwrap();
}

#[test]
fn the_patient_changes_what_a_representative_set_and_it_becomes_the_patients() {
    let (mut world, ruth) = with_full_ruth();
    let ana = world.ana.clone();
    let terms = deny(world.dora_herself());
    grants(&mut world, &ruth, terms).unwrap();
    world.suite.amend(&ana, 1, deny(Grantee::Everyone {}));
    assert_eq!(world.suite.consent(&ana, 1).set_by, SetBy::Patient);
    assert_eq!(refusal(revokes(&mut world, &ruth, 1)), OnBehalfError::PatientsOwn { consent: 1 });
    let terms = deny(world.dora_herself());
    grants(&mut world, &ruth, terms).unwrap();
    world.suite.revoke(&ana, 2);
}

#[test]
fn eight_denials_are_kept_for_the_patient() {
    let (mut world, ruth) = with_full_ruth();
    let ana = world.ana.clone();
    let everyone = || deny(Grantee::Everyone {});
    for _ in 0..MAX_DENIALS - OWN_DENIALS {
        grants(&mut world, &ruth, everyone()).unwrap();
    }
    let error: ContractError = grants(&mut world, &ruth, everyone()).refusal();
    assert!(matches!(error, ContractError::Consent(ConsentError::DenialsKept)), "{error}");
    for _ in 0..OWN_DENIALS {
        world.suite.grant(&ana, everyone());
    }
    let error: ContractError = world.suite.try_grant(&ana, everyone()).refusal();
    assert!(matches!(error, ContractError::Consent(ConsentError::TooManyDenials)), "{error}");
}

#[test]
fn without_the_right_in_time_and_undisputed_nobody_acts() {
    let mut world = World::new();
    let (ruth, reader) = (world.suite.patient("ruth"), world.suite.patient("reader"));
    let expires_at = world.suite.now() + 10 * DAY;
    let appointment = Appointment { expires_at, ..world.suite.appointment() };
    world.suite.appoint_by_registrars(world.ana.id, ruth.id, appointment.clone());
    let reading = Appointment { rights: vec![Right::Read, Right::Log], ..appointment };
    world.suite.appoint_by_registrars(world.ana.id, reader.id, reading);
    let everyone = || permit(Grantee::Everyone {});
    let none = stranger(&reader, &world);
    assert_eq!(refusal(grants(&mut world, &reader, everyone())), none);
    assert_eq!(refusal(grants(&mut world, &reader, deny(Grantee::Everyone {}))), none);
    grants(&mut world, &ruth, everyone()).unwrap();

    world.suite.wait(expires_at - world.suite.now() - 1);
    grants(&mut world, &ruth, everyone()).unwrap();
    world.suite.next_block();
    let none = stranger(&ruth, &world);
    assert_eq!(refusal(grants(&mut world, &ruth, everyone())), none);
    assert_eq!(refusal(revokes(&mut world, &ruth, 1)), none);
}

#[test]
fn a_dispute_makes_a_representative_read_only() {
    let (mut world, ruth) = with_full_ruth();
    let terms = permit(world.dora_herself());
    grants(&mut world, &ruth, terms).unwrap();
    world.suite.dispute(world.ana.id, ruth.id);
    let none = stranger(&ruth, &world);
    assert_eq!(refusal(grants(&mut world, &ruth, permit(Grantee::Everyone {}))), none);
    assert_eq!(refusal(revokes(&mut world, &ruth, 1)), none);
}

#[test]
fn a_representative_of_one_patient_is_nobody_for_another() {
    let (mut world, ruth) = with_full_ruth();
    let bob = world.suite.patient("bob");
    let patient = Some(bob.id);
    let msg = ExecuteMsg::GrantConsent { patient, terms: permit(Grantee::Everyone {}) };
    let none = OnBehalfError::NotForPatient { sender: ruth.id, patient: bob.id };
    assert_eq!(refusal(world.suite.try_access(&ruth.account, msg)), none);
    // Nor is who represents the representative.
    let sam = world.suite.patient("sam");
    let appointment = world.suite.appointment();
    world.suite.appoint_by_registrars(ruth.id, sam.id, appointment);
    let none = stranger(&sam, &world);
    assert_eq!(refusal(grants(&mut world, &sam, permit(Grantee::Everyone {}))), none);
}

#[test]
fn a_representative_who_is_not_active_does_nothing() {
    let (mut world, ruth) = with_full_ruth();
    world.suite.freeze(&ruth.account);
    let inactive = OnBehalfError::RepresentativeNotActive { representative: ruth.id };
    assert_eq!(refusal(grants(&mut world, &ruth, permit(Grantee::Everyone {}))), inactive);
    world.suite.wait(14 * DAY);
    grants(&mut world, &ruth, permit(Grantee::Everyone {})).unwrap();
    world.suite.suspend(ruth.id);
    assert_eq!(refusal(revokes(&mut world, &ruth, 1)), inactive);
}

/// A thief of the patient's account may have made the representative: what the freeze stops, it stops for both.
#[test]
fn nothing_opens_for_a_frozen_patient_and_everything_closes() {
    let (mut world, ruth) = with_full_ruth();
    let terms = permit(world.dora_herself());
    grants(&mut world, &ruth, terms).unwrap();
    let terms = deny(world.the_hospital());
    grants(&mut world, &ruth, terms).unwrap();
    let ana = world.ana.clone();
    world.suite.freeze(&ana.account);
    let frozen = |result: StdResult<AppResponse>| {
        let error: ContractError = result.refusal();
        assert!(matches!(error, ContractError::Party(PartyError::Frozen { .. })), "{error}");
    };
    frozen(grants(&mut world, &ruth, permit(Grantee::Everyone {})));
    frozen(amends(&mut world, &ruth, 1, permit(Grantee::Everyone {})));
    frozen(revokes(&mut world, &ruth, 2));
    revokes(&mut world, &ruth, 1).unwrap();
    grants(&mut world, &ruth, deny(Grantee::Everyone {})).unwrap();
}

#[test]
fn care_is_opened_for_every_compartment_or_not_at_all() {
    let (mut world, ruth) = with_ruth();
    let (ana, organization, until) = (world.ana.clone(), world.hospital.id, world.suite.now() + DAY);
    let open = ExecuteMsg::OpenCare { patient: Some(ana.id), organization, until };
    assert_eq!(refusal(world.suite.try_access(&ruth.account, open)), OnBehalfError::BeyondScope);
    // Ending is as the patient: only the patient's side opens it again.
    world.open_care();
    world.suite.try_end_care(&ruth, ana.id, organization).unwrap();
    let ended = world.suite.care(&ana, organization).ended.unwrap();
    assert_eq!((ended.by, ended.for_patient), (ana.id, Some(ruth.id)));
    let dora = world.dora.actor.clone();
    let attest = ExecuteMsg::AttestCare { patient: ana.id, organization, until };
    let error: ContractError = world.suite.try_access(&dora.account, attest).refusal();
    assert!(matches!(error, ContractError::Care(CareError::EndedByPatient { .. })), "{error}");
}

#[test]
fn who_may_consent_to_everything_opens_care() {
    let (mut world, ruth) = with_full_ruth();
    let (ana, organization, until) = (world.ana.clone(), world.hospital.id, world.suite.now() + DAY);
    let open = ExecuteMsg::OpenCare { patient: Some(ana.id), organization, until };
    world.suite.try_access(&ruth.account, open).unwrap();
    assert_eq!(world.decision(), Decision::by(Rule::Care));
    assert_eq!(world.suite.care(&ana, organization).opened_by, [ruth.id]);
}

#[test]
fn what_the_patient_ended_no_representative_opens_again() {
    let (mut world, ruth) = with_full_ruth();
    let (ana, organization, until) = (world.ana.clone(), world.hospital.id, world.suite.now() + DAY);
    world.open_care();
    world.suite.try_end_care(&ana, ana.id, organization).unwrap();
    let open = ExecuteMsg::OpenCare { patient: Some(ana.id), organization, until };
    let error: ContractError = world.suite.try_access(&ruth.account, open).refusal();
    assert!(matches!(error, ContractError::Care(CareError::EndedByPatient { .. })), "{error}");
    // What she ended for the patient, she opens again.
    world.open_care();
    world.suite.try_end_care(&ruth, ana.id, organization).unwrap();
    let open = ExecuteMsg::OpenCare { patient: Some(ana.id), organization, until };
    world.suite.try_access(&ruth.account, open).unwrap();
}

/// It would read in another hat what the appointment lets it read in this one.
#[test]
fn a_representative_permits_nothing_to_oneself() {
    let (mut world, ruth) = with_full_ruth();
    let herself = Grantee::Identity { identity: ruth.id };
    assert_eq!(refusal(grants(&mut world, &ruth, permit(herself))), OnBehalfError::ToOneself);
    grants(&mut world, &ruth, deny(herself)).unwrap();
}

/// A permit for everyone opens nothing in this hat: the appointment does, and no longer than it stands.
#[test]
fn in_the_hat_of_a_representative_the_appointment_opens_and_no_permit() {
    let (mut world, ruth) = with_full_ruth();
    let ana = world.ana.clone();
    world.suite.grant(&ana, permit(Grantee::Everyone {}));
    let certificate = Some(world.certify(&ruth));
    let question = Question { certificate, ..representative_reading(&ana, &[world.result]) };
    let decision = |world: &World| world.suite.explain(&ruth, question.clone()).explanations[0].decision;
    assert_eq!(decision(&world), Decision::by(Rule::Representative));
    let access = world.suite.open(&ruth, question.clone()).access;
    world.suite.try_end_representative(&ana, ana.id, ruth.id).unwrap();
    assert_eq!(decision(&world), Decision::by(Rule::Default));
    assert!(!world.suite.ticket(access).alive);
}

#[test]
fn a_representative_shows_a_good_certificate_like_anybody_else() {
    let (mut world, ruth) = with_full_ruth();
    let ana = world.ana.clone();
    let question = representative_reading(&ana, &[world.result]);
    let certificate = world.certify(&ruth);
    let decision = |world: &World, certificate| {
        let question = Question { certificate, ..question.clone() };
        world.suite.explain(&ruth, question).explanations[0].decision
    };
    let dora = world.dora.certificate;
    assert_eq!(decision(&world, Some(certificate)), Decision::by(Rule::Representative));
    assert_eq!(decision(&world, None), Decision::by_fault(StandingFault::NoCertificate));
    assert_eq!(decision(&world, dora), Decision::by_fault(StandingFault::Certificate));
    let opened = world.suite.open(&ruth, Question { certificate: Some(certificate), ..question.clone() });
    world.put_certificate(certificate, ruth.id, Standing::Revoked);
    assert_eq!(decision(&world, Some(certificate)), Decision::by_fault(StandingFault::Certificate));
    assert!(!world.suite.ticket(opened.access).alive);
    world.certify(&ruth);
    world.suite.freeze(&ruth.account);
    assert_eq!(decision(&world, Some(certificate)), Decision::by_fault(StandingFault::Frozen));
}

#[test]
fn nobody_attests_care_of_the_dead() {
    let mut world = World::new();
    let (ana, dora) = (world.ana.clone(), world.dora.actor.clone());
    world.suite.deceased(ana.id);
    let (organization, until) = (world.hospital.id, world.suite.now() + DAY);
    let attest = ExecuteMsg::AttestCare { patient: ana.id, organization, until };
    let deceased = OnBehalfError::Deceased { identity: ana.id };
    assert_eq!(refusal(world.suite.try_access(&dora.account, attest)), deceased);
}

#[test]
fn a_representative_answers_and_refuses_requests_within_scope() {
    let (mut world, ruth) = with_ruth();
    let (ana, dora) = (world.ana.clone(), world.dora.clone());
    let patient = Some(ana.id);
    let request = world.suite.request(&dora, &ana);
    let terms = world.suite.requested(&ana, request).terms;
    let answer = |terms| ExecuteMsg::AnswerRequest { patient, request, terms };
    assert_eq!(
        refusal(world.suite.try_access(&ruth.account, answer(terms.clone()))),
        OnBehalfError::BeyondScope
    );
    world.suite.try_access(&ruth.account, answer(over(&[3], terms))).unwrap();
    assert_eq!(world.decision(), Decision::by_consent(Rule::Consent, 1));
    assert_eq!(world.suite.consent(&ana, 1).set_by, SetBy::Representative);
    let request = world.suite.request(&dora, &ana);
    world.suite.try_access(&ruth.account, ExecuteMsg::RefuseRequest { patient, request }).unwrap();
    assert_eq!(world.suite.requested(&ana, request).status, RequestStatus::Refused);
}

#[test]
fn after_a_death_the_accounts_do_nothing_and_the_representative_goes_on() {
    let (mut world, ruth) = with_full_ruth();
    let ana = world.ana.clone();
    world.suite.grant(&ana, permit(world.dora_herself()));
    let denial = world.suite.grant(&ana, deny(Grantee::Identity { identity: ruth.id }));
    let deceased = OnBehalfError::Deceased { identity: ana.id };
    world.suite.deceased(ana.id);
    assert_eq!(refusal(world.suite.try_grant(&ana, permit(Grantee::Everyone {}))), deceased);
    assert_eq!(refusal(world.suite.try_revoke(&ana, denial)), deceased);
    assert_eq!(world.decision(), Decision::by(Rule::Default), "what was permitted is over");
    let terms = permit(world.dora_herself());
    grants(&mut world, &ruth, terms).unwrap();
    assert_eq!(world.decision(), Decision::by_consent(Rule::Consent, 3));
}

#[test]
fn an_id_that_is_nobody_or_no_patient_is_refused() {
    let (mut world, ruth) = with_full_ruth();
    let nobody = IdentityId([0xee; 16]);
    let msg = |id| ExecuteMsg::GrantConsent { patient: Some(id), terms: permit(Grantee::Everyone {}) };
    let error: ContractError = world.suite.try_access(&ruth.account, msg(nobody)).refusal();
    assert!(matches!(error, ContractError::Party(PartyError::UnknownIdentity { .. })), "{error}");
    let hospital = world.hospital.id;
    let error: ContractError = world.suite.try_access(&ruth.account, msg(hospital)).refusal();
    assert!(matches!(error, ContractError::Party(PartyError::NotPatient { .. })), "{error}");
}

//! What a representative opened lasts as long as the appointment does, and no longer. What one closed stays.

use access_control::{ContractError, OnBehalfError};
use chartseal_testing::{Actor, DAY, Refusal, deny, permit};
use chartseal_types::access::{Decision, ExecuteMsg, Grantee, Rule, SetBy, TermsUnchecked};
use chartseal_types::identity::{ActUnchecked, Appointment};
use chartseal_types::{Quarter, Role};
use cosmwasm_std::StdResult;
use cw_multi_test::AppResponse;

use crate::contract::world::World;

/// Ana's mother, appointed for that many days.
fn with_ruth(days: u64) -> (World, Actor) {
    let mut world = World::new();
    let ruth = world.suite.patient("ruth");
    appoint(&mut world, &ruth, days);
    (world, ruth)
}

fn appoint(world: &mut World, ruth: &Actor, days: u64) {
    let appointment = Appointment { expires_at: world.suite.now() + days * DAY, ..world.suite.appointment() };
    world.suite.appoint_by_registrars(world.ana.id, ruth.id, appointment);
}

/// When the appointment of that many days ends: it was proposed 72 h before it began.
fn end_of(world: &World) -> u64 {
    world.suite.representatives(world.ana.id)[0].representation.until
}

fn grants(world: &mut World, who: &Actor, terms: TermsUnchecked) -> StdResult<AppResponse> {
    let patient = Some(world.ana.id);
    world.suite.try_access(&who.account, ExecuteMsg::GrantConsent { patient, terms })
}

fn opens_care(world: &mut World, who: &Actor, until: u64) -> StdResult<AppResponse> {
    let (patient, organization) = (Some(world.ana.id), world.hospital.id);
    world.suite.try_access(&who.account, ExecuteMsg::OpenCare { patient, organization, until })
}

fn dora(world: &World) -> TermsUnchecked {
    permit(world.dora_herself())
}

fn refusal(result: StdResult<AppResponse>) -> OnBehalfError {
    match result.refusal() {
        ContractError::OnBehalf(error) => error,
        other => panic!("{other}"),
    }
}

const CLOSED: Decision =
    Decision { permitted: false, rule: Rule::Default, fault: None, consent: None, emergency: None };

#[test]
fn a_permit_and_its_tickets_end_with_the_appointment_by_either_side() {
    for by_patient in [true, false] {
        let (mut world, ruth) = with_ruth(100);
        let (ana, terms) = (world.ana.clone(), dora(&world));
        grants(&mut world, &ruth, terms).unwrap();
        assert_eq!(world.decision(), Decision::by_consent(Rule::Consent, 1));
        assert!(world.suite.consent(&ana, 1).in_force);
        let access = world.dora_opens().access;
        assert!(world.suite.ticket(access).alive);
        let by = if by_patient { &ana } else { &ruth };
        world.suite.try_end_representative(by, ana.id, ruth.id).unwrap();
        assert_eq!(world.decision(), CLOSED);
        assert!(!world.suite.ticket(access).alive);
        let told = world.suite.consent(&ana, 1);
        assert!(!told.in_force && told.ended.is_none());
        assert_eq!((told.by, told.set_by), (ruth.account.clone(), SetBy::Representative));
    }
}

/// Who appoints somebody anew does not appoint what they permitted before.
#[test]
fn a_later_appointment_of_the_same_representative_revives_nothing() {
    let (mut world, ruth) = with_ruth(100);
    let (ana, terms) = (world.ana.clone(), dora(&world));
    grants(&mut world, &ruth, terms.clone()).unwrap();
    world.suite.try_end_representative(&ana, ana.id, ruth.id).unwrap();
    appoint(&mut world, &ruth, 100);
    assert_eq!(world.decision(), CLOSED);
    assert!(!world.suite.consent(&ana, 1).in_force);
    grants(&mut world, &ruth, terms).unwrap();
    assert_eq!(world.decision(), Decision::by_consent(Rule::Consent, 2));
}

#[test]
fn while_the_appointment_is_in_dispute_nothing_rests_on_it() {
    let (mut world, ruth) = with_ruth(100);
    let (ana, terms, until) = (world.ana.clone(), dora(&world), world.suite.now() + DAY);
    grants(&mut world, &ruth, terms).unwrap();
    let consented = world.dora_opens().access;
    opens_care(&mut world, &ruth, until).unwrap();
    world.suite.dispute(ana.id, ruth.id);
    assert_eq!(world.decision(), CLOSED);
    assert!(!world.suite.ticket(consented).alive);
    assert!(!world.suite.consent(&ana, 1).in_force);
    assert!(!world.suite.care(&ana, world.hospital.id).open);
    world.suite.act(ActUnchecked::SettleDispute { patient: ana.id, representative: ruth.id });
    assert_eq!(world.decision(), Decision::by_consent(Rule::Consent, 1));
    assert!(world.suite.ticket(consented).alive);
    world.suite.revoke(&ana, 1);
    assert_eq!(world.decision(), Decision::by(Rule::Care));
}

#[test]
fn a_permit_without_an_end_gets_the_appointments() {
    let (mut world, ruth) = with_ruth(100);
    let (ana, latest) = (world.ana.clone(), end_of(&world));
    let terms = dora(&world);
    grants(&mut world, &ruth, terms.clone()).unwrap();
    assert_eq!(world.suite.consent(&ana, 1).terms.valid_until, Some(latest));
    let earlier = TermsUnchecked { valid_until: Some(latest - 1), ..terms.clone() };
    grants(&mut world, &ruth, earlier.clone()).unwrap();
    assert_eq!(world.suite.consent(&ana, 2).terms.valid_until, Some(latest - 1));
    let later = TermsUnchecked { valid_until: Some(latest + 1), ..terms.clone() };
    let outlives = OnBehalfError::Outlives { latest };
    assert_eq!(refusal(grants(&mut world, &ruth, later.clone())), outlives);
    let patient = Some(ana.id);
    let amend = ExecuteMsg::AmendConsent { patient, consent: 2, terms: later };
    assert_eq!(refusal(world.suite.try_access(&ruth.account, amend)), outlives);
    let after = TermsUnchecked { valid_from: Some(latest), ..terms };
    assert_eq!(refusal(grants(&mut world, &ruth, after)), outlives);
    world.suite.wait_until(latest - 1);
    assert_eq!(world.rule(), Rule::Consent);
    world.suite.wait_until(latest);
    assert_eq!(world.decision(), CLOSED);
}

#[test]
fn an_answer_is_bound_like_any_permit() {
    let (mut world, ruth) = with_ruth(20);
    let (ana, doctor, latest) = (world.ana.clone(), world.dora.clone(), end_of(&world));
    let request = world.suite.request(&doctor, &ana);
    let terms = world.suite.requested(&ana, request).terms;
    assert!(terms.valid_until > Some(latest));
    let answer = |terms| ExecuteMsg::AnswerRequest { patient: Some(ana.id), request, terms };
    let refused = refusal(world.suite.try_access(&ruth.account, answer(terms.clone())));
    assert_eq!(refused, OnBehalfError::Outlives { latest });
    let terms = TermsUnchecked { valid_until: None, ..terms };
    world.suite.try_access(&ruth.account, answer(terms)).unwrap();
    assert_eq!(world.suite.consent(&ana, 1).terms.valid_until, Some(latest));
    world.suite.try_end_representative(&ana, ana.id, ruth.id).unwrap();
    assert_eq!(world.decision(), CLOSED);
}

/// A child that comes of age has what its parents permitted no more, and permits itself.
#[test]
fn majority_ends_what_was_permitted_for_the_child() {
    let mut world = World::new();
    let (ana, ruth) = (world.ana.clone(), world.suite.patient("ruth"));
    let majority = Quarter::new(2020, 2).unwrap();
    let appointment = Appointment { majority: Some(majority), ..world.suite.appointment() };
    world.suite.appoint_by_registrars(ana.id, ruth.id, appointment);
    assert_eq!(end_of(&world), majority.starts_at(), "before it expires");
    let terms = dora(&world);
    grants(&mut world, &ruth, terms.clone()).unwrap();
    assert_eq!(world.suite.consent(&ana, 1).terms.valid_until, Some(majority.starts_at()));
    world.suite.wait_until(majority.starts_at() - 1);
    assert_eq!(world.rule(), Rule::Consent);
    world.suite.next_block();
    assert_eq!(world.decision(), CLOSED);
    world.suite.grant(&ana, terms);
    assert_eq!(world.decision(), Decision::by_consent(Rule::Consent, 2));
}

#[test]
fn what_the_patient_amends_is_the_patients_and_a_denial_stays() {
    let (mut world, ruth) = with_ruth(100);
    let (ana, terms) = (world.ana.clone(), dora(&world));
    grants(&mut world, &ruth, terms.clone()).unwrap();
    world.suite.amend(&ana, 1, terms);
    grants(&mut world, &ruth, deny(Grantee::Everyone {})).unwrap();
    world.suite.try_end_representative(&ana, ana.id, ruth.id).unwrap();
    assert_eq!(world.decision(), Decision::by_consent(Rule::Denial, 2));
    assert!(world.suite.consent(&ana, 2).in_force);
    world.suite.revoke(&ana, 2);
    assert_eq!(world.decision(), Decision::by_consent(Rule::Consent, 1));
}

/// Nor do the permits of one representative rest on the appointment of another.
#[test]
fn each_permit_rests_on_its_own_representative() {
    let (mut world, ruth) = with_ruth(100);
    let sam = world.suite.patient("sam");
    appoint(&mut world, &sam, 100);
    let (ana, terms) = (world.ana.clone(), dora(&world));
    grants(&mut world, &ruth, terms.clone()).unwrap();
    grants(&mut world, &sam, terms).unwrap();
    assert_eq!(world.decision(), Decision::by_consent(Rule::Consent, 1));
    world.suite.try_end_representative(&ana, ana.id, ruth.id).unwrap();
    assert_eq!(world.decision(), Decision::by_consent(Rule::Consent, 2));
    world.suite.try_end_representative(&ana, ana.id, sam.id).unwrap();
    assert_eq!(world.decision(), CLOSED);
}

#[test]
fn care_that_a_representative_opened_ends_with_the_appointment() {
    let (mut world, ruth) = with_ruth(20);
    let (ana, hospital, latest) = (world.ana.clone(), world.hospital.id, end_of(&world));
    assert_eq!(refusal(opens_care(&mut world, &ruth, latest + 1)), OnBehalfError::Outlives { latest });
    opens_care(&mut world, &ruth, latest).unwrap();
    assert_eq!(world.decision(), Decision::by(Rule::Care));
    let access = world.dora_opens().access;
    assert!(world.suite.ticket(access).alive);
    world.suite.try_end_representative(&ana, ana.id, ruth.id).unwrap();
    assert_eq!(world.decision(), CLOSED);
    assert!(!world.suite.ticket(access).alive);
    assert!(!world.suite.care(&ana, hospital).open);
    assert!(!world.care_relationships(&ana)[0].open);
    // The patient ends it all the same, so that nobody attests it; and opens it anew.
    world.suite.try_end_care(&ana, ana.id, hospital).unwrap();
    world.open_care();
    assert_eq!(world.decision(), Decision::by(Rule::Care));
}

/// Two affiliates agree on their own time: that of an appointment which has ended is none of theirs.
#[test]
fn affiliates_who_go_on_with_it_begin_anew() {
    for ended in [false, true] {
        let (mut world, ruth) = with_ruth(80);
        let (ana, hospital) = (world.ana.clone(), world.hospital.clone());
        let nils = world.affiliate("nils", Role::Nurse, &hospital);
        let (longer, shorter) = (world.suite.now() + 60 * DAY, world.suite.now() + 30 * DAY);
        opens_care(&mut world, &ruth, longer).unwrap();
        if ended {
            world.suite.try_end_representative(&ana, ana.id, ruth.id).unwrap();
        }
        for by in [world.dora.clone(), nils] {
            let msg = ExecuteMsg::AttestCare { patient: ana.id, organization: hospital.id, until: shorter };
            world.suite.try_access(&by.actor.account, msg).unwrap();
        }
        let care = world.suite.care(&ana, hospital.id);
        assert_eq!((care.open, care.until), (true, if ended { shorter } else { longer }));
        if !ended {
            world.suite.try_end_representative(&ana, ana.id, ruth.id).unwrap();
        }
        assert_eq!(world.decision(), Decision::by(Rule::Care), "it rests on their word");
    }
}

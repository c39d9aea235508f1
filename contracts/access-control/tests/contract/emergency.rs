//! Emergencies: what can be opened under one, for whom, for how long, and what ends it.

use access_control::{ContractError, EmergencyError};
use chartseal_testing::{HOUR, MINUTE, Refusal, deny, permit};
use chartseal_types::access::{
    Decision, EmergenciesOf, EmergencyEnd, EmergencyStatus, ExecuteMsg, Finding, Grantee, ListedEmergency,
    MAX_DAILY_EMERGENCIES, PolicyUnchecked, QueryMsg, Question, Rule, StandingFault,
};
use chartseal_types::certificate::Standing;
use chartseal_types::{Action, Category, Confidentiality, Purpose, Role};
use cosmwasm_std::{StdResult, from_json};
use cw_multi_test::AppResponse;

use crate::contract::world::{World, for_purpose, label, laboratory};

pub fn refused(result: StdResult<AppResponse>) -> EmergencyError {
    match result.refusal() {
        ContractError::Emergency(error) => error,
        other => panic!("{other}"),
    }
}

/// Dora's emergency about Ana is open.
pub fn opened() -> World {
    let mut world = World::new();
    assert_eq!(open(&mut world, 1), 1);
    world
}

pub fn open(world: &mut World, statement: u8) -> u32 {
    let dora = world.dora.clone();
    let opening = dora.emergency(&world.ana, statement);
    world.suite.open_emergency(&dora, opening)
}

pub fn urgently(world: &World) -> Question {
    world.dora.to_read_urgently(&world.ana, &[world.result])
}

fn decision(world: &World) -> Decision {
    world.decision_of(&world.dora, urgently(world))
}

fn ticket(world: &mut World) -> u64 {
    let question = urgently(world);
    let answer = world.opens(&world.dora.clone(), question);
    assert_eq!(answer.decisions, [Decision::by_emergency(1)]);
    answer.access
}

#[test]
fn it_opens_what_nobody_consented_to() {
    let mut world = World::new();
    assert_eq!(decision(&world), Decision::by(Rule::Default));
    assert_eq!(open(&mut world, 1), 1);
    assert_eq!(decision(&world), Decision::by_emergency(1));
    let access = ticket(&mut world);
    let entry = world.suite.access(access);
    assert_eq!((entry.used_emergency(), entry.purpose), (Some(1), Purpose::BTG));
    assert!(world.suite.ticket(access).alive);
}

#[test]
fn it_counts_for_its_purpose_alone() {
    let world = opened();
    for purpose in Purpose::ALL.into_iter().filter(|purpose| *purpose != Purpose::BTG) {
        let decided = world.decision_of(&world.dora, for_purpose(purpose, world.reading()));
        assert!(!decided.permitted, "{purpose:?}: {decided:?}");
    }
}

#[test]
fn it_reaches_as_far_as_policy_lets_it() {
    let mut world = opened();
    let very = world.labelled(2, laboratory(Confidentiality::V));
    let restricted = world.labelled(3, laboratory(Confidentiality::R));
    let financial = world.labelled(4, label(Category::Financial, Confidentiality::N, 3));
    let decided = [very, restricted, financial].map(|record| {
        world.decision_of(&world.dora, world.dora.to_read_urgently(&world.ana, &[record])).rule
    });
    assert_eq!(decided, [Rule::PolicyDeny, Rule::Emergency, Rule::PolicyDeny]);
}

#[test]
fn what_was_done_is_documented_under_it() {
    let mut world = World::new();
    let question =
        for_purpose(Purpose::BTG, world.dora.to_write(&world.ana, &[laboratory(Confidentiality::V)]));
    assert_eq!(world.decision_of(&world.dora, question.clone()).rule, Rule::Default);
    open(&mut world, 1);
    assert_eq!(world.decision_of(&world.dora, question), Decision::by_emergency(1));
}

#[test]
fn a_policy_without_writing_in_emergencies_lets_nothing_be_written() {
    let mut world = opened();
    let mut policy = world.suite.policy().current.policy;
    policy.rows.retain(|row| (row.purpose, row.action) != (Purpose::BTG, Action::Write));
    world.suite.try_propose_policy(policy.into()).unwrap();
    let question =
        for_purpose(Purpose::BTG, world.dora.to_write(&world.ana, &[laboratory(Confidentiality::N)]));
    assert_eq!(world.decision_of(&world.dora, question).rule, Rule::PolicyDeny);
    assert_eq!(decision(&world), Decision::by_emergency(1));
}

#[test]
fn a_denial_holds_unless_policy_lets_emergencies_pass() {
    let mut world = opened();
    let denial = world.suite.grant(&world.ana, deny(Grantee::Everyone {}));
    assert_eq!(decision(&world), Decision::by_consent(Rule::Denial, denial));

    let mut policy = PolicyUnchecked::from(world.suite.policy().current.policy);
    policy.emergencies_pass_denials = true;
    world.suite.try_propose_policy(policy).unwrap();
    assert_eq!(decision(&world), Decision::by_consent(Rule::Denial, denial), "it loosens, so it waits");
    world.suite.wait(14 * 24 * HOUR);
    world.suite.try_justify(&world.dora.actor.clone(), world.ana.id, 1, 2).unwrap();
    let (olga, ana) =
        (world.affiliate("olga", Role::ComplianceOfficer, &world.hospital.clone()), world.ana.id);
    world.suite.review(&olga, ana, 1, Finding::Justified, 3);
    let second = open(&mut world, 4);
    assert_eq!(decision(&world), Decision::by_emergency(second));
    // Without an emergency a denial holds all the same.
    assert_eq!(world.decision(), Decision::by_consent(Rule::Denial, denial));
}

#[test]
fn a_consent_decides_before_an_emergency_does() {
    let mut world = opened();
    let consent = world.suite.grant(&world.ana, permit(world.dora_herself()));
    assert_eq!(decision(&world), Decision::by_consent(Rule::Consent, consent));
}

#[test]
fn it_lasts_its_time_to_the_second() {
    let mut world = opened();
    assert_eq!(world.suite.emergency(world.ana.id, 1).until, world.suite.now() + 4 * HOUR);
    world.suite.wait(4 * HOUR - 1);
    assert_eq!(decision(&world), Decision::by_emergency(1));
    world.suite.next_block();
    assert_eq!(decision(&world), Decision::by(Rule::Default));
    assert_eq!(world.suite.emergency(world.ana.id, 1).status, EmergencyStatus::ToJustify);
}

#[test]
fn a_ticket_does_not_outlive_it() {
    let mut world = opened();
    let until = world.suite.emergency(world.ana.id, 1).until;
    world.suite.wait(3 * HOUR + 30 * MINUTE);
    let question = urgently(&world);
    let answer = world.opens(&world.dora.clone(), question);
    assert_eq!(answer.expires_at, Some(until));
    world.suite.wait(30 * MINUTE - 1);
    assert!(world.suite.ticket(answer.access).alive);
    world.suite.next_block();
    let ticket = world.suite.ticket(answer.access);
    assert!(!ticket.alive && ticket.expired);
}

#[test]
fn a_ticket_by_consent_lasts_as_ever() {
    let mut world = opened();
    world.suite.wait(3 * HOUR + 30 * MINUTE);
    world.suite.grant(&world.ana, permit(world.dora_herself()));
    let question = urgently(&world);
    let answer = world.opens(&world.dora.clone(), question);
    assert_eq!(answer.expires_at, Some(world.suite.now() + HOUR));
}

#[test]
fn closing_it_ends_its_tickets_at_the_next_block() {
    for by_patient in [true, false] {
        let mut world = opened();
        let access = ticket(&mut world);
        let by = if by_patient { world.ana.clone() } else { world.dora.actor.clone() };
        world.suite.try_close_emergency(&by.account, world.ana.id, 1).unwrap();
        world.suite.next_block();
        assert!(!world.suite.ticket(access).alive);
        assert_eq!(decision(&world), Decision::by(Rule::Default));
        let ended = world.suite.emergency(world.ana.id, 1).ended;
        assert_eq!(ended.map(|ended| ended.by), Some(by.id));
        let again = refused(world.suite.try_close_emergency(&by.account, world.ana.id, 1));
        assert_eq!(again, EmergencyError::NotOpen { emergency: 1 });
    }
}

#[test]
fn a_ticket_is_not_revived_by_the_next_emergency() {
    let mut world = opened();
    let access = ticket(&mut world);
    let dora = world.dora.actor.clone();
    world.suite.try_close_emergency(&dora.account, world.ana.id, 1).unwrap();
    assert_eq!(open(&mut world, 2), 2);
    assert_eq!(decision(&world), Decision::by_emergency(2));
    assert_eq!(world.suite.ticket(access).decisions, [Decision::by(Rule::Default)]);
    assert!(!world.suite.ticket(access).alive);
}

#[test]
fn a_ticket_by_consent_goes_on_by_the_emergency_when_the_consent_ends() {
    let mut world = opened();
    world.suite.grant(&world.ana, permit(world.dora_herself()));
    let question = urgently(&world);
    let access = world.opens(&world.dora.clone(), question).access;
    world.suite.revoke(&world.ana, 1);
    assert_eq!(world.suite.ticket(access).decisions, [Decision::by_emergency(1)]);
    world.suite.try_close_emergency(&world.ana.account.clone(), world.ana.id, 1).unwrap();
    assert!(!world.suite.ticket(access).alive);
}

#[test]
fn misuse_ends_it_and_its_tickets_at_once() {
    let mut world = opened();
    let access = ticket(&mut world);
    let olga = world.affiliate("olga", Role::ComplianceOfficer, &world.hospital.clone());
    world.suite.review(&olga, world.ana.id, 1, Finding::Misuse, 3);
    world.suite.next_block();
    assert!(!world.suite.ticket(access).alive);
    let emergency = world.suite.emergency(world.ana.id, 1);
    let ended = EmergencyEnd { by: olga.actor.id, at: world.suite.now() - 1 };
    assert_eq!((emergency.status, emergency.bars), (EmergencyStatus::Misuse, true));
    assert_eq!(emergency.ended, Some(ended));
}

#[test]
fn what_ends_standing_ends_its_tickets() {
    let mut world = opened();
    let access = ticket(&mut world);
    world.put_certificate(world.dora.certificate.unwrap(), world.dora.actor.id, Standing::Revoked);
    let decisions = world.suite.ticket(access).decisions;
    assert_eq!(decisions, [Decision::by_fault(StandingFault::Certificate)]);
}

#[test]
fn a_stricter_policy_bites_at_the_next_block() {
    let shorter = |policy: &mut PolicyUnchecked| policy.longest_emergency = 10 * MINUTE;
    let no_doctors = |policy: &mut PolicyUnchecked| policy.emergency_roles = vec![Role::Nurse];
    let changes: [&dyn Fn(&mut PolicyUnchecked); 2] = [&shorter, &no_doctors];
    for change in changes {
        let mut world = opened();
        let access = ticket(&mut world);
        world.suite.wait(10 * MINUTE);
        assert!(world.suite.ticket(access).alive);
        let mut policy = PolicyUnchecked::from(world.suite.policy().current.policy);
        change(&mut policy);
        world.suite.try_propose_policy(policy).unwrap();
        world.suite.next_block();
        assert!(!world.suite.ticket(access).alive);
        assert_eq!(decision(&world), Decision::by(Rule::Default));
    }
}

#[test]
fn a_pause_stops_neither_the_emergency_nor_what_is_opened_under_it() {
    let mut world = World::new();
    let access = world.suite.contracts.access_control.clone();
    world.suite.pause(&access);
    open(&mut world, 1);
    ticket(&mut world);
    world.suite.try_justify(&world.dora.actor.clone(), world.ana.id, 1, 2).unwrap();
    world.suite.try_close_emergency(&world.ana.account.clone(), world.ana.id, 1).unwrap();
    let question = urgently(&world);
    let stopped: ContractError = world.suite.try_open(&world.dora.actor.clone(), question).refusal();
    assert!(matches!(stopped, ContractError::Governance(_)), "{stopped}");
}

#[test]
fn the_patient_is_told() {
    let mut world = World::new();
    let dora = world.dora.clone();
    let opening = dora.emergency(&world.ana, 1);
    let response = world.suite.try_open_emergency(&dora.actor, opening).unwrap();
    let event = response.events.iter().find(|event| event.ty == "wasm-emergency_opened").unwrap();
    let value = |key: &str| event.attributes.iter().find(|a| a.key == key).map(|a| a.value.clone()).unwrap();
    assert_eq!(value("patient"), world.ana.id.to_string());
    assert_eq!((value("emergency"), value("clinician")), ("1".into(), dora.actor.id.to_string()));
    assert_eq!((value("role"), value("reason")), ("doctor".into(), "unable_to_consent".into()));
    assert_eq!(value("until"), (world.suite.now() + 4 * HOUR).to_string());
    let number: u32 = from_json(response.data.unwrap()).unwrap();
    assert_eq!(number, 1);

    let question = urgently(&world);
    let response = world.suite.try_open(&dora.actor, question).unwrap();
    let event = response.events.iter().find(|event| event.ty == "wasm-access").unwrap();
    assert!(event.attributes.iter().any(|a| a.key == "emergency" && a.value == "1"));
}

#[test]
fn one_about_a_patient_and_three_in_all_are_open_at_once() {
    let mut world = opened();
    let dora = world.dora.clone();
    let again = dora.emergency(&world.ana, 2);
    let again = refused(world.suite.try_open_emergency(&dora.actor, again));
    assert_eq!(again, EmergencyError::AlreadyOpen { emergency: 1 });
    for (number, name) in ["bob", "cleo"].into_iter().enumerate() {
        let patient = world.suite.patient(name);
        world.suite.wait(1);
        let opening = dora.emergency(&patient, 10 + number as u8);
        assert_eq!(world.suite.open_emergency(&dora, opening), 1);
    }
    let dan = world.suite.patient("dan");
    let fourth = refused(world.suite.try_open_emergency(&dora.actor, dora.emergency(&dan, 20)));
    assert_eq!(fourth, EmergencyError::TooManyOpen);
    world.suite.try_close_emergency(&dora.actor.account, world.ana.id, 1).unwrap();
    assert_eq!(world.suite.open_emergency(&dora, dora.emergency(&dan, 20)), 1);
}

#[test]
fn twelve_are_opened_within_24_hours_at_most() {
    let mut world = World::new();
    let dora = world.dora.clone();
    let bob = world.suite.patient("bob");
    let next = |world: &mut World, number: u8| {
        world.suite.wait(HOUR);
        let opening = dora.emergency(&bob, number);
        world.suite.try_open_emergency(&dora.actor, opening)
    };
    for number in 1..=MAX_DAILY_EMERGENCIES {
        next(&mut world, number as u8).expect("twelve are opened");
        world.suite.try_close_emergency(&dora.actor.account, bob.id, number).unwrap();
        world.suite.try_justify(&dora.actor, bob.id, number, 100 + number as u8).expect("it is justified");
    }
    let first = world.suite.emergency(bob.id, 1).opened_at;
    let from = first + 24 * HOUR;
    assert_eq!(refused(next(&mut world, 50)), EmergencyError::TooManyToday { from });
    // Others are not held up by it.
    let kim = world.affiliate("kim", Role::Doctor, &world.hospital.clone());
    world.suite.open_emergency(&kim, kim.emergency(&bob, 1));
    let wait = from - world.suite.now() - HOUR;
    world.suite.wait(wait);
    next(&mut world, 51).expect("a day after the first");
    assert!(matches!(refused(next(&mut world, 52)), EmergencyError::AlreadyOpen { .. }));
}

#[test]
fn whether_the_patient_was_ever_verified_does_not_matter() {
    let mut world = World::new();
    let unknown = world.suite.register("somebody", chartseal_types::identity::Kind::Patient);
    let dora = world.dora.clone();
    assert_eq!(world.suite.open_emergency(&dora, dora.emergency(&unknown, 1)), 1);
}

#[test]
fn they_are_listed_by_patient_clinician_and_organization() {
    let mut world = opened();
    let (dora, bob) = (world.dora.clone(), world.suite.patient("bob"));
    world.suite.open_emergency(&dora, dora.emergency(&bob, 2));
    world.suite.try_close_emergency(&dora.actor.account, world.ana.id, 1).unwrap();
    open(&mut world, 3);
    let list = |of, start_after, limit| -> Vec<(u32, String, u32)> {
        let msg = QueryMsg::Emergencies { of, start_after, limit };
        let listed: Vec<ListedEmergency> = world.suite.try_ask_access(&msg).unwrap();
        let short = |listed: ListedEmergency| {
            let whose = if listed.emergency.patient == bob.id { "bob" } else { "ana" };
            (listed.place, whose.to_owned(), listed.emergency.emergency)
        };
        listed.into_iter().map(short).collect()
    };
    let row = |place, whose: &str, number| (place, whose.to_owned(), number);
    assert_eq!(list(EmergenciesOf::Patient(world.ana.id), None, None), [row(1, "ana", 1), row(2, "ana", 2)]);
    assert_eq!(list(EmergenciesOf::Patient(world.ana.id), Some(1), None), [row(2, "ana", 2)]);
    let all = [row(1, "ana", 1), row(2, "bob", 1), row(3, "ana", 2)];
    for of in [EmergenciesOf::Clinician(dora.actor.id), EmergenciesOf::Organization(world.hospital.id)] {
        assert_eq!(list(of, None, None), all);
        assert_eq!(list(of, Some(1), Some(1)), all[1..2]);
    }
    assert_eq!(list(EmergenciesOf::Clinician(world.ana.id), None, None), []);
    let unknown = QueryMsg::Emergency { patient: world.ana.id, emergency: 3 };
    assert!(world.suite.try_ask_access::<ListedEmergency>(&unknown).is_err());
}

#[test]
fn it_is_kept_as_it_was_opened() {
    let world = opened();
    let (now, emergency) = (world.suite.now(), world.suite.emergency(world.ana.id, 1));
    let opening = world.dora.emergency(&world.ana, 1);
    assert_eq!(
        (emergency.patient, emergency.clinician, emergency.organization, emergency.role),
        (world.ana.id, world.dora.actor.id, opening.organization, opening.role)
    );
    assert_eq!(
        (emergency.certificate, emergency.reason, emergency.statement),
        (opening.certificate, opening.reason, opening.statement)
    );
    assert_eq!((emergency.opened_at, emergency.until), (now, now + 4 * HOUR));
    assert_eq!((emergency.justify_by, emergency.review_by), (now + 24 * HOUR, now + 7 * 24 * HOUR));
    assert_eq!((emergency.ended, emergency.justification, emergency.escalated), (None, None, None));
    assert_eq!((emergency.status, emergency.bars), (EmergencyStatus::Open, false));
}

#[test]
fn one_that_was_never_opened_is_unknown() {
    let mut world = World::new();
    let (dora, patient) = (world.dora.actor.clone(), world.ana.id);
    let unknown = EmergencyError::Unknown { patient, emergency: 1 };
    assert_eq!(refused(world.suite.try_close_emergency(&dora.account, patient, 1)), unknown);
    assert_eq!(refused(world.suite.try_justify(&dora, patient, 1, 2)), unknown);
    assert_eq!(refused(world.suite.try_escalate(&dora.account, patient, 1)), unknown);
    let msg = ExecuteMsg::CloseEmergency { patient, emergency: 0 };
    assert_eq!(
        refused(world.suite.try_access(&dora.account, msg)),
        EmergencyError::Unknown { patient, emergency: 0 }
    );
}

//! What one requester records in a day is limited by policy; what the patient opens never is.

use access_control::{ContractError, DailyLimitError};
use chartseal_testing::{DAY, Refusal, own_reading, permit};
use chartseal_types::Role;
use chartseal_types::access::{Decision, PolicyUnchecked, Rule, StandingFault};

use crate::contract::world::World;

/// A world whose policy allows that many accesses and denials a day: tightening counts at once.
fn limited(daily_openings: u32, daily_denials: u32) -> World {
    let mut world = World::new();
    let rows = world.suite.policy().current.policy.rows;
    let policy = PolicyUnchecked { rows, daily_openings, daily_denials, ..PolicyUnchecked::default() };
    world.suite.try_propose_policy(policy).unwrap();
    world
}

fn limit(error: ContractError) -> DailyLimitError {
    match error {
        ContractError::DailyLimit(error) => error,
        other => panic!("{other}"),
    }
}

fn midnight(world: &World) -> u64 {
    (world.suite.now() / DAY + 1) * DAY
}

#[test]
fn openings_over_the_limit_are_refused_and_leave_nothing() {
    let mut world = limited(100, 10);
    world.suite.grant(&world.ana, permit(world.the_hospital()));
    for _ in 0..100 {
        world.dora_opens();
    }
    let (dora, question, resets_at) = (world.dora.actor.clone(), world.reading(), midnight(&world));
    let error = limit(world.suite.try_open(&dora, question).refusal());
    assert_eq!(error, DailyLimitError::Openings { limit: 100, resets_at });
    assert_eq!(world.suite.patient_log(&world.ana).total, 100);
    // A colleague has a day of their own.
    let hospital = world.hospital.clone();
    let dirk = world.affiliate("dirk", Role::Doctor, &hospital);
    let question = dirk.to_read(&world.ana, &[world.result]);
    assert_eq!(world.opens(&dirk, question).decisions[0].rule, Rule::Consent);
    world.suite.wait(resets_at - world.suite.now());
    world.dora_opens();
}

/// A denied clinician fills nobody's log, and what is permitted goes on.
#[test]
fn denials_over_the_limit_are_refused_and_what_is_permitted_goes_on() {
    let mut world = limited(100, 10);
    for _ in 0..10 {
        assert_eq!(world.dora_opens().decisions, [Decision::by(Rule::Default)]);
    }
    let (dora, question, resets_at) = (world.dora.actor.clone(), world.reading(), midnight(&world));
    let error = limit(world.suite.try_open(&dora, question.clone()).refusal());
    assert_eq!(error, DailyLimitError::Denials { limit: 10, resets_at });
    assert_eq!(world.suite.patient_log(&world.ana).total, 10);
    assert!(world.suite.explain(&dora, question).explanations.len() == 1, "asking without recording goes on");
    world.suite.grant(&world.ana, permit(world.dora_herself()));
    assert_eq!(world.dora_opens().decisions[0].rule, Rule::Consent);
}

/// An account that is the patient's no more, or may not be, fills no log with denials.
#[test]
fn what_the_patients_own_hat_is_denied_counts_like_any_other_denial() {
    for set_aside in [
        |world: &mut World| world.suite.freeze(&world.ana.account.clone()),
        |world: &mut World| world.suite.deceased(world.ana.id),
    ] {
        let mut world = limited(100, 10);
        let ana = world.ana.clone();
        let question = own_reading(&ana, &[world.result]);
        world.suite.open(&ana, question.clone());
        set_aside(&mut world);
        for _ in 0..10 {
            let denied = world.suite.open(&ana, question.clone());
            assert_eq!(denied.decisions, [Decision::by_fault(StandingFault::Frozen)]);
        }
        let error = limit(world.suite.try_open(&ana, question.clone()).refusal());
        assert_eq!(error, DailyLimitError::Denials { limit: 10, resets_at: midnight(&world) });
        assert_eq!(world.suite.patient_log(&ana).total, 11);
        assert_eq!(world.suite.explain(&ana, question).explanations.len(), 1);
    }
}

/// Who was denied all day still opens what is theirs.
#[test]
fn denials_never_stop_what_the_patient_may_open() {
    let mut world = limited(100, 1);
    let ana = world.ana.clone();
    let mut row = world.row(crate::contract::world::laboratory(chartseal_types::Confidentiality::N));
    row.erased_from = Some(world.suite.now());
    let erased = world.put_record(2, row);
    world.suite.open(&ana, own_reading(&ana, &[erased]));
    assert!(world.suite.try_open(&ana, own_reading(&ana, &[erased])).is_err());
    for _ in 0..101 {
        world.suite.open(&ana, own_reading(&ana, &[world.result]));
    }
}

#[test]
fn the_patients_own_opening_is_not_counted() {
    let mut world = limited(100, 10);
    let ana = world.ana.clone();
    let question = own_reading(&ana, &[world.result]);
    for _ in 0..101 {
        world.suite.open(&ana, question.clone());
    }
    assert_eq!(world.suite.patient_log(&ana).total, 101);
}

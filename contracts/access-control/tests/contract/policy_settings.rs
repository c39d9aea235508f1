//! The settings of a policy: their bounds, what is stricter, and what other contracts read of them.

use access_control::ContractError;
use chartseal_testing::{DAY, Refusal, Suite};
use chartseal_types::access::abi::SECOND_FACTOR;
use chartseal_types::access::{Policy, PolicyError, PolicyUnchecked, SecondFactorChange, SecondFactorRow};
use chartseal_types::second_factor::Sensitive;
use chartseal_types::{CodeSet, Role};

use crate::contract::world::World;

fn in_force(suite: &Suite) -> PolicyUnchecked {
    suite.policy().current.policy.into()
}

fn refused(change: impl FnOnce(&mut PolicyUnchecked)) -> PolicyError {
    let mut world = World::new();
    let mut policy = in_force(&world.suite);
    change(&mut policy);
    match world.suite.try_propose_policy(policy).refusal() {
        ContractError::Policy(error) => error,
        other => panic!("{other}"),
    }
}

#[test]
fn each_setting_has_its_bounds() {
    type Setting = (&'static str, u64, u64, fn(&mut PolicyUnchecked) -> &mut u64);
    let settings: [Setting; 4] = [
        ("longest_ticket", 60, DAY, |policy| &mut policy.longest_ticket),
        ("longest_emergency", 600, DAY, |policy| &mut policy.longest_emergency),
        ("justify_within", 3600, 7 * DAY, |policy| &mut policy.justify_within),
        ("review_within", DAY, 30 * DAY, |policy| &mut policy.review_within),
    ];
    for (setting, min, max, field) in settings {
        for got in [0, min - 1, max + 1, u64::MAX] {
            let error = refused(|policy| *field(policy) = got);
            assert_eq!(error, PolicyError::Seconds { setting, min, max, got });
        }
        for within in [min, max] {
            let mut policy = PolicyUnchecked::default();
            *field(&mut policy) = within;
            assert!(policy.check().is_ok(), "{setting} {within}");
        }
    }
}

#[test]
fn daily_limits_have_their_bounds() {
    type Limit = (&'static str, fn(&mut PolicyUnchecked) -> &mut u32);
    let limits: [Limit; 2] = [
        ("daily_openings", |policy| &mut policy.daily_openings),
        ("daily_denials", |policy| &mut policy.daily_denials),
    ];
    for (setting, field) in limits {
        for got in [0, 1_000_001] {
            let error = refused(|policy| *field(policy) = got);
            assert_eq!(error, PolicyError::Daily { setting, min: 1, max: 1_000_000, got });
        }
    }
}

#[test]
fn nothing_is_listed_twice() {
    let roles = refused(|policy| policy.emergency_roles = vec![Role::Nurse, Role::Doctor, Role::Nurse]);
    assert_eq!(roles, PolicyError::Repeated { setting: "emergency_roles" });
    let factors = refused(|policy| policy.second_factor = vec![Sensitive::Verify; 2]);
    assert_eq!(factors, PolicyError::Repeated { setting: "second_factor" });
}

#[test]
fn the_settings_of_a_new_consortium() {
    let Policy { rows: _, second_factor, emergency_roles, .. } = World::new().suite.policy().current.policy;
    assert_eq!((second_factor, emergency_roles), (vec![], vec![Role::Doctor]));
    let policy = in_force(&World::new().suite);
    assert_eq!(PolicyUnchecked { rows: vec![], ..policy }, PolicyUnchecked::default());
}

/// One setting after another, stricter and looser.
type Change = fn(&mut PolicyUnchecked);

const STRICTER: [Change; 9] = [
    |policy| policy.longest_ticket = 60,
    |policy| policy.longest_emergency = 600,
    |policy| policy.emergency_roles = vec![],
    |policy| policy.emergencies_pass_denials = false,
    |policy| policy.justify_within = 3600,
    |policy| policy.review_within = 2 * DAY,
    |policy| policy.second_factor = vec![Sensitive::GrantPermit, Sensitive::Verify],
    |policy| policy.daily_openings = 1,
    |policy| policy.daily_denials = 1,
];

const LOOSER: [Change; 9] = [
    |policy| policy.longest_ticket = DAY,
    |policy| policy.longest_emergency = DAY,
    |policy| policy.emergency_roles = vec![Role::Doctor, Role::Nurse],
    |policy| policy.emergencies_pass_denials = true,
    |policy| policy.justify_within = 2 * DAY,
    |policy| policy.review_within = 8 * DAY,
    |policy| policy.second_factor = vec![],
    |policy| policy.daily_openings = 3000,
    |policy| policy.daily_denials = 300,
];

#[test]
fn a_stricter_setting_counts_at_once_and_a_looser_one_after_the_notice() {
    for (stricter, looser) in STRICTER.into_iter().zip(LOOSER) {
        let mut world = World::new();
        // From a middle that both ends differ from.
        let mut middle = in_force(&world.suite);
        (middle.second_factor, middle.emergencies_pass_denials) = (vec![Sensitive::Verify], true);
        world.suite.try_propose_policy(middle.clone()).unwrap();
        world.suite.wait(14 * DAY);
        assert_eq!(in_force(&world.suite), middle);

        let mut policy = middle.clone();
        stricter(&mut policy);
        if policy != middle {
            world.suite.try_propose_policy(policy.clone()).unwrap();
            assert_eq!((in_force(&world.suite), world.suite.policy().pending), (policy.clone(), None));
        }
        let before = policy.clone();
        looser(&mut policy);
        if policy != before {
            world.suite.try_propose_policy(policy.clone()).unwrap();
            assert_eq!(in_force(&world.suite), before);
            world.suite.wait(14 * DAY);
            assert_eq!(in_force(&world.suite), policy);
        }
    }
}

#[test]
fn a_proposal_that_is_stricter_here_and_looser_there_counts_in_two_steps() {
    let mut world = World::new();
    let mut policy = in_force(&world.suite);
    (policy.daily_openings, policy.longest_emergency) = (10, DAY);
    policy.emergency_roles = vec![Role::Nurse];
    policy.second_factor = vec![Sensitive::OpenCare];
    world.suite.try_propose_policy(policy.clone()).unwrap();
    let at_once = PolicyUnchecked { longest_emergency: 4 * 3600, emergency_roles: vec![], ..policy.clone() };
    assert_eq!(in_force(&world.suite), at_once);
    world.suite.wait(14 * DAY);
    assert_eq!(in_force(&world.suite), policy);
}

#[test]
fn old_versions_keep_their_settings() {
    let mut world = World::new();
    let first = world.suite.policy().current;
    let mut policy = in_force(&world.suite);
    policy.daily_denials = 7;
    world.suite.try_propose_policy(policy).unwrap();
    let msg = chartseal_types::access::QueryMsg::PolicyVersion { version: 1 };
    let kept: chartseal_types::access::PolicyVersionResponse = world.suite.try_ask_access(&msg).unwrap();
    assert_eq!(kept, first);
}

fn row(suite: &Suite) -> SecondFactorRow {
    let access = &suite.contracts.access_control;
    SECOND_FACTOR.load(suite.app.contract_storage(access).as_ref()).unwrap()
}

fn set(codes: &[Sensitive]) -> CodeSet<Sensitive> {
    codes.iter().fold(CodeSet::NONE, |set, code| set.with(*code))
}

#[test]
fn what_needs_a_second_factor_is_written_where_others_read_it() {
    let mut world = World::new();
    assert_eq!(row(&world.suite), SecondFactorRow { current: CodeSet::NONE, next: None });

    let mut policy = in_force(&world.suite);
    policy.second_factor = vec![Sensitive::Verify, Sensitive::GrantPermit];
    world.suite.try_propose_policy(policy.clone()).unwrap();
    let required = set(&[Sensitive::GrantPermit, Sensitive::Verify]);
    assert_eq!(row(&world.suite), SecondFactorRow { current: required, next: None });

    // Fewer is looser, so it waits, and the row says from when.
    policy.second_factor = vec![Sensitive::Verify];
    world.suite.try_propose_policy(policy.clone()).unwrap();
    let effective_at = world.suite.now() + 14 * DAY;
    let next = Some(SecondFactorChange { effective_at, required: set(&[Sensitive::Verify]) });
    assert_eq!(row(&world.suite), SecondFactorRow { current: required, next });

    // A withdrawal takes it out again.
    let admin = world.suite.admin.clone();
    world.suite.try_access(&admin, chartseal_types::access::ExecuteMsg::WithdrawPolicy {}).unwrap();
    assert_eq!(row(&world.suite), SecondFactorRow { current: required, next: None });

    // What took effect without a message is current at the next one.
    world.suite.try_propose_policy(policy.clone()).unwrap();
    world.suite.wait(14 * DAY);
    policy.daily_denials = 7;
    world.suite.try_propose_policy(policy).unwrap();
    let current = set(&[Sensitive::Verify]);
    assert_eq!(row(&world.suite), SecondFactorRow { current, next: None });
}

#[test]
fn the_row_is_spelt_so() {
    let mut world = World::new();
    let access = world.suite.contracts.access_control.clone();
    let bytes = |suite: &Suite| {
        let storage = suite.app.contract_storage(&access);
        String::from_utf8(storage.get(b"second_factor").unwrap()).unwrap()
    };
    assert_eq!(bytes(&world.suite), r#"{"current":0}"#);
    let mut policy = in_force(&world.suite);
    policy.second_factor = vec![Sensitive::GrantPermit];
    world.suite.try_propose_policy(policy.clone()).unwrap();
    assert_eq!(bytes(&world.suite), r#"{"current":16}"#);
    policy.second_factor = vec![];
    world.suite.try_propose_policy(policy).unwrap();
    let effective_at = world.suite.now() + 14 * DAY;
    let expected = format!(r#"{{"current":16,"next":{{"effective_at":{effective_at},"required":0}}}}"#);
    assert_eq!(bytes(&world.suite), expected);
}

//! A migration from version 0.1: policies are completed with the settings of a new consortium.

use access_control::domain::default_policy::default_policy;
use access_control::{NAME, VERSION};
use chartseal_testing::{DAY, Suite};
use chartseal_types::access::abi::SECOND_FACTOR;
use chartseal_types::access::{
    PolicyResponse, PolicyUnchecked, PolicyVersionResponse, QueryMsg, Rule, SecondFactorRow,
};
use chartseal_types::{Action, CodeSet, Purpose};

use crate::contract::world::World;

fn put(suite: &mut Suite, key: &[u8], value: &str) {
    let access = suite.contracts.access_control.clone();
    suite.app.contract_storage_mut(&access).set(key, value.as_bytes());
}

fn version_key(version: u32) -> Vec<u8> {
    [b"\0\x0fpolicy__version".as_slice(), &version.to_be_bytes()].concat()
}

/// A consortium as version 0.1.0 left it: version 1 counts, version 2 was withdrawn, version 3 waits.
fn left_by_0_1(world: &mut World) -> u64 {
    let suite = &mut world.suite;
    let now = suite.now();
    let waits = now + DAY;
    let first = format!(r#"{{"number":1,"effective_at":{now},"longest_ticket":3600}}"#);
    let second = format!(r#"{{"number":2,"effective_at":{waits},"longest_ticket":60,"withdrawn_at":{now}}}"#);
    let third = format!(r#"{{"number":3,"effective_at":{waits},"longest_ticket":7200}}"#);
    put(suite, b"policy", &format!(r#"{{"current":{first},"pending":{third},"last":3}}"#));
    for (version, row) in [(1, &first), (2, &second), (3, &third)] {
        put(suite, &version_key(version), row);
    }
    let access = suite.contracts.access_control.clone();
    let mut storage = suite.app.contract_storage_mut(&access);
    SECOND_FACTOR.remove(storage.as_mut());
    cw2::set_contract_version(storage.as_mut(), NAME, "0.1.0").unwrap();
    waits
}

fn migrate(world: &mut World) {
    let access = world.suite.contracts.access_control.clone();
    world.suite.try_migrate(&access, &access).unwrap();
    let stored = cw2::get_contract_version(world.suite.app.contract_storage(&access).as_ref()).unwrap();
    assert_eq!(stored.version, VERSION);
}

#[test]
fn policies_are_completed_and_keep_what_they_said() {
    let mut world = World::new();
    let waits = left_by_0_1(&mut world);
    assert!(world.suite.try_ask_access::<PolicyResponse>(&QueryMsg::Policy {}).is_err(), "the old layout");
    migrate(&mut world);
    let PolicyResponse { current, pending } = world.suite.policy();
    assert_eq!((current.version, current.withdrawn_at), (1, None));
    assert_eq!(current.policy, default_policy().check().unwrap());
    let pending = pending.unwrap();
    assert_eq!((pending.version, pending.effective_at), (3, waits));
    let expected = PolicyUnchecked { longest_ticket: 7200, ..PolicyUnchecked::default() };
    assert_eq!(pending.policy, expected.check().unwrap());
    let withdrawn: PolicyVersionResponse =
        world.suite.try_ask_access(&QueryMsg::PolicyVersion { version: 2 }).unwrap();
    assert_eq!(withdrawn.withdrawn_at, Some(world.suite.now()));
    assert_eq!(withdrawn.policy.longest_ticket, 60);
}

#[test]
fn what_needs_a_second_factor_is_written() {
    let mut world = World::new();
    left_by_0_1(&mut world);
    migrate(&mut world);
    let access = &world.suite.contracts.access_control;
    let row = SECOND_FACTOR.load(world.suite.app.contract_storage(access).as_ref()).unwrap();
    assert_eq!((row.current, row.next.map(|next| next.required)), (CodeSet::NONE, Some(CodeSet::NONE)));
    assert!(!SecondFactorRow::requires(&row, chartseal_types::second_factor::Sensitive::Verify, u64::MAX));
}

#[test]
fn decisions_and_tickets_go_on() {
    let mut world = World::new();
    world.open_care();
    let access = world.dora_opens().access;
    left_by_0_1(&mut world);
    migrate(&mut world);
    assert_eq!(world.rule(), Rule::Care);
    assert!(world.suite.ticket(access).alive);
    // The version that waited counts in its time.
    world.suite.wait(DAY);
    assert_eq!(world.suite.policy().current.version, 3);
    assert_eq!(world.rule(), Rule::PolicyDeny);
}

#[test]
fn policies_that_0_1_stored_say_nothing_of_writing_in_emergencies() {
    // Rows stay as they are: the admin proposes what has become possible.
    let mut world = World::new();
    let rows = |world: &World| {
        let rows = world.suite.policy().current.policy.rows;
        rows.iter().filter(|row| (row.purpose, row.action) == (Purpose::BTG, Action::Write)).count()
    };
    assert_eq!(rows(&world), 1);
    let key = [b"\0\x0bpolicy__row\0\x04".as_slice(), &1u32.to_be_bytes(), &[0, 2, 1]].concat();
    let access = world.suite.contracts.access_control.clone();
    world.suite.app.contract_storage_mut(&access).remove(&key);
    left_by_0_1(&mut world);
    migrate(&mut world);
    assert_eq!(rows(&world), 0);
}

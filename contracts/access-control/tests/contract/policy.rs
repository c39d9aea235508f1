//! Policy: versioned; what tightens counts at once, what loosens after fourteen days.

use access_control::{ContractError, PolicyChangeError};
use chartseal_testing::{DAY, Refusal, permit};
use chartseal_types::access::{
    CategoryRule, ExecuteMsg, PolicyError, PolicyRow, PolicyUnchecked, PolicyVersionResponse, QueryMsg, Rule,
};
use chartseal_types::{Action, Category, Confidentiality, PolicyRole, Purpose};

use crate::contract::world::{World, for_purpose};

/// A doctor reads laboratory results for a purpose: permitted and with consent up to these.
fn row(
    purpose: Purpose,
    permit_up_to: Option<Confidentiality>,
    consent_up_to: Option<Confidentiality>,
) -> PolicyRow {
    let rules = vec![CategoryRule { category: Category::Laboratory, permit_up_to, consent_up_to }];
    PolicyRow { role: PolicyRole::Doctor, purpose, action: Action::Read, rules }
}

fn policy(rows: Vec<PolicyRow>) -> PolicyUnchecked {
    PolicyUnchecked { rows, longest_ticket: 3600, ..PolicyUnchecked::default() }
}

fn marketing() -> PolicyRow {
    row(Purpose::HMARKT, None, Some(Confidentiality::N))
}

fn version(world: &World, version: u32) -> PolicyVersionResponse {
    world.suite.try_ask_access(&QueryMsg::PolicyVersion { version }).unwrap()
}

#[test]
fn the_first_version_counts_from_the_start() {
    let world = World::new();
    let policy = world.suite.policy();
    assert_eq!((policy.current.version, policy.pending), (1, None));
    assert_eq!(policy.current, version(&world, 1));
    assert_eq!(
        policy.current.policy,
        access_control::domain::default_policy::default_policy().check().unwrap()
    );
}

#[test]
fn what_tightens_counts_at_once() {
    let mut world = World::new();
    world.open_care();
    assert_eq!(world.rule(), Rule::Care);
    let restricted = row(Purpose::TREAT, None, Some(Confidentiality::N));
    world.suite.try_propose_policy(policy(vec![restricted])).unwrap();
    assert_eq!((world.suite.policy().current.version, world.suite.policy().pending), (2, None));
    assert_eq!(world.rule(), Rule::Default);
    world.suite.grant(&world.ana, permit(world.dora_herself()));
    assert_eq!(world.rule(), Rule::Consent);
}

#[test]
fn what_loosens_counts_after_fourteen_days_to_the_second() {
    let mut world = World::new();
    world.suite.grant(&world.ana, permit(world.dora_herself()));
    let mut rows = world.suite.policy().current.policy.rows;
    rows.push(marketing());
    world.suite.try_propose_policy(policy(rows)).unwrap();
    let pending = world.suite.policy().pending.unwrap();
    assert_eq!((pending.version, pending.effective_at), (2, world.suite.now() + 14 * DAY));

    let rule = |world: &World| {
        let question = for_purpose(Purpose::HMARKT, world.reading());
        world.decision_of(&world.dora, question).rule
    };
    world.suite.wait(14 * DAY - 1);
    assert_eq!((rule(&world), world.suite.policy().current.version), (Rule::PolicyDeny, 1));
    world.suite.next_block();
    assert_eq!((rule(&world), world.suite.policy().current.version), (Rule::Consent, 2));
    assert_eq!(world.suite.policy().pending, None);
    let entry = {
        let question = for_purpose(Purpose::HMARKT, world.reading());
        let access = world.opens(&world.dora.clone(), question).access;
        world.suite.access(access)
    };
    assert_eq!(entry.policy_version, 2);
}

#[test]
fn a_proposal_that_does_both_counts_in_two_steps() {
    let mut world = World::new();
    let treat = row(Purpose::TREAT, Some(Confidentiality::L), Some(Confidentiality::N));
    let proposed = policy(vec![treat.clone(), marketing()]);
    world.suite.try_propose_policy(proposed.clone()).unwrap();
    let now = world.suite.policy();
    assert_eq!((now.current.version, now.current.policy.rows), (2, vec![treat]));
    let pending = now.pending.unwrap();
    assert_eq!((pending.version, pending.policy), (3, proposed.check().unwrap()));
    world.suite.wait(14 * DAY);
    assert_eq!(world.suite.policy().current.version, 3);
}

#[test]
fn a_new_proposal_replaces_the_one_that_waits() {
    let mut world = World::new();
    let rows = world.suite.policy().current.policy.rows;
    let with = |extra: PolicyRow| policy(rows.iter().cloned().chain([extra]).collect());
    world.suite.try_propose_policy(with(marketing())).unwrap();
    world.suite.wait(13 * DAY);
    let at = world.suite.now();
    let instead = row(Purpose::PUBHLTH, None, Some(Confidentiality::N));
    let instead = PolicyRow { role: PolicyRole::Researcher, ..instead };
    world.suite.try_propose_policy(with(instead)).unwrap();
    world.suite.wait(DAY);
    assert_eq!(world.suite.policy().current.version, 1);
    assert_eq!(world.suite.policy().pending.unwrap().effective_at, at + 14 * DAY);
    assert_eq!(version(&world, 2).withdrawn_at, Some(at));
    world.suite.wait(13 * DAY);
    assert_eq!(world.suite.policy().current.version, 3);
}

#[test]
fn a_tightening_replaces_what_waits_too() {
    let mut world = World::new();
    let mut rows = world.suite.policy().current.policy.rows;
    rows.push(marketing());
    world.suite.try_propose_policy(policy(rows)).unwrap();
    world.suite.try_propose_policy(policy(vec![])).unwrap();
    world.suite.wait(30 * DAY);
    assert_eq!((world.suite.policy().current.version, world.suite.policy().pending), (3, None));
}

#[test]
fn what_waits_can_be_withdrawn() {
    let mut world = World::new();
    let admin = world.suite.admin.clone();
    let mut rows = world.suite.policy().current.policy.rows;
    rows.push(marketing());
    world.suite.try_propose_policy(policy(rows)).unwrap();
    world.suite.try_access(&admin, ExecuteMsg::WithdrawPolicy {}).unwrap();
    world.suite.wait(30 * DAY);
    assert_eq!((world.suite.policy().current.version, world.suite.policy().pending), (1, None));
    let error: ContractError = world.suite.try_access(&admin, ExecuteMsg::WithdrawPolicy {}).refusal();
    let ContractError::PolicyChange(error) = error else { panic!("{error}") };
    assert_eq!(error, PolicyChangeError::NothingPending);
}

#[test]
fn what_counts_already_cannot_be_withdrawn() {
    let mut world = World::new();
    let admin = world.suite.admin.clone();
    let mut rows = world.suite.policy().current.policy.rows;
    rows.push(marketing());
    world.suite.try_propose_policy(policy(rows)).unwrap();
    world.suite.wait(14 * DAY);
    let error: ContractError = world.suite.try_access(&admin, ExecuteMsg::WithdrawPolicy {}).refusal();
    assert!(matches!(error, ContractError::PolicyChange(PolicyChangeError::NothingPending)), "{error}");
}

#[test]
fn old_versions_stay_readable() {
    let mut world = World::new();
    let first = world.suite.policy().current;
    world.suite.try_propose_policy(policy(vec![])).unwrap();
    assert_eq!(version(&world, 1), first);
    assert!(
        world.suite.try_ask_access::<PolicyVersionResponse>(&QueryMsg::PolicyVersion { version: 3 }).is_err()
    );
}

#[test]
fn the_same_policy_again_is_refused() {
    let mut world = World::new();
    let mut rows = world.suite.policy().current.policy.rows;
    rows.reverse();
    // A row and a rule that say nothing change nothing.
    rows.push(PolicyRow { rules: vec![], ..marketing() });
    let error: ContractError = world.suite.try_propose_policy(policy(rows)).refusal();
    assert!(matches!(error, ContractError::PolicyChange(PolicyChangeError::Unchanged)), "{error}");
}

#[test]
fn a_policy_that_contradicts_itself_is_refused() {
    let mut world = World::new();
    let refused = |world: &mut World, policy| match world.suite.try_propose_policy(policy).refusal() {
        ContractError::Policy(error) => error,
        other => panic!("{other}"),
    };
    let twice = refused(&mut world, policy(vec![marketing(), marketing()]));
    let (role, purpose, action) = (PolicyRole::Doctor, Purpose::HMARKT, Action::Read);
    assert_eq!(twice, PolicyError::DuplicateRow { role, purpose, action });

    let mut doubled = marketing();
    doubled.rules.extend(doubled.rules.clone());
    let category = Category::Laboratory;
    assert_eq!(
        refused(&mut world, policy(vec![doubled])),
        PolicyError::DuplicateRule { category, role, purpose }
    );
    let redundant = row(purpose, Some(Confidentiality::N), Some(Confidentiality::N));
    assert_eq!(refused(&mut world, policy(vec![redundant])), PolicyError::Redundant { category });
}

//! An older account hastens a change, and a change that nobody applies lapses.

use chartseal_testing::{Actor, DAY, Suite};
use chartseal_types::identity::{
    APPROVER_AGE, CHANGE_DELAY, CHANGE_LAPSES_AFTER, ChangeUnchecked, ExecuteMsg, MAX_PENDING_CHANGES,
};
use cosmwasm_std::{Addr, StdResult};
use cw_multi_test::AppResponse;
use identity_registry::{ChangeError, ContractError, StandingError};

use crate::common::*;

fn approve(suite: &mut Suite, by: &Addr, number: u32) -> StdResult<AppResponse> {
    suite.try_identity(by, ExecuteMsg::ApproveChange { number })
}

fn add(suite: &Suite, name: &str) -> ChangeUnchecked {
    ChangeUnchecked::AddAccount { account: suite.account(name).to_string() }
}

/// Ana with a phone and, since `age` seconds, a tablet; the phone wants another account.
fn proposed(age: u64) -> (Suite, Actor, Addr, u32) {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let tablet = suite.add_account(&ana, "ana's tablet");
    suite.wait(age);
    let change = add(&suite, "third");
    let number = suite.propose_change(&ana.account, change);
    (suite, ana, tablet, number)
}

#[test]
fn another_account_of_thirty_days_makes_a_change_due_at_once() {
    let (mut suite, ana, tablet, number) = proposed(APPROVER_AGE);
    let third = suite.account("third");
    assert_refused!(
        suite.try_apply_change(&third, ana.id, number),
        ContractError::Change(ChangeError::TooEarly { .. }),
    );
    let response = approve(&mut suite, &tablet, number).unwrap();
    assert_eq!(attribute(&response, "change_approved", "applies_at"), suite.now().to_string());
    assert_eq!(attribute(&response, "change_approved", "by"), tablet.to_string());
    let [pending] = suite.pending_changes(ana.id).try_into().unwrap();
    assert_eq!((pending.applies_at, pending.approved_by), (suite.now(), Some(tablet)));
    suite.try_apply_change(&third, ana.id, number).unwrap();
    assert_eq!(identity_of(&suite, &third), Some(ana.id));
}

#[test]
fn a_newer_account_approves_nothing() {
    let (mut suite, _, tablet, number) = proposed(APPROVER_AGE - 1);
    let from = suite.now() + 1;
    assert_refused!(
        approve(&mut suite, &tablet, number),
        ContractError::Change(ChangeError::TooNew { account, from: at }) if account == tablet && at == from,
    );
    suite.next_block();
    approve(&mut suite, &tablet, number).unwrap();
}

#[test]
fn nobody_approves_their_own_proposal() {
    let (mut suite, ana, _, number) = proposed(APPROVER_AGE);
    assert_refused!(
        approve(&mut suite, &ana.account, number),
        ContractError::Change(ChangeError::OwnProposal { account, .. }) if account == ana.account,
    );
}

#[test]
fn an_account_that_left_and_came_back_is_new() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let tablet = suite.add_account(&ana, "ana's tablet");
    suite.wait(APPROVER_AGE);
    suite.remove_account(&ana, &tablet);
    suite.add_account(&ana, "ana's tablet");
    let change = add(&suite, "third");
    let number = suite.propose_change(&ana.account, change);
    assert_refused!(approve(&mut suite, &tablet, number), ContractError::Change(ChangeError::TooNew { .. }),);
}

#[test]
fn what_is_due_or_unknown_or_another_s_is_not_approved() {
    let (mut suite, ana, tablet, number) = proposed(APPROVER_AGE);
    let bob = suite.patient("bob");
    suite.wait(CHANGE_DELAY - 1);
    for (by, number) in [(&tablet, number + 1), (&bob.account, number)] {
        assert_refused!(
            approve(&mut suite, by, number),
            ContractError::Change(ChangeError::Unknown { number: got }) if got == number,
        );
    }
    let nobody = suite.account("nobody");
    assert_refused!(
        approve(&mut suite, &nobody, number),
        ContractError::Standing(StandingError::NoIdentity { .. }),
    );
    let applies_at = suite.pending_changes(ana.id)[0].applies_at;
    suite.next_block();
    assert_refused!(
        approve(&mut suite, &tablet, number),
        ContractError::Change(ChangeError::AlreadyDue { applies_at: at, .. }) if at == applies_at,
    );
}

#[test]
fn a_frozen_identity_approves_nothing() {
    let (mut suite, ana, tablet, number) = proposed(APPROVER_AGE);
    suite.freeze(&ana.account);
    assert_refused!(
        approve(&mut suite, &tablet, number),
        ContractError::Standing(StandingError::Frozen { .. }),
    );
}

#[test]
fn a_change_lapses_thirty_days_after_it_fell_due() {
    let (mut suite, ana, _, number) = proposed(0);
    let third = suite.account("third");
    suite.wait(CHANGE_DELAY + CHANGE_LAPSES_AFTER - 1);
    assert_eq!(suite.pending_changes(ana.id).len(), 1);
    suite.next_block();
    assert_eq!(suite.pending_changes(ana.id).len(), 0);
    let now = suite.now();
    assert_refused!(
        suite.try_apply_change(&third, ana.id, number),
        ContractError::Change(ChangeError::Lapsed { lapsed_at, .. }) if lapsed_at == now,
    );

    let (mut suite, ana, _, number) = proposed(0);
    let third = suite.account("third");
    suite.wait(CHANGE_DELAY + CHANGE_LAPSES_AFTER - 1);
    suite.try_apply_change(&third, ana.id, number).unwrap();
    assert_eq!(identity_of(&suite, &third), Some(ana.id));
}

#[test]
fn an_approved_change_lapses_thirty_days_after_the_approval() {
    let (mut suite, ana, tablet, number) = proposed(APPROVER_AGE);
    suite.wait(DAY);
    approve(&mut suite, &tablet, number).unwrap();
    suite.wait(CHANGE_LAPSES_AFTER);
    let third = suite.account("third");
    assert_refused!(
        suite.try_apply_change(&third, ana.id, number),
        ContractError::Change(ChangeError::Lapsed { .. }),
    );
}

#[test]
fn what_lapsed_makes_room_and_can_be_proposed_again() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let changes: Vec<_> =
        (0..MAX_PENDING_CHANGES).map(|number| add(&suite, &format!("device {number}"))).collect();
    for change in &changes {
        suite.propose_change(&ana.account, change.clone());
    }
    suite.wait(CHANGE_DELAY + CHANGE_LAPSES_AFTER - 1);
    assert_refused!(
        suite.try_propose_change(&ana.account, changes[0].clone()),
        ContractError::Change(ChangeError::AlreadyPending { number: 1 }),
    );
    suite.next_block();
    assert_eq!(suite.propose_change(&ana.account, changes[0].clone()), MAX_PENDING_CHANGES as u32 + 1);
}

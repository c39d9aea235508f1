//! Accounts of an identity come and go after 72 h, in which any account can object.

use crate::common::*;
use chartseal_testing::{Actor, HOUR, Suite};
use chartseal_types::identity::{
    CHANGE_DELAY, Change, ChangeUnchecked, ExecuteMsg, MAX_ACCOUNTS, MAX_PENDING_CHANGES, PendingChange,
};
use cosmwasm_std::Addr;
use identity_registry::{ChangeError, ContractError, StandingError};

fn add(account: &Addr) -> ChangeUnchecked {
    ChangeUnchecked::AddAccount { account: account.to_string() }
}

fn remove(account: &Addr) -> ChangeUnchecked {
    ChangeUnchecked::RemoveAccount { account: account.to_string() }
}

#[test]
fn a_new_account_joins_after_72_hours_by_its_own_signature() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let tablet = suite.account("ana's tablet");
    let number = suite.propose_change(&ana.account, add(&tablet));
    let applies_at = suite.now() + CHANGE_DELAY;
    let change = Change::AddAccount { account: tablet.clone() };
    let (proposed_by, confirmed, approved_by) = (ana.account.clone(), true, None);
    assert_eq!(
        suite.pending_changes(ana.id),
        [PendingChange { number, change, proposed_by, applies_at, confirmed, approved_by }]
    );

    suite.wait(CHANGE_DELAY - 1);
    assert_refused!(
        suite.try_apply_change(&tablet, ana.id, number),
        ContractError::Change(ChangeError::TooEarly { applies_at: at, .. }) if at == applies_at,
    );
    suite.next_block();
    assert_refused!(
        suite.try_apply_change(&ana.account, ana.id, number),
        ContractError::Change(ChangeError::NotNewAccount { account, sender })
            if account == tablet && sender == ana.account,
    );
    let response = suite.try_apply_change(&tablet, ana.id, number).unwrap();
    assert_eq!(attribute(&response, "account_added", "account"), tablet.to_string());
    assert_eq!(attribute(&response, "change_applied", "number"), number.to_string());
    assert_eq!(suite.accounts(ana.id), [ana.account.clone(), tablet.clone()]);
    assert_eq!(identity_of(&suite, &tablet), Some(ana.id));
    assert_eq!(suite.pending_changes(ana.id), []);
}

#[test]
fn both_accounts_act_for_the_identity() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let tablet = suite.add_account(&ana, "ana's tablet");
    let number = suite.propose_change(&tablet, remove(&ana.account));
    suite.try_identity_confirmed(&ana.account, &ExecuteMsg::CancelChange { number }).unwrap();
    suite.freeze(&tablet);
    assert!(suite.identity(ana.id).frozen_until > suite.now());
}

#[test]
fn a_removed_account_controls_nothing_and_the_history_says_so() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let registered = suite.now();
    let tablet = suite.add_account(&ana, "ana's tablet");
    let added = suite.now();
    suite.remove_account(&ana, &tablet);

    assert_eq!(suite.accounts(ana.id), std::slice::from_ref(&ana.account));
    assert_eq!(identity_of(&suite, &tablet), None);
    assert_refused!(
        suite.try_identity(&tablet, ExecuteMsg::Freeze { identity: None }),
        ContractError::Standing(StandingError::NoIdentity { .. }),
    );
    let [phone, gone] = account_history(&suite, ana.id).try_into().unwrap();
    assert_eq!((phone.account, phone.added_at, phone.removed_at), (ana.account.clone(), registered, None));
    assert_eq!((gone.account, gone.added_at), (tablet, added));
    assert_eq!((gone.removed_at, gone.removed_by), (Some(suite.now()), Some(ana.account)));
}

#[test]
fn the_first_account_can_be_removed_and_the_last_cannot() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    assert_refused!(
        suite.try_propose_change(&ana.account, remove(&ana.account)),
        ContractError::Change(ChangeError::LastAccount { account }) if account == ana.account,
    );
    let tablet = suite.add_account(&ana, "ana's tablet");
    let (first, second) =
        (suite.propose_change(&tablet, remove(&ana.account)), suite.propose_change(&tablet, remove(&tablet)));
    suite.wait(CHANGE_DELAY);
    suite.try_apply_change(&tablet, ana.id, first).unwrap();
    assert_refused!(
        suite.try_apply_change(&tablet, ana.id, second),
        ContractError::Change(ChangeError::LastAccount { account }) if account == tablet,
    );
    assert_eq!(suite.accounts(ana.id), [tablet]);
}

#[test]
fn a_stranger_is_not_removed() {
    let mut suite = Suite::new();
    let (ana, ben) = (suite.patient("ana"), suite.patient("ben"));
    assert_refused!(
        suite.try_propose_change(&ana.account, remove(&ben.account)),
        ContractError::Change(ChangeError::NotAnAccount { account }) if account == ben.account,
    );
}

#[test]
fn an_account_of_an_identity_joins_no_other() {
    let mut suite = Suite::new();
    let (ana, ben) = (suite.patient("ana"), suite.patient("ben"));
    for taken in [&ana.account, &ben.account] {
        assert_refused!(
            suite.try_propose_change(&ana.account, add(taken)),
            ContractError::Change(ChangeError::AccountTaken { account, .. }) if account == *taken,
        );
    }
    // Free when proposed, taken when it is to be applied.
    let carl = suite.account("carl");
    let number = suite.propose_change(&ana.account, add(&carl));
    suite.patient("carl");
    suite.wait(CHANGE_DELAY);
    assert_refused!(
        suite.try_apply_change(&carl, ana.id, number),
        ContractError::Change(ChangeError::AccountTaken { .. }),
    );
}

#[test]
fn an_identity_has_at_most_eight_accounts() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    for number in 2..MAX_ACCOUNTS {
        suite.add_account(&ana, &format!("device {number}"));
    }
    // Two more wait, and there is room for one.
    let devices = ["eighth", "ninth"].map(|name| suite.account(name));
    let numbers = devices.clone().map(|device| suite.propose_change(&ana.account, add(&device)));
    suite.wait(CHANGE_DELAY);
    suite.try_apply_change(&devices[0], ana.id, numbers[0]).unwrap();
    assert_eq!(suite.accounts(ana.id).len(), MAX_ACCOUNTS);
    assert_refused!(
        suite.try_apply_change(&devices[1], ana.id, numbers[1]),
        ContractError::Change(ChangeError::TooManyAccounts),
    );
    let tenth = suite.account("tenth");
    assert_refused!(
        suite.try_propose_change(&ana.account, add(&tenth)),
        ContractError::Change(ChangeError::TooManyAccounts),
    );
    // With one less there is room again.
    suite.remove_account(&ana, &devices[0]);
    suite.try_apply_change(&devices[1], ana.id, numbers[1]).unwrap();
}

#[test]
fn four_changes_wait_at_most_and_each_once() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let devices: Vec<_> =
        (0..=MAX_PENDING_CHANGES).map(|number| suite.account(&format!("device {number}"))).collect();
    for device in &devices[..MAX_PENDING_CHANGES] {
        suite.propose_change(&ana.account, add(device));
    }
    assert_refused!(
        suite.try_propose_change(&ana.account, add(&devices[1])),
        ContractError::Change(ChangeError::AlreadyPending { number: 2 }),
    );
    assert_refused!(
        suite.try_propose_change(&ana.account, add(&devices[MAX_PENDING_CHANGES])),
        ContractError::Change(ChangeError::TooManyPending),
    );
    suite.try_identity(&ana.account, ExecuteMsg::CancelChange { number: 2 }).unwrap();
    // A number is never given again.
    let number = suite.propose_change(&ana.account, add(&devices[MAX_PENDING_CHANGES]));
    assert_eq!(number, MAX_PENDING_CHANGES as u32 + 1);
}

#[test]
fn a_cancelled_change_is_gone() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let tablet = suite.account("ana's tablet");
    let number = suite.propose_change(&ana.account, add(&tablet));
    suite.wait(CHANGE_DELAY);
    let response = suite.try_identity(&ana.account, ExecuteMsg::CancelChange { number }).unwrap();
    assert_eq!(attribute(&response, "change_cancelled", "number"), number.to_string());
    assert_eq!(attribute(&response, "change_cancelled", "by"), ana.account.to_string());
    for refused in [
        suite.try_apply_change(&tablet, ana.id, number),
        suite.try_identity(&ana.account, ExecuteMsg::CancelChange { number }),
    ] {
        assert_refused!(refused, ContractError::Change(ChangeError::Unknown { number: got }) if got == number);
    }
}

#[test]
fn a_change_is_applied_once() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let tablet = suite.add_account(&ana, "ana's tablet");
    assert_refused!(
        suite.try_apply_change(&tablet, ana.id, 1),
        ContractError::Change(ChangeError::Unknown { number: 1 }),
    );
}

#[test]
fn a_suspended_or_revoked_identity_changes_nothing() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let tablet = suite.account("ana's tablet");
    let number = suite.propose_change(&ana.account, add(&tablet));
    suite.wait(CHANGE_DELAY);
    suite.suspend(ana.id);
    refuses_changes(&mut suite, &ana, &tablet, number);
    suite.revoke_identity(ana.id);
    refuses_changes(&mut suite, &ana, &tablet, number);
    // What only protects goes on.
    suite.try_identity(&ana.account, ExecuteMsg::CancelChange { number }).unwrap();
}

fn refuses_changes(suite: &mut Suite, actor: &Actor, tablet: &Addr, number: u32) {
    for refused in [
        suite.try_apply_change(tablet, actor.id, number),
        suite.try_propose_change(&actor.account, add(tablet)),
    ] {
        assert_refused!(refused, ContractError::Standing(StandingError::Ended { .. }));
    }
}

#[test]
fn an_identity_whose_verification_ran_out_still_changes_its_accounts() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    suite.wait(366 * 24 * HOUR);
    assert!(!suite.identity(ana.id).active);
    let tablet = suite.add_account(&ana, "ana's tablet");
    assert_eq!(identity_of(&suite, &tablet), Some(ana.id));
}

//! The thief of one account, who has no passkey, does not stay: it is removed whatever it sends.

use crate::common::*;
use chartseal_testing::{Actor, DAY, Suite};
use chartseal_types::identity::{CHANGE_DELAY, ChangeUnchecked, ExecuteMsg, FREEZE_INTERVAL, FREEZE_SECONDS};
use cosmwasm_std::Addr;
use identity_registry::{ChangeError, ContractError, StandingError};

/// A patient with a second account, which was stolen.
fn robbed(suite: &mut Suite) -> (Actor, Addr) {
    let ana = suite.patient("ana");
    let stolen = suite.add_account(&ana, "ana's stolen phone");
    (ana, stolen)
}

fn removal(account: &Addr) -> ChangeUnchecked {
    ChangeUnchecked::RemoveAccount { account: account.to_string() }
}

#[test]
fn an_account_freezes_once_in_28_days() {
    let mut suite = Suite::new();
    let (ana, stolen) = robbed(&mut suite);
    suite.freeze(&stolen);
    let (until, from) = (suite.now() + FREEZE_SECONDS, suite.now() + FREEZE_INTERVAL);
    suite.wait(FREEZE_INTERVAL - 1);
    for identity in [None, Some(ana.id)] {
        assert_refused!(
            suite.try_identity(&stolen, ExecuteMsg::Freeze { identity }),
            ContractError::Standing(StandingError::FrozeBefore { account, from: at })
                if (&account, at) == (&stolen, from),
        );
    }
    assert_eq!(suite.identity(ana.id).frozen_until, until);
    suite.wait(1);
    suite.freeze(&stolen);
    assert_eq!(suite.identity(ana.id).frozen_until, suite.now() + FREEZE_SECONDS);
}

#[test]
fn a_freeze_by_one_account_takes_none_from_another() {
    let mut suite = Suite::new();
    let (ana, stolen) = robbed(&mut suite);
    suite.freeze(&stolen);
    suite.wait(DAY);
    suite.freeze(&ana.account);
    assert_eq!(suite.identity(ana.id).frozen_until, suite.now() + FREEZE_SECONDS);
}

#[test]
fn the_account_that_a_change_removes_does_not_cancel_it_without_a_passkey() {
    let mut suite = Suite::new();
    let (ana, stolen) = robbed(&mut suite);
    let number = suite.propose_change(&ana.account, removal(&stolen));
    let cancel = ExecuteMsg::CancelChange { number };
    assert_refused!(
        suite.try_identity(&stolen, cancel.clone()),
        ContractError::Change(ChangeError::OwnRemoval { number: of, account })
            if (of, &account) == (number, &stolen),
    );
    assert_eq!(suite.pending_changes(ana.id).len(), 1);
    suite.wait(CHANGE_DELAY);
    assert_refused!(
        suite.try_identity(&stolen, cancel),
        ContractError::Change(ChangeError::OwnRemoval { .. }),
    );
    suite.try_apply_change(&ana.account, ana.id, number).unwrap();
    assert_eq!(suite.accounts(ana.id), [ana.account]);
}

/// Else a thief with the passkey could remove the owner for good.
#[test]
fn the_account_that_a_change_removes_cancels_it_with_a_passkey() {
    let mut suite = Suite::new();
    let (ana, stolen) = robbed(&mut suite);
    let number = suite.propose_change(&stolen, removal(&ana.account));
    suite.try_identity_confirmed(&ana.account, &ExecuteMsg::CancelChange { number }).unwrap();
    assert_eq!(suite.pending_changes(ana.id), []);
}

#[test]
fn any_other_account_cancels_a_removal_without_a_passkey() {
    let mut suite = Suite::new();
    let (ana, stolen) = robbed(&mut suite);
    let number = suite.propose_change(&ana.account, removal(&stolen));
    suite.try_identity(&ana.account, ExecuteMsg::CancelChange { number }).unwrap();
    assert_eq!(suite.pending_changes(ana.id), []);
}

/// All that the account alone can send, as soon as it can.
#[test]
fn a_thief_without_the_passkey_delays_its_removal_by_one_freeze() {
    let mut suite = Suite::new();
    let (ana, stolen) = robbed(&mut suite);
    let number = suite.propose_change(&ana.account, removal(&stolen));
    suite.freeze(&stolen);
    suite.wait(FREEZE_SECONDS);
    assert_refused!(
        suite.try_identity(&stolen, ExecuteMsg::Freeze { identity: None }),
        ContractError::Standing(StandingError::FrozeBefore { .. }),
    );
    assert_refused!(
        suite.try_identity(&stolen, ExecuteMsg::CancelChange { number }),
        ContractError::Change(ChangeError::OwnRemoval { .. }),
    );
    suite.try_apply_change(&ana.account, ana.id, number).unwrap();
    assert_eq!(suite.accounts(ana.id), [ana.account]);
}

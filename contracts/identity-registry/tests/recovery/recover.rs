//! An owner who lost every account gets the identity back.

use chartseal_testing::{Actor, DAY, Suite};
use chartseal_types::IdentityId;
use chartseal_types::identity::{
    ChangeUnchecked, ExecuteMsg, Kind, PasskeyPeriod, QueryMsg, RECOVERY_DELAY, RECOVERY_LAPSES_AFTER,
    Recovery, RecoveryOutcome,
};
use cosmwasm_std::Addr;
use identity_registry::{ChangeError, ContractError, RecoveryError, StandingError};

use crate::common::*;

/// Ana with three guardians of whom two recover her, and the account on her new phone.
struct Lost {
    suite: Suite,
    ana: Actor,
    guardians: [Actor; 3],
    phone: Addr,
}

impl Lost {
    fn new() -> Self {
        let mut suite = Suite::new();
        let ana = suite.patient("ana");
        let guardians = suite.guarded(&ana, ["gil", "gus", "gwen"], 2);
        let phone = suite.account("ana's new phone");
        Self { suite, ana, guardians, phone }
    }

    /// Two guardians have approved; the delay begins.
    fn approved() -> (Self, u32) {
        let mut lost = Self::new();
        let number = lost.suite.approved_recovery(&lost.guardians[..2], lost.ana.id, &lost.phone);
        (lost, number)
    }

    fn only(&self) -> Recovery {
        let [recovery] = self.suite.recoveries(self.ana.id).try_into().expect("one recovery stands");
        recovery
    }
}

fn history(suite: &Suite, ana: &Actor) -> Vec<Recovery> {
    ask(suite, QueryMsg::RecoveryHistory { id: ana.id, start_after: None, limit: None })
}

#[test]
fn enough_guardians_and_seven_days_give_the_identity_to_the_new_account() {
    let Lost { mut suite, ana, guardians, phone } = Lost::new();
    let tablet = suite.add_account(&ana, "ana's tablet");
    suite.add_passkey(&ana);
    let third = suite.account("a third").to_string();
    let waiting = suite.propose_change(&ana.account, ChangeUnchecked::AddAccount { account: third });
    let old_key = suite.encryption_key(ana.id);
    let number = suite.start_recovery(&guardians[0], ana.id, &phone);
    let started = suite.now();
    suite.wait(DAY);
    let approval = suite.try_approve_recovery(&guardians[2], ana.id, number).unwrap();
    let due_at = suite.now() + RECOVERY_DELAY;
    assert_eq!(attribute(&approval, "recovery_approved", "due_at"), due_at.to_string());
    let [recovery] = suite.recoveries(ana.id).try_into().unwrap();
    assert_eq!((recovery.number, recovery.started_by, recovery.started_at), (1, guardians[0].id, started));
    assert_eq!((&recovery.account, recovery.due_at), (&phone, Some(due_at)));
    assert_eq!(recovery.approvals, [guardians[0].id, guardians[2].id]);

    suite.wait(RECOVERY_DELAY - 1);
    assert_refused!(
        suite.try_complete_recovery(&phone, ana.id, number),
        ContractError::Recovery(RecoveryError::TooEarly { number: 1, due_at: at, .. }) if at == due_at,
    );
    suite.next_block();
    let response = suite.try_complete_recovery(&phone, ana.id, number).unwrap();
    assert_eq!(attribute(&response, "recovery_completed", "account"), phone.to_string());
    assert_eq!(attribute(&response, "account_added", "account"), phone.to_string());
    assert_eq!(attribute(&response, "change_cancelled", "number"), waiting.to_string());
    let gone = |kind: &str| response.events.iter().filter(|event| event.ty == format!("wasm-{kind}")).count();
    assert_eq!((gone("account_removed"), gone("passkey_removed"), gone("passkey_added")), (2, 2, 1));

    // One account, one passkey, another key; the old ones are history.
    assert_eq!(suite.accounts(ana.id), std::slice::from_ref(&phone));
    for old in [&ana.account, &tablet] {
        assert_eq!(identity_of(&suite, old), None);
    }
    assert_eq!(identity_of(&suite, &phone), Some(ana.id));
    let periods = account_history(&suite, ana.id);
    assert_eq!(periods.len(), 3);
    for period in &periods[..2] {
        assert_eq!((period.removed_at, period.removed_by.as_ref()), (Some(suite.now()), Some(&phone)));
    }
    let key = suite.encryption_key(ana.id);
    assert_eq!((key.version, &key.key), (old_key.version + 1, &recovery.encryption_key));
    assert_eq!(suite.identity(ana.id).key_version, key.version);
    let [passkey] = suite.passkeys(ana.id).try_into().unwrap();
    assert_eq!(Some(passkey.passkey), recovery.passkey);
    let query = QueryMsg::PasskeyHistory { id: ana.id, start_after: None, limit: None };
    let passkeys: Vec<PasskeyPeriod> = ask(&suite, query);
    let removed = passkeys.iter().filter(|period| period.removed_by.as_ref() == Some(&phone)).count();
    assert_eq!((passkeys.len(), removed), (3, 2));
    assert_eq!(suite.pending_changes(ana.id), []);
    // The guardians stay, and the new passkey confirms.
    assert_eq!(suite.guardians(ana.id).threshold, 2);
    let account = suite.account("another").to_string();
    suite.propose_change(&phone, ChangeUnchecked::AddAccount { account });
    let [told] = history(&suite, &ana).try_into().unwrap();
    let end = told.ended.unwrap();
    assert_eq!((end.outcome, end.at), (RecoveryOutcome::Completed, suite.now()));
    assert_eq!(suite.recoveries(ana.id).len(), 0);
}

#[test]
fn a_single_guardian_suffices_where_one_does() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let [gil] = suite.guarded(&ana, ["gil"], 1);
    let phone = suite.account("ana's new phone");
    let response = suite.try_start_recovery(&gil, ana.id, &phone).unwrap();
    let due_at = suite.now() + RECOVERY_DELAY;
    assert_eq!(attribute(&response, "recovery_started", "due_at"), due_at.to_string());
    suite.wait(RECOVERY_DELAY);
    suite.try_complete_recovery(&phone, ana.id, 1).unwrap();
    assert_eq!(suite.accounts(ana.id), [phone]);
}

#[test]
fn one_guardian_less_than_the_threshold_recovers_nothing() {
    let mut lost = Lost::new();
    let number = lost.suite.start_recovery(&lost.guardians[0], lost.ana.id, &lost.phone);
    lost.suite.wait(RECOVERY_DELAY);
    assert_eq!(lost.only().due_at, None);
    assert_refused!(
        lost.suite.try_complete_recovery(&lost.phone, lost.ana.id, number),
        ContractError::Recovery(RecoveryError::NotApproved { number: 1 }),
    );
}

#[test]
fn everyone_approves_once_and_an_approval_too_many_lengthens_nothing() {
    let Lost { mut suite, ana, guardians, phone } = Lost::new();
    let number = suite.start_recovery(&guardians[0], ana.id, &phone);
    assert_refused!(
        suite.try_approve_recovery(&guardians[0], ana.id, number),
        ContractError::Recovery(RecoveryError::Already { number: 1, by }) if by == guardians[0].id,
    );
    suite.try_approve_recovery(&guardians[1], ana.id, number).unwrap();
    let due_at = suite.recoveries(ana.id)[0].due_at;
    suite.wait(DAY);
    suite.try_approve_recovery(&guardians[2], ana.id, number).unwrap();
    assert_eq!(suite.recoveries(ana.id)[0].due_at, due_at);
    suite.wait(RECOVERY_DELAY - DAY);
    suite.try_complete_recovery(&phone, ana.id, number).unwrap();
}

#[test]
fn the_new_account_takes_over_by_its_own_signature() {
    let (Lost { mut suite, ana, guardians, phone }, number) = Lost::approved();
    suite.wait(RECOVERY_DELAY);
    for sender in [&guardians[0].account, &ana.account] {
        assert_refused!(
            suite.try_complete_recovery(sender, ana.id, number),
            ContractError::Recovery(RecoveryError::NotNewAccount { account, .. }) if account == phone,
        );
    }
    suite.try_complete_recovery(&phone, ana.id, number).unwrap();
}

#[test]
fn the_new_account_controls_nobody_else() {
    let Lost { mut suite, ana, guardians, phone } = Lost::new();
    for taken in [&ana.account, &guardians[1].account] {
        assert_refused!(
            suite.try_start_recovery(&guardians[0], ana.id, taken),
            ContractError::Change(ChangeError::AccountTaken { account, .. }) if account == *taken,
        );
    }
    // Free at the start, taken at the end.
    let number = suite.approved_recovery(&guardians[..2], ana.id, &phone);
    suite.register("ana's new phone", Kind::Patient);
    suite.wait(RECOVERY_DELAY);
    assert_refused!(
        suite.try_complete_recovery(&phone, ana.id, number),
        ContractError::Change(ChangeError::AccountTaken { .. }),
    );
    assert_eq!(suite.accounts(ana.id), [ana.account]);
}

#[test]
fn a_recovery_lapses_thirty_days_after_it_is_due() {
    let (Lost { mut suite, ana, phone, .. }, number) = Lost::approved();
    suite.wait(RECOVERY_DELAY + RECOVERY_LAPSES_AFTER);
    assert_eq!(suite.recoveries(ana.id).len(), 0);
    assert_refused!(
        suite.try_complete_recovery(&phone, ana.id, number),
        ContractError::Recovery(RecoveryError::Unknown { number: 1 }),
    );

    let (Lost { mut suite, ana, phone, .. }, number) = Lost::approved();
    suite.wait(RECOVERY_DELAY + RECOVERY_LAPSES_AFTER - 1);
    suite.try_complete_recovery(&phone, ana.id, number).unwrap();
}

#[test]
fn a_recovery_that_too_few_approve_lapses_thirty_days_after_its_start() {
    let Lost { mut suite, ana, guardians, phone } = Lost::new();
    let number = suite.start_recovery(&guardians[0], ana.id, &phone);
    suite.wait(RECOVERY_LAPSES_AFTER - 1);
    assert_eq!(suite.recoveries(ana.id).len(), 1);
    suite.next_block();
    assert_eq!(suite.recoveries(ana.id).len(), 0);
    assert_refused!(
        suite.try_approve_recovery(&guardians[1], ana.id, number),
        ContractError::Recovery(RecoveryError::Unknown { number: 1 }),
    );
    // The guardian starts another, with a number of its own.
    assert_eq!(suite.start_recovery(&guardians[0], ana.id, &phone), 2);
    assert_eq!(history(&suite, &ana).len(), 2);
}

#[test]
fn each_guardian_has_one_recovery_under_way_and_withdraws_that() {
    let Lost { mut suite, ana, guardians, phone } = Lost::new();
    let other = suite.account("another phone");
    let first = suite.start_recovery(&guardians[0], ana.id, &phone);
    assert_refused!(
        suite.try_start_recovery(&guardians[0], ana.id, &other),
        ContractError::Recovery(RecoveryError::AlreadyStarted { number: 1 }),
    );
    // What one guardian starts does not keep the others from starting.
    let second = suite.start_recovery(&guardians[1], ana.id, &other);
    assert_eq!((first, second), (1, 2));
    let withdraw = ExecuteMsg::WithdrawRecovery { identity: ana.id };
    let response = suite.try_identity(&guardians[0].account, withdraw.clone()).unwrap();
    assert_eq!(attribute(&response, "recovery_ended", "recovery"), "1");
    assert_eq!(attribute(&response, "recovery_ended", "outcome"), "withdrawn");
    assert_refused!(
        suite.try_identity(&guardians[0].account, withdraw),
        ContractError::Recovery(RecoveryError::NoneStarted { guardian, .. }) if guardian == guardians[0].id,
    );
    assert_refused!(
        suite.try_approve_recovery(&guardians[2], ana.id, first),
        ContractError::Recovery(RecoveryError::Unknown { number: 1 }),
    );
    suite.try_approve_recovery(&guardians[2], ana.id, second).unwrap();
    assert_eq!(suite.start_recovery(&guardians[0], ana.id, &phone), 3);
}

#[test]
fn two_recoveries_are_under_way_and_the_first_that_is_completed_ends_the_other() {
    let Lost { mut suite, ana, guardians, phone } = Lost::new();
    let other = suite.account("another phone");
    let first = suite.approved_recovery(&guardians[..2], ana.id, &phone);
    let second = suite.approved_recovery(&guardians[1..], ana.id, &other);
    suite.wait(RECOVERY_DELAY);
    suite.try_complete_recovery(&phone, ana.id, first).unwrap();
    assert_refused!(
        suite.try_complete_recovery(&other, ana.id, second),
        ContractError::Recovery(RecoveryError::Unknown { number: 2 }),
    );
    let outcomes: Vec<_> =
        history(&suite, &ana).into_iter().map(|recovery| recovery.ended.unwrap().outcome).collect();
    assert_eq!(outcomes, [RecoveryOutcome::Completed, RecoveryOutcome::Dropped]);
}

#[test]
fn other_guardians_end_what_the_former_ones_started() {
    let (Lost { mut suite, ana, guardians, phone }, number) = Lost::approved();
    suite.set_guardians(&ana, &guardians[1..], 1);
    assert_refused!(
        suite.try_approve_recovery(&guardians[2], ana.id, number),
        ContractError::Recovery(RecoveryError::Unknown { number: 1 }),
    );
    suite.wait(RECOVERY_DELAY);
    assert_refused!(
        suite.try_complete_recovery(&phone, ana.id, number),
        ContractError::Recovery(RecoveryError::Unknown { number: 1 }),
    );
    assert_refused!(
        suite.try_start_recovery(&guardians[0], ana.id, &phone),
        ContractError::Recovery(RecoveryError::NotGuardian { sender, .. }) if sender == guardians[0].id,
    );
}

#[test]
fn nobody_but_guardians_starts_or_approves() {
    let Lost { mut suite, ana, guardians, phone } = Lost::new();
    let stranger = suite.patient("stranger");
    assert_refused!(
        suite.try_start_recovery(&stranger, ana.id, &phone),
        ContractError::Recovery(RecoveryError::NotGuardian { sender, .. }) if sender == stranger.id,
    );
    let number = suite.start_recovery(&guardians[0], ana.id, &phone);
    assert_refused!(
        suite.try_approve_recovery(&stranger, ana.id, number),
        ContractError::Recovery(RecoveryError::NotGuardian { .. }),
    );
    // Nor the owner, nor a guardian of somebody else.
    assert_refused!(
        suite.try_approve_recovery(&ana, ana.id, number),
        ContractError::Recovery(RecoveryError::NotGuardian { .. }),
    );
    let bob = suite.patient("bob");
    assert_refused!(
        suite.try_start_recovery(&guardians[0], bob.id, &phone),
        ContractError::Recovery(RecoveryError::NotGuardian { identity, .. }) if identity == bob.id,
    );
    let nobody = IdentityId([9; 16]);
    assert_refused!(
        suite.try_start_recovery(&guardians[0], nobody, &phone),
        ContractError::Standing(StandingError::Unknown { identity }) if identity == nobody,
    );
}

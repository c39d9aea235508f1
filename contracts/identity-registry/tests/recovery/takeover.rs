//! Who wants an identity that is not theirs, and what they get.

use chartseal_second_factor::SecondFactorError;
use chartseal_testing::{Actor, DAY, Suite};
use chartseal_types::identity::{
    CHANGE_DELAY, ChangeUnchecked, ExecuteMsg, FREEZE_SECONDS, RECOVERY_DELAY, RECOVERY_LAPSES_AFTER,
};
use chartseal_types::second_factor::Sensitive;
use cosmwasm_std::Addr;
use identity_registry::{ChangeError, ContractError, RecoveryError, StandingError};

use crate::common::*;

fn guarded() -> (Suite, Actor, [Actor; 3], Addr) {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let guardians = suite.guarded(&ana, ["gil", "gus", "gwen"], 2);
    let phone = suite.account("ana's new phone");
    (suite, ana, guardians, phone)
}

fn rid_of_guardians() -> ChangeUnchecked {
    ChangeUnchecked::SetGuardians { guardians: vec![], threshold: 0 }
}

/// The thief has the account and no passkey.
#[test]
fn a_stolen_account_vetoes_and_is_overridden() {
    let (mut suite, ana, guardians, phone) = guarded();
    let stolen = ana.account.clone();
    for change in [
        rid_of_guardians(),
        ChangeUnchecked::RemovePasskey { credential: suite.passkeys(ana.id)[0].credential },
        ChangeUnchecked::AddPasskey { passkey: suite.passkey() },
        ChangeUnchecked::AddAccount { account: suite.account("thief").to_string() },
    ] {
        assert_refused!(
            suite.try_identity(&stolen, ExecuteMsg::ProposeChange { change }),
            ContractError::SecondFactor(SecondFactorError::Required {
                sensitive: Sensitive::ProposeChange,
                ..
            }),
        );
    }
    let number = suite.approved_recovery(&guardians[..2], ana.id, &phone);
    suite.veto_recovery(&stolen);
    let registrar = suite.registrar.clone();
    for by in [&guardians[0].account, &guardians[2].account, &registrar] {
        suite.try_override_veto(by, ana.id, number).unwrap();
    }
    // All that is left to the thief is to do harm for a week: freezing stops nothing either.
    suite.freeze(&stolen);
    suite.wait(RECOVERY_DELAY);
    suite.try_complete_recovery(&phone, ana.id, number).unwrap();
    assert_refused!(
        suite.try_identity(&stolen, ExecuteMsg::Freeze { identity: None }),
        ContractError::Standing(StandingError::NoIdentity { .. }),
    );
    assert!(suite.identity(ana.id).active);
}

/// The thief has the account and its passkey: faster than any recovery, unless a guardian freezes.
#[test]
fn a_stolen_account_with_its_passkey_does_nothing_while_guardians_freeze_in_turn() {
    let (mut suite, ana, guardians, phone) = guarded();
    let stolen = ana.account.clone();
    let account = suite.account("thief");
    let theft = suite.propose_change(&stolen, ChangeUnchecked::AddAccount { account: account.to_string() });
    let riddance = suite.propose_change(&stolen, rid_of_guardians());
    suite.wait(DAY);
    suite.try_freeze_for(&guardians[0], ana.id).unwrap();
    let number = suite.approved_recovery(&guardians[1..], ana.id, &phone);
    suite.wait(CHANGE_DELAY);
    for (by, change) in [(&account, theft), (&stolen, riddance)] {
        assert_refused!(
            suite.try_apply_change(by, ana.id, change),
            ContractError::Standing(StandingError::Frozen { .. }),
        );
    }
    suite.veto_recovery(&stolen);
    suite.wait(5 * DAY);
    let registrar = suite.registrar.clone();
    for by in [&guardians[0].account, &guardians[1].account, &registrar] {
        suite.try_override_veto(by, ana.id, number).unwrap();
    }
    // The first freeze would end a little too early: another guardian's lengthens it.
    suite.try_freeze_for(&guardians[2], ana.id).unwrap();
    suite.wait(RECOVERY_DELAY);
    suite.try_complete_recovery(&phone, ana.id, number).unwrap();
    for (by, change) in [(&account, theft), (&phone, riddance)] {
        assert_refused!(
            suite.try_apply_change(by, ana.id, change),
            ContractError::Change(ChangeError::Unknown { .. }),
        );
    }
    assert_eq!(suite.accounts(ana.id), [phone]);
}

/// One guardian of three went bad.
#[test]
fn a_rogue_guardian_neither_takes_over_nor_keeps_the_others_from_helping() {
    let (mut suite, ana, [rogue, gus, gwen], phone) = guarded();
    let theirs = suite.account("theirs");
    let bogus = suite.start_recovery(&rogue, ana.id, &theirs);
    let honest = suite.approved_recovery(&[gus, gwen], ana.id, &phone);
    suite.wait(RECOVERY_DELAY);
    assert_refused!(
        suite.try_complete_recovery(&theirs, ana.id, bogus),
        ContractError::Recovery(RecoveryError::NotApproved { .. }),
    );
    assert_refused!(
        suite.try_complete_recovery(&theirs, ana.id, honest),
        ContractError::Recovery(RecoveryError::NotNewAccount { .. }),
    );
    suite.try_complete_recovery(&phone, ana.id, honest).unwrap();
    assert_eq!(suite.accounts(ana.id), [phone]);
}

/// The rogue one puts another account in the place of what an honest one is about to approve.
#[test]
fn an_approval_counts_for_the_recovery_that_it_names() {
    let (mut suite, ana, [rogue, gus, _], phone) = guarded();
    let shown = suite.start_recovery(&rogue, ana.id, &phone);
    suite.try_identity(&rogue.account, ExecuteMsg::WithdrawRecovery { identity: ana.id }).unwrap();
    let theirs = suite.account("theirs");
    let swapped = suite.start_recovery(&rogue, ana.id, &theirs);
    assert_ne!(shown, swapped);
    assert_refused!(
        suite.try_approve_recovery(&gus, ana.id, shown),
        ContractError::Recovery(RecoveryError::Unknown { number }) if number == shown,
    );
    assert_eq!(suite.recoveries(ana.id)[0].approvals, [rogue.id]);
}

/// Enough guardians conspire against an owner who is well.
#[test]
fn conspiring_guardians_are_vetoed_and_dismissed() {
    let (mut suite, ana, guardians, _) = guarded();
    let theirs = suite.account("theirs");
    let number = suite.approved_recovery(&guardians, ana.id, &theirs);
    for guardian in &guardians {
        suite.try_freeze_for(guardian, ana.id).unwrap();
    }
    // Frozen though she is, she objects.
    suite.veto_recovery(&ana.account);
    for guardian in &guardians {
        suite.try_override_veto(&guardian.account, ana.id, number).unwrap();
    }
    suite.wait(FREEZE_SECONDS);
    assert_refused!(
        suite.try_complete_recovery(&theirs, ana.id, number),
        ContractError::Recovery(RecoveryError::Vetoed { .. }),
    );
    // Before they may freeze again she has others.
    suite.set_guardians(&ana, &[], 0);
    assert_eq!(suite.recoveries(ana.id).len(), 0);
    assert_refused!(
        suite.try_start_recovery(&guardians[0], ana.id, &theirs),
        ContractError::Recovery(RecoveryError::NotGuardian { .. }),
    );
}

/// A vetoed recovery is started anew: it is another one, with nobody's approval but the starter's.
#[test]
fn approvals_do_not_outlive_their_recovery() {
    let (mut suite, ana, guardians, _) = guarded();
    let theirs = suite.account("theirs");
    suite.approved_recovery(&guardians[..2], ana.id, &theirs);
    suite.veto_recovery(&ana.account);
    suite.try_identity(&guardians[0].account, ExecuteMsg::WithdrawRecovery { identity: ana.id }).unwrap();
    let again = suite.start_recovery(&guardians[0], ana.id, &theirs);
    suite.wait(RECOVERY_DELAY);
    assert_refused!(
        suite.try_complete_recovery(&theirs, ana.id, again),
        ContractError::Recovery(RecoveryError::NotApproved { .. }),
    );
    // It can be vetoed as the first one was.
    suite.veto_recovery(&ana.account);
    suite.wait(RECOVERY_LAPSES_AFTER);
    assert_eq!(suite.recoveries(ana.id).len(), 0);
}

/// Guardians of a lower threshold do not complete what a higher one had left open.
#[test]
fn a_lower_threshold_does_not_reach_back() {
    let (mut suite, ana, guardians, _) = guarded();
    let theirs = suite.account("theirs");
    let number = suite.start_recovery(&guardians[0], ana.id, &theirs);
    suite.set_guardians(&ana, &guardians, 1);
    suite.wait(RECOVERY_DELAY);
    assert_refused!(
        suite.try_complete_recovery(&theirs, ana.id, number),
        ContractError::Recovery(RecoveryError::Unknown { .. }),
    );
}

/// Somebody whom the owner never named.
#[test]
fn without_guardians_nobody_recovers() {
    let mut suite = Suite::new();
    let (ana, bob) = (suite.patient("ana"), suite.patient("bob"));
    let theirs = suite.account("theirs");
    assert_refused!(
        suite.try_start_recovery(&bob, ana.id, &theirs),
        ContractError::Recovery(RecoveryError::NotGuardian { .. }),
    );
    assert_refused!(
        suite.try_complete_recovery(&theirs, ana.id, 1),
        ContractError::Recovery(RecoveryError::Unknown { number: 1 }),
    );
}

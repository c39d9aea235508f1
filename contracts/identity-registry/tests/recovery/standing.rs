//! In what standing an identity is recovered, and in what standing guardians act.

use chartseal_testing::{Actor, DAY, Suite};
use chartseal_types::identity::{ActUnchecked, ExecuteMsg, FREEZE_SECONDS, RECOVERY_DELAY, Status};
use cosmwasm_std::Addr;
use identity_registry::{ContractError, RecoveryError, StandingError};

use crate::common::*;

fn guarded() -> (Suite, Actor, [Actor; 2], Addr) {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let guardians = suite.guarded(&ana, ["gil", "gus"], 2);
    let phone = suite.account("ana's new phone");
    (suite, ana, guardians, phone)
}

#[test]
fn a_frozen_identity_is_recovered_and_the_freeze_is_lifted() {
    let (mut suite, ana, guardians, phone) = guarded();
    suite.freeze(&ana.account);
    let number = suite.approved_recovery(&guardians, ana.id, &phone);
    suite.wait(RECOVERY_DELAY);
    let identity = suite.identity(ana.id);
    assert!(suite.now() < identity.frozen_until && !identity.active);
    suite.try_complete_recovery(&phone, ana.id, number).unwrap();
    let identity = suite.identity(ana.id);
    assert_eq!((identity.frozen_until, identity.active), (0, true));
}

#[test]
fn a_suspended_identity_is_recovered_and_stays_suspended() {
    let (mut suite, ana, guardians, phone) = guarded();
    suite.suspend(ana.id);
    let number = suite.approved_recovery(&guardians, ana.id, &phone);
    suite.wait(RECOVERY_DELAY);
    suite.try_complete_recovery(&phone, ana.id, number).unwrap();
    assert_eq!(suite.identity(ana.id).status, Status::Suspended);
    assert_eq!(suite.accounts(ana.id), [phone]);
}

#[test]
fn a_revoked_identity_is_not_recovered() {
    let (mut suite, ana, guardians, phone) = guarded();
    let number = suite.start_recovery(&guardians[0], ana.id, &phone);
    suite.revoke_identity(ana.id);
    let ended = |error| matches!(error, RecoveryError::Ended { identity } if identity == ana.id);
    for refused in [
        suite.try_start_recovery(&guardians[1], ana.id, &phone),
        suite.try_approve_recovery(&guardians[1], ana.id, number),
        suite.try_override_veto(&guardians[1].account, ana.id, number),
    ] {
        assert_refused!(refused, ContractError::Recovery(error) if ended(error.clone()));
    }

    let (mut suite, ana, guardians, phone) = guarded();
    let number = suite.approved_recovery(&guardians, ana.id, &phone);
    suite.wait(RECOVERY_DELAY);
    suite.revoke_identity(ana.id);
    assert_refused!(
        suite.try_complete_recovery(&phone, ana.id, number),
        ContractError::Recovery(RecoveryError::Ended { identity }) if identity == ana.id,
    );
    assert_eq!(identity_of(&suite, &phone), None);
}

#[test]
fn a_guardian_who_does_not_count_helps_nobody() {
    let (mut suite, ana, [gil, gus], phone) = guarded();
    let number = suite.start_recovery(&gil, ana.id, &phone);
    suite.suspend(gus.id);
    assert_refused!(
        suite.try_approve_recovery(&gus, ana.id, number),
        ContractError::Standing(StandingError::NotActive { identity, .. }) if identity == gus.id,
    );
    suite.reinstate(gus.id);
    suite.freeze(&gus.account);
    assert_refused!(
        suite.try_approve_recovery(&gus, ana.id, number),
        ContractError::Standing(StandingError::Frozen { identity, .. }) if identity == gus.id,
    );
    suite.wait(FREEZE_SECONDS);
    suite.try_approve_recovery(&gus, ana.id, number).unwrap();

    // A verification that ran out.
    let (mut suite, ana, [gil, _], phone) = guarded();
    suite.wait(365 * DAY);
    assert_refused!(
        suite.try_start_recovery(&gil, ana.id, &phone),
        ContractError::Standing(StandingError::NotActive { identity, .. }) if identity == gil.id,
    );
}

#[test]
fn a_pause_stops_the_end_of_a_recovery_only() {
    let (mut suite, ana, guardians, phone) = guarded();
    let registry = suite.contracts.identity_registry.clone();
    suite.pause(&registry);
    let number = suite.approved_recovery(&guardians, ana.id, &phone);
    suite.wait(RECOVERY_DELAY);
    suite.pause(&registry);
    assert_refused!(
        suite.try_complete_recovery(&phone, ana.id, number),
        ContractError::Governance(chartseal_governance::GovernanceError::Paused { .. }),
    );
    suite.veto_recovery(&ana.account);
    suite.try_identity(&guardians[0].account, ExecuteMsg::WithdrawRecovery { identity: ana.id }).unwrap();
}

#[test]
fn the_dead_and_the_merged_are_not_recovered() {
    let (mut suite, ana, guardians, phone) = guarded();
    let survivor = suite.patient("ana again");
    for (act, undo) in [
        (ActUnchecked::Death { patient: ana.id }, ActUnchecked::UndoDeath { patient: ana.id }),
        (
            ActUnchecked::Merge { duplicate: ana.id, survivor: survivor.id },
            ActUnchecked::Unmerge { duplicate: ana.id },
        ),
    ] {
        let merges = matches!(act, ActUnchecked::Merge { .. });
        let number = suite.approved_recovery(&guardians, ana.id, &phone);
        suite.wait(RECOVERY_DELAY);
        if merges {
            suite.act_after_delay(act)
        } else {
            suite.act(act)
        };
        for refused in [
            suite.try_complete_recovery(&phone, ana.id, number),
            suite.try_start_recovery(&guardians[1], ana.id, &phone),
        ] {
            assert_refused!(
                refused,
                ContractError::Recovery(RecoveryError::Ended { identity }) if identity == ana.id,
            );
        }
        suite.act(undo);
        suite.try_identity(&guardians[0].account, ExecuteMsg::WithdrawRecovery { identity: ana.id }).unwrap();
    }
}

#[test]
fn a_guardian_whose_registrar_is_distrusted_helps_nobody() {
    let (mut suite, ana, [gil, gus], phone) = guarded();
    let bad = suite.another_registrar("bad");
    let verify = chartseal_testing::verification(gus.id, suite.now() + 365 * DAY);
    suite.try_identity(&bad.account, verify).unwrap();
    let number = suite.start_recovery(&gil, ana.id, &phone);
    let since = suite.now();
    try_as_admin(&mut suite, ExecuteMsg::DistrustRegistrar { registrar: bad.id, since }).unwrap();
    assert_refused!(
        suite.try_approve_recovery(&gus, ana.id, number),
        ContractError::Standing(StandingError::NotActive { identity, .. }) if identity == gus.id,
    );
    assert_refused!(
        suite.try_freeze_for(&gus, ana.id),
        ContractError::Standing(StandingError::NotActive { identity, .. }) if identity == gus.id,
    );
    // Verified by another, the guardian helps again.
    suite.verify(gus.id);
    suite.try_approve_recovery(&gus, ana.id, number).unwrap();
}

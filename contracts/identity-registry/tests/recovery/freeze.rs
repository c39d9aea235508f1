//! Guardians freeze, so that a thief does nothing while they recover.

use chartseal_testing::{DAY, Suite};
use chartseal_types::identity::{CHANGE_DELAY, ChangeUnchecked, FREEZE_INTERVAL, FREEZE_SECONDS};
use identity_registry::{ContractError, RecoveryError, StandingError};

use crate::common::*;

#[test]
fn a_guardian_freezes_for_14_days() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let [gil] = suite.guarded(&ana, ["gil"], 1);
    let response = suite.try_freeze_for(&gil, ana.id).unwrap();
    assert_eq!(attribute(&response, "identity_frozen", "by"), gil.account.to_string());
    assert_eq!(suite.identity(ana.id).frozen_until, suite.now() + FREEZE_SECONDS);
    assert!(!suite.identity(ana.id).active && suite.identity(gil.id).active);

    let change = ChangeUnchecked::AddAccount { account: suite.account("thief").to_string() };
    assert_refused!(
        suite.try_propose_change(&ana.account, change),
        ContractError::Standing(StandingError::Frozen { identity, .. }) if identity == ana.id,
    );
}

#[test]
fn nobody_else_freezes_for_another() {
    let mut suite = Suite::new();
    let (ana, bob) = (suite.patient("ana"), suite.patient("bob"));
    let [gil] = suite.guarded(&ana, ["gil"], 1);
    assert_refused!(
        suite.try_freeze_for(&bob, ana.id),
        ContractError::Recovery(RecoveryError::NotGuardian { identity, sender })
            if identity == ana.id && sender == bob.id,
    );
    // Being guarded gives nothing over the guardian.
    assert_refused!(
        suite.try_freeze_for(&ana, gil.id),
        ContractError::Recovery(RecoveryError::NotGuardian { .. }),
    );
    // Naming one's own is as good as naming none.
    suite.try_freeze_for(&bob, bob.id).unwrap();
    assert!(!suite.identity(bob.id).active);
}

#[test]
fn a_guardian_who_is_none_any_more_or_does_not_count_freezes_nothing() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let [gil, gus] = suite.guarded(&ana, ["gil", "gus"], 1);
    suite.suspend(gil.id);
    assert_refused!(
        suite.try_freeze_for(&gil, ana.id),
        ContractError::Standing(StandingError::NotActive { identity, .. }) if identity == gil.id,
    );
    suite.set_guardians(&ana, std::slice::from_ref(&gil), 1);
    assert_refused!(
        suite.try_freeze_for(&gus, ana.id),
        ContractError::Recovery(RecoveryError::NotGuardian { .. }),
    );
}

#[test]
fn one_guardian_alone_leaves_the_owner_every_other_fortnight() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let [gil, gus] = suite.guarded(&ana, ["gil", "gus"], 2);
    suite.try_freeze_for(&gil, ana.id).unwrap();
    let from = suite.now() + FREEZE_INTERVAL;
    let refused = |suite: &mut Suite| {
        assert_refused!(
            suite.try_freeze_for(&gil, ana.id),
            ContractError::Recovery(RecoveryError::FrozeBefore { guardian, from: at })
                if guardian == gil.id && at == from,
        );
    };
    refused(&mut suite);
    // Another guardian is not held back by the first.
    suite.wait(7 * DAY);
    suite.try_freeze_for(&gus, ana.id).unwrap();
    assert_eq!(suite.identity(ana.id).frozen_until, suite.now() + FREEZE_SECONDS);

    suite.wait(FREEZE_SECONDS);
    assert!(suite.identity(ana.id).active);
    suite.wait(FREEZE_INTERVAL - FREEZE_SECONDS - 7 * DAY - 1);
    refused(&mut suite);
    suite.next_block();
    suite.try_freeze_for(&gil, ana.id).unwrap();
}

#[test]
fn between_two_freezes_the_owner_has_time_to_dismiss_the_guardian() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let [gil] = suite.guarded(&ana, ["gil"], 1);
    suite.try_freeze_for(&gil, ana.id).unwrap();
    suite.wait(FREEZE_SECONDS);
    let change = ChangeUnchecked::SetGuardians { guardians: vec![], threshold: 0 };
    let number = suite.propose_change(&ana.account, change);
    suite.wait(CHANGE_DELAY);
    suite.try_apply_change(&ana.account, ana.id, number).unwrap();
    suite.wait(FREEZE_INTERVAL);
    assert_refused!(
        suite.try_freeze_for(&gil, ana.id),
        ContractError::Recovery(RecoveryError::NotGuardian { .. }),
    );
}

#[test]
fn a_frozen_guardian_is_still_protected_by_itself() {
    let mut suite = Suite::new();
    let (ana, gil) = (suite.patient("ana"), suite.patient("gil"));
    suite.set_guardians(&gil, std::slice::from_ref(&ana), 1);
    suite.try_freeze_for(&ana, gil.id).unwrap();
    suite.wait(DAY);
    suite.freeze(&gil.account);
    assert_eq!(suite.identity(gil.id).frozen_until, suite.now() + FREEZE_SECONDS);
}

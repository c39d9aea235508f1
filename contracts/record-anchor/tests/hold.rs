//! A hold keeps a record from being erased, for a year at most.

use chartseal_testing::{DAY, content_hash};
use chartseal_types::anchor::{ERASURE_DELAY, ExecuteMsg, Happening, HoldReason, HoldResponse, MAX_HOLD};
use chartseal_types::identity::{self, Status, StatusReason};
use record_anchor::ContractError;
use record_anchor::domain::{ErasureError, HoldError, StandingError};

use crate::clinic::{Clinic, assert_refused, diary, result};

#[test]
fn the_author_s_organization_or_the_admin_holds() {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor(&who.doctor, &who.ana, &[result("a"), result("b")]);
    let admin = clinic.suite.admin.clone();
    let now = clinic.suite.now();
    for (sender, name, by_admin) in [(&who.north.account, "a", false), (&admin, "b", true)] {
        clinic.try_hold(sender, name, 30).expect("it is held");
        let (reason, until) = (HoldReason::Litigation, now + 30 * DAY);
        assert_eq!(clinic.record(name).hold, Some(HoldResponse { reason, until, placed_at: now, by_admin }));
    }
}

#[test]
fn no_affiliate_holds_or_releases_not_even_the_author() {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor(&who.doctor, &who.ana, &[result("a"), result("b")]);
    clinic.try_hold(&who.north.account, "b", 30).expect("it is held");
    let others = [&who.doctor.actor.account, &who.nurse.actor.account, &who.south.account, &who.ana.account];
    for sender in others {
        for refused in [clinic.try_hold(sender, "a", 30), clinic.try_release(sender, "b")] {
            assert_refused!(
                refused,
                ContractError::Standing(StandingError::NotOrganizationsAccount { organization })
                    if organization == who.north.id
            );
        }
    }
}

#[test]
fn a_suspended_organization_holds_nothing() {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor(&who.doctor, &who.ana, &[result("a")]);
    let (identity, status, reason) = (who.north.id, Status::Suspended, StatusReason::Investigation);
    let suspend = identity::ExecuteMsg::SetStatus { identity, status, reason };
    let registrar = clinic.suite.registrar.clone();
    clinic.suite.try_identity(&registrar, suspend).expect("the registrar suspends");
    assert_refused!(
        clinic.try_hold(&who.north.account, "a", 30),
        ContractError::Standing(StandingError::NotActive { identity }) if identity == who.north.id
    );
}

#[test]
fn only_the_admin_holds_what_a_patient_wrote() {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor_own(&who.ana, &[diary("note")]);
    for sender in [&who.north.account, &who.ana.account] {
        assert_refused!(
            clinic.try_hold(sender, "note", 30),
            ContractError::Standing(StandingError::NoOrganization)
        );
    }
    let admin = clinic.suite.admin.clone();
    clinic.try_hold(&admin, "note", 30).expect("the admin holds");
}

#[test]
fn a_hold_ends_in_the_future_and_within_a_year() {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor(&who.doctor, &who.ana, &[result("a")]);
    let (patient, record, now) = (who.ana.id, content_hash("a"), clinic.suite.now());
    let hold = |until| ExecuteMsg::Hold { patient, record, reason: HoldReason::Investigation, until };
    for until in [0, now, now + MAX_HOLD + 1, u64::MAX] {
        assert_refused!(
            clinic.suite.try_record_anchor(&who.north.account, hold(until)),
            ContractError::Hold(HoldError::Until { .. })
        );
    }
    clinic.suite.try_record_anchor(&who.north.account, hold(now + MAX_HOLD)).expect("a year is allowed");
}

#[test]
fn a_held_record_is_not_erased_until_the_hold_lapses() {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor(&who.doctor, &who.ana, &[result("a")]);
    clinic.try_hold(&who.north.account, "a", 30).expect("it is held");
    let until = clinic.suite.now() + 30 * DAY;
    assert_refused!(
        clinic.try_erase(&who.ana.account, "a"),
        ContractError::Erasure(ErasureError::Held { until: told, .. }) if told == until
    );
    clinic.suite.wait(30 * DAY);
    assert_eq!(clinic.record("a").hold, None);
    clinic.try_erase(&who.ana.account, "a").expect("the hold has lapsed");
}

#[test]
fn a_hold_stops_an_erasure_under_way_for_good() {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor(&who.doctor, &who.ana, &[result("a")]);
    clinic.try_erase(&who.ana.account, "a").expect("the patient asks");
    clinic.suite.wait(ERASURE_DELAY - 1);
    clinic.try_hold(&who.north.account, "a", 1).expect("it is not too late");
    assert_eq!(clinic.record("a").erasure, None);

    clinic.suite.wait(2 * DAY);
    assert!(!clinic.is_erased("a"));
    assert_refused!(
        clinic.try_complete(&who.ana.account, "a"),
        ContractError::Erasure(ErasureError::NotRequested { .. })
    );
    let history = clinic.suite.record_history(who.ana.id, content_hash("a"));
    assert!(matches!(history[0].happening, Happening::ErasureRequested { .. }));
    assert!(matches!(history[1].happening, Happening::Held { stopped_erasure: true, .. }));

    clinic.try_erase(&who.ana.account, "a").expect("she asks anew, with the full delay");
    clinic.suite.wait(ERASURE_DELAY);
    assert!(clinic.is_erased("a"));
}

#[test]
fn what_is_erased_cannot_be_held() {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor(&who.doctor, &who.ana, &[result("a")]);
    clinic.try_erase(&who.ana.account, "a").expect("the patient asks");
    clinic.suite.wait(ERASURE_DELAY);
    let admin = clinic.suite.admin.clone();
    for sender in [&who.north.account, &admin] {
        assert_refused!(clinic.try_hold(sender, "a", 1), ContractError::Hold(HoldError::Erased { .. }));
    }
    assert!(clinic.is_erased("a"));
}

#[test]
fn who_placed_a_hold_or_the_admin_releases_it() {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor(&who.doctor, &who.ana, &[result("a")]);
    let admin = clinic.suite.admin.clone();
    for releaser in [&who.north.account, &admin] {
        clinic.try_hold(&who.north.account, "a", 30).expect("it is held");
        for sender in [&who.south.account, &who.ana.account] {
            assert_refused!(
                clinic.try_release(sender, "a"),
                ContractError::Standing(StandingError::NotOrganizationsAccount { .. })
            );
        }
        clinic.try_release(releaser, "a").expect("it is released");
        assert_eq!(clinic.record("a").hold, None);
        assert_refused!(clinic.try_release(releaser, "a"), ContractError::Hold(HoldError::NotHeld { .. }));
    }
    clinic.try_erase(&who.ana.account, "a").expect("nothing keeps it");
}

#[test]
fn the_admin_s_hold_gives_way_to_nobody_else_s() {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor(&who.doctor, &who.ana, &[result("a")]);
    let admin = clinic.suite.admin.clone();
    clinic.try_hold(&who.north.account, "a", 30).expect("the hospital holds");
    clinic.try_hold(&admin, "a", 300).expect("the admin takes over");
    assert_refused!(
        clinic.try_hold(&who.north.account, "a", 1),
        ContractError::Hold(HoldError::HeldByAdmin { .. })
    );
    assert_refused!(
        clinic.try_release(&who.north.account, "a"),
        ContractError::Hold(HoldError::HeldByAdmin { .. })
    );
    clinic.suite.wait(300 * DAY);
    clinic.try_hold(&who.north.account, "a", 1).expect("the admin's hold has lapsed");
}

#[test]
fn a_hold_can_be_renewed_and_every_one_is_remembered() {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor(&who.doctor, &who.ana, &[result("a")]);
    for _ in 0..2 {
        clinic.try_hold(&who.north.account, "a", 365).expect("it is held");
        clinic.suite.wait(300 * DAY);
        clinic.suite.verify(who.north.id);
    }
    clinic.try_release(&who.north.account, "a").expect("it is released");
    let history = clinic.suite.record_history(who.ana.id, content_hash("a"));
    let happenings: Vec<_> = history.iter().map(|entry| entry.happening).collect();
    assert!(matches!(
        happenings[..],
        [Happening::Held { .. }, Happening::Held { .. }, Happening::HoldReleased {}]
    ));
}

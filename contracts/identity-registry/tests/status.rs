//! Who suspends, reinstates and revokes; every change is kept.

use crate::common::*;
use chartseal_testing::Suite;
use chartseal_types::IdentityId;
use chartseal_types::identity::{ExecuteMsg, Kind, QueryMsg, Status, StatusChange, StatusReason};
use identity_registry::{ContractError, StandingError, StatusError};

fn set(identity: IdentityId, status: Status, reason: StatusReason) -> ExecuteMsg {
    ExecuteMsg::SetStatus { identity, status, reason }
}

#[test]
fn every_change_keeps_who_when_and_why() {
    let mut suite = Suite::new();
    let ana = suite.register("ana", Kind::Patient);
    let (registered, registrar, admin) = (suite.now(), suite.registrar.clone(), suite.admin.clone());
    suite.wait(10);
    suite.verify(ana.id);
    suite.wait(10);
    let msg = set(ana.id, Status::Suspended, StatusReason::Investigation);
    let response = suite.try_identity(&registrar, msg).unwrap();
    assert_eq!(attribute(&response, "status_changed", "identity"), ana.id.to_string());
    assert_eq!(attribute(&response, "status_changed", "status"), "suspended");
    assert_eq!(attribute(&response, "status_changed", "reason"), "investigation");
    assert_eq!(attribute(&response, "status_changed", "by"), registrar.to_string());
    suite.wait(10);
    suite.try_identity(&admin, set(ana.id, Status::Active, StatusReason::Cleared)).unwrap();
    suite.wait(10);
    suite.try_identity(&admin, set(ana.id, Status::Revoked, StatusReason::SubjectRequest)).unwrap();

    let change = |status, by, after, reason| StatusChange { status, by, at: registered + after, reason };
    let expected = [
        change(Status::Pending, ana.account.clone(), 0, StatusReason::Registered),
        change(Status::Active, registrar.clone(), 10, StatusReason::Verified),
        change(Status::Suspended, registrar.clone(), 20, StatusReason::Investigation),
        change(Status::Active, admin.clone(), 30, StatusReason::Cleared),
        change(Status::Revoked, admin, 40, StatusReason::SubjectRequest),
    ];
    assert_eq!(status_history(&suite, ana.id), expected);
    let page = |start_after, limit| -> Vec<StatusChange> {
        ask(&suite, QueryMsg::StatusHistory { id: ana.id, start_after, limit })
    };
    assert_eq!(page(None, Some(2)), expected[..2]);
    assert_eq!(page(Some(2), Some(2)), expected[2..4]);
    assert_eq!(page(Some(4), None), expected[4..]);
    assert_eq!(page(Some(5), None), []);
}

#[test]
fn a_suspended_identity_does_not_count_until_it_is_reinstated() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    suite.suspend(ana.id);
    assert!(!suite.identity(ana.id).active);
    suite.reinstate(ana.id);
    assert!(suite.identity(ana.id).active);
}

#[test]
fn what_is_revoked_stays_revoked() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    suite.revoke_identity(ana.id);
    assert!(!suite.identity(ana.id).active);
    for (status, reason) in [
        (Status::Active, StatusReason::Cleared),
        (Status::Suspended, StatusReason::Investigation),
        (Status::Revoked, StatusReason::Ceased),
        (Status::Pending, StatusReason::Ceased),
    ] {
        assert_refused!(
            try_as_admin(&mut suite, set(ana.id, status, reason)),
            ContractError::Status(StatusError::Final),
        );
    }
    // The account stays bound to what it was, so nobody starts anew unseen.
    assert_eq!(identity_of(&suite, &ana.account), Some(ana.id));
}

#[test]
fn a_pending_identity_can_only_be_revoked() {
    let mut suite = Suite::new();
    let ana = suite.register("ana", Kind::Patient);
    for (to, reason) in [
        (Status::Active, StatusReason::Cleared),
        (Status::Suspended, StatusReason::Investigation),
        (Status::Pending, StatusReason::Ceased),
    ] {
        assert_refused!(
            try_as_registrar(&mut suite, set(ana.id, to, reason)),
            ContractError::Status(StatusError::NoSuchChange { from: Status::Pending, to: got }) if got == to,
        );
    }
    let revoke = set(ana.id, Status::Revoked, StatusReason::FalseEvidence);
    try_as_registrar(&mut suite, revoke).unwrap();
    assert_eq!(suite.identity(ana.id).status, Status::Revoked);
}

#[test]
fn an_identity_is_not_set_to_what_it_is_nor_back_to_pending() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    for to in [Status::Active, Status::Pending] {
        assert_refused!(
            try_as_registrar(&mut suite, set(ana.id, to, StatusReason::Cleared)),
            ContractError::Status(StatusError::NoSuchChange { from: Status::Active, .. }),
        );
    }
    suite.suspend(ana.id);
    for to in [Status::Suspended, Status::Pending] {
        assert_refused!(
            try_as_registrar(&mut suite, set(ana.id, to, StatusReason::Investigation)),
            ContractError::Status(StatusError::NoSuchChange { from: Status::Suspended, .. }),
        );
    }
}

#[test]
fn an_own_account_sets_no_status() {
    let mut suite = Suite::new();
    let (pending, active, suspended) =
        (suite.register("paul", Kind::Patient), suite.patient("ana"), suite.patient("sam"));
    suite.suspend(suspended.id);
    for actor in [pending, active, suspended] {
        let before = suite.identity(actor.id);
        for (to, reason) in [
            (Status::Revoked, StatusReason::Compromised),
            (Status::Suspended, StatusReason::SubjectRequest),
            (Status::Active, StatusReason::Cleared),
        ] {
            assert_refused!(
                suite.try_identity(&actor.account, set(actor.id, to, reason)),
                ContractError::Standing(StandingError::NotRegistrar { account }) if account == actor.account,
            );
        }
        assert_eq!(suite.identity(actor.id), before);
    }
}

#[test]
fn a_registrar_sets_no_status_of_its_own() {
    let mut suite = Suite::new();
    let east = suite.another_registrar("east");
    assert_refused!(
        suite.try_identity(&east.account, set(east.id, Status::Revoked, StatusReason::Ceased)),
        ContractError::Standing(StandingError::OwnIdentity { identity }) if identity == east.id,
    );
}

#[test]
fn nobody_else_changes_a_status() {
    let mut suite = Suite::new();
    let (ana, ben, north) = (suite.patient("ana"), suite.patient("ben"), suite.hospital("north"));
    let stranger = suite.account("stranger");
    for sender in [&ben.account, &north.account, &stranger] {
        assert_refused!(
            suite.try_identity(sender, set(ana.id, Status::Revoked, StatusReason::FalseEvidence)),
            ContractError::Standing(StandingError::NotRegistrar { .. }),
        );
    }
}

#[test]
fn a_reason_goes_with_its_status() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let refuse = |suite: &mut Suite, to, reason| {
        assert_refused!(
            try_as_registrar(suite, set(ana.id, to, reason)),
            ContractError::Status(StatusError::Reason { to: got, reason: why }) if got == to && why == reason,
        );
    };
    for to in [Status::Suspended, Status::Revoked] {
        for reason in [StatusReason::Registered, StatusReason::Verified, StatusReason::Cleared] {
            refuse(&mut suite, to, reason);
        }
    }
    suite.suspend(ana.id);
    for reason in [
        StatusReason::Registered,
        StatusReason::Verified,
        StatusReason::Investigation,
        StatusReason::LicenceEnded,
        StatusReason::FalseEvidence,
        StatusReason::Compromised,
        StatusReason::Ceased,
    ] {
        refuse(&mut suite, Status::Active, reason);
    }
    suite.reinstate(ana.id);
}

#[test]
fn only_the_admin_decides_about_a_registrar() {
    let mut suite = Suite::new();
    let east = suite.another_registrar("east");
    let msg = set(east.id, Status::Suspended, StatusReason::Investigation);
    assert_refused!(
        try_as_registrar(&mut suite, msg.clone()),
        ContractError::Standing(StandingError::RegistrarOfAdmin { identity }) if identity == east.id,
    );
    try_as_admin(&mut suite, msg).unwrap();
    assert!(!suite.identity(east.id).active);
}

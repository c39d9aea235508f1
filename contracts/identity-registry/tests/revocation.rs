//! No registrar ends an identity for good alone: one suspends, another revokes.

use crate::common::*;
use chartseal_testing::{Actor, Suite};
use chartseal_types::IdentityId;
use chartseal_types::identity::{ExecuteMsg, Kind, Status, StatusReason};
use cosmwasm_std::{Addr, StdResult};
use cw_multi_test::AppResponse;
use identity_registry::{ContractError, StatusError};

fn suspend(suite: &mut Suite, by: &Addr, identity: IdentityId) {
    let (status, reason) = (Status::Suspended, StatusReason::Investigation);
    suite.try_identity(by, ExecuteMsg::SetStatus { identity, status, reason }).unwrap();
}

fn try_revoke(suite: &mut Suite, by: &Addr, identity: IdentityId) -> StdResult<AppResponse> {
    let (status, reason) = (Status::Revoked, StatusReason::FalseEvidence);
    suite.try_identity(by, ExecuteMsg::SetStatus { identity, status, reason })
}

/// Refused to the bad registrar, and nothing changed.
fn refused(suite: &mut Suite, bad: &Actor, by: &Addr, identity: IdentityId) {
    let before = suite.identity(identity);
    assert_refused!(
        try_revoke(suite, by, identity),
        ContractError::Status(StatusError::Alone { identity: of, registrar })
            if (of, registrar) == (identity, bad.id),
    );
    assert_eq!(suite.identity(identity), before);
}

#[test]
fn one_registrar_suspends_and_another_revokes() {
    let mut suite = Suite::new();
    let (ana, bad, good) = (suite.patient("ana"), suite.another_registrar("bad"), suite.registrar.clone());
    refused(&mut suite, &bad, &bad.account, ana.id);
    suspend(&mut suite, &bad.account, ana.id);
    refused(&mut suite, &bad, &bad.account, ana.id);
    try_revoke(&mut suite, &good, ana.id).unwrap();
    assert_eq!(suite.identity(ana.id).status, Status::Revoked);
}

#[test]
fn a_registrar_is_one_whatever_account_it_sends_from() {
    let mut suite = Suite::new();
    let (ana, bad) = (suite.patient("ana"), suite.another_registrar("bad"));
    let other = suite.add_account(&bad, "bad's other account");
    suspend(&mut suite, &other, ana.id);
    refused(&mut suite, &bad, &bad.account, ana.id);
    // Also when the account that suspended is its own no more.
    suite.remove_account(&bad, &other);
    refused(&mut suite, &bad, &bad.account, ana.id);
}

#[test]
fn the_last_who_suspended_counts() {
    let mut suite = Suite::new();
    let (ana, bad, good) = (suite.patient("ana"), suite.another_registrar("bad"), suite.registrar.clone());
    suspend(&mut suite, &good, ana.id);
    suite.reinstate(ana.id);
    suspend(&mut suite, &bad.account, ana.id);
    refused(&mut suite, &bad, &bad.account, ana.id);
}

#[test]
fn the_admin_is_a_second_one_and_revokes_alone() {
    let mut suite = Suite::new();
    let (ana, ben, bad) = (suite.patient("ana"), suite.patient("ben"), suite.another_registrar("bad"));
    let admin = suite.admin.clone();
    suspend(&mut suite, &admin, ana.id);
    try_revoke(&mut suite, &bad.account, ana.id).unwrap();
    try_revoke(&mut suite, &admin, ben.id).unwrap();
    for id in [ana.id, ben.id] {
        assert_eq!(suite.identity(id).status, Status::Revoked);
    }
}

#[test]
fn one_alone_revokes_what_registered_itself_and_nobody_verified() {
    let mut suite = Suite::new();
    let (pending, bad) = (suite.register("pending", Kind::Practitioner), suite.another_registrar("bad"));
    try_revoke(&mut suite, &bad.account, pending.id).unwrap();
    assert_eq!(suite.identity(pending.id).status, Status::Revoked);
}

/// Somebody wrote in their names.
#[test]
fn an_unclaimed_a_claimed_and_a_merged_patient_are_not_revoked_by_one() {
    let mut suite = Suite::new();
    let (north, ana) = (suite.hospital("north"), suite.patient("ana"));
    let bad = suite.another_registrar("bad");
    let [unclaimed, claimed, merged] = [(); 3].map(|()| suite.unclaimed(&north));
    suite.claim(claimed, "owner");
    suite.merge(merged, ana.id);
    for patient in [unclaimed, claimed, merged] {
        assert_eq!(suite.identity(patient).status, Status::Pending);
        refused(&mut suite, &bad, &bad.account, patient);
    }
}

//! A confirmed message: one message, once, by one sender of the passkey's own identity.

use chartseal_second_factor::SecondFactorError;
use chartseal_testing::{MINUTE, Suite, response_data, verification};
use chartseal_types::governance::GovernanceMsg;
use chartseal_types::identity::{ChangeUnchecked, ExecuteMsg, QueryMsg};
use chartseal_types::second_factor::Assertion;
use cosmwasm_std::{Binary, to_json_binary};
use identity_registry::{ChangeError, ContractError};

use crate::common::*;

fn add(suite: &Suite, name: &str) -> ExecuteMsg {
    let account = suite.account(name).to_string();
    ExecuteMsg::ProposeChange { change: ChangeUnchecked::AddAccount { account } }
}

fn nonce(suite: &Suite, identity: chartseal_types::IdentityId) -> u64 {
    ask(suite, QueryMsg::SecondFactorNonce { identity })
}

#[test]
fn it_is_carried_out_as_if_sent_alone_and_counted() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    assert_eq!(nonce(&suite, ana.id), 0);
    let msg = add(&suite, "tablet");
    let response = suite.try_identity_confirmed(&ana.account, &msg).unwrap();
    assert_eq!(response_data::<u32>(&response), 1);
    assert_eq!(attribute(&response, "change_proposed", "confirmed"), "true");
    assert_eq!(nonce(&suite, ana.id), 1);
    // What needs none may be confirmed all the same.
    suite.try_identity_confirmed(&ana.account, &ExecuteMsg::CancelChange { number: 1 }).unwrap();
    assert_eq!(nonce(&suite, ana.id), 2);
}

#[test]
fn an_assertion_counts_once() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let (registry, msg) = (suite.contracts.identity_registry.clone(), add(&suite, "tablet"));
    let (message, assertion) = suite.confirmation(&ana.account, &registry, &msg);
    suite.try_assertion(&ana.account, &registry, message.clone(), assertion.clone()).unwrap();
    suite.try_identity(&ana.account, ExecuteMsg::CancelChange { number: 1 }).unwrap();
    assert_refused!(
        suite.try_assertion(&ana.account, &registry, message, assertion),
        ContractError::SecondFactor(SecondFactorError::Nonce { expected: 1, got: 0 }),
    );
}

#[test]
fn a_refused_message_uses_no_nonce() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let remove = ChangeUnchecked::RemoveAccount { account: ana.account.to_string() };
    assert_refused!(
        suite.try_propose_change(&ana.account, remove),
        ContractError::Change(ChangeError::LastAccount { .. }),
    );
    assert_eq!(nonce(&suite, ana.id), 0);
}

#[test]
fn it_is_over_these_very_bytes() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let (registry, msg) = (suite.contracts.identity_registry.clone(), add(&suite, "tablet"));
    let (message, assertion) = suite.confirmation(&ana.account, &registry, &msg);
    let spaced = Binary::from([message.as_slice(), b" "].concat());
    let other = to_json_binary(&add(&suite, "thief")).unwrap();
    for swapped in [spaced, other] {
        assert_refused!(
            suite.try_assertion(&ana.account, &registry, swapped, assertion.clone()),
            ContractError::SecondFactor(SecondFactorError::Challenge { nonce: 0 }),
        );
    }
    suite.try_assertion(&ana.account, &registry, message, assertion).unwrap();
}

#[test]
fn it_is_by_this_very_sender() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let ben = suite.patient("ben");
    let (registry, msg) = (suite.contracts.identity_registry.clone(), add(&suite, "tablet"));
    let (message, assertion) = suite.confirmation(&ana.account, &registry, &msg);
    let nobody = suite.account("nobody");
    assert_refused!(
        suite.try_assertion(&nobody, &registry, message.clone(), assertion.clone()),
        ContractError::SecondFactor(SecondFactorError::NoIdentity { sender }) if sender == nobody,
    );
    assert_refused!(
        suite.try_assertion(&ben.account, &registry, message, assertion),
        ContractError::SecondFactor(SecondFactorError::UnknownPasskey { identity }) if identity == ben.id,
    );
    // Nor by another account of the same identity.
    let tablet = suite.add_account(&ana, "ana's tablet");
    let (message, assertion) = suite.confirmation(&ana.account, &registry, &msg);
    assert_refused!(
        suite.try_assertion(&tablet, &registry, message, assertion),
        ContractError::SecondFactor(SecondFactorError::Challenge { .. }),
    );
}

#[test]
fn it_expires() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let (registry, msg) = (suite.contracts.identity_registry.clone(), add(&suite, "tablet"));
    let (message, assertion) = suite.confirmation(&ana.account, &registry, &msg);
    suite.wait(5 * MINUTE);
    assert_refused!(
        suite.try_assertion(&ana.account, &registry, message, assertion.clone()),
        ContractError::SecondFactor(SecondFactorError::Expired { expires_at, .. })
            if expires_at == assertion.expires_at,
    );
    let (message, assertion) = suite.confirmation(&ana.account, &registry, &msg);
    suite.wait(5 * MINUTE - 1);
    suite.try_assertion(&ana.account, &registry, message, assertion).unwrap();
}

#[test]
fn neither_another_confirmation_nor_governance_is_confirmed() {
    let mut suite = Suite::new();
    let (ana, registry) = (suite.patient("ana"), suite.contracts.identity_registry.clone());
    let msg = add(&suite, "tablet");
    let (message, assertion) = suite.confirmation(&ana.account, &registry, &msg);
    for inner in
        [ExecuteMsg::Confirmed { message, assertion }, ExecuteMsg::Governance(GovernanceMsg::Pause {})]
    {
        assert_refused!(
            suite.try_identity_confirmed(&ana.account, &inner),
            ContractError::SecondFactor(SecondFactorError::NotConfirmable),
        );
    }
}

#[test]
fn what_is_no_message_is_refused() {
    let mut suite = Suite::new();
    let (ana, registry) = (suite.patient("ana"), suite.contracts.identity_registry.clone());
    for message in ["", "{}", "[]", r#"{"freeze":{},"freeze":{}}"#, r#"{"no_such_message":{}}"#] {
        let (_, assertion): (_, Assertion) = suite.confirmation(&ana.account, &registry, &message);
        assert_refused!(
            suite.try_assertion(&ana.account, &registry, message.as_bytes().into(), assertion),
            ContractError::SecondFactor(SecondFactorError::Message(_)),
        );
    }
}

#[test]
fn closing_needs_no_second_factor() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let change = ChangeUnchecked::AddAccount { account: suite.account("tablet").to_string() };
    let number = suite.propose_change(&ana.account, change);
    suite.try_identity(&ana.account, ExecuteMsg::CancelChange { number }).unwrap();
    suite.try_identity(&ana.account, ExecuteMsg::Freeze { identity: None }).unwrap();
}

/// The admin is a module of the chain, which has no identity and so no passkey.
#[test]
fn the_admin_confirms_nothing() {
    let mut suite = Suite::new();
    let office = suite.register("office", chartseal_types::identity::Kind::Organization);
    let (admin, msg) = (suite.admin.clone(), verification(office.id, suite.now() + MINUTE));
    assert_refused!(
        suite.try_identity_confirmed(&admin, &msg),
        ContractError::SecondFactor(SecondFactorError::NoIdentity { sender }) if sender == admin,
    );
    suite.try_identity(&admin, msg).unwrap();
}

//! Encryption keys: every version is kept, with the height from which it counts.

use crate::common::*;
use chartseal_testing::{Suite, response_data};
use chartseal_types::identity::{
    CHANGE_DELAY, ChangeUnchecked, EncryptionKeyUnchecked, KeySuite, KeyVersion, QueryMsg,
};
use identity_registry::{ContractError, QueryError, StandingError};

fn x25519(byte: u8) -> EncryptionKeyUnchecked {
    EncryptionKeyUnchecked { suite: KeySuite::X25519, public_key: vec![byte; 32].into() }
}

#[test]
fn a_replaced_key_makes_a_version_that_counts_from_its_height() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let first = suite.encryption_key(ana.id);
    suite.replace_key(&ana, x25519(8));

    let second = suite.encryption_key(ana.id);
    assert_eq!((second.version, &second.key.public_key[..]), (2, &[8; 32][..]));
    assert_eq!((second.since_height, second.since), (suite.app.block_info().height, suite.now()));
    assert!(second.since_height > first.since_height);
    assert_eq!(suite.identity(ana.id).key_version, 2);

    let version = |version| -> KeyVersion {
        ask(&suite, QueryMsg::EncryptionKey { id: ana.id, version: Some(version) })
    };
    assert_eq!(version(1), first);
    assert_eq!(version(2), second);
    let query = QueryMsg::EncryptionKeyHistory { id: ana.id, start_after: None, limit: None };
    let history: Vec<KeyVersion> = ask(&suite, query);
    assert_eq!(history, [first, second]);
}

#[test]
fn the_old_key_counts_until_the_new_one_is_applied() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let number = suite.propose_change(&ana.account, ChangeUnchecked::ReplaceKey { key: x25519(8) });
    suite.wait(CHANGE_DELAY);
    assert_eq!(suite.encryption_key(ana.id).version, 1);
    let response = suite.try_apply_change(&ana.account, ana.id, number).unwrap();
    assert_eq!(attribute(&response, "key_set", "version"), "2");
    assert_eq!(
        attribute(&response, "key_set", "public_key"),
        cosmwasm_std::Binary::from([8; 32]).to_base64()
    );
}

#[test]
fn a_key_may_be_of_another_suite() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let key = EncryptionKeyUnchecked { suite: KeySuite::XWing, public_key: vec![3; 1216].into() };
    suite.replace_key(&ana, key);
    assert_eq!(suite.encryption_key(ana.id).key.suite, KeySuite::XWing);
}

#[test]
fn a_key_of_the_wrong_length_is_refused() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let key = EncryptionKeyUnchecked { suite: KeySuite::XWing, public_key: vec![3; 32].into() };
    let change = ChangeUnchecked::ReplaceKey { key };
    assert_refused!(
        suite.try_propose_change(&ana.account, change),
        ContractError::Key(error) if error.suite == KeySuite::XWing && error.got == 32,
    );
}

#[test]
fn nobody_else_applies_a_key() {
    let mut suite = Suite::new();
    let (ana, ben) = (suite.patient("ana"), suite.patient("ben"));
    let change = ChangeUnchecked::ReplaceKey { key: x25519(8) };
    let response = suite.try_propose_change(&ana.account, change).unwrap();
    let number: u32 = response_data(&response);
    suite.wait(CHANGE_DELAY);
    let stranger = suite.account("stranger");
    for sender in [&ben.account, &stranger] {
        assert_refused!(
            suite.try_apply_change(sender, ana.id, number),
            ContractError::Standing(StandingError::NotOwner { identity, account })
                if identity == ana.id && account == *sender,
        );
    }
}

#[test]
fn versions_begin_with_one_and_have_no_gaps() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    for byte in 10..13 {
        suite.replace_key(&ana, x25519(byte));
    }
    for version in 1..=4 {
        let query = QueryMsg::EncryptionKey { id: ana.id, version: Some(version) };
        assert_eq!(ask::<KeyVersion>(&suite, query).version, version);
    }
    let query = |version| {
        let (deps, env) = (suite.app.wrap(), suite.contracts.identity_registry.clone());
        deps.query_wasm_smart::<KeyVersion>(
            env,
            &QueryMsg::EncryptionKey { id: ana.id, version: Some(version) },
        )
    };
    assert!(query(0).is_err());
    assert!(query(5).is_err());
}

#[test]
fn the_error_of_a_missing_version_says_which_there_are() {
    use cosmwasm_std::testing::{mock_dependencies, mock_env};
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    // A chain turns a query's error into text, so this asks the entry point over a copy of the storage.
    let mut deps = mock_dependencies();
    for (key, value) in suite.app.dump_wasm_raw(&suite.contracts.identity_registry) {
        cosmwasm_std::Storage::set(&mut deps.storage, &key, &value);
    }
    let msg = QueryMsg::EncryptionKey { id: ana.id, version: Some(2) };
    match identity_registry::query(deps.as_ref(), mock_env(), msg) {
        Err(ContractError::Query(error)) => {
            assert_eq!(error, QueryError::NoSuchKey { identity: ana.id, version: 2, latest: 1 });
        }
        other => panic!("expected a missing version, got {other:?}"),
    }
}

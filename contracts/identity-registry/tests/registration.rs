//! An account registers itself and controls one identity.

use crate::common::*;
use chartseal_testing::{Suite, registration, response_data};
use chartseal_types::identity::{
    AccountPeriod, EncryptionKey, EncryptionKeyUnchecked, ExecuteMsg, IdentityRegistry, KeySuite, KeyVersion,
    Kind, QueryMsg, Status, StatusChange, StatusReason,
};
use chartseal_types::{Commitment, IdentityId};
use identity_registry::{ContractError, RegistrationError};

#[test]
fn an_account_registers_itself_and_waits_for_verification() {
    let mut suite = Suite::new();
    let ana = suite.register("ana", Kind::Patient);

    let identity = suite.identity(ana.id);
    assert_eq!(identity.kind, Kind::Patient);
    assert_eq!(identity.status, Status::Pending);
    assert!(!identity.active);
    assert_eq!((identity.verified_until, identity.frozen_until, identity.key_version), (0, 0, 1));
    assert_eq!(identity.evidence, Commitment([1; 32]));
    assert_eq!(identity.registered_at, suite.now());
    assert_eq!(identity.verification, None);
    assert_eq!(identity.roles, []);
    assert_eq!(identity.did, format!("did:chartseal:{}:{}", suite.app.block_info().chain_id, ana.id));
    assert_eq!(identity_of(&suite, &ana.account), Some(ana.id));
    assert_eq!(suite.accounts(ana.id), std::slice::from_ref(&ana.account));
    let registered = StatusReason::Registered;
    let change =
        StatusChange { status: Status::Pending, by: ana.account, at: suite.now(), reason: registered };
    assert_eq!(status_history(&suite, ana.id), [change]);
}

#[test]
fn the_id_is_derived_from_chain_registry_account_and_count() {
    let mut suite = Suite::new();
    let ana = suite.register("ana", Kind::Patient);
    let chain = suite.app.block_info().chain_id;
    let registry = suite.contracts.identity_registry.clone();
    assert_eq!(ana.id, IdentityId::derive(&chain, &registry, &ana.account, 0));
}

#[test]
fn registration_tells_the_whole_identity_in_events() {
    let mut suite = Suite::new();
    let account = suite.account("ana");
    let response = suite.try_identity(&account, registration(Kind::Patient)).unwrap();
    let id: IdentityId = response_data(&response);
    let read = |event, key| attribute(&response, event, key);
    assert_eq!(read("identity_registered", "identity"), id.to_string());
    assert_eq!(read("identity_registered", "kind"), "patient");
    assert_eq!(read("identity_registered", "account"), account.to_string());
    assert_eq!(read("identity_registered", "evidence"), Commitment([1; 32]).to_string());
    assert_eq!(read("key_set", "version"), "1");
    assert_eq!(read("key_set", "suite"), "x25519");
    assert_eq!(read("key_set", "public_key"), cosmwasm_std::Binary::from([7; 32]).to_base64());
    assert_eq!(read("key_set", "since_height"), suite.app.block_info().height.to_string());
}

#[test]
fn an_account_controls_one_identity() {
    let mut suite = Suite::new();
    let ana = suite.register("ana", Kind::Patient);
    assert_refused!(
        suite.try_identity(&ana.account, registration(Kind::Practitioner)),
        ContractError::Registration(RegistrationError::AccountTaken { account, identity })
            if account == ana.account && identity == ana.id,
    );
}

#[test]
fn a_second_account_of_an_identity_cannot_register_another() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let tablet = suite.add_account(&ana, "ana's tablet");
    assert_refused!(
        suite.try_identity(&tablet, registration(Kind::Patient)),
        ContractError::Registration(RegistrationError::AccountTaken { .. }),
    );
}

#[test]
fn a_removed_account_registers_anew_under_another_id() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let phone = ana.account.clone();
    let tablet = suite.add_account(&ana, "ana's tablet");
    let with_tablet = chartseal_testing::Actor { account: tablet, id: ana.id };
    suite.remove_account(&with_tablet, &phone);

    let response = suite.try_identity(&phone, registration(Kind::Patient)).unwrap();
    let id: IdentityId = response_data(&response);
    assert_ne!(id, ana.id);
    let chain = suite.app.block_info().chain_id;
    assert_eq!(id, IdentityId::derive(&chain, &suite.contracts.identity_registry, &phone, 1));
    assert_eq!(identity_of(&suite, &phone), Some(id));
}

#[test]
fn the_history_of_accounts_begins_with_the_registering_one() {
    let mut suite = Suite::new();
    let ana = suite.register("ana", Kind::Patient);
    let period =
        AccountPeriod { account: ana.account, added_at: suite.now(), removed_at: None, removed_by: None };
    assert_eq!(account_history(&suite, ana.id), [period]);
}

#[test]
fn the_first_key_counts_from_the_block_of_registration() {
    let mut suite = Suite::new();
    let ana = suite.register("ana", Kind::Patient);
    let key = EncryptionKey { suite: KeySuite::X25519, public_key: vec![7; 32].into() };
    let (since_height, since) = (suite.app.block_info().height, suite.now());
    assert_eq!(suite.encryption_key(ana.id), KeyVersion { version: 1, key, since_height, since });
}

#[test]
fn a_key_has_the_length_of_its_suite() {
    let mut suite = Suite::new();
    for key_suite in [KeySuite::XWing, KeySuite::X25519, KeySuite::P256, KeySuite::RsaOaep] {
        let lengths = key_suite.public_key_len();
        for (length, fits) in [
            (0, false),
            (lengths.start() - 1, false),
            (*lengths.start(), true),
            (*lengths.end(), true),
            (lengths.end() + 1, false),
        ] {
            let account = suite.account(&format!("{key_suite:?} of {length}"));
            let public_key = vec![4; length].into();
            let encryption_key = EncryptionKeyUnchecked { suite: key_suite, public_key };
            let evidence = Commitment([1; 32]);
            let msg = ExecuteMsg::Register { kind: Kind::Patient, encryption_key, evidence, passkey: None };
            let known = identity_of(&suite, &account).is_some();
            match suite.try_identity(&account, msg) {
                // The shortest and the longest are the same for suites of one length.
                result if known => {
                    assert_refused!(result, ContractError::Registration(_));
                }
                Ok(_) => assert!(fits, "{key_suite:?} of {length} bytes was accepted"),
                refused => {
                    assert!(!fits, "{key_suite:?} of {length} bytes was refused");
                    assert_refused!(refused, ContractError::Key(error) if error.got == length);
                }
            }
        }
    }
}

#[test]
fn what_is_not_registered_is_unknown() {
    let suite = Suite::new();
    let nobody = suite.account("nobody");
    assert_eq!(identity_of(&suite, &nobody), None);
    let (id, registry) = (IdentityId([9; 16]), &suite.contracts.identity_registry);
    for msg in [
        QueryMsg::Identity { id },
        QueryMsg::Accounts { id },
        QueryMsg::AccountHistory { id, start_after: None, limit: None },
        QueryMsg::VerificationHistory { id, start_after: None, limit: None },
        QueryMsg::StatusHistory { id, start_after: None, limit: None },
        QueryMsg::EncryptionKey { id, version: None },
        QueryMsg::EncryptionKeyHistory { id, start_after: None, limit: None },
        QueryMsg::PendingChanges { id },
        QueryMsg::Affiliations { practitioner: id },
        QueryMsg::AffiliationHistory { practitioner: id, start_after: None, limit: None },
        QueryMsg::RegistrarHistory { organization: id, start_after: None, limit: None },
    ] {
        assert!(suite.try_query::<serde::de::IgnoredAny>(registry, &msg).is_err(), "{msg:?} was answered");
    }
    let handle = IdentityRegistry(registry.clone());
    let querier = suite.app.wrap();
    assert_eq!(handle.identity(&querier, id).unwrap(), None);
    assert!(!handle.is_active(&querier, id, suite.now()).unwrap());
    assert!(!handle.is_registrar(&querier, id, suite.now()).unwrap());
    assert_eq!(handle.affiliations(&querier, id).unwrap(), []);
    assert_eq!(handle.identity_of(&querier, &nobody).unwrap(), None);
}

//! Rows of the second factor that contracts read raw, byte for byte, and what they say when they are absent.

use chartseal_types::access::AccessControl;
use chartseal_types::access::abi::{SECOND_FACTOR, SecondFactorChange, SecondFactorRow, VERSION};
use chartseal_types::identity::IdentityRegistry;
use chartseal_types::identity::abi::{PASSKEYS, PasskeyRow, RELYING_PARTIES};
use chartseal_types::second_factor::{RelyingParty, Sensitive};
use chartseal_types::{CodeSet, CredentialHash, IdentityId, RpIdHash};
use cosmwasm_std::testing::{MockQuerier, MockStorage};
use cosmwasm_std::{Addr, Binary, ContractResult, QuerierWrapper, Storage, SystemResult, WasmQuery};

const ANA: IdentityId = IdentityId([0xaa; 16]);
const CREDENTIAL: CredentialHash = CredentialHash([0xcc; 32]);

fn passkey() -> PasskeyRow {
    PasskeyRow { public_key: Binary::from([4; 65]), rp_id_hash: RpIdHash([0xdd; 32]), added_at: 9 }
}

fn party() -> RelyingParty {
    RelyingParty { rp_id: "example.org".into(), origins: vec!["https://example.org".into()] }
}

fn raw(storage: &MockStorage, key: &[u8]) -> String {
    String::from_utf8(storage.get(key).expect("a value is there")).expect("it is text")
}

/// A chain with one storage for every contract.
fn querier(storage: MockStorage) -> MockQuerier {
    let mut querier: MockQuerier = MockQuerier::new(&[]);
    querier.update_wasm(move |query| match query {
        WasmQuery::Raw { key, .. } => {
            let value = storage.get(key).unwrap_or_default();
            SystemResult::Ok(ContractResult::Ok(Binary::from(value)))
        }
        other => panic!("expected raw reads only, got {other:?}"),
    });
    querier
}

#[test]
fn version_1_is_spelt_so() {
    assert_eq!(VERSION, 1);
    let mut storage = MockStorage::new();
    PASSKEYS.save(&mut storage, (ANA, CREDENTIAL), &passkey()).unwrap();
    let key = [b"\0\x08passkeys\0\x10".as_slice(), &ANA.0, &CREDENTIAL.0].concat();
    let json = format!(
        r#"{{"public_key":"{}","rp_id_hash":"{}","added_at":9}}"#,
        Binary::from([4; 65]).to_base64(),
        "dd".repeat(32)
    );
    assert_eq!(raw(&storage, &key), json);

    RELYING_PARTIES.save(&mut storage, &vec![party()]).unwrap();
    let json = r#"[{"rp_id":"example.org","origins":["https://example.org"]}]"#;
    assert_eq!(raw(&storage, b"relying_parties"), json);

    let current = CodeSet::NONE.with(Sensitive::GrantPermit);
    SECOND_FACTOR.save(&mut storage, &SecondFactorRow { current, next: None }).unwrap();
    assert_eq!(raw(&storage, b"second_factor"), r#"{"current":16}"#);
    let next = Some(SecondFactorChange { effective_at: 5, required: CodeSet::NONE });
    SECOND_FACTOR.save(&mut storage, &SecondFactorRow { current, next }).unwrap();
    assert_eq!(raw(&storage, b"second_factor"), r#"{"current":16,"next":{"effective_at":5,"required":0}}"#);
}

#[test]
fn passkeys_and_relying_parties_are_found_and_absent_ones_are_none() {
    let registry = IdentityRegistry(Addr::unchecked("registry"));
    let mut storage = MockStorage::new();
    PASSKEYS.save(&mut storage, (ANA, CREDENTIAL), &passkey()).unwrap();
    RELYING_PARTIES.save(&mut storage, &vec![party()]).unwrap();
    let querier = querier(storage);
    let querier = QuerierWrapper::new(&querier);
    assert_eq!(registry.passkey(&querier, ANA, CREDENTIAL).unwrap(), Some(passkey()));
    assert_eq!(registry.passkey(&querier, ANA, CredentialHash([0; 32])).unwrap(), None);
    assert_eq!(registry.passkey(&querier, IdentityId([0; 16]), CREDENTIAL).unwrap(), None);
    assert_eq!(registry.relying_parties(&querier).unwrap(), [party()]);
}

#[test]
fn a_registry_without_relying_parties_has_none() {
    let querier = querier(MockStorage::new());
    let registry = IdentityRegistry(Addr::unchecked("registry"));
    assert_eq!(registry.relying_parties(&QuerierWrapper::new(&querier)).unwrap(), []);
}

/// What needs a second factor under this row at a time.
fn needed(row: Option<SecondFactorRow>, now: u64) -> Vec<Sensitive> {
    let mut storage = MockStorage::new();
    if let Some(row) = row {
        SECOND_FACTOR.save(&mut storage, &row).unwrap();
    }
    let querier = querier(storage);
    let access = AccessControl(Addr::unchecked("access"));
    let needs =
        |sensitive| access.needs_second_factor(&QuerierWrapper::new(&querier), sensitive, now).unwrap();
    Sensitive::ALL.into_iter().filter(|sensitive| needs(*sensitive)).collect()
}

#[test]
fn policy_adds_to_what_always_needs_a_second_factor() {
    let row = |codes: &[Sensitive]| codes.iter().fold(CodeSet::NONE, |set, code| set.with(*code));
    let always = Sensitive::ALWAYS.to_vec();
    assert_eq!(needed(Some(SecondFactorRow { current: CodeSet::NONE, next: None }), 10), always);
    let current = row(&[Sensitive::Verify, Sensitive::AnchorBatch]);
    let with = [&always[..], &[Sensitive::Verify, Sensitive::AnchorBatch]].concat();
    assert_eq!(needed(Some(SecondFactorRow { current, next: None }), 10), with);
}

#[test]
fn a_change_counts_from_its_time_on() {
    let next = Some(SecondFactorChange { effective_at: 10, required: CodeSet::NONE });
    let row = SecondFactorRow { current: CodeSet::ALL, next };
    assert_eq!(needed(Some(row), 9), Sensitive::ALL);
    assert_eq!(needed(Some(row), 10), Sensitive::ALWAYS);
    assert_eq!(needed(Some(row), 11), Sensitive::ALWAYS);
}

#[test]
fn what_no_policy_speaks_of_needs_a_second_factor() {
    assert_eq!(needed(None, 10), Sensitive::ALL);
}

#[test]
fn what_always_needs_one_is_known_without_a_read() {
    let mut querier: MockQuerier = MockQuerier::new(&[]);
    querier.update_wasm(|query| panic!("expected no read, got {query:?}"));
    let access = AccessControl(Addr::unchecked("access"));
    for sensitive in Sensitive::ALWAYS {
        assert!(access.needs_second_factor(&QuerierWrapper::new(&querier), sensitive, 10).unwrap());
    }
}

#[test]
fn a_row_says_so_by_itself_for_the_contract_that_keeps_it() {
    let row = SecondFactorRow { current: CodeSet::NONE, next: None };
    for sensitive in Sensitive::ALL {
        assert_eq!(row.requires(sensitive, 10), sensitive.is_always(), "{sensitive:?}");
    }
}

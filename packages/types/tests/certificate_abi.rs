//! Rows of the certificate authority that other contracts read raw: keys and values byte for byte. A change here
//! breaks contracts that are deployed, so it needs a new ABI version and a migration.

use chartseal_types::certificate::abi::{AUTHORITIES, CERTIFICATES, MAX_CHAIN, VERSION};
use chartseal_types::certificate::{AuthorityRow, CertificateAuthority, CertificateRow, Standing};
use chartseal_types::{Fingerprint, IdentityId};
use cosmwasm_std::testing::{MockQuerier, mock_dependencies};
use cosmwasm_std::{
    Addr, Binary, ContractResult, QuerierWrapper, Storage, SystemResult, WasmQuery, from_json, to_json_string,
};

const ANA: IdentityId = IdentityId([0xaa; 16]);
const LEAF: Fingerprint = Fingerprint([1; 32]);

fn certificate() -> CertificateRow {
    let issuer = Fingerprint([2; 32]);
    CertificateRow { identity: ANA, issuer, not_before: 10, not_after: 20, standing: Standing::Good }
}

fn authority(issuer: Option<u8>) -> AuthorityRow {
    AuthorityRow {
        issuer: issuer.map(|n| Fingerprint([n; 32])),
        organization: issuer.map(|_| IdentityId([0xbb; 16])),
        not_before: 5,
        not_after: 30,
        standing: Standing::Good,
    }
}

#[test]
fn this_is_version_one() {
    assert_eq!((VERSION, MAX_CHAIN), (1, 4));
}

#[test]
fn keys_are_a_namespace_and_a_fingerprint() {
    assert_eq!(*CERTIFICATES.key(LEAF), [b"\x00\x0ccertificates".as_slice(), &[1; 32]].concat());
    assert_eq!(*AUTHORITIES.key(LEAF), [b"\x00\x0bauthorities".as_slice(), &[1; 32]].concat());
}

#[test]
fn rows_are_json() {
    let json = format!(
        r#"{{"identity":"{}","issuer":"{}","not_before":10,"not_after":20,"standing":"good"}}"#,
        "aa".repeat(16),
        "02".repeat(32)
    );
    assert_eq!(to_json_string(&certificate()).expect("it is written"), json);
    assert_eq!(from_json::<CertificateRow>(json).expect("it is read"), certificate());
    let json = format!(
        r#"{{"issuer":"{}","organization":"{}","not_before":5,"not_after":30,"standing":"good"}}"#,
        "03".repeat(32),
        "bb".repeat(16)
    );
    assert_eq!(to_json_string(&authority(Some(3))).expect("it is written"), json);
    assert_eq!(from_json::<AuthorityRow>(json).expect("it is read"), authority(Some(3)));
    let json = r#"{"not_before":5,"not_after":30,"standing":"good"}"#;
    assert_eq!(to_json_string(&authority(None)).expect("it is written"), json);
    let names = [Standing::Good, Standing::OnHold, Standing::Revoked]
        .map(|standing| to_json_string(&standing).expect("it is written"));
    assert_eq!(names, [r#""good""#, r#""on_hold""#, r#""revoked""#]);
}

/// Asks `good_for` over these rows at a time.
fn good(leaf: Option<CertificateRow>, chain: &[(u8, AuthorityRow)], identity: IdentityId, now: u64) -> bool {
    let mut deps = mock_dependencies();
    if let Some(leaf) = leaf {
        CERTIFICATES.save(&mut deps.storage, LEAF, &leaf).expect("it is saved");
    }
    for (id, row) in chain {
        AUTHORITIES.save(&mut deps.storage, Fingerprint([*id; 32]), row).expect("it is saved");
    }
    let mut querier: MockQuerier = MockQuerier::new(&[]);
    let storage = deps.storage;
    querier.update_wasm(move |query| match query {
        WasmQuery::Raw { key, .. } => {
            let value = storage.get(key).unwrap_or_default();
            SystemResult::Ok(ContractResult::Ok(Binary::from(value)))
        }
        other => panic!("expected raw reads only, got {other:?}"),
    });
    CertificateAuthority(Addr::unchecked("ca"))
        .good_for(&QuerierWrapper::new(&querier), LEAF, identity, now)
        .expect("the rows are read")
}

#[test]
fn a_whole_chain_is_good_while_all_of_it_counts() {
    let chain = [(2, authority(Some(3))), (3, authority(None))];
    assert!(good(Some(certificate()), &chain, ANA, 10));
    assert!(good(Some(certificate()), &chain, ANA, 20));
    assert!(!good(Some(certificate()), &chain, ANA, 9));
    assert!(!good(Some(certificate()), &chain, ANA, 21));
    assert!(!good(Some(certificate()), &chain, IdentityId([0xbb; 16]), 10));
    for standing in [Standing::OnHold, Standing::Revoked] {
        assert!(!good(Some(CertificateRow { standing, ..certificate() }), &chain, ANA, 10));
        for n in 0..2 {
            let mut fallen = chain;
            fallen[n].1.standing = standing;
            assert!(!good(Some(certificate()), &fallen, ANA, 10));
        }
    }
    for n in 0..2 {
        let mut expired = chain;
        expired[n].1.not_after = 9;
        assert!(!good(Some(certificate()), &expired, ANA, 10));
    }
}

#[test]
fn what_is_absent_never_grants() {
    let chain = [(2, authority(Some(3))), (3, authority(None))];
    assert!(!good(None, &chain, ANA, 10));
    assert!(!good(Some(certificate()), &chain[..1], ANA, 10));
    assert!(!good(Some(certificate()), &chain[1..], ANA, 10));
    assert!(!good(Some(certificate()), &[], ANA, 10));
}

#[test]
fn the_walk_is_bounded() {
    let chain = [(2, authority(Some(3))), (3, authority(Some(4))), (4, authority(None))];
    assert!(good(Some(certificate()), &chain, ANA, 10));
    let deeper =
        [(2, authority(Some(3))), (3, authority(Some(4))), (4, authority(Some(5))), (5, authority(None))];
    assert!(!good(Some(certificate()), &deeper, ANA, 10));
    let circle = [(2, authority(Some(3))), (3, authority(Some(2)))];
    assert!(!good(Some(certificate()), &circle, ANA, 10));
}

//! Chains made by OpenSSL hold, for every key and signature algorithm.

use crate::common::{CHAINS, DID, NOW, certificate, fixture};
use certificate_authority::domain::{
    HashAlgorithm, PathError, PublicKey, SignatureError, SigningRequest, path, profile,
};
use cosmwasm_std::testing::MockApi;

#[test]
fn every_chain_holds() {
    let api = MockApi::default();
    for chain in CHAINS {
        let [root, ca, entity] = ["root", "ca", "entity"].map(|role| certificate(&format!("{chain}-{role}")));
        path::check_anchor(&api, &root, NOW).unwrap_or_else(|error| panic!("{chain}: {error}"));
        path::check_authority(&api, &ca, std::slice::from_ref(&root), NOW)
            .unwrap_or_else(|error| panic!("{chain}: {error}"));
        path::check_end_entity(&api, &entity, &[ca, root], NOW)
            .unwrap_or_else(|error| panic!("{chain}: {error}"));
    }
}

#[test]
fn every_request_proves_possession_and_its_certificate_fits_the_profile() {
    let api = MockApi::default();
    for chain in CHAINS {
        let request = SigningRequest::parse(&fixture(&format!("{chain}-request"))).expect(chain);
        request.check(&api, DID).unwrap_or_else(|error| panic!("{chain}: {error}"));
        profile::check(&certificate(&format!("{chain}-entity")), DID, &request.key)
            .unwrap_or_else(|error| panic!("{chain}: {error}"));
    }
}

#[test]
fn no_chain_holds_under_another_ca() {
    let api = MockApi::default();
    for (n, chain) in CHAINS.iter().enumerate() {
        let entity = certificate(&format!("{chain}-entity"));
        let other = certificate(&format!("{}-ca", CHAINS[(n + 1) % CHAINS.len()]));
        assert_eq!(
            path::check_end_entity(&api, &entity, std::slice::from_ref(&other), NOW),
            Err(PathError::IssuerName),
            "{chain}"
        );
        let expected = match (&entity_kind(chain), &entity_kind(CHAINS[(n + 1) % CHAINS.len()])) {
            (one, other) if one == other => SignatureError::Invalid,
            _ => SignatureError::WrongKeyKind,
        };
        assert_eq!(entity.verify(&api, &other.key), Err(expected), "{chain}");
    }
}

fn entity_kind(chain: &str) -> std::mem::Discriminant<PublicKey> {
    std::mem::discriminant(&certificate(&format!("{chain}-ca")).key)
}

#[test]
fn keys_are_read_as_they_are() {
    assert!(matches!(certificate("p256-entity").key, PublicKey::EcP256(point) if point.len() == 65));
    assert!(matches!(certificate("ed25519-entity").key, PublicKey::Ed25519(_)));
    for (chain, bytes) in [("rsa2048", 256), ("rsa3072", 384), ("rsa4096", 512)] {
        let key = certificate(&format!("{chain}-entity")).key;
        assert!(
            matches!(&key, PublicKey::Rsa { modulus, exponent: 65_537 } if modulus.len() == bytes),
            "{chain}"
        );
    }
    assert_eq!(HashAlgorithm::Sha384.digest_len(), 48);
}

#[test]
fn validity_is_read_to_the_second() {
    let validity = certificate("p256-entity").validity;
    // 2024-01-01T00:00:00Z and 2025-12-30T00:00:00Z
    assert_eq!((validity.not_before, validity.not_after), (1_704_067_200, 1_767_052_800));
    assert!(validity.contains(validity.not_before) && validity.contains(validity.not_after));
    assert!(!validity.contains(validity.not_before - 1) && !validity.contains(validity.not_after + 1));
}

#[test]
fn a_chain_holds_only_while_every_certificate_in_it_is_valid() {
    let api = MockApi::default();
    let [root, ca, entity] = ["root", "ca", "entity"].map(|role| certificate(&format!("p256-{role}")));
    let after_entity = entity.validity.not_after + 1;
    let issuers = [ca.clone(), root.clone()];
    let expired = |validity: certificate_authority::domain::Validity, now| {
        Err(PathError::NotValidNow { now, not_before: validity.not_before, not_after: validity.not_after })
    };
    assert_eq!(
        path::check_end_entity(&api, &entity, &issuers, after_entity),
        expired(entity.validity, after_entity)
    );
    let after_root = root.validity.not_after + 1;
    assert_eq!(path::check_anchor(&api, &root, after_root), expired(root.validity, after_root));
    let before_root = root.validity.not_before - 1;
    assert_eq!(
        path::check_authority(&api, &ca, std::slice::from_ref(&root), before_root),
        expired(root.validity, before_root)
    );
}

#[test]
fn name_constraints_are_applied_whatever_the_spelling() {
    let api = MockApi::default();
    let root = certificate("constrained-root");
    path::check_anchor(&api, &root, NOW).expect("the root is sound");
    let check = |name| path::check_authority(&api, &certificate(name), std::slice::from_ref(&root), NOW);
    assert_eq!(check("constrained-inside"), Ok(()));
    assert_eq!(check("constrained-outside"), Err(PathError::NameConstraints));
    assert_eq!(check("constrained-excluded"), Err(PathError::NameConstraints));
}

#[test]
fn a_did_has_no_host_so_uri_constraints_refuse_it() {
    let api = MockApi::default();
    let root = certificate("uri-root");
    path::check_anchor(&api, &root, NOW).expect("the root is sound");
    let refused = path::check_end_entity(&api, &certificate("uri-entity"), &[root], NOW);
    assert_eq!(refused, Err(PathError::NameConstraints));
}

//! Identifiers: one spelling each, and no text that makes parsing panic.

use std::str::FromStr;

use chartseal_types::{Commitment, ContentHash, Fingerprint, IdError, IdentityId, MerkleHash, Salt};
use cosmwasm_std::{Addr, from_json, to_json_vec};
use cw_storage_plus::{KeyDeserialize, PrimaryKey};
use proptest::prelude::*;

#[test]
fn an_id_is_lower_hex_of_its_length() {
    let id = IdentityId([0xa0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 0xff]);
    let text = "a00102030405060708090a0b0c0d0eff";
    assert_eq!(id.to_string(), text);
    assert_eq!(text.parse(), Ok(id));
    assert_eq!(format!("{id:?}"), format!("IdentityId({text})"));
    assert_eq!(to_json_vec(&id).unwrap(), format!("\"{text}\"").into_bytes());
}

#[test]
fn an_error_says_what_was_expected_and_does_not_repeat_the_text() {
    let secret = "correct horse battery staple";
    let error = ContentHash::from_str(secret).unwrap_err();
    assert_eq!(error, IdError { what: "ContentHash", expected: 64, got: secret.len() });
    assert!(!error.to_string().contains("horse"));
}

#[test]
fn other_spellings_are_refused() {
    let text = "a00102030405060708090a0b0c0d0eff";
    for other in [
        text.to_uppercase(),
        format!("0x{text}"),
        format!(" {text}"),
        text[2..].to_owned(),
        format!("{text}00"),
        text.replace('a', "g"),
        // 32 bytes, but fewer characters: each `é` is two bytes.
        "é".repeat(16),
        String::new(),
    ] {
        assert!(IdentityId::from_str(&other).is_err(), "{other:?}");
        let json = to_json_vec(&other).unwrap();
        assert!(from_json::<IdentityId>(json).is_err(), "{other:?}");
    }
    for json in ["null", "7", "[]", "{}", "\"", ""] {
        assert!(from_json::<IdentityId>(json.as_bytes()).is_err(), "{json}");
    }
}

#[test]
fn the_id_of_an_account_is_fixed_by_the_design() {
    // SHA-256("chartseal/identity/v1" ‖ "chartseal-1" ‖ 0 ‖ "registry" ‖ 0 ‖ "account" ‖ 0 ‖ 0u64), first half;
    // computed with Python's hashlib.
    let (registry, account) = (Addr::unchecked("registry"), Addr::unchecked("account"));
    let id = |count| IdentityId::derive("chartseal-1", &registry, &account, count).to_string();
    assert_eq!(id(0), "c2fe7e722a13e22bcf4ac4d695c95993");
    assert_eq!(id(1), "572fe48a4dac59a9fe49b3724b7c0866");
}

#[test]
fn what_an_id_is_derived_from_does_not_run_together() {
    let derive = |chain: &str, registry: &str, account: &str, count| {
        IdentityId::derive(chain, &Addr::unchecked(registry), &Addr::unchecked(account), count)
    };
    let one = derive("chain", "registry", "account", 0);
    for other in [
        derive("chainr", "egistry", "account", 0),
        derive("chain", "registrya", "ccount", 0),
        derive("chain", "account", "registry", 0),
        derive("chain", "registry", "account", 1),
        derive("other", "registry", "account", 0),
    ] {
        assert_ne!(one, other);
    }
}

#[test]
fn a_did_is_read_back_on_its_own_chain_only() {
    let id = IdentityId([7; 16]);
    let did = id.did("chartseal-1");
    assert_eq!(did, format!("did:chartseal:chartseal-1:{id}"));
    assert_eq!(IdentityId::from_did("chartseal-1", &did), Some(id));
    for (chain, did) in [
        ("chartseal-2", did.clone()),
        ("chartseal", did.clone()),
        ("", did.clone()),
        ("chartseal-1", did.to_uppercase()),
        ("chartseal-1", format!("{did}#key-1")),
        ("chartseal-1", did.replace("did:chartseal", "did:web")),
        ("chartseal-1", id.to_string()),
        ("chartseal-1", String::new()),
    ] {
        assert_eq!(IdentityId::from_did(chain, &did), None, "{chain} {did}");
    }
}

macro_rules! totality {
    ($($test:ident: $id:ty;)*) => {
        proptest! {
            $(
                /// Whatever is written is read back, and is the only spelling.
                #[test]
                fn $test(bytes: [u8; <$id>::LEN], noise in "\\PC{0,80}", hex in "[0-9a-fA-F]{0,80}") {
                    let id = <$id>::from_str(&<$id>::from_vec(bytes.to_vec()).unwrap().to_string()).unwrap();
                    prop_assert_eq!(id.0, bytes);
                    prop_assert_eq!(from_json::<$id>(to_json_vec(&id).unwrap()).unwrap(), id);
                    prop_assert_eq!(id.joined_key(), bytes.to_vec());
                    for text in [noise, hex] {
                        match <$id>::from_str(&text) {
                            Ok(id) => prop_assert_eq!(id.to_string(), text),
                            Err(error) => {
                                prop_assert_eq!(error.expected, 2 * <$id>::LEN);
                                prop_assert_eq!(error.got, text.chars().count());
                            }
                        }
                    }
                }
            )*
        }
    };
}

totality! {
    identity_ids: IdentityId;
    content_hashes: ContentHash;
    commitments: Commitment;
    fingerprints: Fingerprint;
    salts: Salt;
    merkle_hashes: MerkleHash;
}

#[test]
fn a_storage_key_of_another_length_is_an_error() {
    for length in [0, 15, 17, 32] {
        assert!(IdentityId::from_vec(vec![0; length]).is_err());
    }
}

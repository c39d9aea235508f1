//! Bytes that are not a certificate this contract understands: typed errors, never a panic, never a signature that holds.

use crate::common::{CHAINS, certificate, fixture};
use certificate_authority::domain::{Certificate, ParseError, SigningRequest};
use const_oid::db::rfc5280::ID_CE_POLICY_CONSTRAINTS;
use const_oid::db::rfc5912::{ECDSA_WITH_SHA_384, ID_RSASSA_PSS, SECP_384_R_1, SHA_1_WITH_RSA_ENCRYPTION};
use cosmwasm_std::testing::MockApi;
use proptest::prelude::*;

#[test]
fn algorithms_that_are_too_weak_or_cannot_be_verified_are_refused() {
    let refused = [
        ("refused-p384", ParseError::KeyAlgorithm { oid: SECP_384_R_1 }),
        ("refused-p256-sha384", ParseError::SignatureAlgorithm { oid: ECDSA_WITH_SHA_384 }),
        ("refused-rsa1024", ParseError::RsaModulus { bits: 1024 }),
        ("refused-sha1", ParseError::SignatureAlgorithm { oid: SHA_1_WITH_RSA_ENCRYPTION }),
        ("refused-pss-salt", ParseError::AlgorithmParameters { oid: ID_RSASSA_PSS }),
        ("refused-pss-mgf", ParseError::AlgorithmParameters { oid: ID_RSASSA_PSS }),
        ("refused-policy", ParseError::UnknownCriticalExtension { oid: ID_CE_POLICY_CONSTRAINTS }),
    ];
    for (name, error) in refused {
        assert_eq!(Certificate::parse(&fixture(name)), Err(error), "{name}");
    }
}

#[test]
fn nothing_may_be_missing_or_follow() {
    for chain in CHAINS {
        let der = fixture(&format!("{chain}-entity"));
        for len in 0..der.len() {
            assert!(Certificate::parse(&der[..len]).is_err(), "{chain}: {len} bytes");
        }
        let mut longer = der.clone();
        longer.push(0);
        assert!(matches!(Certificate::parse(&longer), Err(ParseError::Der { .. })), "{chain}");
    }
}

#[test]
fn the_size_is_capped() {
    let max = Certificate::MAX_LEN;
    let refused = Certificate::parse(&vec![0x30; max + 1]);
    assert_eq!(refused, Err(ParseError::TooLarge { what: "certificate", max, got: max + 1 }));
    let max = SigningRequest::MAX_LEN;
    let refused = SigningRequest::parse(&vec![0x30; max + 1]);
    assert_eq!(refused, Err(ParseError::TooLarge { what: "certification request", max, got: max + 1 }));
}

#[test]
fn a_request_is_no_certificate_and_a_certificate_no_request() {
    assert!(Certificate::parse(&fixture("p256-request")).is_err());
    assert!(SigningRequest::parse(&fixture("p256-entity")).is_err());
}

#[test]
fn no_flipped_bit_verifies() {
    let api = MockApi::default();
    for chain in ["p256", "ed25519"] {
        let der = fixture(&format!("{chain}-entity"));
        let issuer = certificate(&format!("{chain}-ca")).key;
        certificate(&format!("{chain}-entity")).verify(&api, &issuer).expect("the original verifies");
        for bit in 0..der.len() * 8 {
            let mut flipped = der.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            if let Ok(parsed) = Certificate::parse(&flipped) {
                assert!(parsed.verify(&api, &issuer).is_err(), "{chain}: bit {bit}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn no_changed_byte_verifies(chain in prop::sample::select(&CHAINS[..]), at in any::<prop::sample::Index>(), xor in 1u8..) {
        let mut der = fixture(&format!("{chain}-entity"));
        let at = at.index(der.len());
        der[at] ^= xor;
        if let Ok(parsed) = Certificate::parse(&der) {
            let issuer = certificate(&format!("{chain}-ca")).key;
            prop_assert!(parsed.verify(&MockApi::default(), &issuer).is_err());
        }
    }

    #[test]
    fn no_changed_byte_of_a_request_proves_possession(
        chain in prop::sample::select(&CHAINS[..]),
        at in any::<prop::sample::Index>(),
        xor in 1u8..,
    ) {
        let mut der = fixture(&format!("{chain}-request"));
        let at = at.index(der.len());
        der[at] ^= xor;
        if let Ok(parsed) = SigningRequest::parse(&der) {
            prop_assert!(parsed.check(&MockApi::default(), crate::common::DID).is_err());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn any_bytes_are_refused_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        prop_assert!(Certificate::parse(&bytes).is_err());
        prop_assert!(SigningRequest::parse(&bytes).is_err());
    }

    #[test]
    fn spliced_certificates_never_panic(
        chain in prop::sample::select(&CHAINS[..]),
        cut in any::<prop::sample::Index>(),
        drop in 0usize..40,
        insert in prop::collection::vec(any::<u8>(), 0..40),
    ) {
        for kind in ["entity", "ca", "request"] {
            let original = fixture(&format!("{chain}-{kind}"));
            let cut = cut.index(original.len());
            let mut der = original[..cut].to_vec();
            der.extend(&insert);
            der.extend(original.iter().skip(cut + drop));
            let _ = Certificate::parse(&der);
            let _ = SigningRequest::parse(&der);
        }
    }
}

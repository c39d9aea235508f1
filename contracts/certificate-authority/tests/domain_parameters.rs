//! Parameters of algorithms: what is not exactly what the standards say is refused, for it could hide data or be read
//! differently by others.

use certificate_authority::domain::{Certificate, ParseError, SigningRequest};
use const_oid::db::rfc5912::{ID_RSASSA_PSS, RSA_ENCRYPTION};

use crate::common::fixture;

/// `1.2.840.113549.1.1.1`, rsaEncryption, as DER has it.
const RSA_KEY: [u8; 11] = [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
/// The salt's length in the PSS parameters for SHA-256, `[2] INTEGER 32`.
const SALT_32: [u8; 5] = [0xa2, 0x03, 0x02, 0x01, 0x20];
/// The trailer field with its default value, `[3] INTEGER 1`, which DER leaves out.
const TRAILER_1: [u8; 5] = [0xa3, 0x03, 0x02, 0x01, 0x01];

fn places(der: &[u8], of: &[u8]) -> Vec<usize> {
    (0..der.len()).filter(|at| der[*at..].starts_with(of)).collect()
}

/// The length that is written at a place: how many bytes that takes, and what it says.
fn length(der: &[u8]) -> (usize, usize) {
    match der[0] {
        0x81 => (2, der[1].into()),
        0x82 => (3, u16::from_be_bytes([der[1], der[2]]).into()),
        short => (1, short.into()),
    }
}

/// DER with an element put in behind another one, and all lengths around it as they have to be.
fn behind(der: &[u8], element: usize, extra: &[u8]) -> Vec<u8> {
    let mut out = der.to_vec();
    let mut at = 0;
    while at < element {
        let (written, len) = length(&der[at + 1..]);
        let content = at + 1 + written;
        if element < content + len {
            let len = u16::try_from(len + extra.len()).unwrap().to_be_bytes();
            match written {
                1 => out[at + 1] = len[1],
                2 => out[at + 2] = len[1],
                _ => out[at + 2..at + 4].copy_from_slice(&len),
            }
            at = content;
        } else {
            at = content + len;
        }
    }
    let (written, len) = length(&der[element + 1..]);
    let end = element + 1 + written + len;
    out.splice(end..end, extra.iter().copied());
    out
}

#[test]
fn an_rsa_key_has_the_parameter_null() {
    for (name, is_request) in [("rsa2048-entity", false), ("rsa2048-request", true)] {
        let mut der = fixture(name);
        let [key] = places(&der, &RSA_KEY)[..] else { panic!("{name}: one key") };
        let null = key + RSA_KEY.len();
        assert_eq!(der[null..null + 2], [0x05, 0x00], "{name}");
        der[null] = 0x04;
        let expected = ParseError::AlgorithmParameters { oid: RSA_ENCRYPTION };
        let refused = match is_request {
            true => SigningRequest::parse(&der).map(drop),
            false => Certificate::parse(&der).map(drop),
        };
        assert_eq!(refused, Err(expected), "{name}");
    }
}

#[test]
fn pss_parameters_hold_nothing_that_der_leaves_out() {
    let mut der = fixture("pss2048-entity");
    Certificate::parse(&der).expect("the original is good");
    let salts = places(&der, &SALT_32);
    // In what is signed and beside the signature, where the same is said again.
    assert_eq!(salts.len(), 2);
    for salt in salts.into_iter().rev() {
        der = behind(&der, salt, &TRAILER_1);
    }
    assert_eq!(length(&der[1..]), (3, der.len() - 4), "the lengths fit");
    let expected = ParseError::AlgorithmParameters { oid: ID_RSASSA_PSS };
    assert_eq!(Certificate::parse(&der).map(drop), Err(expected));
}

#[test]
fn an_rsa_exponent_is_odd_and_not_small() {
    let der = fixture("rsa2048-entity");
    let [key] = places(&der, &RSA_KEY)[..] else { panic!("one key") };
    // INTEGER 65537, the last of the key.
    let exponent = key + places(&der[key..], &[0x02, 0x03, 0x01, 0x00, 0x01])[0] + 2;
    let with = |bytes: [u8; 3]| {
        let mut der = der.clone();
        der[exponent..exponent + 3].copy_from_slice(&bytes);
        Certificate::parse(&der).map(drop)
    };
    assert_eq!(with([0x01, 0x00, 0x03]), Ok(()));
    for refused in [[0x01, 0x00, 0x02], [0x00, 0x80, 0x01], [0x00, 0xff, 0xff]] {
        assert_eq!(with(refused), Err(ParseError::RsaExponent), "{refused:02x?}");
    }
    let mut even = der.clone();
    even[exponent - 3] &= 0xfe;
    assert_eq!(Certificate::parse(&even).map(drop), Err(ParseError::RsaModulus { bits: 2048 }));
}

#[test]
fn a_validity_may_be_one_second_long() {
    let mut der = fixture("p256-entity");
    let [before, after] = places(&der, &[0x17, 0x0d])[..] else { panic!("two times of 15 bytes") };
    der.copy_within(before..before + 15, after);
    let validity = Certificate::parse(&der).expect("its first second is its last").validity;
    assert_eq!(validity.not_before, validity.not_after);
    assert!(validity.contains(validity.not_before));
}

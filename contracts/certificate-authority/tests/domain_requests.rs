//! PKCS#10 requests: possession of the key, the DID of the requester, and nothing else.

use crate::common::{DID, fixture};
use certificate_authority::domain::{RequestError, SignatureError, SigningRequest};
use chartseal_testing::certificate::{new_key, signing_request, uri};
use const_oid::ObjectIdentifier;
use const_oid::db::rfc5280::{ID_CE_EXT_KEY_USAGE, ID_CE_SUBJECT_KEY_IDENTIFIER};
use cosmwasm_std::testing::MockApi;
use rcgen::{
    Attribute, CertificateParams, CustomExtension, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose, PKCS_ED25519, SanType,
};

fn params() -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params
}

fn check(change: fn(&mut CertificateParams)) -> Result<(), RequestError> {
    let mut params = params();
    change(&mut params);
    let csr = params.serialize_request(&new_key()).expect("rcgen signs");
    SigningRequest::parse(csr.der())?.check(&MockApi::default(), DID)
}

#[test]
fn the_did_stands_in_either_place_or_both() {
    assert_eq!(check(|params| params.subject_alt_names = vec![uri(DID)]), Ok(()));
    assert_eq!(check(|params| params.distinguished_name.push(DnType::CommonName, DID)), Ok(()));
    let both = check(|params| {
        params.subject_alt_names = vec![uri(DID)];
        params.distinguished_name.push(DnType::CommonName, DID);
    });
    assert_eq!(both, Ok(()));
    let by_openssl = SigningRequest::parse(&fixture("cn-request")).expect("it parses");
    assert_eq!(by_openssl.check(&MockApi::default(), DID), Ok(()));
}

#[test]
fn what_a_certificate_may_hold_may_be_asked_for() {
    let asked = check(|params| {
        params.subject_alt_names = vec![uri(DID)];
        params.is_ca = IsCa::ExplicitNoCa;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    });
    assert_eq!(asked, Ok(()));
}

#[test]
fn other_names_are_refused() {
    let refused: [fn(&mut CertificateParams); 6] = [
        |_| {},
        |params| params.distinguished_name.push(DnType::CommonName, "Ana Prado"),
        |params| {
            params.subject_alt_names = vec![uri("did:chartseal:chartseal-1:ffffffffffffffffffffffffffffffff")]
        },
        |params| {
            params.subject_alt_names = vec![uri(DID)];
            params.distinguished_name.push(DnType::CommonName, "Ana Prado");
        },
        |params| {
            params.distinguished_name.push(DnType::CommonName, DID);
            params.subject_alt_names = vec![SanType::DnsName("ana.example.org".try_into().expect("ASCII"))];
        },
        |params| params.subject_alt_names = vec![uri(DID), uri(DID)],
    ];
    for (n, change) in refused.into_iter().enumerate() {
        assert_eq!(check(change), Err(RequestError::Names), "case {n}");
    }
}

#[test]
fn attributes_and_extensions_that_carry_data_are_refused() {
    let mut params = params();
    params.subject_alt_names = vec![uri(DID)];
    // challengePassword, SET { UTF8String "pw" }
    let password =
        Attribute { oid: &[1, 2, 840, 113549, 1, 9, 7], values: vec![0x31, 4, 0x0c, 2, b'p', b'w'] };
    let csr = params.serialize_request_with_attributes(&new_key(), vec![password]).expect("rcgen signs");
    let refused = SigningRequest::parse(csr.der()).expect("it parses").check(&MockApi::default(), DID);
    let oid = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.7");
    assert_eq!(refused, Err(RequestError::Attribute { oid }));

    let refused = check(|params| {
        params.subject_alt_names = vec![uri(DID)];
        params
            .custom_extensions
            .push(CustomExtension::from_oid_content(&[1, 3, 6, 1, 4, 1, 99999, 1], vec![5, 0]));
    });
    let oid = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.99999.1");
    assert_eq!(refused, Err(RequestError::Extension { oid }));

    let refused = check(|params| {
        params.subject_alt_names = vec![uri(DID)];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::Other(vec![1, 3, 6, 1, 4, 1, 99999, 7])];
    });
    assert_eq!(refused, Err(RequestError::Extension { oid: ID_CE_EXT_KEY_USAGE }));

    let refused = check(|params| {
        params.subject_alt_names = vec![uri(DID)];
        let mut id = vec![4, 65];
        id.extend([7; 65]);
        params.custom_extensions.push(CustomExtension::from_oid_content(&[2, 5, 29, 14], id));
    });
    assert_eq!(refused, Err(RequestError::Extension { oid: ID_CE_SUBJECT_KEY_IDENTIFIER }));
}

#[test]
fn possession_of_the_key_is_proven() {
    // The signature of one request under the body of another: what a thief of a public key could send.
    let ed25519 = || KeyPair::generate_for(&PKCS_ED25519).expect("a key is made");
    let (victims, thiefs) = (signing_request(DID, &ed25519()), signing_request(DID, &ed25519()));
    let mut forged = victims[..victims.len() - 64].to_vec();
    forged.extend(&thiefs[thiefs.len() - 64..]);
    let parsed = SigningRequest::parse(&forged).expect("it parses");
    assert_eq!(parsed.check(&MockApi::default(), DID), Err(RequestError::Signature(SignatureError::Invalid)));
    let mut flipped = victims.to_vec();
    let last = flipped.len() - 1;
    flipped[last] ^= 1;
    let parsed = SigningRequest::parse(&flipped).expect("it parses");
    assert_eq!(parsed.check(&MockApi::default(), DID), Err(RequestError::Signature(SignatureError::Invalid)));
}

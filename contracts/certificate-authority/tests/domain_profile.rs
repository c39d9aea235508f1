//! The pseudonymous profile: whatever says more than "this key belongs to this DID" is refused.

use crate::common::{DID, NOW};
use certificate_authority::domain::{
    Certificate, ParseError, ProfileError, PublicKey, SigningRequest, profile,
};
use chartseal_testing::certificate::{Ca, ca_params, end_entity_params, new_key, signing_request, uri};
use const_oid::ObjectIdentifier;
use const_oid::db::rfc5280::{
    ID_CE_AUTHORITY_KEY_IDENTIFIER, ID_CE_CRL_DISTRIBUTION_POINTS, ID_CE_KEY_USAGE, ID_CE_SUBJECT_ALT_NAME,
    ID_CE_SUBJECT_KEY_IDENTIFIER,
};
use rcgen::{
    BasicConstraints, CertificateParams, CrlDistributionPoint, CustomExtension, DnType,
    ExtendedKeyUsagePurpose, IsCa, KeyUsagePurpose, SanType,
};

type Change = fn(&mut CertificateParams);

/// Issues a certificate that differs from the profile by one change.
fn issue(change: Change) -> (Vec<u8>, PublicKey) {
    let root = Ca::root(ca_params("Root", BasicConstraints::Unconstrained, NOW, 20), new_key());
    let csr = signing_request(DID, &new_key());
    let key = SigningRequest::parse(&csr).expect("the request is sound").key;
    let mut params = end_entity_params(DID, NOW);
    change(&mut params);
    (root.sign(&params, &csr).to_vec(), key)
}

fn check(change: Change) -> Result<(), ProfileError> {
    let (der, key) = issue(change);
    profile::check(&Certificate::parse(&der).expect("it parses"), DID, &key)
}

fn parse(change: Change) -> Result<Certificate, ParseError> {
    Certificate::parse(&issue(change).0)
}

fn extension(oid: &[u64], critical: bool, content: &[u8]) -> CustomExtension {
    let mut extension = CustomExtension::from_oid_content(oid, content.to_vec());
    extension.set_criticality(critical);
    extension
}

#[test]
fn what_the_profile_allows() {
    let allowed: [Change; 6] = [
        |_| {},
        |params| params.distinguished_name.push(DnType::CommonName, DID),
        |params| params.is_ca = IsCa::ExplicitNoCa,
        |params| params.extended_key_usages.clear(),
        |params| params.extended_key_usages.push(ExtendedKeyUsagePurpose::ServerAuth),
        |params| params.key_usages.push(KeyUsagePurpose::KeyEncipherment),
    ];
    for (n, change) in allowed.into_iter().enumerate() {
        assert_eq!(check(change), Ok(()), "case {n}");
    }
}

#[test]
fn names_of_persons_are_refused() {
    let subjects: [Change; 3] = [
        |params| params.distinguished_name.push(DnType::CommonName, "Ana Prado"),
        |params| params.distinguished_name.push(DnType::OrganizationName, "Mercy Hospital"),
        |params| {
            params.distinguished_name.push(DnType::CommonName, DID);
            params.distinguished_name.push(DnType::OrganizationName, "Mercy Hospital");
        },
    ];
    for (n, change) in subjects.into_iter().enumerate() {
        assert_eq!(check(change), Err(ProfileError::Subject), "case {n}");
    }
    let alternatives: [Change; 5] = [
        |params| params.subject_alt_names.clear(),
        |params| {
            params.subject_alt_names = vec![uri("did:chartseal:chartseal-1:00000000000000000000000000000000")]
        },
        |params| params.subject_alt_names.push(uri(DID)),
        |params| {
            params.subject_alt_names.push(SanType::Rfc822Name("ana@example.org".try_into().expect("ASCII")))
        },
        |params| params.subject_alt_names = vec![SanType::DnsName("example.org".try_into().expect("ASCII"))],
    ];
    for (n, change) in alternatives.into_iter().enumerate() {
        assert_eq!(check(change), Err(ProfileError::AlternativeName), "case {n}");
    }
}

#[test]
fn an_empty_subject_needs_a_critical_alternative_name() {
    // GeneralNames { uniformResourceIdentifier DID }, not critical.
    let refused = check(|params| {
        let mut names = vec![0x30, DID.len() as u8 + 2, 0x86, DID.len() as u8];
        names.extend(DID.as_bytes());
        params.subject_alt_names.clear();
        params.custom_extensions.push(extension(&[2, 5, 29, 17], false, &names));
    });
    assert_eq!(refused, Err(ProfileError::AlternativeNameNotCritical));
}

#[test]
fn a_ca_is_no_end_entity() {
    assert_eq!(
        check(|params| params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0))),
        Err(ProfileError::IsCa)
    );
}

#[test]
fn key_usage_is_digital_signature_and_never_a_cas() {
    let refused: [Change; 4] = [
        |params| params.key_usages.clear(),
        |params| params.key_usages = vec![KeyUsagePurpose::KeyEncipherment],
        |params| params.key_usages.push(KeyUsagePurpose::KeyCertSign),
        |params| params.key_usages.push(KeyUsagePurpose::CrlSign),
    ];
    for (n, change) in refused.into_iter().enumerate() {
        assert_eq!(check(change), Err(ProfileError::KeyUsage), "case {n}");
    }
    let not_critical = check(|params| {
        params.key_usages.clear();
        params.custom_extensions.push(extension(&[2, 5, 29, 15], false, &[3, 2, 7, 0x80]));
    });
    assert_eq!(not_critical, Err(ProfileError::KeyUsage));
}

#[test]
fn extended_key_usage_is_for_clients() {
    let refused: [Change; 3] = [
        |params| params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth],
        |params| params.extended_key_usages.push(ExtendedKeyUsagePurpose::EmailProtection),
        |params| {
            params.extended_key_usages.push(ExtendedKeyUsagePurpose::Other(vec![1, 3, 6, 1, 4, 1, 99999, 7]))
        },
    ];
    for (n, change) in refused.into_iter().enumerate() {
        assert_eq!(check(change), Err(ProfileError::ExtendedKeyUsage), "case {n}");
    }
}

#[test]
fn extensions_that_could_carry_data_are_refused() {
    let private = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.99999.1");
    let refused = check(|params| {
        params.custom_extensions.push(extension(&[1, 3, 6, 1, 4, 1, 99999, 1], false, &[5, 0]));
    });
    assert_eq!(refused, Err(ProfileError::Extension { oid: private }));
    let refused = check(|params| {
        let uris = vec!["http://example.org/patients/ana.crl".into()];
        params.crl_distribution_points = vec![CrlDistributionPoint { uris }];
    });
    assert_eq!(refused, Err(ProfileError::Extension { oid: ID_CE_CRL_DISTRIBUTION_POINTS }));
    let refused = check(|params| {
        let mut id = vec![4, 65];
        id.extend([7; 65]);
        params.custom_extensions.push(extension(&[2, 5, 29, 14], false, &id));
    });
    assert_eq!(refused, Err(ProfileError::SubjectKeyIdentifier { max: profile::MAX_KEY_ID, got: 65 }));
}

#[test]
fn extensions_hide_no_bytes() {
    // AuthorityKeyIdentifier { [0] keyid, [0] other }: a lenient reader skips the second.
    let refused = parse(|params| {
        params.use_authority_key_identifier_extension = false;
        let hidden = [0x30, 8, 0x80, 2, 1, 2, 0x80, 2, 3, 4];
        params.custom_extensions.push(extension(&[2, 5, 29, 35], false, &hidden));
    });
    assert_eq!(refused, Err(ParseError::ExtensionValue { oid: ID_CE_AUTHORITY_KEY_IDENTIFIER }));
    // A key usage with ten bits: the standard has nine.
    let refused = parse(|params| {
        params.key_usages.clear();
        params.custom_extensions.push(extension(&[2, 5, 29, 15], true, &[3, 3, 6, 0x80, 0x40]));
    });
    assert_eq!(refused, Err(ParseError::ExtensionValue { oid: ID_CE_KEY_USAGE }));
}

#[test]
fn extensions_come_once_and_as_critical_as_the_standard_says() {
    let refused = parse(|params| {
        params.custom_extensions.push(extension(&[2, 5, 29, 15], true, &[3, 2, 7, 0x80]));
    });
    assert_eq!(refused, Err(ParseError::DuplicateExtension { oid: ID_CE_KEY_USAGE }));
    let refused = parse(|params| {
        params.custom_extensions.push(extension(&[2, 5, 29, 14], true, &[4, 2, 1, 2]));
    });
    assert_eq!(refused, Err(ParseError::Criticality { oid: ID_CE_SUBJECT_KEY_IDENTIFIER, critical: false }));
    let refused = parse(|params| {
        params.subject_alt_names.clear();
        params.custom_extensions.push(extension(&[2, 5, 29, 17], true, &[0x30, 0]));
    });
    assert_eq!(refused, Err(ParseError::ExtensionValue { oid: ID_CE_SUBJECT_ALT_NAME }));
    let private = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.99999.1");
    let refused = parse(|params| {
        params.custom_extensions.push(extension(&[1, 3, 6, 1, 4, 1, 99999, 1], true, &[5, 0]));
    });
    assert_eq!(refused, Err(ParseError::UnknownCriticalExtension { oid: private }));
}

#[test]
fn serial_numbers_are_positive_and_short() {
    let refused = parse(|params| params.serial_number = Some(vec![0].into()));
    assert_eq!(refused, Err(ParseError::Serial { octets: 1 }));
    let refused = parse(|params| params.serial_number = Some(vec![0x7f; 21].into()));
    assert_eq!(refused, Err(ParseError::Serial { octets: 21 }));
    // 20 octets with the high bit set need a leading zero, which makes 21.
    let refused = parse(|params| params.serial_number = Some(vec![0xff; 20].into()));
    assert_eq!(refused, Err(ParseError::Serial { octets: 21 }));
    let longest = parse(|params| params.serial_number = Some(vec![0x7f; 20].into())).expect("20 octets fit");
    assert_eq!(longest.serial.to_string(), "7f".repeat(20));
}

#[test]
fn two_years_are_the_longest_validity() {
    let longest = check(|params| {
        params.not_after = params.not_before + std::time::Duration::from_secs(profile::MAX_LIFETIME);
    });
    assert_eq!(longest, Ok(()));
    let refused = check(|params| {
        params.not_after = params.not_before + std::time::Duration::from_secs(profile::MAX_LIFETIME + 1);
    });
    let (max, got) = (profile::MAX_LIFETIME, profile::MAX_LIFETIME + 1);
    assert_eq!(refused, Err(ProfileError::Lifetime { max, got }));
    let refused = parse(|params| params.not_after = params.not_before - std::time::Duration::from_secs(1));
    assert_eq!(refused, Err(ParseError::Validity));
}

#[test]
fn the_key_is_that_of_the_request() {
    let (der, _) = issue(|_| {});
    let other = SigningRequest::parse(&signing_request(DID, &new_key())).expect("the request is sound").key;
    let certificate = Certificate::parse(&der).expect("it parses");
    assert_eq!(profile::check(&certificate, DID, &other), Err(ProfileError::Key));
}

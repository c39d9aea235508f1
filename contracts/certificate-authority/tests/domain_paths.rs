//! What a CA has to be, and what those above it impose.

use crate::common::{DID, NOW};
use certificate_authority::domain::{Certificate, PathError, path};
use chartseal_testing::DAY;
use chartseal_testing::certificate::{Ca, ca_params, end_entity_params, new_key, signing_request};
use cosmwasm_std::testing::MockApi;
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, DnValue, ExtendedKeyUsagePurpose,
    GeneralSubtree, IsCa, KeyUsagePurpose, NameConstraints,
};
use std::time::Duration;

const ANY: BasicConstraints = BasicConstraints::Unconstrained;

fn root(change: fn(&mut CertificateParams)) -> Ca {
    let mut params = ca_params("Root", ANY, NOW, 20);
    change(&mut params);
    Ca::root(params, new_key())
}

fn below(ca: &Ca, name: &str, change: fn(&mut CertificateParams)) -> Ca {
    let mut params = ca_params(name, ANY, NOW, 10);
    change(&mut params);
    ca.below(params, new_key())
}

fn parsed(ca: &Ca) -> Certificate {
    Certificate::parse(&ca.certificate()).expect("it parses")
}

fn chain(cas: &[&Ca]) -> Vec<Certificate> {
    cas.iter().map(|ca| parsed(ca)).collect()
}

fn check_root(change: fn(&mut CertificateParams)) -> Result<(), PathError> {
    path::check_anchor(&MockApi::default(), &parsed(&root(change)), NOW)
}

fn check_ca(ca: &Ca, issuers: &[&Ca]) -> Result<(), PathError> {
    path::check_authority(&MockApi::default(), &parsed(ca), &chain(issuers), NOW)
}

fn check_entity(change: fn(&mut CertificateParams), issuers: &[&Ca]) -> Result<(), PathError> {
    let mut params = end_entity_params(DID, NOW);
    change(&mut params);
    let der = issuers[0].sign(&params, &signing_request(DID, &new_key()));
    let certificate = Certificate::parse(&der).expect("it parses");
    path::check_end_entity(&MockApi::default(), &certificate, &chain(issuers), NOW)
}

#[test]
fn a_trust_anchor_is_a_complete_self_signed_ca() {
    assert_eq!(check_root(|_| {}), Ok(()));
    assert_eq!(check_root(|params| params.use_authority_key_identifier_extension = false), Ok(()));
    assert_eq!(check_root(|params| params.is_ca = IsCa::NoCa), Err(PathError::NotCa));
    assert_eq!(
        check_root(|params| params.key_usages = vec![KeyUsagePurpose::CrlSign]),
        Err(PathError::CaKeyUsage)
    );
    assert_eq!(
        check_root(|params| params.key_usages = vec![KeyUsagePurpose::KeyCertSign]),
        Err(PathError::CaKeyUsage)
    );
    assert_eq!(check_root(|params| params.key_usages.clear()), Err(PathError::CaKeyUsage));
    assert_eq!(
        check_root(|params| params.extended_key_usages = vec![ExtendedKeyUsagePurpose::CodeSigning]),
        Err(PathError::CaExtendedKeyUsage)
    );
    assert_eq!(
        check_root(|params| params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth]),
        Ok(())
    );
    let signed_by_another = below(&root(|_| {}), "Other", |_| {});
    assert_eq!(
        path::check_anchor(&MockApi::default(), &parsed(&signed_by_another), NOW),
        Err(PathError::NotSelfSigned)
    );
}

#[test]
fn an_anchor_signed_by_another_key_of_its_name_is_refused() {
    let (real, other) = (root(|_| {}), root(|_| {}));
    let impostor = below(&real, "Root", |_| {});
    assert_eq!(
        path::check_anchor(&MockApi::default(), &parsed(&impostor), NOW),
        Err(PathError::AuthorityKeyIdentifier)
    );
    assert_eq!(check_ca(&impostor, &[&other]), Err(PathError::SelfIssued));
}

#[test]
fn a_ca_names_its_issuer_by_name_and_key() {
    let (real, other) = (root(|_| {}), root(|_| {}));
    assert_eq!(check_ca(&below(&real, "CA", |_| {}), &[&real]), Ok(()));
    // The other root has the same name.
    assert_eq!(check_ca(&below(&real, "CA", |_| {}), &[&other]), Err(PathError::AuthorityKeyIdentifier));
    let renamed = root(|params| params.distinguished_name.push(DnType::OrganizationName, "Mercy"));
    assert_eq!(check_ca(&below(&real, "CA", |_| {}), &[&renamed]), Err(PathError::IssuerName));
    let anonymous = below(&real, "CA", |params| params.use_authority_key_identifier_extension = false);
    assert_eq!(check_ca(&anonymous, &[&real]), Err(PathError::AuthorityKeyIdentifier));
    let nameless = below(&real, "CA", |params| params.distinguished_name = DistinguishedName::new());
    assert_eq!(check_ca(&nameless, &[&real]), Err(PathError::CaSubject));
    assert_eq!(check_ca(&below(&real, "CA", |_| {}), &[]), Err(PathError::NotCa));
}

#[test]
fn path_lengths_count_the_cas_below() {
    let none_below = root(|params| params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0)));
    assert_eq!(check_entity(|_| {}, &[&none_below]), Ok(()));
    assert_eq!(
        check_ca(&below(&none_below, "CA", |_| {}), &[&none_below]),
        Err(PathError::PathLength { max: 0 })
    );
    let one_below = root(|params| params.is_ca = IsCa::Ca(BasicConstraints::Constrained(1)));
    let first = below(&one_below, "First", |_| {});
    assert_eq!(check_ca(&first, &[&one_below]), Ok(()));
    assert_eq!(check_entity(|_| {}, &[&first, &one_below]), Ok(()));
    let second = below(&first, "Second", |_| {});
    assert_eq!(check_ca(&second, &[&first, &one_below]), Err(PathError::PathLength { max: 1 }));
    assert_eq!(check_entity(|_| {}, &[&second, &first, &one_below]), Err(PathError::PathLength { max: 1 }));
}

#[test]
fn a_chain_has_four_certificates_at_most() {
    let root = root(|_| {});
    let first = below(&root, "First", |_| {});
    let second = below(&first, "Second", |_| {});
    let third = below(&second, "Third", |_| {});
    assert_eq!(check_ca(&second, &[&first, &root]), Ok(()));
    assert_eq!(check_entity(|_| {}, &[&second, &first, &root]), Ok(()));
    assert_eq!(check_ca(&third, &[&second, &first, &root]), Err(PathError::TooDeep { max: 4 }));
    assert_eq!(check_entity(|_| {}, &[&third, &second, &first, &root]), Err(PathError::TooDeep { max: 4 }));
}

#[test]
fn nothing_outlasts_its_issuer_by_a_second() {
    let root = root(|_| {});
    let last = parsed(&root).validity.not_after;
    let until = |after: u64| {
        let mut params = ca_params("CA", ANY, NOW, 10);
        params.not_after = params.not_before + Duration::from_secs(last - NOW + after);
        root.below(params, new_key())
    };
    assert_eq!(check_ca(&until(0), &[&root]), Ok(()));
    let expected = PathError::OutlastsIssuer { not_after: last + 1, issuer_not_after: last };
    assert_eq!(check_ca(&until(1), &[&root]), Err(expected));
    // An end entity does not outlast the CA that signed it either, though the root would let it.
    let short = below(&root, "CA", |params| params.not_after = params.not_before + Duration::from_secs(DAY));
    let day =
        |params: &mut CertificateParams| params.not_after = params.not_before + Duration::from_secs(DAY);
    assert_eq!(check_entity(day, &[&short, &root]), Ok(()));
    let longer =
        |params: &mut CertificateParams| params.not_after = params.not_before + Duration::from_secs(DAY + 1);
    let expected = PathError::OutlastsIssuer { not_after: NOW + DAY + 1, issuer_not_after: NOW + DAY };
    assert_eq!(check_entity(longer, &[&short, &root]), Err(expected));
}

#[test]
fn everything_above_is_valid_from_its_first_second_to_its_last() {
    let root = root(|params| params.not_after = params.not_before + Duration::from_secs(2 * DAY));
    let ca = below(&root, "CA", |params| {
        params.not_before += Duration::from_secs(100);
        params.not_after = params.not_before + Duration::from_secs(DAY);
    });
    let mut params = end_entity_params(DID, NOW);
    params.not_after = params.not_before + Duration::from_secs(60);
    let der = ca.sign(&params, &signing_request(DID, &new_key()));
    let entity = Certificate::parse(&der).expect("it parses");
    let issuers = chain(&[&ca, &root]);
    let at = |now| path::check_end_entity(&MockApi::default(), &entity, &issuers, now);
    // Older than its CA: the chain counts only while all of it is valid, and then the entity has run out.
    let (not_before, not_after) = (NOW + 100, NOW + 100 + DAY);
    assert_eq!(at(NOW + 99), Err(PathError::NotValidNow { now: NOW + 99, not_before, not_after }));
    let expired = PathError::NotValidNow { now: NOW + 100, not_before: NOW, not_after: NOW + 60 };
    assert_eq!(at(NOW + 100), Err(expired));

    let below_root = |now| path::check_authority(&MockApi::default(), &parsed(&ca), &chain(&[&root]), now);
    assert_eq!(below_root(NOW + 100 + DAY), Ok(()));
    let over = NOW + 101 + DAY;
    assert_eq!(below_root(over), Err(PathError::NotValidNow { now: over, not_before, not_after }));
    let anchor = parsed(&root);
    let anchor_at = |now| path::check_anchor(&MockApi::default(), &anchor, now);
    for good in [NOW, NOW + 2 * DAY] {
        assert_eq!(anchor_at(good), Ok(()));
    }
    for bad in [NOW - 1, NOW + 2 * DAY + 1] {
        assert!(matches!(anchor_at(bad), Err(PathError::NotValidNow { now, .. }) if now == bad));
    }
}

#[test]
fn an_end_entity_issues_nothing() {
    let root = root(|_| {});
    let entity = below(&root, "Entity", |params| params.is_ca = IsCa::NoCa);
    assert_eq!(check_entity(|_| {}, &[&entity, &root]), Err(PathError::NotCa));
}

#[test]
fn name_constraints_bind_everything_below() {
    let constrained = root(|params| {
        let mut mercy = DistinguishedName::new();
        mercy.push(DnType::OrganizationName, "Mercy");
        params.name_constraints = Some(NameConstraints {
            permitted_subtrees: vec![GeneralSubtree::DirectoryName(mercy)],
            excluded_subtrees: vec![GeneralSubtree::DnsName("example.org".into())],
        });
    });
    let mercy = |params: &mut CertificateParams| {
        let mut name = DistinguishedName::new();
        name.push(DnType::OrganizationName, "MERCY");
        name.push(DnType::CommonName, "CA");
        params.distinguished_name = name;
    };
    let inside = below(&constrained, "CA", mercy);
    assert_eq!(check_ca(&inside, &[&constrained]), Ok(()));
    assert_eq!(
        check_ca(&below(&constrained, "CA", |_| {}), &[&constrained]),
        Err(PathError::NameConstraints)
    );
    // An empty subject is of no directory name; a common name alone lies outside.
    assert_eq!(check_entity(|_| {}, &[&inside, &constrained]), Ok(()));
    let named = |params: &mut CertificateParams| params.distinguished_name.push(DnType::CommonName, DID);
    assert_eq!(check_entity(named, &[&inside, &constrained]), Err(PathError::NameConstraints));
    // Host names are constrained but not read: a certificate with one is refused.
    let host = |params: &mut CertificateParams| {
        let name = "north.example.net".try_into().expect("ASCII");
        params.subject_alt_names.push(rcgen::SanType::DnsName(name));
    };
    assert_eq!(check_entity(host, &[&inside, &constrained]), Err(PathError::NameConstraints));
}

/// An e-mail address as a part of a directory name (PKCS#9), where RFC 5280 §4.2.1.10 has it constrained as well.
fn email() -> (DnType, DnValue) {
    let address = "dora@mercy.example".try_into().expect("ASCII");
    (DnType::CustomDnType(vec![1, 2, 840, 113549, 1, 9, 1]), DnValue::Ia5String(address))
}

#[test]
fn an_email_in_the_subject_is_constrained_too() {
    let of_emails = root(|params| {
        params.name_constraints = Some(NameConstraints {
            permitted_subtrees: vec![GeneralSubtree::Rfc822Name("mercy.example".into())],
            excluded_subtrees: vec![],
        });
    });
    let of_hosts = root(|params| {
        params.name_constraints = Some(NameConstraints {
            permitted_subtrees: vec![GeneralSubtree::DnsName("mercy.example".into())],
            excluded_subtrees: vec![],
        });
    });
    let with_email = |params: &mut CertificateParams| {
        let (kind, address) = email();
        params.distinguished_name.push(kind, address);
    };
    let without = |ca: &Ca| check_ca(&below(ca, "CA", |_| {}), &[ca]);
    assert_eq!((without(&of_emails), without(&of_hosts)), (Ok(()), Ok(())));
    let with = |ca: &Ca| check_ca(&below(ca, "CA", with_email), &[ca]);
    assert_eq!(with(&of_emails), Err(PathError::NameConstraints));
    assert_eq!(with(&of_hosts), Ok(()));
}

#[test]
fn names_compare_alike_in_sixteen_bit_characters() {
    let constrained = root(|params| {
        params.name_constraints = Some(NameConstraints {
            permitted_subtrees: vec![GeneralSubtree::DirectoryName(organization("Zürich Ärzte"))],
            excluded_subtrees: vec![],
        });
    });
    let check =
        |change: fn(&mut CertificateParams)| check_ca(&below(&constrained, "CA", change), &[&constrained]);
    let inside = |params: &mut CertificateParams| {
        params.distinguished_name = DistinguishedName::new();
        let name = "ZÜRICH  ärzte".try_into().expect("in the basic plane");
        params.distinguished_name.push(DnType::OrganizationName, DnValue::BmpString(name));
    };
    let outside = |params: &mut CertificateParams| {
        params.distinguished_name = DistinguishedName::new();
        let name = "Zürich Arzte".try_into().expect("in the basic plane");
        params.distinguished_name.push(DnType::OrganizationName, DnValue::BmpString(name));
    };
    assert_eq!(check(inside), Ok(()));
    assert_eq!(check(outside), Err(PathError::NameConstraints));
}

/// A directory name of one organization.
fn organization(name: &str) -> DistinguishedName {
    let mut names = DistinguishedName::new();
    names.push(DnType::OrganizationName, name);
    names
}

/// A CA below cannot widen what one above narrowed, nor does a link without constraints break the chain of them.
#[test]
fn constraints_of_every_ca_above_count() {
    fn within(params: &mut CertificateParams, permitted: &str) {
        params.name_constraints = Some(NameConstraints {
            permitted_subtrees: vec![GeneralSubtree::DirectoryName(organization(permitted))],
            excluded_subtrees: vec![],
        });
    }
    fn named(params: &mut CertificateParams, organization: &str, name: &str) {
        params.distinguished_name = self::organization(organization);
        params.distinguished_name.push(DnType::CommonName, name);
    }
    let root = root(|params| within(params, "Mercy"));
    // It permits everything of another organization to those below.
    let wider = below(&root, "CA", |params| {
        named(params, "Mercy", "CA");
        within(params, "Other");
    });
    assert_eq!(check_ca(&wider, &[&root]), Ok(()));
    for organization in ["Mercy", "Other"] {
        let mut params = ca_params("Below", ANY, NOW, 5);
        named(&mut params, organization, "Below");
        let lower = wider.below(params, new_key());
        assert_eq!(check_ca(&lower, &[&wider, &root]), Err(PathError::NameConstraints));
    }
    // Constraints two links above count as those of the nearest do.
    let silent = below(&root, "CA", |params| named(params, "Mercy", "CA"));
    let other = below(&silent, "Below", |params| named(params, "Other", "Below"));
    assert_eq!(check_ca(&other, &[&silent, &root]), Err(PathError::NameConstraints));
    let mercy = below(&silent, "Below", |params| named(params, "Mercy", "Below"));
    assert_eq!(check_ca(&mercy, &[&silent, &root]), Ok(()));
}

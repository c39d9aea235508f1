//! What a CA has to be, and what those above it impose.

mod common;

use certificate_authority::domain::{Certificate, PathError, path};
use chartseal_testing::DAY;
use chartseal_testing::certificate::{Ca, ca_params, end_entity_params, new_key, signing_request};
use common::{DID, NOW};
use cosmwasm_std::testing::MockApi;
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, GeneralSubtree,
    IsCa, KeyUsagePurpose, NameConstraints,
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
fn nothing_outlasts_its_issuer() {
    let root = root(|_| {});
    let last = parsed(&root).validity.not_after;
    let refused = check_ca(
        &below(&root, "CA", |params| params.not_after = params.not_before + Duration::from_secs(7301 * DAY)),
        &[&root],
    );
    let expected = PathError::OutlastsIssuer { not_after: NOW + 7301 * DAY, issuer_not_after: last };
    assert_eq!(refused, Err(expected));
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

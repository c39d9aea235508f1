//! From a request to a certificate that counts.

use crate::scene::{Scene, revoke_ca};
use certificate_authority::ContractError;
use certificate_authority::domain::{PathError, ProfileError, RequestError, SignatureError};
use chartseal_testing::certificate::{end_entity_params, new_key, signing_request, uri};
use chartseal_testing::{DAY, Refusal, response_data};
use chartseal_types::certificate::{
    CertificateItem, CertificateResponse, CertificateStatus, DeclineReason, ExecuteMsg, Holder, QueryMsg,
    RequestResponse, RequestState,
};
use chartseal_types::identity::Kind;
use chartseal_types::{Fingerprint, IdentityId};
use rcgen::{DnType, KeyPair, PKCS_ED25519, PKCS_RSA_SHA256, RsaKeySize, SanType};
use std::time::Duration;

fn open(scene: &Scene) -> Vec<RequestResponse> {
    scene.ask(&QueryMsg::Requests { ca: scene.ca.fingerprint, start_after: None, limit: None })
}

#[test]
fn a_certificate_is_asked_for_issued_and_good() {
    let mut scene = Scene::new();
    let (request, csr) = scene.suite.request_certificate(&scene.ana, &scene.ca, &new_key());
    let waiting = open(&scene);
    assert_eq!(waiting.len(), 1);
    assert_eq!(waiting[0].csr.as_ref(), Some(&csr));
    assert_eq!((waiting[0].id, waiting[0].identity), (request, scene.ana.id));

    let der = scene.signed(&csr, |_| {});
    let msg = ExecuteMsg::IssueCertificate { request, certificate: der.clone() };
    let operator = scene.hospital.account.clone();
    let response = scene.send(&operator, msg);
    let id: Fingerprint = response_data(&response);

    assert!(scene.good_for(id, scene.ana.id));
    let status = scene.suite.certificate_status(id);
    assert_eq!((status.status, status.since), (CertificateStatus::Good, Some(scene.suite.now())));
    let stored: CertificateResponse = scene.ask(&QueryMsg::Certificate { certificate: id });
    assert_eq!(stored.der, der);
    assert_eq!(stored.holder, Holder::EndEntity { identity: scene.ana.id });
    assert_eq!(stored.issuer, Some(scene.ca.fingerprint));
    let listed: Vec<CertificateItem> =
        scene.ask(&QueryMsg::Certificates { identity: scene.ana.id, start_after: None, limit: None });
    assert_eq!(listed.iter().map(|item| item.certificate).collect::<Vec<_>>(), [id]);

    assert!(open(&scene).is_empty());
    let answered: RequestResponse = scene.ask(&QueryMsg::Request { id: request });
    assert_eq!((answered.state, answered.csr), (RequestState::Issued { certificate: id }, None));
}

#[test]
fn every_change_has_an_action_and_an_event() {
    let mut scene = Scene::new();
    let msg = scene.answer(|_| {});
    let operator = scene.hospital.account.clone();
    let response = scene.send(&operator, msg);
    let issued = response
        .events
        .iter()
        .find(|event| event.ty == "wasm-certificate_issued")
        .expect("the event is there");
    let value =
        |key| issued.attributes.iter().find(|attribute| attribute.key == key).map(|a| a.value.as_str());
    assert_eq!(value("identity"), Some(scene.ana.id.to_string().as_str()));
    assert_eq!(value("issuer"), Some(scene.ca.fingerprint.to_string().as_str()));
    assert!(response.events.iter().any(|event| {
        event.ty == "wasm"
            && event.attributes.iter().any(|a| a.key == "action" && a.value == "issue_certificate")
    }));
}

#[test]
fn keys_of_every_kind_are_certified() {
    let mut scene = Scene::new();
    let keys = [
        KeyPair::generate_for(&PKCS_ED25519).expect("a key is made"),
        KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).expect("a key is made"),
    ];
    let operator = scene.hospital.account.clone();
    for key in keys {
        let (request, csr) = scene.suite.request_certificate(&scene.ana, &scene.ca, &key);
        let certificate = scene.signed(&csr, |_| {});
        scene.send(&operator, ExecuteMsg::IssueCertificate { request, certificate });
    }
}

#[test]
fn a_newer_request_replaces_the_open_one() {
    let mut scene = Scene::new();
    let (first, csr) = scene.suite.request_certificate(&scene.ana, &scene.ca, &new_key());
    let (second, _) = scene.suite.request_certificate(&scene.ana, &scene.ca, &new_key());
    assert_eq!(open(&scene).iter().map(|request| request.id).collect::<Vec<_>>(), [second]);
    let replaced: RequestResponse = scene.ask(&QueryMsg::Request { id: first });
    assert_eq!((replaced.state, replaced.csr), (RequestState::Replaced { by: second }, None));
    let certificate = scene.signed(&csr, |_| {});
    let operator = scene.hospital.account.clone();
    let refused = scene.refused(&operator, ExecuteMsg::IssueCertificate { request: first, certificate });
    assert!(matches!(refused, ContractError::RequestClosed { request } if request == first));
}

#[test]
fn requests_to_two_cas_stand_side_by_side() {
    let mut scene = Scene::new();
    let south = scene.suite.hospital("south");
    let other = scene.suite.issuing_ca(&scene.root, &south);
    scene.suite.request_certificate(&scene.ana, &scene.ca, &new_key());
    scene.suite.request_certificate(&scene.ana, &other, &new_key());
    assert_eq!(open(&scene).len(), 1);
    scene.suite.certify(&scene.ana, &other, &south);
    assert_eq!(open(&scene).len(), 1);
}

#[test]
fn the_operator_declines_with_a_code() {
    let mut scene = Scene::new();
    let (request, csr) = scene.suite.request_certificate(&scene.ana, &scene.ca, &new_key());
    let reason = DeclineReason::NotEligible;
    let operator = scene.hospital.account.clone();
    scene.send(&operator, ExecuteMsg::DeclineRequest { request, reason });
    let declined: RequestResponse = scene.ask(&QueryMsg::Request { id: request });
    assert_eq!(declined.state, RequestState::Declined { reason });
    assert!(open(&scene).is_empty());
    let certificate = scene.signed(&csr, |_| {});
    let refused = scene.refused(&operator, ExecuteMsg::IssueCertificate { request, certificate });
    assert!(matches!(refused, ContractError::RequestClosed { .. }));
    let refused = scene.refused(&operator, ExecuteMsg::DeclineRequest { request, reason });
    assert!(matches!(refused, ContractError::RequestClosed { .. }));
}

#[test]
fn a_request_needs_an_identity_a_ca_and_its_own_did() {
    let mut scene = Scene::new();
    let (ca, ana) = (scene.ca.fingerprint, scene.ana.clone());
    let csr = signing_request(&scene.suite.did(ana.id), &new_key());
    let ask = |ca, csr: &cosmwasm_std::Binary| ExecuteMsg::RequestCertificate { ca, csr: csr.clone() };

    let stranger = scene.suite.account("stranger");
    let refused = scene.refused(&stranger, ask(ca, &csr));
    assert!(matches!(refused, ContractError::NoIdentity { sender } if sender == stranger));

    let refused = scene.refused(&ana.account, ask(Fingerprint([1; 32]), &csr));
    assert!(matches!(refused, ContractError::UnknownAuthority { .. }));
    let refused = scene.refused(&ana.account, ask(scene.root.fingerprint, &csr));
    assert!(matches!(refused, ContractError::NotIssuingCa { .. }));

    let other = signing_request(&scene.suite.did(IdentityId([7; 16])), &new_key());
    let refused = scene.refused(&ana.account, ask(ca, &other));
    assert!(matches!(refused, ContractError::Request(RequestError::Names)));
    let elsewhere = signing_request(&ana.id.did("another-chain"), &new_key());
    let refused = scene.refused(&ana.account, ask(ca, &elsewhere));
    assert!(matches!(refused, ContractError::Request(RequestError::Names)));

    let mut forged = csr.to_vec();
    let last = forged.len() - 1;
    forged[last] ^= 1;
    let refused = scene.refused(&ana.account, ask(ca, &forged.into()));
    assert!(matches!(refused, ContractError::Request(RequestError::Signature(SignatureError::Invalid))));
}

#[test]
fn the_certificate_is_of_the_profile_and_for_the_requested_key() {
    let mut scene = Scene::new();
    let operator = scene.hospital.account.clone();
    let named = scene.answer(|params| params.distinguished_name.push(DnType::CommonName, "Ana Prado"));
    let refused = scene.refused(&operator, named);
    assert!(matches!(refused, ContractError::Profile(ProfileError::Subject)));

    let mail = SanType::Rfc822Name("ana@example.org".try_into().expect("ASCII"));
    let with_mail = scene.answer(|params| params.subject_alt_names.push(mail));
    let refused = scene.refused(&operator, with_mail);
    assert!(matches!(refused, ContractError::Profile(ProfileError::AlternativeName)));

    let bob = scene.suite.patient("bob");
    let did = scene.suite.did(bob.id);
    let for_bob = scene.answer(|params| params.subject_alt_names = vec![uri(&did)]);
    let refused = scene.refused(&operator, for_bob);
    assert!(matches!(refused, ContractError::Profile(ProfileError::AlternativeName)));

    let (request, _) = scene.suite.request_certificate(&scene.ana, &scene.ca, &new_key());
    let other = signing_request(&scene.suite.did(scene.ana.id), &new_key());
    let certificate = scene.signed(&other, |_| {});
    let refused = scene.refused(&operator, ExecuteMsg::IssueCertificate { request, certificate });
    assert!(matches!(refused, ContractError::Profile(ProfileError::Key)));
}

#[test]
fn the_certificate_is_signed_by_the_ca_that_was_asked() {
    let mut scene = Scene::new();
    let south = scene.suite.hospital("south");
    let other = scene.suite.issuing_ca(&scene.root, &south);
    let (request, csr) = scene.suite.request_certificate(&scene.ana, &scene.ca, &new_key());
    let certificate = other.sign(&end_entity_params(&scene.suite.did(scene.ana.id), scene.suite.now()), &csr);
    let operator = scene.hospital.account.clone();
    let refused = scene.refused(&operator, ExecuteMsg::IssueCertificate { request, certificate });
    assert!(matches!(refused, ContractError::Path(PathError::IssuerName)));
}

#[test]
fn an_expired_certificate_is_not_issued_and_one_for_later_waits() {
    let mut scene = Scene::new();
    let operator = scene.hospital.account.clone();
    let expired = scene.answer(|params| {
        params.not_before -= Duration::from_secs(2 * DAY);
        params.not_after = params.not_before + Duration::from_secs(DAY);
    });
    let refused = scene.refused(&operator, expired);
    assert!(matches!(refused, ContractError::Path(PathError::NotValidNow { .. })));

    let later = scene.answer(|params| params.not_before += Duration::from_secs(DAY));
    let id: Fingerprint = response_data(&scene.send(&operator, later));
    assert_eq!(scene.status(id), CertificateStatus::NotYetValid);
    assert!(!scene.good_for(id, scene.ana.id));
    scene.suite.wait(DAY);
    assert_eq!(scene.status(id), CertificateStatus::Good);
    assert!(scene.good_for(id, scene.ana.id));
    scene.suite.wait(365 * DAY);
    assert_eq!(scene.status(id), CertificateStatus::Expired);
    assert!(!scene.good_for(id, scene.ana.id));
}

#[test]
fn only_the_cas_organization_answers_while_it_is_active() {
    let mut scene = Scene::new();
    let issue = scene.answer(|_| {});
    let south = scene.suite.hospital("south");
    let ana = scene.ana.account.clone();
    for sender in [&south.account, &ana, &scene.suite.admin.clone(), &scene.suite.registrar.clone()] {
        let refused = scene.refused(sender, issue.clone());
        assert!(
            matches!(refused, ContractError::NotOperator { organization, .. } if organization == scene.hospital.id)
        );
        let decline = ExecuteMsg::DeclineRequest { request: 1, reason: DeclineReason::NotNeeded };
        let refused = scene.refused(sender, decline);
        assert!(matches!(refused, ContractError::NotOperator { .. }));
    }
    scene.suspend(scene.hospital.id);
    let operator = scene.hospital.account.clone();
    let refused = scene.refused(&operator, issue);
    assert!(matches!(refused, ContractError::InactiveIdentity { identity } if identity == scene.hospital.id));
}

#[test]
fn nobody_inactive_is_certified() {
    let mut scene = Scene::new();
    let issue = scene.answer(|_| {});
    scene.suspend(scene.ana.id);
    let operator = scene.hospital.account.clone();
    let refused = scene.refused(&operator, issue);
    assert!(matches!(refused, ContractError::InactiveIdentity { identity } if identity == scene.ana.id));
}

/// Whoever wants to flood an operator with requests makes an identity for each: only who was verified asks.
#[test]
fn nobody_inactive_asks() {
    let mut scene = Scene::new();
    let pending = scene.suite.register("pending", Kind::Practitioner);
    let csr = signing_request(&scene.suite.did(pending.id), &new_key());
    let ask = ExecuteMsg::RequestCertificate { ca: scene.ca.fingerprint, csr };
    let refused = scene.refused(&pending.account, ask.clone());
    assert!(matches!(refused, ContractError::InactiveIdentity { identity } if identity == pending.id));
    scene.suite.verify(pending.id);
    scene.send(&pending.account, ask);
}

#[test]
fn a_revoked_ca_issues_nothing_and_is_asked_for_nothing() {
    let mut scene = Scene::new();
    let issue = scene.answer(|_| {});
    let (operator, ana) = (scene.hospital.account.clone(), scene.ana.account.clone());
    scene.send(&operator, revoke_ca(scene.ca.fingerprint));
    let refused = scene.refused(&operator, issue);
    assert!(matches!(refused, ContractError::AuthorityNotGood { status: CertificateStatus::Revoked, .. }));
    let csr = signing_request(&scene.suite.did(scene.ana.id), &new_key());
    let refused = scene.refused(&ana, ExecuteMsg::RequestCertificate { ca: scene.ca.fingerprint, csr });
    assert!(matches!(refused, ContractError::AuthorityNotGood { status: CertificateStatus::Revoked, .. }));
}

#[test]
fn serials_and_certificates_are_used_once() {
    let mut scene = Scene::new();
    let operator = scene.hospital.account.clone();
    let serial = |params: &mut rcgen::CertificateParams| params.serial_number = Some(vec![0x11; 16].into());
    let (first, csr) = scene.suite.request_certificate(&scene.ana, &scene.ca, &new_key());
    let certificate = scene.signed(&csr, serial);
    scene.send(&operator, ExecuteMsg::IssueCertificate { request: first, certificate: certificate.clone() });

    let again = scene.answer(serial);
    let refused = scene.refused(&operator, again);
    assert!(matches!(refused, ContractError::DuplicateSerial { .. }));

    let msg = ExecuteMsg::RequestCertificate { ca: scene.ca.fingerprint, csr };
    let ana = scene.ana.account.clone();
    let second: u64 = response_data(&scene.send(&ana, msg));
    let refused =
        scene.suite.try_certificate(&operator, ExecuteMsg::IssueCertificate { request: second, certificate });
    assert!(matches!(refused.refusal(), ContractError::DuplicateCertificate { .. }));
}

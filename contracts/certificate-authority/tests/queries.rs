//! What the contract tells.

use crate::scene::{Scene, hold, release, revoke};
use certificate_authority::ContractError;
use chartseal_testing::DAY;
use chartseal_testing::certificate::new_key;
use chartseal_types::certificate::{
    AuthorityResponse, CertificateChange, CertificateItem, CertificateStatus, Change, QueryMsg,
    RequestResponse, RevocationResponse,
};
use chartseal_types::{Fingerprint, IdentityId};
use cosmwasm_std::testing::{mock_dependencies, mock_env};

#[test]
fn what_is_not_in_the_log_is_unknown() {
    let scene = Scene::new();
    let status = scene.suite.certificate_status(Fingerprint([5; 32]));
    assert_eq!(status.status, CertificateStatus::Unknown);
    assert_eq!((status.since, status.reason, status.decided_by), (None, None, None));
    assert!(!scene.good_for(Fingerprint([5; 32]), scene.ana.id));
}

#[test]
fn a_certificate_is_unknown_before_it_was_logged() {
    let mut scene = Scene::new();
    let id = scene.certify_ana();
    let logged = scene.suite.now();
    assert_eq!(scene.status_at(id, logged).status, CertificateStatus::Good);
    assert_eq!(scene.status_at(id, logged - 1).status, CertificateStatus::Unknown);
    assert_eq!(scene.status_at(id, logged + 400 * DAY).status, CertificateStatus::Expired);
}

#[test]
fn lists_come_in_pages() {
    let mut scene = Scene::new();
    let mut ids: Vec<Fingerprint> = (0..12).map(|_| scene.certify_ana()).collect();
    ids.sort();
    let identity = scene.ana.id;
    let page = |start_after, limit| -> Vec<Fingerprint> {
        let items: Vec<CertificateItem> = scene.ask(&QueryMsg::Certificates { identity, start_after, limit });
        items.iter().map(|item| item.certificate).collect()
    };
    assert_eq!(page(None, None), ids[..10]);
    assert_eq!(page(Some(ids[9]), None), ids[10..]);
    assert_eq!(page(None, Some(3)), ids[..3]);
    assert_eq!(page(None, Some(0)), ids[..1]);
    assert_eq!(page(None, Some(1000)), ids);
    assert!(page(Some(ids[11]), None).is_empty());

    let hospital = scene.hospital.account.clone();
    for id in &ids {
        scene.send(&hospital, revoke(*id));
    }
    let ca = scene.ca.fingerprint;
    let entries: Vec<RevocationResponse> =
        scene.ask(&QueryMsg::Revocations { ca, start_after: Some(ids[3]), limit: Some(2) });
    assert_eq!(entries.iter().map(|entry| entry.certificate).collect::<Vec<_>>(), ids[4..6]);
}

#[test]
fn authorities_come_in_pages() {
    let mut scene = Scene::new();
    for name in ["south", "east", "west"] {
        let hospital = scene.suite.hospital(name);
        scene.suite.issuing_ca(&scene.root, &hospital);
    }
    let all: Vec<AuthorityResponse> = scene.ask(&QueryMsg::Authorities { start_after: None, limit: None });
    assert_eq!(all.len(), 5);
    assert_eq!(all.iter().filter(|authority| authority.issuer.is_none()).count(), 1);
    let rest: Vec<AuthorityResponse> =
        scene.ask(&QueryMsg::Authorities { start_after: Some(all[2].certificate), limit: None });
    assert_eq!(rest, all[3..]);
}

#[test]
fn open_requests_come_in_order_of_their_numbers() {
    let mut scene = Scene::new();
    let patients = ["bob", "cleo", "dan"].map(|name| scene.suite.patient(name));
    let numbers: Vec<u64> = patients
        .iter()
        .map(|patient| scene.suite.request_certificate(patient, &scene.ca, &new_key()).0)
        .collect();
    let page = |start_after| -> Vec<u64> {
        let ca = scene.ca.fingerprint;
        let requests: Vec<RequestResponse> = scene.ask(&QueryMsg::Requests { ca, start_after, limit: None });
        requests.iter().map(|request| request.id).collect()
    };
    assert_eq!(page(None), numbers);
    assert_eq!(page(Some(numbers[0])), numbers[1..]);
}

#[test]
fn the_history_keeps_changes_of_one_block_in_order() {
    let mut scene = Scene::new();
    let (id, ana) = (scene.certify_ana(), scene.ana.account.clone());
    for msg in [hold(id), release(id), hold(id), release(id)] {
        scene.send(&ana, msg);
    }
    let history = |start_after, limit| -> Vec<Change> {
        let entries: Vec<CertificateChange> =
            scene.ask(&QueryMsg::History { certificate: id, start_after, limit });
        entries.into_iter().map(|entry| entry.change).collect()
    };
    let (logged, held, released) =
        (Change::Logged {}, Change::Held { since: scene.suite.now() }, Change::Released {});
    assert_eq!(history(None, None), [logged, held, released, held, released]);
    assert_eq!(history(Some(2), Some(2)), [released, held]);
    assert_eq!(scene.status(id), CertificateStatus::Good);
}

#[test]
fn asking_for_what_is_not_there_is_a_typed_error() {
    let deps = mock_dependencies();
    let certificate = Fingerprint([5; 32]);
    let error =
        certificate_authority::query(deps.as_ref(), mock_env(), QueryMsg::Certificate { certificate });
    assert!(matches!(error, Err(ContractError::UnknownCertificate { certificate: id }) if id == certificate));
    let error = certificate_authority::query(deps.as_ref(), mock_env(), QueryMsg::Request { id: 7 });
    assert!(matches!(error, Err(ContractError::UnknownRequest { request: 7 })));
}

#[test]
fn nobody_has_certificates_before_the_first() {
    let scene = Scene::new();
    let identity = IdentityId([1; 16]);
    let none: Vec<CertificateItem> =
        scene.ask(&QueryMsg::Certificates { identity, start_after: None, limit: None });
    assert!(none.is_empty());
}

//! Revocation: by whom, with which reason, and what falls with it.

use crate::scene::{Scene, revoke, revoke_ca};
use certificate_authority::ContractError;
use chartseal_testing::certificate::{ca_params, new_key, signing_request};
use chartseal_testing::{DAY, MINUTE};
use chartseal_types::Fingerprint;
use chartseal_types::certificate::{
    CertificateChange, CertificateStatus, Change, ExecuteMsg, Party, QueryMsg, RevocationReason,
    RevocationResponse,
};
use rcgen::BasicConstraints;

fn list_of(scene: &Scene, ca: Fingerprint) -> Vec<RevocationResponse> {
    scene.ask(&QueryMsg::Revocations { ca, start_after: None, limit: None })
}

#[test]
fn issuer_subject_registrar_and_admin_revoke() {
    let mut scene = Scene::new();
    let registrar = scene.suite.registrar.clone();
    let parties = [
        (scene.hospital.account.clone(), Some(scene.hospital.id)),
        (scene.ana.account.clone(), Some(scene.ana.id)),
        (scene.suite.admin.clone(), None),
        (
            registrar.clone(),
            scene.suite.query(
                &scene.suite.contracts.identity_registry,
                &chartseal_types::identity::QueryMsg::IdentityOf { account: registrar.to_string() },
            ),
        ),
    ];
    for (account, identity) in parties {
        let id = scene.certify_ana();
        assert!(scene.good_for(id, scene.ana.id));
        scene.suite.next_block();
        scene.send(&account, revoke(id));
        assert!(!scene.good_for(id, scene.ana.id));
        let history: Vec<CertificateChange> =
            scene.ask(&QueryMsg::History { certificate: id, start_after: Some(1), limit: None });
        let by = identity.map_or(Party::Admin {}, |id| Party::Identity { id });
        let change = Change::Revoked { reason: RevocationReason::Unspecified };
        assert_eq!(history, [CertificateChange { change, by, at: scene.suite.now() }]);
    }
}

#[test]
fn a_subject_without_standing_still_revokes_its_own() {
    let mut scene = Scene::new();
    let id = scene.certify_ana();
    scene.suspend(scene.ana.id);
    let ana = scene.ana.account.clone();
    scene.send(&ana, revoke(id));
    assert_eq!(scene.status(id), CertificateStatus::Revoked);
}

#[test]
fn an_issuer_without_standing_still_revokes() {
    let mut scene = Scene::new();
    let id = scene.certify_ana();
    scene.suspend(scene.hospital.id);
    let hospital = scene.hospital.account.clone();
    scene.send(&hospital, revoke(id));
    assert_eq!(scene.status(id), CertificateStatus::Revoked);
    scene.send(&hospital, revoke_ca(scene.ca.fingerprint));
    assert_eq!(scene.status(scene.ca.fingerprint), CertificateStatus::Revoked);
}

#[test]
fn a_revocation_says_since_when_and_why_and_is_for_good() {
    let mut scene = Scene::new();
    let id = scene.certify_ana();
    scene.suite.wait(DAY);
    let at = scene.suite.now();
    let reason = RevocationReason::AffiliationChanged;
    let hospital = scene.hospital.account.clone();
    scene.send(&hospital, ExecuteMsg::RevokeCertificate { certificate: id, reason });
    scene.suite.wait(DAY);
    let status = scene.suite.certificate_status(id);
    assert_eq!(status.status, CertificateStatus::Revoked);
    assert_eq!((status.since, status.reason, status.decided_by), (Some(at), Some(reason), Some(id)));
    assert_eq!(scene.status_at(id, at - 1).status, CertificateStatus::Good);
    let refused = scene.refused(&hospital, revoke(id));
    assert!(matches!(refused, ContractError::AlreadyRevoked { certificate } if certificate == id));
    // Expiry does not cover a revocation up.
    scene.suite.wait(400 * DAY);
    assert_eq!(scene.status(id), CertificateStatus::Revoked);
}

#[test]
fn revocation_lists_hold_what_a_crl_needs() {
    let mut scene = Scene::new();
    let hospital = scene.hospital.account.clone();
    let id = scene.certify_ana();
    assert!(list_of(&scene, scene.ca.fingerprint).is_empty());
    let reason = RevocationReason::Superseded;
    scene.send(&hospital, ExecuteMsg::RevokeCertificate { certificate: id, reason });
    let listed = list_of(&scene, scene.ca.fingerprint);
    assert_eq!(listed.len(), 1);
    assert_eq!(
        (listed[0].certificate, listed[0].since, listed[0].reason),
        (id, scene.suite.now(), Some(reason))
    );
    let der = scene
        .ask::<chartseal_types::certificate::CertificateResponse>(&QueryMsg::Certificate { certificate: id });
    assert_eq!(listed[0].serial, der.serial);
    assert!(list_of(&scene, scene.root.fingerprint).is_empty());
    scene.send(&hospital, revoke_ca(scene.ca.fingerprint));
    let listed = list_of(&scene, scene.root.fingerprint);
    assert_eq!(listed.iter().map(|entry| entry.certificate).collect::<Vec<_>>(), [scene.ca.fingerprint]);
}

#[test]
fn reasons_have_the_codes_of_rfc_5280() {
    use RevocationReason::*;
    let all = [
        Unspecified,
        KeyCompromise,
        CaCompromise,
        AffiliationChanged,
        Superseded,
        CessationOfOperation,
        PrivilegeWithdrawn,
        AaCompromise,
    ];
    assert_eq!(all.map(RevocationReason::code), [0, 1, 2, 3, 4, 5, 9, 10]);
}

#[test]
fn a_revoked_ca_fells_all_below() {
    let mut scene = Scene::new();
    let (hospital, now) = (scene.hospital.account.clone(), scene.suite.now());
    let south = scene.suite.hospital("south");
    let below = scene.ca.below(ca_params("South", BasicConstraints::Constrained(0), now, 5), new_key());
    scene.suite.add_issuing_ca(&below, scene.ca.fingerprint, &south);
    let own = scene.certify_ana();
    let deep = scene.suite.certify(&scene.ana, &below, &south);
    scene.suite.wait(MINUTE);
    let (at, ca) = (scene.suite.now(), scene.ca.fingerprint);
    scene.send(&hospital, ExecuteMsg::RevokeCa { ca, reason: RevocationReason::CaCompromise });
    for id in [own, deep, below.fingerprint, ca] {
        let status = scene.suite.certificate_status(id);
        assert_eq!(status.status, CertificateStatus::Revoked);
        assert_eq!((status.since, status.decided_by), (Some(at), Some(ca)));
        assert_eq!(status.reason, Some(RevocationReason::CaCompromise));
    }
    assert!(!scene.good_for(own, scene.ana.id) && !scene.good_for(deep, scene.ana.id));
    assert_eq!(scene.status_at(deep, at - 1).status, CertificateStatus::Good);
    assert_eq!(scene.status(scene.root.fingerprint), CertificateStatus::Good);
}

#[test]
fn a_revoked_root_fells_everything() {
    let mut scene = Scene::new();
    let id = scene.certify_ana();
    let admin = scene.suite.admin.clone();
    scene.send(&admin, revoke_ca(scene.root.fingerprint));
    assert!(!scene.good_for(id, scene.ana.id));
    assert_eq!(scene.suite.certificate_status(id).decided_by, Some(scene.root.fingerprint));
}

#[test]
fn a_ca_is_revoked_by_its_organization_the_one_above_or_the_admin() {
    let mut scene = Scene::new();
    let (hospital, now) = (scene.hospital.account.clone(), scene.suite.now());
    let south = scene.suite.hospital("south");
    let below = |scene: &mut Scene, name: &str| {
        let ca = scene.ca.below(ca_params(name, BasicConstraints::Constrained(0), now, 5), new_key());
        scene.suite.add_issuing_ca(&ca, scene.ca.fingerprint, &south);
        ca.fingerprint
    };
    for (name, sender) in
        [("A", south.account.clone()), ("B", hospital.clone()), ("C", scene.suite.admin.clone())]
    {
        let ca = below(&mut scene, name);
        scene.send(&sender, revoke_ca(ca));
        assert_eq!(scene.status(ca), CertificateStatus::Revoked);
    }
    let (registrar, ana) = (scene.suite.registrar.clone(), scene.ana.account.clone());
    for sender in [&south.account, &registrar, &ana, &scene.suite.account("stranger")] {
        let refused = scene.refused(sender, revoke_ca(scene.ca.fingerprint));
        assert!(matches!(refused, ContractError::MayNotRevokeCa { .. }));
    }
    let refused = scene.refused(&hospital, revoke_ca(scene.root.fingerprint));
    assert!(matches!(refused, ContractError::MayNotRevokeCa { .. }));
    scene.send(&hospital, revoke_ca(scene.ca.fingerprint));
    let refused = scene.refused(&hospital, revoke_ca(scene.ca.fingerprint));
    assert!(matches!(refused, ContractError::AlreadyRevoked { .. }));
}

#[test]
fn a_compromised_key_is_never_certified_again() {
    let mut scene = Scene::new();
    let (hospital, ana) = (scene.hospital.account.clone(), scene.ana.account.clone());
    let key = new_key();
    let (request, csr) = scene.suite.request_certificate(&scene.ana, &scene.ca, &key);
    let certificate = scene.signed(&csr, |_| {});
    let id: Fingerprint = chartseal_testing::response_data(
        &scene.send(&hospital, ExecuteMsg::IssueCertificate { request, certificate }),
    );
    // Asked for anew while the key still counts, answered after it no longer does.
    let (pending, csr) = scene.suite.request_certificate(&scene.ana, &scene.ca, &key);
    let certificate = scene.signed(&csr, |_| {});
    let reason = RevocationReason::KeyCompromise;
    scene.send(&ana, ExecuteMsg::RevokeCertificate { certificate: id, reason });
    let refused = scene.refused(&hospital, ExecuteMsg::IssueCertificate { request: pending, certificate });
    assert!(matches!(refused, ContractError::CompromisedKey));
    let csr = signing_request(&scene.suite.did(scene.ana.id), &key);
    let refused = scene.refused(&ana, ExecuteMsg::RequestCertificate { ca: scene.ca.fingerprint, csr });
    assert!(matches!(refused, ContractError::CompromisedKey));
}

//! Hold and release.

use crate::scene::{Scene, hold, release, revoke};
use certificate_authority::ContractError;
use chartseal_testing::{Actor, MINUTE};
use chartseal_types::Fingerprint;
use chartseal_types::certificate::{
    CertificateChange, CertificateStatus, Change, Party, QueryMsg, RevocationResponse,
};
use chartseal_types::identity::FREEZE_SECONDS;

fn entries(scene: &Scene) -> Vec<RevocationResponse> {
    scene.ask(&QueryMsg::Revocations { ca: scene.ca.fingerprint, start_after: None, limit: None })
}

#[test]
fn a_hold_denies_until_it_is_released() {
    let mut scene = Scene::new();
    let (id, ana) = (scene.certify_ana(), scene.ana.account.clone());
    scene.suite.wait(MINUTE);
    let held_at = scene.suite.now();
    scene.send(&ana, hold(id));
    assert!(!scene.good_for(id, scene.ana.id));
    let status = scene.suite.certificate_status(id);
    assert_eq!((status.status, status.since), (CertificateStatus::OnHold, Some(held_at)));
    assert_eq!(entries(&scene).len(), 1);
    assert_eq!((entries(&scene)[0].reason, entries(&scene)[0].since), (None, held_at));

    scene.suite.wait(MINUTE);
    let released_at = scene.suite.now();
    scene.send(&ana, release(id));
    assert!(scene.good_for(id, scene.ana.id));
    let status = scene.suite.certificate_status(id);
    assert_eq!((status.status, status.since), (CertificateStatus::Good, Some(released_at)));
    assert!(entries(&scene).is_empty());
    assert_eq!(scene.status_at(id, held_at).status, CertificateStatus::OnHold);
    assert_eq!(scene.status_at(id, held_at - 1).status, CertificateStatus::Good);
}

#[test]
fn who_may_revoke_may_hold() {
    let mut scene = Scene::new();
    let accounts = [
        scene.ana.account.clone(),
        scene.hospital.account.clone(),
        scene.suite.registrar.clone(),
        scene.suite.admin.clone(),
    ];
    let id = scene.certify_ana();
    for account in &accounts {
        scene.send(account, hold(id));
        assert_eq!(scene.status(id), CertificateStatus::OnHold);
        scene.send(account, release(id));
        assert_eq!(scene.status(id), CertificateStatus::Good);
    }
    let stranger = scene.suite.hospital("south").account;
    let refused = scene.refused(&stranger, hold(id));
    assert!(matches!(refused, ContractError::MayNotRevoke { .. }));
}

#[test]
fn who_placed_the_hold_or_the_admin_releases() {
    let mut scene = Scene::new();
    let (ana, hospital) = (scene.ana.account.clone(), scene.hospital.account.clone());
    let id = scene.certify_ana();
    scene.send(&hospital, hold(id));
    for sender in [&ana, &scene.suite.registrar.clone(), &scene.suite.account("stranger")] {
        let refused = scene.refused(sender, release(id));
        assert!(matches!(refused, ContractError::MayNotRelease { .. }));
    }
    let admin = scene.suite.admin.clone();
    scene.send(&admin, release(id));
    assert!(scene.good_for(id, scene.ana.id));
    let refused = scene.refused(&hospital, release(id));
    assert!(matches!(refused, ContractError::NotOnHold { certificate } if certificate == id));
}

#[test]
fn a_subjects_hold_gives_way_to_anothers() {
    let mut scene = Scene::new();
    let (ana, hospital) = (scene.ana.account.clone(), scene.hospital.account.clone());
    let id = scene.certify_ana();
    let first = scene.suite.now();
    scene.send(&ana, hold(id));
    scene.suite.wait(MINUTE);
    let refused = scene.refused(&ana, hold(id));
    assert!(matches!(refused, ContractError::AlreadyOnHold { .. }));
    scene.send(&hospital, hold(id));
    assert_eq!(scene.suite.certificate_status(id).since, Some(first));
    assert_eq!(entries(&scene)[0].since, first);
    let refused = scene.refused(&ana, release(id));
    assert!(matches!(refused, ContractError::MayNotRelease { .. }));
    for sender in [&ana, &hospital, &scene.suite.registrar.clone()] {
        let refused = scene.refused(sender, hold(id));
        assert!(matches!(refused, ContractError::AlreadyOnHold { .. }));
    }
    scene.send(&hospital, release(id));
    let history: Vec<CertificateChange> =
        scene.ask(&QueryMsg::History { certificate: id, start_after: None, limit: None });
    let (ana, hospital) = (Party::Identity { id: scene.ana.id }, Party::Identity { id: scene.hospital.id });
    let steps: Vec<_> = history.into_iter().map(|entry| (entry.change, entry.by)).collect();
    assert_eq!(
        steps,
        [
            (Change::Logged {}, hospital),
            (Change::Held { since: first }, ana),
            (Change::Held { since: first }, hospital),
            (Change::Released {}, hospital),
        ]
    );
}

#[test]
fn who_lost_standing_releases_nothing_until_it_is_back() {
    let mut scene = Scene::new();
    let (subject, issuer) = (scene.ana.clone(), scene.hospital.clone());
    let ids = [scene.certify_ana(), scene.certify_ana()];
    for (holder, id) in [&subject, &issuer].into_iter().zip(ids) {
        scene.send(&holder.account, hold(id));
        scene.suspend(holder.id);
        refuses_release(&mut scene, holder, id);
        scene.suite.reinstate(holder.id);
        scene.suite.freeze(&holder.account);
        refuses_release(&mut scene, holder, id);
        scene.suite.wait(FREEZE_SECONDS);
        scene.send(&holder.account, release(id));
        assert_eq!(scene.status(id), CertificateStatus::Good);
    }
}

#[test]
fn what_a_revoked_identity_held_the_admin_releases() {
    let mut scene = Scene::new();
    let (hospital, admin) = (scene.hospital.clone(), scene.suite.admin.clone());
    let id = scene.certify_ana();
    scene.send(&hospital.account, hold(id));
    scene.suite.revoke_identity(hospital.id);
    refuses_release(&mut scene, &hospital, id);
    scene.send(&admin, release(id));
    assert_eq!(scene.status(id), CertificateStatus::Good);
}

fn refuses_release(scene: &mut Scene, holder: &Actor, id: Fingerprint) {
    let refused = scene.refused(&holder.account, release(id));
    assert!(matches!(refused, ContractError::InactiveIdentity { identity } if identity == holder.id));
    assert_eq!(scene.status(id), CertificateStatus::OnHold);
}

#[test]
fn a_held_certificate_can_be_revoked_but_a_revoked_one_not_held() {
    let mut scene = Scene::new();
    let (ana, hospital) = (scene.ana.account.clone(), scene.hospital.account.clone());
    let id = scene.certify_ana();
    scene.send(&ana, hold(id));
    scene.send(&hospital, revoke(id));
    assert_eq!(entries(&scene).len(), 1);
    assert!(entries(&scene)[0].reason.is_some());
    for msg in [hold(id), release(id)] {
        let refused = scene.refused(&hospital, msg);
        assert!(matches!(refused, ContractError::AlreadyRevoked { certificate } if certificate == id));
    }
}

#[test]
fn cas_are_not_held() {
    let mut scene = Scene::new();
    let admin = scene.suite.admin.clone();
    for id in [scene.ca.fingerprint, scene.root.fingerprint, Fingerprint([3; 32])] {
        let refused = scene.refused(&admin, hold(id));
        assert!(matches!(refused, ContractError::UnknownCertificate { certificate } if certificate == id));
    }
}

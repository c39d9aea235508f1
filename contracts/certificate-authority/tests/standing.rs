//! What a certificate is worth to whoever is frozen, merged into another or dead: the registry says so, and what opens asks
//! it. What closes never does.

use crate::scene::{Scene, hold, release, revoke};
use certificate_authority::ContractError;
use chartseal_types::IdentityId;
use chartseal_types::certificate::CertificateStatus;
use chartseal_types::identity::IdentityRow;
use chartseal_types::identity::abi::IDENTITIES;

/// Something that takes an identity's standing, and gives it back.
struct Loss {
    what: &'static str,
    set: fn(&mut IdentityRow, u64),
    undo: fn(&mut IdentityRow),
}

const LOSSES: [Loss; 4] = [
    Loss { what: "frozen", set: |row, now| row.frozen_until = now + 1, undo: |row| row.frozen_until = 0 },
    Loss {
        what: "merged",
        set: |row, _| row.merged_into = Some(IdentityId([9; 16])),
        undo: |row| row.merged_into = None,
    },
    Loss { what: "deceased", set: |row, _| row.deceased = true, undo: |row| row.deceased = false },
    Loss {
        what: "not verified any more",
        set: |row, now| row.verified_until = now,
        undo: |row| row.verified_until = u64::MAX,
    },
];

/// What the registry says of an identity, changed as its own messages change it.
fn set_row(scene: &mut Scene, identity: IdentityId, change: impl FnOnce(&mut IdentityRow)) {
    let registry = scene.suite.contracts.identity_registry.clone();
    let mut storage = scene.suite.app.contract_storage_mut(&registry);
    let mut row = IDENTITIES.load(&*storage, identity).expect("the identity is known");
    change(&mut row);
    IDENTITIES.save(&mut *storage, identity, &row).expect("the row is stored");
}

fn lose(scene: &mut Scene, identity: IdentityId, loss: &Loss) {
    let now = scene.suite.now();
    set_row(scene, identity, |row| (loss.set)(row, now));
}

#[test]
fn neither_such_a_subject_nor_such_an_operator_has_a_certificate_issued() {
    for loss in &LOSSES {
        let mut scene = Scene::new();
        let operator = scene.hospital.account.clone();
        let answer = scene.answer(|_| {});
        for lost in [scene.ana.id, scene.hospital.id] {
            lose(&mut scene, lost, loss);
            let refused = scene.refused(&operator, answer.clone());
            let inactive =
                matches!(refused, ContractError::InactiveIdentity { identity } if identity == lost);
            assert!(inactive, "{}: {refused}", loss.what);
            set_row(&mut scene, lost, loss.undo);
        }
        scene.send(&operator, answer);
    }
}

#[test]
fn such_a_subject_or_issuer_still_holds_and_revokes_but_releases_nothing() {
    for loss in &LOSSES {
        let mut scene = Scene::new();
        for holder in [scene.ana.clone(), scene.hospital.clone()] {
            let id = scene.certify_ana();
            lose(&mut scene, holder.id, loss);
            scene.send(&holder.account, hold(id));
            let refused = scene.refused(&holder.account, release(id));
            let inactive =
                matches!(refused, ContractError::InactiveIdentity { identity } if identity == holder.id);
            assert!(inactive, "{}: {refused}", loss.what);
            set_row(&mut scene, holder.id, loss.undo);
            scene.send(&holder.account, release(id));
            assert_eq!(scene.status(id), CertificateStatus::Good);
            lose(&mut scene, holder.id, loss);
            scene.send(&holder.account, revoke(id));
            assert_eq!(scene.status(id), CertificateStatus::Revoked);
            set_row(&mut scene, holder.id, loss.undo);
        }
    }
}

/// The certificate tells who somebody is. Whether that somebody counts now, whoever relies on it asks the registry.
#[test]
fn a_certificate_itself_stays_good() {
    for loss in &LOSSES {
        let mut scene = Scene::new();
        let id = scene.certify_ana();
        for lost in [scene.ana.id, scene.hospital.id] {
            lose(&mut scene, lost, loss);
        }
        assert!(scene.good_for(id, scene.ana.id), "{}", loss.what);
        assert_eq!(scene.status(id), CertificateStatus::Good, "{}", loss.what);
    }
}

/// It could not use it either: the duplicate does nothing while it is merged.
#[test]
fn a_survivor_inherits_no_certificate_and_has_no_say_in_it() {
    let mut scene = Scene::new();
    let (id, duplicate) = (scene.certify_ana(), scene.ana.id);
    let survivor = scene.suite.patient("survivor");
    set_row(&mut scene, duplicate, |row| row.merged_into = Some(survivor.id));
    assert!(!scene.good_for(id, survivor.id));
    for msg in [hold(id), revoke(id)] {
        let refused = scene.refused(&survivor.account, msg);
        assert!(matches!(refused, ContractError::MayNotRevoke { .. }));
    }
}

/// A registrar that is found bad, or loses its own standing, has no say in others' certificates.
#[test]
fn a_registrar_without_standing_revokes_nothing() {
    for loss in &LOSSES {
        let mut scene = Scene::new();
        let id = scene.certify_ana();
        let south = scene.suite.another_registrar("south");
        lose(&mut scene, south.id, loss);
        for msg in [hold(id), revoke(id)] {
            let refused = scene.refused(&south.account, msg);
            assert!(matches!(refused, ContractError::MayNotRevoke { .. }), "{}: {refused}", loss.what);
        }
        set_row(&mut scene, south.id, loss.undo);
        scene.send(&south.account, revoke(id));
    }
}

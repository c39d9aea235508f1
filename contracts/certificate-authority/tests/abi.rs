//! What other contracts read raw: keys and values byte for byte, as the contract writes them.

use crate::scene::{Scene, hold, revoke, revoke_ca};
use chartseal_types::Fingerprint;

fn raw(scene: &Scene, namespace: &str, id: Fingerprint) -> Option<String> {
    let contract = &scene.suite.contracts.certificate_authority;
    let mut key = (namespace.len() as u16).to_be_bytes().to_vec();
    key.extend(namespace.as_bytes());
    key.extend(id.0);
    let value = scene.suite.app.wrap().query_wasm_raw(contract, key).expect("the state is read");
    value.map(|bytes| String::from_utf8(bytes).expect("rows are JSON"))
}

#[test]
fn a_certificate_is_one_row() {
    let mut scene = Scene::new();
    let id = scene.certify_ana();
    let now = scene.suite.now();
    let row = |standing| {
        format!(
            r#"{{"identity":"{}","issuer":"{}","not_before":{now},"not_after":{},"standing":"{standing}"}}"#,
            scene.ana.id,
            scene.ca.fingerprint,
            now + 365 * 86_400,
        )
    };
    let (good, on_hold, revoked) = (row("good"), row("on_hold"), row("revoked"));
    assert_eq!(raw(&scene, "certificates", id), Some(good));
    let ana = scene.ana.account.clone();
    scene.send(&ana, hold(id));
    assert_eq!(raw(&scene, "certificates", id), Some(on_hold));
    scene.send(&ana, revoke(id));
    assert_eq!(raw(&scene, "certificates", id), Some(revoked));
    assert_eq!(raw(&scene, "authorities", id), None);
}

#[test]
fn an_authority_is_one_row() {
    let mut scene = Scene::new();
    // The anchor and the CA were made one block before the scene's last.
    let made = scene.suite.now() - 1;
    let day = 86_400;
    let root = |standing| {
        format!(r#"{{"not_before":{made},"not_after":{},"standing":"{standing}"}}"#, made + 20 * 365 * day)
    };
    let ca = format!(
        r#"{{"issuer":"{}","organization":"{}","not_before":{made},"not_after":{},"standing":"good"}}"#,
        scene.root.fingerprint,
        scene.hospital.id,
        made + 10 * 365 * day
    );
    assert_eq!(raw(&scene, "authorities", scene.root.fingerprint), Some(root("good")));
    assert_eq!(raw(&scene, "authorities", scene.ca.fingerprint), Some(ca));
    assert_eq!(raw(&scene, "certificates", scene.ca.fingerprint), None);
    let admin = scene.suite.admin.clone();
    scene.send(&admin, revoke_ca(scene.root.fingerprint));
    assert_eq!(raw(&scene, "authorities", scene.root.fingerprint), Some(root("revoked")));
}

//! Circuit breaker and migration.

use crate::scene::{Scene, hold, release, revoke, revoke_ca};
use certificate_authority::{CONTRACT_NAME, CONTRACT_VERSION, ContractError, migrate};
use chartseal_governance::GovernanceError;
use chartseal_testing::HOUR;
use chartseal_testing::certificate::{Ca, ca_params, new_key, signing_request};
use chartseal_types::certificate::{CertificateStatus, DeclineReason, ExecuteMsg, MigrateMsg, QueryMsg};
use chartseal_types::governance::GovernanceResponse;
use cosmwasm_std::testing::{mock_dependencies, mock_env};
use rcgen::BasicConstraints;

fn pause(scene: &mut Scene) {
    let contract = scene.suite.contracts.certificate_authority.clone();
    scene.suite.pause(&contract);
}

#[test]
fn a_pause_stops_what_grants() {
    let mut scene = Scene::new();
    let held = scene.certify_ana();
    let issue = scene.answer(|_| {});
    let (admin, ana, hospital) =
        (scene.suite.admin.clone(), scene.ana.account.clone(), scene.hospital.account.clone());
    scene.send(&hospital, hold(held));
    pause(&mut scene);
    let now = scene.suite.now();
    let root = Ca::root(ca_params("Second", BasicConstraints::Unconstrained, now, 20), new_key());
    let ca = scene.root.below(ca_params("CA", BasicConstraints::Unconstrained, now, 10), new_key());
    let (issuer, organization) = (scene.root.fingerprint, scene.hospital.id);
    let csr = signing_request(&scene.suite.did(scene.ana.id), &new_key());
    let stopped = [
        (&admin, ExecuteMsg::AddTrustAnchor { certificate: root.certificate() }),
        (&admin, ExecuteMsg::AddIssuingCa { certificate: ca.certificate(), issuer, organization }),
        (&ana, ExecuteMsg::RequestCertificate { ca: scene.ca.fingerprint, csr }),
        (&hospital, issue.clone()),
        // What is released counts again: that opens.
        (&hospital, release(held)),
    ];
    for (sender, msg) in stopped {
        let refused = scene.refused(sender, msg);
        assert!(matches!(refused, ContractError::Governance(GovernanceError::Paused { .. })));
    }
    scene.suite.wait(72 * HOUR);
    scene.send(&hospital, issue);
    scene.send(&hospital, release(held));
}

#[test]
fn a_pause_never_stops_what_protects() {
    let mut scene = Scene::new();
    let (first, second) = (scene.certify_ana(), scene.certify_ana());
    let (request, _) = scene.suite.request_certificate(&scene.ana, &scene.ca, &new_key());
    pause(&mut scene);
    let (admin, ana, hospital) =
        (scene.suite.admin.clone(), scene.ana.account.clone(), scene.hospital.account.clone());
    scene.send(&ana, revoke(first));
    scene.send(&hospital, hold(second));
    scene.send(&hospital, ExecuteMsg::DeclineRequest { request, reason: DeclineReason::NotNeeded });
    scene.send(&hospital, revoke_ca(scene.ca.fingerprint));
    scene.send(&admin, revoke_ca(scene.root.fingerprint));
    assert_eq!(scene.status(second), CertificateStatus::Revoked);
}

#[test]
fn the_query_tells_who_governs() {
    let scene = Scene::new();
    let governance: GovernanceResponse = scene.ask(&QueryMsg::Governance {});
    assert_eq!(governance.admin, scene.suite.admin);
    assert_eq!(governance.contracts, scene.suite.contracts);
}

#[test]
fn a_migration_goes_forward_within_this_contract() {
    let mut deps = mock_dependencies();
    let mut run = |name: &str, version: &str| {
        cw2::set_contract_version(&mut deps.storage, name, version).expect("the version is set");
        migrate(deps.as_mut(), mock_env(), MigrateMsg {})
    };
    assert!(run(CONTRACT_NAME, "0.0.1").is_ok());
    let same = run(CONTRACT_NAME, CONTRACT_VERSION);
    assert!(matches!(same, Err(ContractError::Governance(GovernanceError::NotNewer { .. }))));
    let newer = run(CONTRACT_NAME, "99.0.0");
    assert!(matches!(newer, Err(ContractError::Governance(GovernanceError::NotNewer { .. }))));
    let other = run("chartseal:identity-registry", "0.0.1");
    assert!(matches!(other, Err(ContractError::Governance(GovernanceError::OtherContract { .. }))));
}

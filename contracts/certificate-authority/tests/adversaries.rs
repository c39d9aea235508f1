//! Attacks, each beside the honest step that works.

use crate::scene::{Scene, hold, release, revoke, revoke_ca};
use certificate_authority::ContractError;
use certificate_authority::domain::{PathError, ProfileError, RequestError};
use chartseal_testing::certificate::{Ca, ca_params, end_entity_params, new_key, signing_request};
use chartseal_testing::response_data;
use chartseal_types::Fingerprint;
use chartseal_types::certificate::{CertificateStatus, ExecuteMsg};
use cosmwasm_std::coins;
use cosmwasm_std::testing::{message_info, mock_dependencies, mock_env};
use rcgen::{BasicConstraints, KeyPair, KeyUsagePurpose};

#[test]
fn a_stranger_changes_nothing() {
    let mut scene = Scene::new();
    let id = scene.certify_ana();
    let stranger = scene.suite.account("stranger");
    let outsider = scene.suite.hospital("south").account;
    for sender in [stranger, outsider] {
        for msg in [revoke(id), hold(id)] {
            let refused = scene.refused(&sender, msg);
            assert!(matches!(refused, ContractError::MayNotRevoke { .. }));
        }
        let refused = scene.refused(&sender, release(id));
        assert!(matches!(refused, ContractError::NotOnHold { .. }));
        let refused = scene.refused(&sender, revoke_ca(scene.ca.fingerprint));
        assert!(matches!(refused, ContractError::MayNotRevokeCa { .. }));
    }
    assert!(scene.good_for(id, scene.ana.id));
}

#[test]
fn a_certificate_is_good_for_nobody_else() {
    let mut scene = Scene::new();
    let id = scene.certify_ana();
    let bob = scene.suite.patient("bob");
    assert!(scene.good_for(id, scene.ana.id));
    assert!(!scene.good_for(id, bob.id));
    assert!(!scene.good_for(id, scene.hospital.id));
}

#[test]
fn a_cas_own_certificate_authenticates_nobody() {
    let scene = Scene::new();
    assert_eq!(scene.status(scene.ca.fingerprint), CertificateStatus::Good);
    assert!(!scene.good_for(scene.ca.fingerprint, scene.hospital.id));
    assert!(!scene.good_for(scene.root.fingerprint, scene.hospital.id));
}

#[test]
fn a_request_copied_from_the_chain_serves_nobody_else() {
    let mut scene = Scene::new();
    let (_, csr) = scene.suite.request_certificate(&scene.ana, &scene.ca, &new_key());
    let thief = scene.suite.patient("thief").account;
    let copied = ExecuteMsg::RequestCertificate { ca: scene.ca.fingerprint, csr };
    let refused = scene.refused(&thief, copied);
    assert!(matches!(refused, ContractError::Request(RequestError::Names)));
}

#[test]
fn a_ca_cannot_slip_a_key_of_its_own_into_a_certificate() {
    let mut scene = Scene::new();
    let (request, _) = scene.suite.request_certificate(&scene.ana, &scene.ca, &new_key());
    let own = signing_request(&scene.suite.did(scene.ana.id), &new_key());
    let certificate = scene.signed(&own, |_| {});
    let operator = scene.hospital.account.clone();
    let refused = scene.refused(&operator, ExecuteMsg::IssueCertificate { request, certificate });
    assert!(matches!(refused, ContractError::Profile(ProfileError::Key)));
}

#[test]
fn an_impostor_ca_of_the_same_name_issues_nothing() {
    let mut scene = Scene::new();
    let impostor = Ca::root(
        ca_params(
            &format!("CA of {}", scene.hospital.id),
            BasicConstraints::Unconstrained,
            scene.suite.now(),
            10,
        ),
        new_key(),
    );
    let (request, csr) = scene.suite.request_certificate(&scene.ana, &scene.ca, &new_key());
    let certificate =
        impostor.sign(&end_entity_params(&scene.suite.did(scene.ana.id), scene.suite.now()), &csr);
    let operator = scene.hospital.account.clone();
    let refused = scene.refused(&operator, ExecuteMsg::IssueCertificate { request, certificate });
    assert!(matches!(refused, ContractError::Path(PathError::AuthorityKeyIdentifier)));
}

#[test]
fn an_impostor_who_copies_the_key_identifier_fails_at_the_signature() {
    let mut scene = Scene::new();
    let key = new_key();
    let real =
        scene.root.below(ca_params("Copied", BasicConstraints::Unconstrained, scene.suite.now(), 10), key);
    scene.suite.add_issuing_ca(&real, scene.root.fingerprint, &scene.hospital.clone());
    let mut params = ca_params("Copied", BasicConstraints::Unconstrained, scene.suite.now(), 10);
    let certificate =
        certificate_authority::domain::Certificate::parse(&real.certificate()).expect("it parses");
    let key_id = certificate.extensions.subject_key_id.expect("a CA has one");
    params.key_identifier_method = rcgen::KeyIdMethod::PreSpecified(key_id);
    let impostor = Ca::root(params, new_key());
    let (request, csr) = scene.suite.request_certificate(&scene.ana, &real, &new_key());
    let forged = impostor.sign(&end_entity_params(&scene.suite.did(scene.ana.id), scene.suite.now()), &csr);
    let operator = scene.hospital.account.clone();
    let refused = scene.refused(&operator, ExecuteMsg::IssueCertificate { request, certificate: forged });
    assert!(matches!(refused, ContractError::Path(PathError::Signature(_))));
}

#[test]
fn an_end_entity_cannot_pass_for_a_ca() {
    let mut scene = Scene::new();
    let key = new_key();
    let (request, csr) = scene.suite.request_certificate(&scene.ana, &scene.ca, &key);
    let operator = scene.hospital.account.clone();
    let as_ca = scene.signed(&csr, |params| {
        params.is_ca = rcgen::IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages.push(KeyUsagePurpose::KeyCertSign);
    });
    let refused = scene.refused(&operator, ExecuteMsg::IssueCertificate { request, certificate: as_ca });
    assert!(matches!(refused, ContractError::Profile(ProfileError::IsCa)));
    let certificate = scene.signed(&csr, |_| {});
    let id: Fingerprint =
        response_data(&scene.send(&operator, ExecuteMsg::IssueCertificate { request, certificate }));
    let admin = scene.suite.admin.clone();
    let below =
        scene.ca.below(ca_params("Below", BasicConstraints::Unconstrained, scene.suite.now(), 1), new_key());
    let msg = ExecuteMsg::AddIssuingCa {
        certificate: below.certificate(),
        issuer: id,
        organization: scene.hospital.id,
    };
    let refused = scene.refused(&admin, msg);
    assert!(matches!(refused, ContractError::UnknownAuthority { authority } if authority == id));
    let csr = signing_request(&scene.suite.did(scene.ana.id), &new_key());
    let ana = scene.ana.account.clone();
    let refused = scene.refused(&ana, ExecuteMsg::RequestCertificate { ca: id, csr });
    assert!(matches!(refused, ContractError::UnknownAuthority { authority } if authority == id));
}

/// A serial is an issuer's: another CA may use the same, the same name with another key may not.
#[test]
fn a_serial_is_used_once_under_a_name_and_freely_under_another() {
    let mut scene = Scene::new();
    let (admin, south) = (scene.suite.admin.clone(), scene.suite.hospital("south"));
    let serial = |params: &mut rcgen::CertificateParams| params.serial_number = Some(vec![0x22; 16].into());
    let answer = scene.answer(serial);
    let operator = scene.hospital.account.clone();
    let first: Fingerprint = response_data(&scene.send(&operator, answer));

    let other = scene.suite.issuing_ca(&scene.root, &south);
    let (request, csr) = scene.suite.request_certificate(&scene.ana, &other, &new_key());
    let mut params = end_entity_params(&scene.suite.did(scene.ana.id), scene.suite.now());
    serial(&mut params);
    let certificate = other.sign(&params, &csr);
    scene.send(&south.account, ExecuteMsg::IssueCertificate { request, certificate });

    // The hospital's CA again, with a new key under the old name.
    let name = format!("CA of {}", scene.hospital.id);
    let rekeyed =
        scene.root.below(ca_params(&name, BasicConstraints::Unconstrained, scene.suite.now(), 10), new_key());
    let msg = ExecuteMsg::AddIssuingCa {
        certificate: rekeyed.certificate(),
        issuer: scene.root.fingerprint,
        organization: scene.hospital.id,
    };
    scene.send(&admin, msg);
    let (request, csr) = scene.suite.request_certificate(&scene.ana, &rekeyed, &new_key());
    let certificate = rekeyed.sign(&params, &csr);
    let refused = scene.refused(&operator, ExecuteMsg::IssueCertificate { request, certificate });
    assert!(matches!(refused, ContractError::DuplicateSerial { certificate } if certificate == first));
}

/// The admin may add a CA; it issues nothing for an organization that has lost its standing, and what it issued before is
/// ended by whoever revokes the CA.
#[test]
fn a_ca_outlives_its_organization_s_standing_and_issues_nothing_meanwhile() {
    let mut scene = Scene::new();
    let before = scene.certify_ana();
    let answer = scene.answer(|_| {});
    scene.suspend(scene.hospital.id);
    let operator = scene.hospital.account.clone();
    let refused = scene.refused(&operator, answer.clone());
    assert!(matches!(refused, ContractError::InactiveIdentity { identity } if identity == scene.hospital.id));
    assert!(scene.good_for(before, scene.ana.id));
    scene.send(&operator, revoke_ca(scene.ca.fingerprint));
    assert!(!scene.good_for(before, scene.ana.id));
    scene.suite.reinstate(scene.hospital.id);
    let refused = scene.refused(&operator, answer);
    assert!(matches!(refused, ContractError::AuthorityNotGood { status: CertificateStatus::Revoked, .. }));
}

#[test]
fn a_dismissed_registrar_revokes_nothing() {
    let mut scene = Scene::new();
    let id = scene.certify_ana();
    let south = scene.suite.hospital("south");
    let admin = scene.suite.admin.clone();
    let appoint = chartseal_types::identity::ExecuteMsg::AppointRegistrar { organization: south.id };
    scene.suite.try_identity(&admin, appoint).expect("the admin appoints");
    scene.send(&south.account, hold(id));
    scene.send(&south.account, release(id));
    let dismiss = chartseal_types::identity::ExecuteMsg::DismissRegistrar { organization: south.id };
    scene.suite.try_identity(&admin, dismiss).expect("the admin dismisses");
    let refused = scene.refused(&south.account, hold(id));
    assert!(matches!(refused, ContractError::MayNotRevoke { .. }));
}

#[test]
fn a_dismissed_registrar_releases_nothing_that_it_held() {
    let mut scene = Scene::new();
    let id = scene.certify_ana();
    let (south, admin) = (scene.suite.another_registrar("south"), scene.suite.admin.clone());
    scene.send(&south.account, hold(id));
    let dismiss = chartseal_types::identity::ExecuteMsg::DismissRegistrar { organization: south.id };
    scene.suite.try_identity(&admin, dismiss).expect("the admin dismisses");
    let refused = scene.refused(&south.account, release(id));
    assert!(matches!(refused, ContractError::MayNotRelease { sender } if sender == south.account));
    assert_eq!(scene.status(id), CertificateStatus::OnHold);
    scene.send(&admin, release(id));
    assert!(scene.good_for(id, scene.ana.id));
}

#[test]
fn a_key_under_another_spelling_stays_compromised() {
    use certificate_authority::domain::PublicKey;
    let key = KeyPair::generate().expect("a key is made");
    let point = key.public_key_raw().to_vec();
    let mut compressed = vec![2 + (point[64] & 1)];
    compressed.extend(&point[1..33]);
    assert_eq!(PublicKey::EcP256(point).digest(), PublicKey::EcP256(compressed).digest());
}

#[test]
fn coins_are_refused() {
    let mut deps = mock_dependencies();
    let info = message_info(&deps.api.addr_make("ana"), &coins(1, "stake"));
    let msg = revoke(Fingerprint([1; 32]));
    let refused = certificate_authority::execute(deps.as_mut(), mock_env(), info, msg);
    assert!(matches!(
        refused,
        Err(ContractError::Governance(chartseal_governance::GovernanceError::Funds { kinds: 1 }))
    ));
}

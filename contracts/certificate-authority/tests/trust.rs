//! Trust anchors and issuing CAs come in by the admin, after every check.

use crate::common::{CHAINS, NOW, fixture};
use crate::scene::{Scene, revoke_ca};
use certificate_authority::ContractError;
use certificate_authority::domain::{ParseError, PathError};
use chartseal_governance::GovernanceError;
use chartseal_testing::certificate::{Ca, ca_params, new_key};
use chartseal_testing::{Refusal, Suite, response_data};
use chartseal_types::Fingerprint;
use chartseal_types::certificate::CertificateResponse;
use chartseal_types::certificate::{AuthorityResponse, CertificateStatus, ExecuteMsg, Holder, QueryMsg};
use chartseal_types::identity::Kind;
use rcgen::{BasicConstraints, DnType, IsCa};

const ANY: BasicConstraints = BasicConstraints::Unconstrained;

fn new_root(scene: &Scene) -> Ca {
    Ca::root(ca_params("Second root", ANY, scene.suite.now(), 20), new_key())
}

fn ca_below_root(scene: &Scene) -> Ca {
    scene.root.below(ca_params("Second CA", ANY, scene.suite.now(), 10), new_key())
}

fn add(ca: &Ca, issuer: Fingerprint, organization: chartseal_types::IdentityId) -> ExecuteMsg {
    ExecuteMsg::AddIssuingCa { certificate: ca.certificate(), issuer, organization }
}

#[test]
fn the_admin_adds_a_root_and_a_ca_below_it() {
    let scene = Scene::new();
    let listed: Vec<AuthorityResponse> = scene.ask(&QueryMsg::Authorities { start_after: None, limit: None });
    assert_eq!(listed.len(), 2);
    assert!(listed.iter().all(|authority| authority.status == CertificateStatus::Good));
    let root: CertificateResponse = scene.ask(&QueryMsg::Certificate { certificate: scene.root.fingerprint });
    assert_eq!((root.holder, root.issuer), (Holder::TrustAnchor {}, None));
    assert_eq!(root.der, scene.root.certificate());
    let ca: CertificateResponse = scene.ask(&QueryMsg::Certificate { certificate: scene.ca.fingerprint });
    assert_eq!(ca.holder, Holder::IssuingCa { organization: scene.hospital.id });
    assert_eq!(ca.issuer, Some(scene.root.fingerprint));
}

#[test]
fn the_answer_is_the_fingerprint() {
    let mut scene = Scene::new();
    let (root, admin) = (new_root(&scene), scene.suite.admin.clone());
    let response = scene.send(&admin, ExecuteMsg::AddTrustAnchor { certificate: root.certificate() });
    assert_eq!(response_data::<Fingerprint>(&response), root.fingerprint);
}

#[test]
fn roots_of_every_algorithm_are_verified() {
    let mut suite = Suite::new();
    suite.wait(NOW - suite.now());
    let admin = suite.admin.clone();
    for chain in CHAINS {
        let certificate = fixture(&format!("{chain}-root"));
        suite
            .try_certificate(&admin, ExecuteMsg::AddTrustAnchor { certificate: certificate.clone().into() })
            .unwrap_or_else(|error| panic!("{chain}: {error}"));
        let mut forged = certificate;
        let last = forged.len() - 1;
        forged[last] ^= 1;
        let refused: ContractError = suite
            .try_certificate(&admin, ExecuteMsg::AddTrustAnchor { certificate: forged.into() })
            .refusal();
        assert!(matches!(refused, ContractError::Path(PathError::Signature(_))), "{chain}: {refused}");
    }
}

#[test]
fn nobody_else_adds_any() {
    let mut scene = Scene::new();
    let hospital = scene.hospital.clone();
    let (root, ca) = (new_root(&scene), ca_below_root(&scene));
    let refused =
        scene.refused(&hospital.account, ExecuteMsg::AddTrustAnchor { certificate: root.certificate() });
    assert!(matches!(refused, ContractError::Governance(GovernanceError::NotAdmin { .. })));
    let refused = scene.refused(&hospital.account, add(&ca, scene.root.fingerprint, hospital.id));
    assert!(matches!(refused, ContractError::Governance(GovernanceError::NotAdmin { .. })));
}

#[test]
fn a_ca_belongs_to_an_active_organization() {
    let mut scene = Scene::new();
    let (admin, root) = (scene.suite.admin.clone(), scene.root.fingerprint);
    let ca = ca_below_root(&scene);
    let refused = scene.refused(&admin, add(&ca, root, scene.ana.id));
    assert!(matches!(refused, ContractError::NotOrganization { identity } if identity == scene.ana.id));
    let pending = scene.suite.register("pending", Kind::Organization);
    let refused = scene.refused(&admin, add(&ca, root, pending.id));
    assert!(matches!(refused, ContractError::InactiveIdentity { identity } if identity == pending.id));
    for kind in [Kind::Payer, Kind::Researcher, Kind::Auditor] {
        let name = format!("{kind:?}");
        let organization = scene.suite.organization(&name, kind);
        let ca = scene.root.below(ca_params(&name, ANY, scene.suite.now(), 10), new_key());
        scene.send(&admin, add(&ca, root, organization.id));
    }
}

#[test]
fn a_ca_follows_from_the_one_that_is_named() {
    let mut scene = Scene::new();
    let (admin, hospital) = (scene.suite.admin.clone(), scene.hospital.id);
    let unknown = Fingerprint([9; 32]);
    let refused = scene.refused(&admin, add(&ca_below_root(&scene), unknown, hospital));
    assert!(matches!(refused, ContractError::UnknownAuthority { authority } if authority == unknown));
    let other = new_root(&scene);
    let astray = other.below(ca_params("Astray", ANY, scene.suite.now(), 10), new_key());
    let refused = scene.refused(&admin, add(&astray, scene.root.fingerprint, hospital));
    assert!(matches!(refused, ContractError::Path(PathError::IssuerName)));
    let refused = scene.refused(&admin, add(&ca_below_root(&scene), scene.ca.fingerprint, hospital));
    assert!(matches!(refused, ContractError::Path(PathError::IssuerName)));
    let no_ca = scene.root.below(
        {
            let mut params = ca_params("No CA", ANY, scene.suite.now(), 10);
            params.is_ca = IsCa::NoCa;
            params
        },
        new_key(),
    );
    let refused = scene.refused(&admin, add(&no_ca, scene.root.fingerprint, hospital));
    assert!(matches!(refused, ContractError::Path(PathError::NotCa)));
    let refused = scene
        .refused(&admin, ExecuteMsg::AddTrustAnchor { certificate: ca_below_root(&scene).certificate() });
    assert!(matches!(refused, ContractError::Path(PathError::NotSelfSigned)));
    let refused = scene.refused(&admin, ExecuteMsg::AddTrustAnchor { certificate: b"-----BEGIN".into() });
    assert!(matches!(refused, ContractError::Parse(ParseError::Der { .. })));
}

#[test]
fn a_ca_may_stand_below_another_but_not_deeper() {
    let mut scene = Scene::new();
    let (admin, now) = (scene.suite.admin.clone(), scene.suite.now());
    let south = scene.suite.hospital("south");
    let second = scene.ca.below(ca_params("Second", ANY, now, 5), new_key());
    scene.suite.add_issuing_ca(&second, scene.ca.fingerprint, &south);
    let bob = scene.suite.patient("bob");
    let certificate = scene.suite.certify(&bob, &second, &south);
    assert!(scene.good_for(certificate, bob.id));
    let third = second.below(ca_params("Third", ANY, now, 4), new_key());
    let refused = scene.refused(&admin, add(&third, second.fingerprint, south.id));
    assert!(matches!(refused, ContractError::Path(PathError::TooDeep { max: 4 })));
}

#[test]
fn nothing_is_added_below_a_ca_that_is_not_good() {
    let mut scene = Scene::new();
    let admin = scene.suite.admin.clone();
    scene.send(&admin, revoke_ca(scene.root.fingerprint));
    let refused =
        scene.refused(&admin, add(&ca_below_root(&scene), scene.root.fingerprint, scene.hospital.id));
    let root = scene.root.fingerprint;
    assert!(matches!(
        refused,
        ContractError::AuthorityNotGood { authority, status: CertificateStatus::Revoked } if authority == root
    ));
}

#[test]
fn a_certificate_comes_into_the_log_once() {
    let mut scene = Scene::new();
    let admin = scene.suite.admin.clone();
    let again = ExecuteMsg::AddTrustAnchor { certificate: scene.root.certificate() };
    let refused = scene.refused(&admin, again);
    let root = scene.root.fingerprint;
    assert!(matches!(refused, ContractError::DuplicateCertificate { certificate } if certificate == root));
    let again = add(&scene.ca, scene.root.fingerprint, scene.hospital.id);
    let refused = scene.refused(&admin, again);
    assert!(matches!(refused, ContractError::DuplicateCertificate { .. }));
}

#[test]
fn an_issuer_uses_a_serial_once() {
    let mut scene = Scene::new();
    let (admin, hospital) = (scene.suite.admin.clone(), scene.hospital.id);
    let mut params = ca_params("Twin", ANY, scene.suite.now(), 10);
    params.serial_number = Some(vec![0x7e; 20].into());
    let first = scene.root.below(params.clone(), new_key());
    scene.send(&admin, add(&first, scene.root.fingerprint, hospital));
    params.distinguished_name.push(DnType::OrganizationName, "Other");
    let second = scene.root.below(params, new_key());
    let refused = scene.refused(&admin, add(&second, scene.root.fingerprint, hospital));
    assert!(matches!(
        refused,
        ContractError::DuplicateSerial { certificate } if certificate == first.fingerprint
    ));
}

//! Certificate mis-issuance: a CA, or who holds its key or its account, certifies what must not be.

use std::time::Duration;

use certificate_authority::ContractError;
use certificate_authority::domain::{Certificate, ParseError, PathError, ProfileError};
use chartseal_governance::GovernanceError;
use chartseal_testing::certificate::{ca_params, end_entity_params, new_key, signing_request};
use chartseal_testing::{Actor, Ca, DAY, Suite, response_data};
use chartseal_types::certificate::{CertificateStatus, ExecuteMsg, RevocationReason};
use chartseal_types::{Fingerprint, Role};
use cosmwasm_std::{Addr, Binary};
use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, DistinguishedName, DnType, ExtendedKeyUsagePurpose,
    GeneralSubtree, IsCa, KeyIdMethod, KeyUsagePurpose, NameConstraints, SerialNumber,
};

use crate::harness::Stopped::Authority;
use crate::harness::{Attempt, attacks, goal};

attacks! {
    "certificate mis-issuance";
    a_doctor_who_could_issue: [EndEntityIsNoCa] => Authority(ContractError::Profile(ProfileError::IsCa)),
    a_doctor_whose_key_signs_certificates: [EndEntityKeyUsage] =>
        Authority(ContractError::Profile(ProfileError::KeyUsage)),
    a_doctor_whose_key_signs_programs: [EndEntityUses] =>
        Authority(ContractError::Profile(ProfileError::ExtendedKeyUsage)),
    a_certificate_that_tells_a_name: [CertificateNames] =>
        Authority(ContractError::Profile(ProfileError::Subject)),
    a_certificate_that_carries_something: [NoOtherData] =>
        Authority(ContractError::Profile(ProfileError::Extension { .. })),
    a_certificate_with_the_serial_of_another: [NewSerial] =>
        Authority(ContractError::DuplicateSerial { .. }),
    a_certificate_for_ten_years: [Lifetime] =>
        Authority(ContractError::Profile(ProfileError::Lifetime { .. })),
    a_certificate_that_outlasts_its_ca: [WithinIssuer] =>
        Authority(ContractError::Path(PathError::OutlastsIssuer { .. })),
    a_certificate_for_the_cas_own_key: [RequestedKey] => Authority(ContractError::Profile(ProfileError::Key)),
    a_certificate_of_a_revoked_ca: [AuthorityGood] => Authority(ContractError::AuthorityNotGood { .. }),
    a_certificate_of_a_suspended_hospital: [ActiveParty] =>
        Authority(ContractError::InactiveIdentity { .. }),
    a_certificate_for_a_suspended_doctor: [ActiveParty] =>
        Authority(ContractError::InactiveIdentity { .. }),
    a_certificate_issued_by_another_hospital: [CaOperator] =>
        Authority(ContractError::NotOperator { .. }),
    a_ca_made_up_under_a_good_name: [IssuerSignature] =>
        Authority(ContractError::Path(PathError::Signature(_))),
    a_ca_below_one_that_may_have_none: [PathLength] =>
        Authority(ContractError::Path(PathError::PathLength { .. })),
    a_ca_outside_its_name_constraints: [NameConstraints] =>
        Authority(ContractError::Path(PathError::NameConstraints)),
    a_root_of_a_hospitals_own: [Admin] =>
        Authority(ContractError::Governance(GovernanceError::NotAdmin { .. })),
    a_root_with_a_key_that_can_be_factored: [RsaLength] =>
        Authority(ContractError::Parse(ParseError::RsaModulus { bits: 1024 })),
}

/// A hospital with its CA, and a doctor who asks it for a certificate.
struct Scene {
    suite: Suite,
    root: Ca,
    north: Actor,
    ca: Ca,
    dora: Actor,
}

impl Scene {
    fn new() -> Self {
        let mut suite = Suite::new();
        let root = suite.trust_anchor();
        let north = suite.hospital("north");
        let ca = suite.issuing_ca(&root, &north);
        let dora = suite.practitioner("dora", Role::Doctor, &north);
        Self { suite, root, north, ca, dora }
    }

    /// The CA answers a request of the doctor's with a certificate of which `change` is not what is usual.
    fn issue(&mut self, change: impl FnOnce(&mut CertificateParams)) -> Attempt {
        let (request, csr) = self.suite.request_certificate(&self.dora, &self.ca, &new_key());
        let certificate = self.signed(&csr, change);
        let operator = self.north.account.clone();
        self.answer(&operator, request, certificate)
    }

    fn signed(&self, csr: &Binary, change: impl FnOnce(&mut CertificateParams)) -> Binary {
        let mut params = end_entity_params(&self.suite.did(self.dora.id), self.suite.now());
        change(&mut params);
        self.ca.sign(&params, csr)
    }

    /// The goal: a certificate that is good.
    fn answer(&mut self, by: &Addr, request: u64, certificate: Binary) -> Attempt {
        let msg = ExecuteMsg::IssueCertificate { request, certificate };
        let fingerprint: Fingerprint = response_data(&self.suite.try_certificate(by, msg)?);
        goal(self.suite.certificate_status(fingerprint).status == CertificateStatus::Good)
    }

    /// The admin adds a CA below another, as they were asked to. The goal: it is good.
    fn add(&mut self, ca: &Ca, above: Fingerprint, organization: &Actor) -> Attempt {
        let admin = self.suite.admin.clone();
        let msg = ExecuteMsg::AddIssuingCa {
            certificate: ca.certificate(),
            issuer: above,
            organization: organization.id,
        };
        self.suite.try_certificate(&admin, msg)?;
        goal(self.suite.certificate_status(ca.fingerprint).status == CertificateStatus::Good)
    }
}

/// A clerk of the CA makes a friend's certificate a CA's, from which any program that reads X.509 takes more.
fn a_doctor_who_could_issue() -> Attempt {
    Scene::new().issue(|params| params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0)))
}

/// The same by key usage, for programs that look at nothing else.
fn a_doctor_whose_key_signs_certificates() -> Attempt {
    Scene::new().issue(|params| params.key_usages.push(KeyUsagePurpose::KeyCertSign))
}

/// A clerk of the CA has a certificate serve for signing programs, which hospitals would install.
fn a_doctor_whose_key_signs_programs() -> Attempt {
    Scene::new().issue(|params| {
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::CodeSigning];
    })
}

/// A CA puts the doctor's name beside the DID, as it always did, and on the chain it stays.
fn a_certificate_that_tells_a_name() -> Attempt {
    Scene::new().issue(|params| params.distinguished_name.push(DnType::CommonName, "Dr. Dora Diaz"))
}

/// A clerk publishes what they stole in an extension that nobody reads.
fn a_certificate_that_carries_something() -> Attempt {
    Scene::new().issue(|params| {
        let stolen = CustomExtension::from_oid_content(&[1, 3, 6, 1, 4, 1, 99999, 1], vec![4, 2, 7, 7]);
        params.custom_extensions.push(stolen);
    })
}

/// A clerk gives a friend's certificate Dora's serial: once it is on the revocation list, Dora's is taken for revoked.
fn a_certificate_with_the_serial_of_another() -> Attempt {
    let mut scene = Scene::new();
    let serial = SerialNumber::from(4711_u64);
    scene.issue(|params| params.serial_number = Some(serial.clone()))?;
    scene.dora = scene.suite.practitioner("eve", Role::Doctor, &scene.north.clone());
    scene.issue(|params| params.serial_number = Some(serial))
}

/// A clerk of the CA spares a friend the renewals, at which somebody would ask whether they still work there.
fn a_certificate_for_ten_years() -> Attempt {
    Scene::new().issue(|params| params.not_after = params.not_before + Duration::from_secs(9 * 365 * DAY))
}

/// A CA that ends this year signs for two: its certificates would live on when nobody answers for them.
fn a_certificate_that_outlasts_its_ca() -> Attempt {
    let mut scene = Scene::new();
    let params = ca_params("Last year's", BasicConstraints::Unconstrained, scene.suite.now(), 1);
    let ca = scene.root.below(params, new_key());
    let north = scene.north.clone();
    scene.suite.add_issuing_ca(&ca, scene.root.fingerprint, &north);
    scene.ca = ca;
    scene.issue(|params| params.not_after = params.not_before + Duration::from_secs(730 * DAY))
}

/// A hospital answers with a key of its own instead of Dora's: it would sign as Dora.
fn a_certificate_for_the_cas_own_key() -> Attempt {
    let mut scene = Scene::new();
    let (request, _) = scene.suite.request_certificate(&scene.dora, &scene.ca, &new_key());
    let own = signing_request(&scene.suite.did(scene.dora.id), &new_key());
    let certificate = scene.signed(&own, |_| {});
    let operator = scene.north.account.clone();
    scene.answer(&operator, request, certificate)
}

/// Thieves have the key of a CA, and its operator's account. The admin revoked the CA; they answer what was asked before.
fn a_certificate_of_a_revoked_ca() -> Attempt {
    let mut scene = Scene::new();
    let (request, csr) = scene.suite.request_certificate(&scene.dora, &scene.ca, &new_key());
    let admin = scene.suite.admin.clone();
    let reason = RevocationReason::CaCompromise;
    scene.suite.try_certificate(&admin, ExecuteMsg::RevokeCa { ca: scene.ca.fingerprint, reason })?;
    let certificate = scene.signed(&csr, |_| {});
    let msg = ExecuteMsg::IssueCertificate { request, certificate };
    // By itself it is good; it stays below a revoked CA all the same, which access control asks about as well.
    let response = scene.suite.try_certificate(&scene.north.account, msg)?;
    goal(response.data.is_some())
}

/// A hospital was suspended, and certifies everybody while it still can.
fn a_certificate_of_a_suspended_hospital() -> Attempt {
    let mut scene = Scene::new();
    scene.suite.suspend(scene.north.id);
    scene.issue(|_| {})
}

/// Dora was suspended. Her friend at the CA gives her a certificate for the time after.
fn a_certificate_for_a_suspended_doctor() -> Attempt {
    let mut scene = Scene::new();
    let (request, csr) = scene.suite.request_certificate(&scene.dora, &scene.ca, &new_key());
    scene.suite.suspend(scene.dora.id);
    let certificate = scene.signed(&csr, |_| {});
    let operator = scene.north.account.clone();
    scene.answer(&operator, request, certificate)
}

/// Another hospital has a copy of the CA's key from a backup, and an account of its own.
fn a_certificate_issued_by_another_hospital() -> Attempt {
    let mut scene = Scene::new();
    let south = scene.suite.hospital("south");
    let (request, csr) = scene.suite.request_certificate(&scene.dora, &scene.ca, &new_key());
    let certificate = scene.signed(&csr, |_| {});
    scene.answer(&south.account, request, certificate)
}

/// A clerk has the operator's account, not the CA's key, and signs with a CA of the same name and key identifier.
fn a_ca_made_up_under_a_good_name() -> Attempt {
    let mut scene = Scene::new();
    let params = || ca_params("Copied", BasicConstraints::Unconstrained, 1_500_000_000, 10);
    let real = scene.root.below(params(), new_key());
    let north = scene.north.clone();
    scene.suite.add_issuing_ca(&real, scene.root.fingerprint, &north);
    let key_id = Certificate::parse(&real.certificate())?.extensions.subject_key_id;
    let mut params = params();
    params.key_identifier_method = KeyIdMethod::PreSpecified(key_id.expect("a CA has one"));
    let made_up = Ca::root(params, new_key());
    let (request, csr) = scene.suite.request_certificate(&scene.dora, &real, &new_key());
    let certificate =
        made_up.sign(&end_entity_params(&scene.suite.did(scene.dora.id), scene.suite.now()), &csr);
    scene.answer(&north.account, request, certificate)
}

/// A hospital's CA may have no CA below it. It signs one for a partner, and asks the admin to add that.
fn a_ca_below_one_that_may_have_none() -> Attempt {
    let mut scene = Scene::new();
    let (now, north) = (scene.suite.now(), scene.north.clone());
    let above = scene.root.below(ca_params("Last", BasicConstraints::Constrained(0), now, 10), new_key());
    scene.suite.add_issuing_ca(&above, scene.root.fingerprint, &north);
    let partner = scene.suite.hospital("partner");
    let below = above.below(ca_params("Partner", BasicConstraints::Unconstrained, now, 5), new_key());
    scene.add(&below, above.fingerprint, &partner)
}

/// The root of a hospital group is trusted for that group. It signs a CA for somebody else, and asks the admin to add that.
fn a_ca_outside_its_name_constraints() -> Attempt {
    let mut scene = Scene::new();
    let now = scene.suite.now();
    let mut mercy = DistinguishedName::new();
    mercy.push(DnType::OrganizationName, "Mercy");
    let mut params = ca_params("Root of Mercy", BasicConstraints::Unconstrained, now, 20);
    params.name_constraints = Some(NameConstraints {
        permitted_subtrees: vec![GeneralSubtree::DirectoryName(mercy)],
        excluded_subtrees: vec![],
    });
    let root = Ca::root(params, new_key());
    let admin = scene.suite.admin.clone();
    scene.suite.try_certificate(&admin, ExecuteMsg::AddTrustAnchor { certificate: root.certificate() })?;
    let other = root.below(ca_params("Other", BasicConstraints::Unconstrained, now, 10), new_key());
    let north = scene.north.clone();
    scene.add(&other, root.fingerprint, &north)
}

/// A hospital puts a root of its own into the list, below which nobody tells it what to do.
fn a_root_of_a_hospitals_own() -> Attempt {
    let mut scene = Scene::new();
    let params = ca_params("Own root", BasicConstraints::Unconstrained, scene.suite.now(), 20);
    let own = Ca::root(params, new_key());
    let msg = ExecuteMsg::AddTrustAnchor { certificate: own.certificate() };
    scene.suite.try_certificate(&scene.north.account, msg)?;
    goal(scene.suite.certificate_status(own.fingerprint).status == CertificateStatus::Good)
}

/// The admin is asked to trust an old root of 1024 bits, whose key its owner is not the only one to have.
fn a_root_with_a_key_that_can_be_factored() -> Attempt {
    let der =
        include_bytes!("../../../../contracts/certificate-authority/tests/fixtures/refused-rsa1024.der");
    let mut suite = Suite::new();
    // It is valid from 2024 on.
    suite.wait_until(1_735_689_600);
    let admin = suite.admin.clone();
    let msg = ExecuteMsg::AddTrustAnchor { certificate: Binary::from(der.to_vec()) };
    let root: Fingerprint = response_data(&suite.try_certificate(&admin, msg)?);
    goal(suite.certificate_status(root).status == CertificateStatus::Good)
}

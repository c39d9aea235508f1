//! Steps of the certificate authority, with certificates made by rcgen.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use chartseal_types::certificate::{CertificateStatusResponse, ExecuteMsg, QueryMsg, RevocationReason};
use chartseal_types::{Fingerprint, IdentityId, Role};
use cosmwasm_std::{Addr, Binary, StdResult};
use cw_multi_test::AppResponse;
use rcgen::{
    BasicConstraints, CertificateParams, CertificateSigningRequestParams, CertifiedIssuer, DistinguishedName,
    DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair, KeyUsagePurpose, SanType, SerialNumber, date_time_ymd,
};
use sha2::{Digest, Sha256};

use crate::suite::{DAY, Suite, response_data};
use crate::{Actor, Affiliate};

/// A CA outside the chain: what its operator runs.
pub struct Ca {
    /// SHA-256 of its certificate.
    pub fingerprint: Fingerprint,
    issuer: CertifiedIssuer<'static, KeyPair>,
}

impl Ca {
    /// A self-signed root.
    pub fn root(params: CertificateParams, key: KeyPair) -> Self {
        Self::new(CertifiedIssuer::self_signed(params, key).expect("rcgen signs"))
    }

    /// A CA below this one.
    pub fn below(&self, params: CertificateParams, key: KeyPair) -> Self {
        Self::new(CertifiedIssuer::signed_by(params, key, &self.issuer).expect("rcgen signs"))
    }

    fn new(issuer: CertifiedIssuer<'static, KeyPair>) -> Self {
        Self { fingerprint: fingerprint(issuer.der()), issuer }
    }

    /// Its certificate, DER.
    pub fn certificate(&self) -> Binary {
        Binary::from(self.issuer.der().to_vec())
    }

    /// Signs a certificate for the key of a PKCS#10 request.
    pub fn sign(&self, params: &CertificateParams, csr: &Binary) -> Binary {
        let csr = CertificateSigningRequestParams::from_der(&csr.to_vec().into()).expect("rcgen reads it");
        let certificate = params.signed_by(&csr.public_key, &self.issuer).expect("rcgen signs");
        Binary::from(certificate.der().to_vec())
    }
}

/// SHA-256 of a certificate's DER.
pub fn fingerprint(der: &[u8]) -> Fingerprint {
    Fingerprint(Sha256::digest(der).into())
}

/// A new P-256 key.
pub fn new_key() -> KeyPair {
    KeyPair::generate().expect("a key is made")
}

/// A CA's certificate as the contract wants it, valid for `years` from `now`.
pub fn ca_params(name: &str, path_length: BasicConstraints, now: u64, years: u64) -> CertificateParams {
    let mut params = params(now, years * 365 * DAY);
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(path_length);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
}

/// An end entity's certificate of the pseudonymous profile, valid for a year from `now`.
pub fn end_entity_params(did: &str, now: u64) -> CertificateParams {
    let mut params = params(now, 365 * DAY);
    params.subject_alt_names = vec![uri(did)];
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    params
}

/// A PKCS#10 request for a DID as subject alternative name.
pub fn signing_request(did: &str, key: &KeyPair) -> Binary {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.subject_alt_names = vec![uri(did)];
    Binary::from(params.serialize_request(key).expect("rcgen signs").der().to_vec())
}

/// A URI as subject alternative name.
pub fn uri(uri: &str) -> SanType {
    SanType::URI(uri.try_into().expect("a DID is ASCII"))
}

fn params(now: u64, lifetime: u64) -> CertificateParams {
    // rcgen takes serials from the key unless told: the same key twice would be the same serial twice.
    static SERIAL: AtomicU64 = AtomicU64::new(1);
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.serial_number = Some(SerialNumber::from(SERIAL.fetch_add(1, Ordering::Relaxed)));
    params.not_before = date_time_ymd(1970, 1, 1) + Duration::from_secs(now);
    params.not_after = params.not_before + Duration::from_secs(lifetime);
    params.use_authority_key_identifier_extension = true;
    params
}

impl Suite {
    /// Sends a message to the certificate authority.
    pub fn try_certificate(&mut self, sender: &Addr, msg: ExecuteMsg) -> StdResult<AppResponse> {
        let contract = self.contracts.certificate_authority.clone();
        self.try_execute(sender, &contract, &msg)
    }

    /// The DID of an identity on this chain.
    pub fn did(&self, identity: IdentityId) -> String {
        identity.did(&self.app.block_info().chain_id)
    }

    /// A new root of 20 years, added by the admin.
    pub fn trust_anchor(&mut self) -> Ca {
        let root = Ca::root(ca_params("Root", BasicConstraints::Unconstrained, self.now(), 20), new_key());
        let admin = self.admin.clone();
        self.try_certificate(&admin, ExecuteMsg::AddTrustAnchor { certificate: root.certificate() })
            .expect("the admin adds the root");
        root
    }

    /// A new CA of an organization, of 10 years, below a root, added by the admin.
    pub fn issuing_ca(&mut self, above: &Ca, organization: &Actor) -> Ca {
        let name = format!("CA of {}", organization.id);
        let params = ca_params(&name, BasicConstraints::Unconstrained, self.now(), 10);
        let ca = above.below(params, new_key());
        self.add_issuing_ca(&ca, above.fingerprint, organization);
        ca
    }

    /// The admin adds a CA below another.
    pub fn add_issuing_ca(&mut self, ca: &Ca, issuer: Fingerprint, organization: &Actor) {
        let admin = self.admin.clone();
        let msg =
            ExecuteMsg::AddIssuingCa { certificate: ca.certificate(), issuer, organization: organization.id };
        self.try_certificate(&admin, msg).expect("the admin adds the CA");
    }

    /// The subject asks a CA to certify a key; gives the request's number and the PKCS#10 bytes.
    pub fn request_certificate(&mut self, subject: &Actor, ca: &Ca, key: &KeyPair) -> (u64, Binary) {
        let csr = signing_request(&self.did(subject.id), key);
        let msg = ExecuteMsg::RequestCertificate { ca: ca.fingerprint, csr: csr.clone() };
        let response = self.try_certificate(&subject.account, msg).expect("the subject asks");
        (response_data(&response), csr)
    }

    /// A certificate for a new key of the subject, asked for and answered.
    pub fn certify(&mut self, subject: &Actor, ca: &Ca, operator: &Actor) -> Fingerprint {
        let (request, csr) = self.request_certificate(subject, ca, &new_key());
        let certificate = ca.sign(&end_entity_params(&self.did(subject.id), self.now()), &csr);
        let msg = ExecuteMsg::IssueCertificate { request, certificate };
        let response = self.try_certificate(&operator.account, msg).expect("the operator issues");
        response_data(&response)
    }

    /// A CA of an organization below a root of its own, both added by the admin.
    pub fn ca(&mut self, organization: &Actor) -> Ca {
        let root = self.trust_anchor();
        self.issuing_ca(&root, organization)
    }

    /// A verified practitioner in a role at an organization, with a certificate of its CA.
    pub fn certified(&mut self, name: &str, role: Role, organization: &Actor, ca: &Ca) -> Affiliate {
        let actor = self.practitioner(name, role, organization);
        let certificate = Some(self.certify(&actor, ca, organization));
        Affiliate { actor, organization: organization.id, role, certificate }
    }

    /// Somebody revokes a certificate.
    pub fn revoke_certificate(&mut self, by: &Addr, certificate: Fingerprint) {
        let msg = ExecuteMsg::RevokeCertificate { certificate, reason: RevocationReason::Unspecified };
        self.try_certificate(by, msg).expect("the certificate is revoked");
    }

    /// Where a certificate stands now.
    pub fn certificate_status(&self, certificate: Fingerprint) -> CertificateStatusResponse {
        self.query(&self.contracts.certificate_authority, &QueryMsg::Status { certificate, at: None })
    }
}

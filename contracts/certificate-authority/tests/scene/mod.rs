//! A consortium with a root, a hospital that runs a CA, and a practitioner.

use certificate_authority::ContractError;
use chartseal_testing::certificate::{end_entity_params, new_key};
use chartseal_testing::{Actor, Ca, Refusal, Suite};
use chartseal_types::certificate::{
    CertificateAuthority, CertificateStatus, CertificateStatusResponse, ExecuteMsg, QueryMsg,
    RevocationReason,
};
use chartseal_types::identity::{self, Kind, Status, StatusReason};
use chartseal_types::{Fingerprint, IdentityId};
use cosmwasm_std::{Addr, Binary};
use cw_multi_test::AppResponse;
use rcgen::CertificateParams;

/// Unspecified, for tests to which the reason does not matter.
pub const REASON: RevocationReason = RevocationReason::Unspecified;

pub struct Scene {
    pub suite: Suite,
    pub root: Ca,
    pub hospital: Actor,
    pub ca: Ca,
    pub ana: Actor,
}

impl Scene {
    pub fn new() -> Self {
        let mut suite = Suite::new();
        let root = suite.trust_anchor();
        let hospital = suite.hospital("north");
        let ca = suite.issuing_ca(&root, &hospital);
        let ana = suite.register("ana", Kind::Practitioner);
        suite.verify(ana.id);
        suite.next_block();
        Self { suite, root, hospital, ca, ana }
    }

    /// A certificate of Ana's from the hospital's CA.
    pub fn certify_ana(&mut self) -> Fingerprint {
        self.suite.certify(&self.ana, &self.ca, &self.hospital)
    }

    /// The message is accepted.
    pub fn send(&mut self, sender: &Addr, msg: ExecuteMsg) -> AppResponse {
        self.suite.try_certificate(sender, msg).expect("the message is accepted")
    }

    /// The message is refused.
    pub fn refused(&mut self, sender: &Addr, msg: ExecuteMsg) -> ContractError {
        self.suite.try_certificate(sender, msg).refusal()
    }

    /// Asks the contract.
    pub fn ask<T: serde::de::DeserializeOwned>(&self, msg: &QueryMsg) -> T {
        self.suite.query(&self.suite.contracts.certificate_authority, msg)
    }

    pub fn status(&self, certificate: Fingerprint) -> CertificateStatus {
        self.suite.certificate_status(certificate).status
    }

    pub fn status_at(&self, certificate: Fingerprint, at: u64) -> CertificateStatusResponse {
        self.ask(&QueryMsg::Status { certificate, at: Some(at) })
    }

    /// What access control would find.
    pub fn good_for(&self, certificate: Fingerprint, identity: IdentityId) -> bool {
        CertificateAuthority(self.suite.contracts.certificate_authority.clone())
            .good_for(&self.suite.app.wrap(), certificate, identity, self.suite.now())
            .expect("the rows are read")
    }

    /// Ana asks for a new key to be certified; gives the answer that would issue a certificate changed by `change`.
    pub fn answer(&mut self, change: impl FnOnce(&mut CertificateParams)) -> ExecuteMsg {
        let (request, csr) = self.suite.request_certificate(&self.ana, &self.ca, &new_key());
        let certificate = self.signed(&csr, change);
        ExecuteMsg::IssueCertificate { request, certificate }
    }

    /// A certificate for Ana from the hospital's CA, changed by `change`, not sent yet.
    pub fn signed(&self, csr: &Binary, change: impl FnOnce(&mut CertificateParams)) -> Binary {
        let mut params = end_entity_params(&self.suite.did(self.ana.id), self.suite.now());
        change(&mut params);
        self.ca.sign(&params, csr)
    }

    /// The registrar suspends an identity.
    pub fn suspend(&mut self, identity: IdentityId) {
        let registrar = self.suite.registrar.clone();
        let (status, reason) = (Status::Suspended, StatusReason::Investigation);
        let msg = identity::ExecuteMsg::SetStatus { identity, status, reason };
        self.suite.try_identity(&registrar, msg).expect("the registrar suspends");
    }
}

pub fn revoke(certificate: Fingerprint) -> ExecuteMsg {
    ExecuteMsg::RevokeCertificate { certificate, reason: REASON }
}

pub fn revoke_ca(ca: Fingerprint) -> ExecuteMsg {
    ExecuteMsg::RevokeCa { ca, reason: REASON }
}

pub fn hold(certificate: Fingerprint) -> ExecuteMsg {
    ExecuteMsg::HoldCertificate { certificate }
}

pub fn release(certificate: Fingerprint) -> ExecuteMsg {
    ExecuteMsg::ReleaseCertificate { certificate }
}

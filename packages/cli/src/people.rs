//! Registering, verifying, affiliating and certifying people: the steps that `init`, `identity`, `ca`, `cert` and `demo`
//! share.

use chartseal_crypto::commit::{self, Kind as Committed};
use chartseal_crypto::keys::{SecretKey, Suite};
use chartseal_ledger::Outcome;
use chartseal_types::certificate::{self, CertificateResponse, Holder, RequestResponse};
use chartseal_types::identity::{AssuranceLevel, ExecuteMsg, Kind};
use chartseal_types::{Commitment, Fingerprint, IdentityId, Role};

use crate::commands::values::DAY;
use crate::error::{CliError, Result};
use crate::home::{HomeError, Name, Person};
use crate::pki::{self, Algorithm, Validity};
use crate::session::{Session, answer};

/// A commitment to evidence, with a fresh salt. Without evidence it commits to nothing but the salt.
pub(crate) fn commitment(kind: Committed, evidence: &[u8]) -> Result<Commitment> {
    Ok(commit::commit(kind, &*commit::salt()?, evidence))
}

/// A request for a certificate that waits for its answer.
pub(crate) struct OpenRequest {
    /// Its number.
    pub number: u64,
    /// Who asked.
    pub identity: IdentityId,
    /// Which CA.
    pub ca: Fingerprint,
    /// The PKCS#10 request, DER.
    pub csr: Vec<u8>,
}

impl Session {
    /// Makes somebody's keys and registers them.
    pub(crate) async fn register(
        &self,
        name: &Name,
        kind: Kind,
        suite: Suite,
        evidence: &[u8],
    ) -> Result<Person> {
        let passphrase = self.passphrases.choose(name.as_str())?;
        let mut person = self.home.create_person(name, &passphrase, &SecretKey::generate(suite)?)?;
        let msg = ExecuteMsg::Register {
            kind,
            encryption_key: person.encryption_key()?.public().into(),
            evidence: commitment(Committed::Identity, evidence)?,
            passkey: Some(self.create_passkey(&person, self.future_identity(&person))?),
        };
        let outcome = match self.send(&person, &self.contracts().identity_registry, &msg).await {
            Ok(outcome) => outcome,
            Err(error) => {
                // Keys of nobody: they would only hold the name.
                self.home.remove_person(name)?;
                return Err(error);
            }
        };
        person.profile.identity = Some(answer(&outcome)?);
        self.home.save_person(&person)?;
        if kind == Kind::Patient {
            self.create_directory(&person).await?;
        }
        Ok(person)
    }

    /// Has a registrar, or the admin, verify an identity.
    pub(crate) async fn verify(
        &self,
        registrar: &Person,
        identity: IdentityId,
        level: AssuranceLevel,
        days: u64,
        evidence: &[u8],
    ) -> Result<Outcome> {
        let expires_at = self.now().await?.saturating_add(days.saturating_mul(DAY));
        let evidence = commitment(Committed::Verification, evidence)?;
        let msg = ExecuteMsg::Verify { identity, level, evidence, expires_at };
        self.send(registrar, &self.contracts().identity_registry, &msg).await
    }

    /// Offers a role and accepts it.
    pub(crate) async fn affiliate(
        &self,
        organization: &Person,
        practitioner: &Person,
        role: Role,
    ) -> Result<()> {
        let registry = &self.contracts().identity_registry;
        let offer = ExecuteMsg::OfferAffiliation { practitioner: practitioner.identity()?, role };
        self.send(organization, registry, &offer).await?;
        let accept = ExecuteMsg::AcceptAffiliation { organization: organization.identity()?, role };
        self.send(practitioner, registry, &accept).await?;
        Ok(())
    }

    /// Makes a trust anchor, kept by the admin.
    pub(crate) async fn create_anchor(
        &self,
        admin: &mut Person,
        name: &str,
        algorithm: Algorithm,
        days: u64,
    ) -> Result<Fingerprint> {
        let key = pki::generate(algorithm)?;
        let validity = Validity::from(self.now().await?, days.saturating_mul(DAY));
        let der = pki::trust_anchor(name, &key, validity)?;
        admin.set_signing_key("anchor", key.serialized_der())?;
        admin.profile.ca = Some(pki::fingerprint(&der));
        // The key before the certificate: an anchor without its key could sign nothing.
        self.home.save_person(admin)?;
        let msg = certificate::ExecuteMsg::AddTrustAnchor { certificate: der.clone().into() };
        self.send(admin, &self.contracts().certificate_authority, &msg).await?;
        Ok(pki::fingerprint(&der))
    }

    /// Makes an organization's issuing CA, signed by the admin's trust anchor.
    pub(crate) async fn create_ca(
        &self,
        admin: &Person,
        organization: &mut Person,
        name: &str,
        algorithm: Algorithm,
        days: u64,
    ) -> Result<Fingerprint> {
        let no_anchor = || HomeError::NoKey {
            name: admin.name.to_string(),
            what: "trust anchor",
            remedy: "make one with `chartseal ca anchor`",
        };
        let anchor = admin.profile.ca.ok_or_else(no_anchor)?;
        let anchor_key = pki::key(admin.signing_key("anchor").ok_or_else(no_anchor)?)?;
        let anchor_der = self.certificate(anchor).await?.der;
        let key = pki::generate(algorithm)?;
        let validity = Validity::from(self.now().await?, days.saturating_mul(DAY));
        let der = pki::issuing_ca(name, &key, validity, &anchor_der, anchor_key)?;
        organization.set_signing_key("ca", key.serialized_der())?;
        organization.profile.ca = Some(pki::fingerprint(&der));
        self.home.save_person(organization)?;
        let msg = certificate::ExecuteMsg::AddIssuingCa {
            certificate: der.clone().into(),
            issuer: anchor,
            organization: organization.identity()?,
        };
        self.send(admin, &self.contracts().certificate_authority, &msg).await?;
        Ok(pki::fingerprint(&der))
    }

    /// Makes a signing key and asks a CA for a certificate. Gives the request's number.
    pub(crate) async fn request_certificate(
        &self,
        person: &mut Person,
        ca: Fingerprint,
        algorithm: Algorithm,
    ) -> Result<u64> {
        let key = pki::generate(algorithm)?;
        let csr = pki::request(&self.did(person.identity()?), &key)?;
        person.set_signing_key("certificate", key.serialized_der())?;
        self.home.save_person(person)?;
        let msg = certificate::ExecuteMsg::RequestCertificate { ca, csr: csr.into() };
        let outcome = self.send(person, &self.contracts().certificate_authority, &msg).await?;
        answer(&outcome)
    }

    /// A CA's operator answers a request with a certificate made here.
    pub(crate) async fn issue_certificate(
        &self,
        operator: &Person,
        request: u64,
        days: u64,
    ) -> Result<Fingerprint> {
        let asked = self.open_request(request).await?;
        let key = operator.signing_key("ca").ok_or_else(|| HomeError::NoKey {
            name: operator.name.to_string(),
            what: "key of an issuing CA",
            remedy: "make one with `chartseal ca create`",
        })?;
        let ca_der = self.certificate(asked.ca).await?.der;
        let validity = Validity::from(self.now().await?, days.saturating_mul(DAY));
        let der = pki::issue(&asked.csr, &self.did(asked.identity), validity, &ca_der, pki::key(key)?)?;
        self.publish_certificate(operator, &asked, der).await
    }

    /// Publishes a certificate that answers a request, wherever it was made.
    pub(crate) async fn publish_certificate(
        &self,
        operator: &Person,
        asked: &OpenRequest,
        der: Vec<u8>,
    ) -> Result<Fingerprint> {
        pki::check_profile(&der, &self.did(asked.identity), &asked.csr)?;
        let fingerprint = pki::fingerprint(&der);
        let msg =
            certificate::ExecuteMsg::IssueCertificate { request: asked.number, certificate: der.into() };
        self.send(operator, &self.contracts().certificate_authority, &msg).await?;
        Ok(fingerprint)
    }

    /// A request that nobody has answered yet.
    pub(crate) async fn open_request(&self, number: u64) -> Result<OpenRequest> {
        let query = certificate::QueryMsg::Request { id: number };
        let asked: RequestResponse = self.ask(&self.contracts().certificate_authority, &query).await?;
        let csr =
            asked.csr.ok_or_else(|| CliError::Input(format!("request {number} is answered already")))?;
        Ok(OpenRequest { number, identity: asked.identity, ca: asked.ca, csr: csr.to_vec() })
    }

    /// Has whoever in this home holds a certificate present it from now on.
    pub(crate) async fn present(&self, certificate: Fingerprint) -> Result<()> {
        let holder = self.certificate(certificate).await?.holder;
        for name in self.home.names()? {
            let mut profile = self.home.profile(&name)?;
            if profile.identity.is_some_and(|identity| holder == (Holder::EndEntity { identity })) {
                profile.certificate = Some(certificate);
                self.home.save_profile(&name, &profile)?;
            }
        }
        Ok(())
    }

    /// A certificate of the log.
    pub(crate) async fn certificate(&self, certificate: Fingerprint) -> Result<CertificateResponse> {
        let contract = &self.contracts().certificate_authority;
        self.ask(contract, &certificate::QueryMsg::Certificate { certificate }).await
    }

    /// An identity as a decentralized identifier.
    pub(crate) fn did(&self, identity: IdentityId) -> String {
        identity.did(&self.contracts().chain_id)
    }
}

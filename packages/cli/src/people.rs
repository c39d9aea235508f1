//! Registering, verifying, affiliating and certifying people: the steps that `init`, `identity`, `ca`, `cert` and `demo`
//! share.

use std::fs;
use std::path::Path;

use chartseal_crypto::commit::{self, Kind as Committed};
use chartseal_crypto::keys::{SecretKey, Suite};
use chartseal_ledger::Outcome;
use chartseal_operator::admission::{self, Terms};
use chartseal_types::certificate::{self, CertificateResponse, Holder, RequestResponse};
use chartseal_types::identity::{AssuranceLevel, EncryptionKeyUnchecked, ExecuteMsg, Kind, QueryMsg};
use chartseal_types::second_factor::{PasskeyUnchecked, Sensitive};
use chartseal_types::{Commitment, Fingerprint, IdentityId, Role};
use serde::{Deserialize, Serialize};

use crate::commands::values::DAY;
use crate::error::{CliError, Result};
use crate::home::{HomeError, Name, Person};
use crate::pki::{self, Algorithm, Validity};
use crate::session::{Session, answer};

/// A commitment to evidence, with a fresh salt. Without evidence it commits to nothing but the salt.
pub(crate) fn commitment(kind: Committed, evidence: &[u8]) -> Result<Commitment> {
    Ok(commit::commit(kind, &*commit::salt()?, evidence))
}

/// The public halves of keys that are to take an identity over: what their owner hands to guardians or registrars.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewAccount {
    /// The account's address.
    pub account: String,
    /// The encryption key.
    pub encryption_key: EncryptionKeyUnchecked,
    /// The first passkey.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passkey: Option<PasskeyUnchecked>,
}

impl NewAccount {
    /// Reads one from a file.
    pub fn read(path: &Path) -> Result<Self> {
        let text = fs::read(path).map_err(CliError::file(path))?;
        serde_json::from_slice(&text).map_err(|error| {
            let path = path.display();
            CliError::Input(format!("{path}: not what `chartseal identity prepare` writes: {error}"))
        })
    }
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
        passkey: bool,
    ) -> Result<Person> {
        let mut person = match self.begun(name, kind)? {
            Some(person) => person,
            None => self.create_person(name, suite)?,
        };
        if self.ledger.chain().is_some() {
            person.profile.begun = Some(kind);
            self.home.save_person(&person)?;
        }
        match self.register_keys(&person, kind, evidence, passkey).await {
            Ok(identity) => {
                person.profile.identity = Some(identity);
                person.profile.begun = None;
            }
            // Who is not admitted keeps the keys until they are; and what a chain may yet carry out, so that nothing is
            // registered whose keys are lost.
            Err(error) if self.ledger.chain().is_some() => return Err(error),
            Err(error) => {
                self.forget_person(name)?;
                return Err(error);
            }
        }
        self.home.save_person(&person)?;
        if kind == Kind::Patient {
            self.create_directory(&person).await?;
        }
        Ok(person)
    }

    async fn register_keys(
        &self,
        person: &Person,
        kind: Kind,
        evidence: &[u8],
        passkey: bool,
    ) -> Result<IdentityId> {
        if self.ledger.chain().is_some() {
            if let Some(identity) = self.identity_of_account(&person.profile.address).await? {
                return Ok(identity);
            }
            self.admit(person, kind).await?;
        }
        let msg = ExecuteMsg::Register {
            kind,
            encryption_key: person.encryption_key()?.public().into(),
            evidence: commitment(Committed::Identity, evidence)?,
            passkey: passkey.then(|| self.create_passkey(&person.name)).transpose()?,
        };
        answer(&self.send(person, &self.contracts().identity_registry, &msg).await?)
    }

    /// Somebody whose registration as this was begun on a chain and not finished.
    fn begun(&self, name: &Name, kind: Kind) -> Result<Option<Person>> {
        let known = self.home.profile(name).ok();
        known.filter(|profile| profile.begun == Some(kind)).map(|_| self.unlock(name)).transpose()
    }

    /// Whose account it is.
    pub(crate) async fn identity_of_account(&self, account: &str) -> Result<Option<IdentityId>> {
        let query = QueryMsg::IdentityOf { account: account.into() };
        self.ask(&self.contracts().identity_registry, &query).await
    }

    /// Sees to it that somebody's fees are paid: patients' by the consortium, so that no hospital can stop a revocation by
    /// not paying, all others' by the member organization.
    pub(crate) async fn admit(&self, person: &Person, kind: Kind) -> Result<()> {
        let (Some(chain), account) = (self.ledger.chain(), &person.profile.address) else { return Ok(()) };
        if !chain.payers(account).await?.is_empty() {
            return Ok(());
        }
        let patient = kind == Kind::Patient;
        let payer = if patient { &chain.config.consortium } else { &chain.config.member };
        let granter = self.unlock(payer)?;
        let terms = if patient { Terms::patient() } else { Terms::professional() };
        let allowance = terms.allowance(&chain.ledger, &chain.config.gas_price).await?;
        admission::admit(&chain.ledger, granter.signer(), std::slice::from_ref(account), &allowance).await?;
        chain.admitted(account, &granter.profile.address);
        Ok(())
    }

    fn create_person(&self, name: &Name, suite: Suite) -> Result<Person> {
        let passphrase = self.passphrases.choose(name.as_str())?;
        self.home.create_person(name, &passphrase, &SecretKey::generate(suite)?)
    }

    /// Takes keys back that no ledger knows: they would only hold the name.
    fn forget_person(&self, name: &Name) -> Result<()> {
        self.authenticators.forget(name);
        self.home.remove_person(name)
    }

    /// Makes the keys of an account that is to take an identity over: by a recovery or a claim.
    pub(crate) async fn prepare(&self, name: &Name, suite: Suite, passkey: bool) -> Result<NewAccount> {
        let person = self.create_person(name, suite)?;
        let made = self.public_halves(&person, passkey).await;
        if made.is_err() {
            self.forget_person(name)?;
        }
        made
    }

    async fn public_halves(&self, person: &Person, passkey: bool) -> Result<NewAccount> {
        // The identity that it takes over is a patient's.
        self.admit(person, Kind::Patient).await?;
        Ok(NewAccount {
            account: person.profile.address.clone(),
            encryption_key: person.encryption_key()?.public().into(),
            passkey: passkey.then(|| self.create_passkey(&person.name)).transpose()?,
        })
    }

    /// An organization registers a patient who cannot. The private half of the key is gone when this returns, so that
    /// what is written is opened through trustees alone.
    pub(crate) async fn register_unclaimed(
        &self,
        organization: &Person,
        evidence: &[u8],
    ) -> Result<IdentityId> {
        let msg = ExecuteMsg::RegisterUnclaimed {
            encryption_key: SecretKey::generate(Suite::XWing)?.public().into(),
            evidence: commitment(Committed::Identity, evidence)?,
        };
        answer(&self.send(organization, &self.contracts().identity_registry, &msg).await?)
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
        let registry = &self.contracts().identity_registry;
        self.send_sensitive(registrar, registry, Sensitive::Verify, &msg).await
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
        admin.set_ca_key(pki::fingerprint(&der), key.serialized_der())?;
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
        let anchor_key = pki::key(admin.ca_key(anchor).ok_or_else(no_anchor)?)?;
        let anchor_der = self.certificate(anchor).await?.der;
        let key = pki::generate(algorithm)?;
        let validity = Validity::from(self.now().await?, days.saturating_mul(DAY));
        let der = pki::issuing_ca(name, &key, validity, &anchor_der, anchor_key)?;
        organization.set_ca_key(pki::fingerprint(&der), key.serialized_der())?;
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
        person.set_certificate_key(key.serialized_der())?;
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
        let key = operator.ca_key(asked.ca).ok_or_else(|| HomeError::NoKey {
            name: operator.name.to_string(),
            what: "key of the CA that was asked",
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
        let contract = &self.contracts().certificate_authority;
        self.send_sensitive(operator, contract, Sensitive::IssueCertificate, &msg).await?;
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

//! A consortium on a ledger in memory: two hospitals with certificates, two patients, three trustees of whom two are
//! needed. Nora at the hospital north writes; Dora at the hospital south reads.
#![allow(dead_code, reason = "each test file uses a part")]

use chartseal_authenticator::SoftwareAuthenticator;
use chartseal_crypto::DataKey;
use chartseal_crypto::envelope::{Envelope, ImportKeys, Importer, Release, SealedShare, Share, open_share};
use chartseal_crypto::keys::{PublicKey, SecretKey, Suite};
use chartseal_ledger::consortium::{CODES, deploy};
use chartseal_ledger::{Account, Deployment, EmbeddedLedger, Ledger, LedgerExt, Outcome, Signer};
use chartseal_testing::certificate::{ca_params, end_entity_params, new_key, signing_request};
use chartseal_testing::{Ca, DAY, HOUR, ORIGIN, RP_ID, content_hash, deny, descriptor, permit};
use chartseal_trustee::{Refusal, Request, Trustee, ticket_bytes};
use chartseal_types::access::{
    self, Grantee, OpenResponse, PolicyUnchecked, Question, Target, TermsUnchecked,
};
use chartseal_types::identity::{AssuranceLevel, ChangeUnchecked, EncryptionKeyUnchecked, Kind};
use chartseal_types::second_factor::{Assertion, Challenge, RelyingPartyUnchecked};
use chartseal_types::{
    Action, Category, Commitment, Compartment, Confidentiality, ContentHash, Fingerprint, Hat, IdentityId,
    Label, Purpose, Role, anchor, certificate, identity,
};
use cosmwasm_std::{Binary, to_json_binary};
use rcgen::BasicConstraints;
use serde::Serialize;
use serde::de::DeserializeOwned;

pub const CHAIN: &str = "trustees-1";

/// Somebody with an account, an encryption key and an identity.
pub struct Person {
    pub account: Account,
    pub key: SecretKey,
    pub id: IdentityId,
    /// With a passkey for the portal.
    pub authenticator: SoftwareAuthenticator,
}

/// A record with its way to the key, as the vault keeps it.
pub struct Sealed {
    pub record: ContentHash,
    pub key: DataKey,
    pub import: ImportKeys,
    pub envelope: Envelope,
}

pub struct World {
    pub ledger: EmbeddedLedger,
    pub deployment: Deployment,
    pub admin: Account,
    pub registrar: Person,
    pub north: Person,
    pub south: Person,
    pub nora: Person,
    pub nora_certificate: Fingerprint,
    pub dora: Person,
    pub certificate: Fingerprint,
    pub ana: Person,
    pub bob: Person,
    pub trustees: Vec<Trustee>,
    trustee_keys: Vec<PublicKey>,
}

fn key() -> SecretKey {
    SecretKey::generate(Suite::X25519).unwrap()
}

/// The data of an outcome.
pub fn data<T: DeserializeOwned>(outcome: &Outcome) -> T {
    serde_json::from_slice(outcome.data.as_ref().unwrap()).unwrap()
}

pub fn label(category: Category) -> Label {
    let (confidentiality, compartment) = (Confidentiality::N, Compartment::new(3).unwrap());
    Label { category, confidentiality, compartment }
}

/// What is written to a chain before there are certificates.
struct Founding<'a> {
    ledger: &'a EmbeddedLedger,
    deployment: &'a Deployment,
    admin: &'a Account,
}

impl Founding<'_> {
    async fn identity(&self, by: &Account, msg: identity::ExecuteMsg) -> Outcome {
        self.ledger.execute_json(by, &self.deployment.identity_registry, &msg).await.unwrap()
    }

    async fn authority(&self, by: &Account, msg: certificate::ExecuteMsg) -> Outcome {
        self.ledger.execute_json(by, &self.deployment.certificate_authority, &msg).await.unwrap()
    }

    async fn now(&self) -> u64 {
        self.ledger.status().await.unwrap().time.seconds()
    }

    async fn list_portal(&self) {
        let portal = RelyingPartyUnchecked { rp_id: RP_ID.into(), origins: vec![ORIGIN.into()] };
        let relying_parties = vec![portal];
        self.identity(self.admin, identity::ExecuteMsg::SetRelyingParties { relying_parties }).await;
    }

    async fn register(&self, kind: Kind) -> Person {
        let (account, key) = (Account::generate().unwrap(), key());
        let encryption_key = EncryptionKeyUnchecked::from(key.public());
        let mut authenticator = SoftwareAuthenticator::new();
        let (evidence, passkey) = (Commitment([1; 32]), authenticator.create(RP_ID).ok());
        let msg = identity::ExecuteMsg::Register { kind, encryption_key, evidence, passkey };
        let id = data(&self.identity(&account, msg).await);
        Person { account, key, id, authenticator }
    }

    async fn verify(&self, by: &Account, identity: IdentityId) {
        let (level, evidence) = (AssuranceLevel::Ial2, Commitment([2; 32]));
        let expires_at = self.now().await + 365 * DAY;
        self.identity(by, identity::ExecuteMsg::Verify { identity, level, evidence, expires_at }).await;
    }

    async fn registrar(&self) -> Person {
        let registrar = self.register(Kind::Organization).await;
        self.verify(self.admin, registrar.id).await;
        let organization = registrar.id;
        self.identity(self.admin, identity::ExecuteMsg::AppointRegistrar { organization }).await;
        registrar
    }

    async fn hospital(&self, registrar: &Person) -> Person {
        let hospital = self.register(Kind::Organization).await;
        self.verify(&registrar.account, hospital.id).await;
        let (organization, roles) = (hospital.id, Role::ALL.to_vec());
        self.identity(&registrar.account, identity::ExecuteMsg::Accredit { organization, roles }).await;
        hospital
    }

    async fn doctor(&self, registrar: &Person, hospital: &Person) -> Person {
        let doctor = self.register(Kind::Practitioner).await;
        self.verify(&registrar.account, doctor.id).await;
        let (practitioner, organization, role) = (doctor.id, hospital.id, Role::Doctor);
        let offer = identity::ExecuteMsg::OfferAffiliation { practitioner, role };
        self.identity(&hospital.account, offer).await;
        let accept = identity::ExecuteMsg::AcceptAffiliation { organization, role };
        self.identity(&doctor.account, accept).await;
        doctor
    }

    async fn root(&self) -> Ca {
        let root =
            Ca::root(ca_params("Root", BasicConstraints::Unconstrained, self.now().await, 20), new_key());
        let msg = certificate::ExecuteMsg::AddTrustAnchor { certificate: root.certificate() };
        self.authority(self.admin, msg).await;
        root
    }

    /// A certificate of a hospital's own new CA.
    async fn certify(&self, root: &Ca, hospital: &Person, subject: &Person) -> Fingerprint {
        let now = self.now().await;
        let ca = root.below(ca_params("CA", BasicConstraints::Unconstrained, now, 10), new_key());
        let add = certificate::ExecuteMsg::AddIssuingCa {
            certificate: ca.certificate(),
            issuer: root.fingerprint,
            organization: hospital.id,
        };
        self.authority(self.admin, add).await;
        let did = subject.id.did(CHAIN);
        let csr = signing_request(&did, &new_key());
        let ask = certificate::ExecuteMsg::RequestCertificate { ca: ca.fingerprint, csr: csr.clone() };
        let request = data(&self.authority(&subject.account, ask).await);
        let certificate = ca.sign(&end_entity_params(&did, now), &csr);
        let issue = certificate::ExecuteMsg::IssueCertificate { request, certificate };
        data(&self.authority(&hospital.account, issue).await)
    }
}

impl World {
    pub async fn new() -> Self {
        let ledger = EmbeddedLedger::in_memory(CHAIN, CODES.to_vec()).unwrap();
        let admin = Account::generate().unwrap();
        let deployment = deploy(&ledger, &admin, &[]).await.unwrap();
        let founding = Founding { ledger: &ledger, deployment: &deployment, admin: &admin };
        founding.list_portal().await;
        let registrar = founding.registrar().await;
        let north = founding.hospital(&registrar).await;
        let south = founding.hospital(&registrar).await;
        let nora = founding.doctor(&registrar, &north).await;
        let dora = founding.doctor(&registrar, &south).await;
        let root = founding.root().await;
        let nora_certificate = founding.certify(&root, &north, &nora).await;
        let certificate = founding.certify(&root, &south, &dora).await;
        let ana = founding.register(Kind::Patient).await;
        let bob = founding.register(Kind::Patient).await;
        for patient in [&ana, &bob] {
            founding.verify(&registrar.account, patient.id).await;
        }
        let keys: Vec<SecretKey> = (0..3).map(|_| key()).collect();
        let trustee_keys = keys.iter().map(|key| key.public().clone()).collect();
        let trustees = keys.into_iter().map(|key| Trustee::new(key, deployment.clone())).collect();
        Self {
            ledger,
            deployment,
            admin,
            registrar,
            north,
            south,
            nora,
            nora_certificate,
            dora,
            certificate,
            ana,
            bob,
            trustees,
            trustee_keys,
        }
    }

    /// A world in which Dora may read a laboratory result of Ana's because care is open with her hospital.
    pub async fn in_care() -> (Self, Sealed) {
        let world = Self::new().await;
        let sealed = world.result("result").await;
        world.open_care(&world.ana, &world.south).await;
        (world, sealed)
    }

    pub async fn send(&self, by: &Account, contract: &str, msg: &(impl Serialize + Sync)) -> Outcome {
        self.ledger.execute_json(by, contract, msg).await.unwrap()
    }

    pub async fn identity(&self, by: &Account, msg: identity::ExecuteMsg) -> Outcome {
        self.send(by, &self.deployment.identity_registry, &msg).await
    }

    pub async fn authority(&self, by: &Account, msg: certificate::ExecuteMsg) -> Outcome {
        self.send(by, &self.deployment.certificate_authority, &msg).await
    }

    pub async fn access(&self, by: &Account, msg: access::ExecuteMsg) -> Outcome {
        self.send(by, &self.deployment.access_control, &msg).await
    }

    pub async fn anchor(&self, by: &Account, msg: anchor::ExecuteMsg) -> Outcome {
        self.send(by, &self.deployment.record_anchor, &msg).await
    }

    /// The patient asks to have a record erased.
    pub async fn erase(&self, patient: &Person, record: ContentHash) {
        let basis = anchor::ErasureBasis::PatientRequest;
        let msg = anchor::ExecuteMsg::Erase { patient: patient.id, record, basis };
        let (message, assertion) = self.confirm(patient, &self.deployment.record_anchor, &msg).await;
        self.anchor(&patient.account, anchor::ExecuteMsg::Confirmed { message, assertion }).await;
    }

    /// Proposes a new encryption key for somebody; gives its number.
    pub async fn propose_key(&self, who: &Person, key: EncryptionKeyUnchecked) -> u32 {
        let change = ChangeUnchecked::ReplaceKey { key };
        let msg = identity::ExecuteMsg::ProposeChange { change };
        let (message, assertion) = self.confirm(who, &self.deployment.identity_registry, &msg).await;
        data(&self.identity(&who.account, identity::ExecuteMsg::Confirmed { message, assertion }).await)
    }

    /// A message as JSON, and somebody's first confirmation for that contract.
    async fn confirm(
        &self,
        who: &Person,
        contract: &str,
        msg: &(impl Serialize + Sync),
    ) -> (Binary, Assertion) {
        let message = to_json_binary(msg).unwrap();
        let challenge = Challenge {
            chain_id: CHAIN,
            contract,
            sender: who.account.address(),
            message: &message,
            expires_at: self.now().await + 200,
            nonce: 0,
        };
        let credential = who.authenticator.list().next().unwrap().credential;
        let assertion = who.authenticator.assert(&credential, ORIGIN, &challenge).unwrap();
        (message, assertion)
    }

    pub async fn now(&self) -> u64 {
        self.ledger.status().await.unwrap().time.seconds()
    }

    pub async fn open_care(&self, patient: &Person, hospital: &Person) {
        let until = self.now().await + 80 * DAY;
        let msg = access::ExecuteMsg::OpenCare { patient: None, organization: hospital.id, until };
        self.access(&patient.account, msg).await;
    }

    pub async fn end_care(&self, patient: &Person, hospital: &Person) {
        let msg = access::ExecuteMsg::EndCare { patient: patient.id, organization: hospital.id };
        self.access(&patient.account, msg).await;
    }

    /// The patient sets a rule; gives its number.
    pub async fn grant(&self, patient: &Person, terms: TermsUnchecked) -> u32 {
        data(&self.access(&patient.account, access::ExecuteMsg::GrantConsent { patient: None, terms }).await)
    }

    pub async fn permit_dora(&self) -> u32 {
        self.grant(&self.ana, permit(Grantee::Identity { identity: self.dora.id })).await
    }

    pub async fn deny_dora(&self) -> u32 {
        self.grant(&self.ana, deny(Grantee::Identity { identity: self.dora.id })).await
    }

    /// A policy that permits nothing, which counts at once.
    pub async fn close_policy(&self) {
        let policy = PolicyUnchecked { longest_ticket: 60, ..PolicyUnchecked::default() };
        self.access(&self.admin, access::ExecuteMsg::ProposePolicy { policy }).await;
    }

    /// Wraps a new key of a record of that category to a patient and the trustees. Nothing is anchored.
    pub fn seal(&self, patient: &Person, name: &str, category: Category) -> Sealed {
        let (record, key) = (content_hash(name), DataKey::generate().unwrap());
        let importer = Importer::new(patient.id, patient.key.public(), &self.trustee_keys, 2).unwrap();
        let envelope = importer.wrap(&record, &label(category), &key).unwrap();
        Sealed { record, key, import: importer.keys().clone(), envelope }
    }

    /// A laboratory result of Ana's, written by Nora while care was open with her hospital.
    pub async fn result(&self, name: &str) -> Sealed {
        let sealed = self.seal(&self.ana, name, Category::Laboratory);
        self.open_care(&self.ana, &self.north).await;
        let question = Question {
            patient: self.ana.id,
            hat: Hat::Organization { organization: self.north.id, role: Role::Doctor },
            target: Target::Labels(vec![label(Category::Laboratory)]),
            purpose: Purpose::TREAT,
            action: Action::Write,
            certificate: Some(self.nora_certificate),
        };
        let ticket = self.opens(&self.nora, question).await.access;
        self.anchor_under(ticket, &self.nora, &self.ana, name, Category::Laboratory).await;
        self.end_care(&self.ana, &self.north).await;
        sealed
    }

    /// A record that a patient writes themselves.
    pub async fn own_record(&self, patient: &Person, name: &str, category: Category) -> Sealed {
        self.anchor_own(patient, name, category).await;
        self.seal(patient, name, category)
    }

    pub async fn anchor_own(&self, patient: &Person, name: &str, category: Category) {
        let question = Question {
            patient: patient.id,
            hat: Hat::Own {},
            target: Target::Labels(vec![label(category)]),
            purpose: Purpose::PATRQT,
            action: Action::Write,
            certificate: None,
        };
        let ticket = self.opens(patient, question).await.access;
        self.anchor_under(ticket, patient, patient, name, category).await;
    }

    async fn anchor_under(&self, ticket: u64, by: &Person, of: &Person, name: &str, category: Category) {
        let records = vec![descriptor(name, label(category))];
        let msg = anchor::ExecuteMsg::Anchor { patient: of.id, ticket, records };
        self.anchor(&by.account, msg).await;
    }

    /// Opens, whatever is decided.
    pub async fn opens(&self, who: &Person, question: Question) -> OpenResponse {
        data(&self.access(&who.account, access::ExecuteMsg::Open(question)).await)
    }

    /// Dora's question at the hospital south, for treatment.
    pub fn dora_asks(&self, target: Target, action: Action) -> Question {
        Question {
            patient: self.ana.id,
            hat: Hat::Organization { organization: self.south.id, role: Role::Doctor },
            target,
            purpose: Purpose::TREAT,
            action,
            certificate: Some(self.certificate),
        }
    }

    /// Dora asks to read; gives the access, whatever is decided.
    pub async fn dora_reads(&self, records: &[ContentHash]) -> u64 {
        let question = self.dora_asks(Target::Records(records.to_vec()), Action::Read);
        self.opens(&self.dora, question).await.access
    }

    pub async fn patient_reads(&self, patient: &Person, record: ContentHash) -> u64 {
        let question = Question {
            patient: patient.id,
            hat: Hat::Own {},
            target: Target::Records(vec![record]),
            purpose: Purpose::PATRQT,
            action: Action::Read,
            certificate: None,
        };
        self.opens(patient, question).await.access
    }

    /// The first trustee's answer.
    pub async fn release(&self, access: u64, sealed: &Sealed) -> Result<SealedShare, Refusal> {
        self.release_by(0, &self.ledger, access, sealed).await
    }

    pub async fn release_by(
        &self,
        trustee: usize,
        ledger: &dyn Ledger,
        access: u64,
        sealed: &Sealed,
    ) -> Result<SealedShare, Refusal> {
        let request =
            Request { access, record: sealed.record, import: &sealed.import, envelope: &sealed.envelope };
        self.trustees[trustee].release(ledger, request).await
    }

    /// Opens a released share with a key.
    pub fn share(
        &self,
        key: &SecretKey,
        access: u64,
        record: &ContentHash,
        sealed: &SealedShare,
    ) -> Result<Share, chartseal_crypto::envelope::EnvelopeError> {
        let ticket = ticket_bytes(&self.deployment, access);
        open_share(key, sealed, &Release { content: record, ticket: &ticket })
    }
}

/// Half of the longest ticket's time.
pub const HALF_A_TICKET: u64 = HOUR / 2;

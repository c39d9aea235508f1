//! What a thief of data meets off the chain: a trustee with its own node, and a record sealed, wrapped and anchored.

use std::collections::BTreeMap;

use async_trait::async_trait;
use chartseal_crypto::DataKey;
use chartseal_crypto::envelope::{Envelope, ImportKeys, Importer, Release, SealedShare, Share, open_share};
use chartseal_crypto::keys::{PublicKey, SecretKey, Suite as KeySuite};
use chartseal_ledger::{
    Deployment, EventCursor, EventFilter, EventPage, Ledger, LedgerError, Message, Outcome, Signer, Status,
    TransactionRecord,
};
use chartseal_testing::{Actor, Suite, content_hash, descriptor};
use chartseal_trustee::{Request, Trustee, ticket_bytes};
use chartseal_types::access::{self, Question, Target};
use chartseal_types::anchor::{self, abi::RECORDS};
use chartseal_types::identity::{self, EncryptionKeyUnchecked};
use chartseal_types::{Action, ContentHash, Label, access::TicketResponse};
use cosmwasm_std::{Addr, Binary, StdResult, from_json};
use futures::executor::block_on;

use crate::scene::Scene;

/// A record's way to its key, as the vault keeps it.
pub struct Sealed {
    pub record: ContentHash,
    pub label: Label,
    pub key: DataKey,
    pub import: ImportKeys,
    pub envelope: Envelope,
}

/// The scene, with three trustees of whom two are needed.
pub struct Breach {
    pub scene: Scene,
    pub trustees: Vec<SecretKey>,
    pub patients_key: SecretKey,
}

pub fn new_key() -> SecretKey {
    SecretKey::generate(KeySuite::X25519).expect("a key is made")
}

impl Breach {
    pub fn new() -> Self {
        let trustees = (0..3).map(|_| new_key()).collect();
        Self { scene: Scene::new(), trustees, patients_key: new_key() }
    }

    /// Wraps the key of a record of Ana's. Whether it is anchored, and as what, is another matter.
    pub fn seal(&self, name: &str, label: Label) -> Sealed {
        let keys: Vec<PublicKey> = self.trustees.iter().map(|key| key.public().clone()).collect();
        let importer = Importer::new(self.scene.ana.id, self.patients_key.public(), &keys, 2);
        let importer = importer.expect("two of three trustees");
        let (record, key) = (content_hash(name), DataKey::generate().expect("a key is made"));
        let envelope = importer.wrap(&record, &label, &key).expect("the key is wrapped");
        Sealed { record, label, key, import: importer.keys().clone(), envelope }
    }

    /// A patient anchors a record of their own under a name.
    pub fn anchor_own(&mut self, patient: &Actor, name: &str, label: Label) {
        let question = Question {
            target: Target::Labels(vec![label]),
            action: Action::Write,
            ..chartseal_testing::own_reading(patient, &[])
        };
        let ticket = self.scene.suite.open(patient, question).access;
        self.scene.suite.anchor(&patient.account, patient.id, ticket, vec![descriptor(name, label)]);
    }

    /// Gives somebody an encryption key whose secret half is at hand, which takes 72 h.
    pub fn key_of(&mut self, actor: &Actor) -> SecretKey {
        let key = new_key();
        self.scene.suite.replace_key(actor, EncryptionKeyUnchecked::from(key.public()));
        key
    }

    /// A trustee answers who brings a ticket.
    pub fn release(&self, trustee: usize, access: u64, sealed: &Sealed) -> StdResult<SealedShare> {
        let trustee = Trustee::new(self.copy_of(trustee), self.deployment());
        let request =
            Request { access, record: sealed.record, import: &sealed.import, envelope: &sealed.envelope };
        let node = Node::answering(&self.scene.suite, access, sealed.record);
        Ok(block_on(trustee.release(&node, request))?)
    }

    /// Brings a ticket to two trustees and puts the record's key together.
    pub fn key(&self, access: u64, sealed: &Sealed, requester: &SecretKey) -> StdResult<DataKey> {
        let mut shares = vec![];
        for trustee in [0, 1] {
            let share = self.release(trustee, access, sealed)?;
            shares.push(self.open(access, sealed, requester, &share)?);
        }
        Ok(sealed.envelope.combine(&sealed.record, &shares)?)
    }

    /// Opens a share with a key.
    pub fn open(
        &self,
        access: u64,
        sealed: &Sealed,
        key: &SecretKey,
        share: &SealedShare,
    ) -> StdResult<Share> {
        let ticket = ticket_bytes(&self.deployment(), access);
        Ok(open_share(key, share, &Release { content: &sealed.record, ticket: &ticket })?)
    }

    fn copy_of(&self, trustee: usize) -> SecretKey {
        let key = &self.trustees[trustee];
        SecretKey::from_bytes(key.suite(), key.expose()).expect("a key reads back")
    }

    fn deployment(&self) -> Deployment {
        let contracts = &self.scene.suite.contracts;
        Deployment {
            chain_id: self.scene.suite.app.block_info().chain_id,
            identity_registry: contracts.identity_registry.to_string(),
            certificate_authority: contracts.certificate_authority.to_string(),
            access_control: contracts.access_control.to_string(),
            record_anchor: contracts.record_anchor.to_string(),
            codes: vec![],
        }
    }
}

/// A node as a trustee sees it: what the contracts of the suite answer in this block to what a trustee asks.
struct Node {
    smart: BTreeMap<(String, Vec<u8>), Binary>,
    raw: BTreeMap<(String, Vec<u8>), Vec<u8>>,
}

impl Node {
    fn answering(suite: &Suite, access: u64, record: ContentHash) -> Self {
        let mut node = Self { smart: BTreeMap::new(), raw: BTreeMap::new() };
        let contracts = &suite.contracts;
        let ticket: TicketResponse =
            node.keep(suite, &contracts.access_control, &access::QueryMsg::Ticket { access });
        let (patient, id) = (ticket.entry.patient, ticket.entry.requester);
        let erasure = anchor::QueryMsg::Erasure { patient, record };
        node.keep::<Option<anchor::ErasureResponse>>(suite, &contracts.record_anchor, &erasure);
        let key = identity::QueryMsg::EncryptionKey { id, version: None };
        node.keep::<identity::KeyVersion>(suite, &contracts.identity_registry, &key);
        let row = RECORDS.key((patient, record)).to_vec();
        let found = suite.app.wrap().query_wasm_raw(contracts.record_anchor.clone(), row.clone());
        if let Some(value) = found.expect("the row is read") {
            node.raw.insert((contracts.record_anchor.to_string(), row), value);
        }
        node
    }

    fn keep<T: serde::de::DeserializeOwned>(
        &mut self,
        suite: &Suite,
        contract: &Addr,
        msg: &(impl serde::Serialize + std::fmt::Debug),
    ) -> T {
        let answer: serde_json::Value = suite.query(contract, msg);
        let (msg, bytes) =
            (serde_json::to_vec(msg).expect("a query is JSON"), answer.to_string().into_bytes());
        self.smart.insert((contract.to_string(), msg), Binary::from(bytes.clone()));
        from_json(bytes).expect("the answer is of the expected shape")
    }

    fn unknown<T>() -> Result<T, LedgerError> {
        Err(LedgerError::Aborted)
    }
}

#[async_trait]
impl Ledger for Node {
    async fn status(&self) -> Result<Status, LedgerError> {
        Self::unknown()
    }

    async fn submit(&self, _: &dyn Signer, _: Vec<Message>) -> Result<Outcome, LedgerError> {
        Self::unknown()
    }

    async fn query_smart(&self, contract: &str, msg: &[u8], _: Option<u64>) -> Result<Binary, LedgerError> {
        let answer = self.smart.get(&(contract.to_string(), msg.to_vec()));
        answer.cloned().map_or_else(Self::unknown, Ok)
    }

    async fn query_raw(
        &self,
        contract: &str,
        key: &[u8],
        _: Option<u64>,
    ) -> Result<Option<Vec<u8>>, LedgerError> {
        Ok(self.raw.get(&(contract.to_string(), key.to_vec())).cloned())
    }

    async fn transaction(&self, _: &str) -> Result<TransactionRecord, LedgerError> {
        Self::unknown()
    }

    async fn events(&self, _: &EventFilter, _: EventCursor, _: u32) -> Result<EventPage, LedgerError> {
        Self::unknown()
    }
}

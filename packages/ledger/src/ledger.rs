//! The trait that every client is written against.

use async_trait::async_trait;
use cosmwasm_std::{Binary, Event, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{Message, Result, Signer};

/// Where a ledger stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// The chain's name, part of everything that is signed.
    pub chain_id: String,
    /// The latest block.
    pub height: u64,
    /// Its time.
    pub time: Timestamp,
}

/// What became of an accepted transaction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The block it is in.
    pub height: u64,
    /// The block's time, which the contracts saw as now.
    pub time: Timestamp,
    /// SHA-256 of the signed transaction, upper-case hex as on Cosmos.
    pub tx_hash: String,
    /// Gas used; none where the backend does not meter.
    pub gas_used: Option<u64>,
    /// What the contract returned for the last message, if anything.
    pub data: Option<Binary>,
    /// Events as a chain emits them: `execute`, `wasm` and `wasm-<type>`, each with `_contract_address` first.
    pub events: Vec<Event>,
}

/// A transaction in a block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransactionRecord {
    /// Who signed it.
    pub sender: String,
    /// The sender's sequence number.
    pub sequence: u64,
    /// What it asked for.
    pub messages: Vec<Message>,
    /// What became of it.
    pub outcome: Outcome,
}

/// Which events to list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventFilter {
    /// The contract that emitted them.
    pub contract: String,
    /// Only events whose attribute `action` is this.
    pub action: Option<String>,
}

impl EventFilter {
    /// All events of a contract.
    pub fn contract(contract: impl Into<String>) -> Self {
        Self { contract: contract.into(), action: None }
    }

    /// Only those of an action.
    pub fn action(mut self, action: impl Into<String>) -> Self {
        self.action = Some(action.into());
        self
    }
}

/// A place in the order of events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct EventCursor {
    /// The block.
    pub height: u64,
    /// The event's number within the block: grows in the order of the events, with gaps where transactions follow each other.
    pub index: u32,
}

impl EventCursor {
    /// The first event of a block.
    pub fn at(height: u64) -> Self {
        Self { height, index: 0 }
    }

    /// The place behind this one.
    pub fn next(self) -> Self {
        match self.index.checked_add(1) {
            Some(index) => Self { index, ..self },
            None => Self::at(self.height.saturating_add(1)),
        }
    }
}

/// An event and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainEvent {
    /// Its place.
    pub position: EventCursor,
    /// The block's time.
    pub time: Timestamp,
    /// The transaction that caused it.
    pub tx_hash: String,
    /// The event.
    pub event: Event,
}

/// Some events, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventPage {
    /// The events.
    pub events: Vec<ChainEvent>,
    /// Where to go on, if there are more.
    pub next: Option<EventCursor>,
}

/// A chain, or what behaves like one. Heights count from 1; `at: None` asks about now.
#[async_trait]
pub trait Ledger: Send + Sync {
    /// Name, height and time of the chain.
    async fn status(&self) -> Result<Status>;

    /// Signs the messages as one transaction and executes it: all of them or none. Returns once the outcome is durable.
    async fn submit(&self, signer: &dyn Signer, messages: Vec<Message>) -> Result<Outcome>;

    /// Asks a contract; `msg` and the answer are JSON.
    async fn query_smart(&self, contract: &str, msg: &[u8], at: Option<u64>) -> Result<Binary>;

    /// Reads one value of a contract's storage.
    async fn query_raw(&self, contract: &str, key: &[u8], at: Option<u64>) -> Result<Option<Vec<u8>>>;

    /// A transaction by its hash (hex).
    async fn transaction(&self, hash: &str) -> Result<TransactionRecord>;

    /// Events from a place on, oldest first, at most `limit` (capped at 100).
    async fn events(&self, filter: &EventFilter, from: EventCursor, limit: u32) -> Result<EventPage>;
}

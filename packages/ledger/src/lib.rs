//! One trait for query and execute, and two backends: the real contracts in-process, and a chain with wasmd.
//!
//! [`Ledger`] is what every client is written against: it signs and submits messages, asks contracts (now or at a past
//! height), reads raw state, transactions and events. It fits a Cosmos chain with wasmd: calls are asynchronous, an
//! [`Outcome`] has height, time, transaction hash, gas and events as a chain gives them. [`LedgerExt`] adds typed helpers.
//!
//! [`EmbeddedLedger`] runs the contracts in this process over a file that keeps every version of every value, for
//! development, demonstrations and tests, without a network. [`WasmdLedger`] is a client of a chain with wasmd.

mod account;
pub mod consortium;
mod deployment;
pub mod embedded;
mod error;
mod ext;
mod ledger;
mod transaction;
pub mod wasmd;

pub use account::{ADDRESS_PREFIX, Account, PaidBy, SignError, Signer, account_address};
pub use deployment::{CodeRef, Deployment, DeploymentFile};
pub use embedded::{Code, EmbeddedLedger};
pub use error::{LedgerError, Result};
pub use ext::LedgerExt;
pub use ledger::{
    ChainEvent, EventCursor, EventFilter, EventPage, Ledger, Outcome, Status, TransactionRecord,
};
pub use transaction::{Message, Transaction};
pub use wasmd::{GasPrice, LightTrust, Pin, Timing, Trust, WasmdConfig, WasmdLedger};

//! The embedded backend: contracts in this process, over one file.
//!
//! - One transaction is one block and one durable write: when [`Ledger::submit`] has returned, a crash loses nothing of
//!   it; before that, nothing of it is visible. A transaction that fails leaves no trace, like one that a node refuses
//!   when it is simulated, which clients of a chain do before they broadcast.
//! - Every value is kept with the heights at which it changed, so that every query can be asked at a past height.
//! - One process at a time has the file; a second one gets [`LedgerError::Locked`].
//! - Block times are the system clock's, moved by [`EmbeddedLedger::advance`], and never stand still or go back. A query about
//!   now sees the clock's time, as on a chain that makes a block every second: what expires, expires without a message.
//! - Signatures and sequence numbers are checked as on a chain. Gas is not metered.

mod chain;
mod clock;
mod code;
mod error;
mod events;
mod overlay;
mod past;
mod store;
mod tables;
mod view;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use cosmwasm_std::{Binary, BlockInfo, Timestamp};
use redb::StorageBackend;
use tokio::sync::Mutex;

pub use code::Code;

use crate::embedded::chain::Chain;
use crate::embedded::overlay::Overlay;
use crate::embedded::store::{Block, Head, Store};
use crate::{
    EventCursor, EventFilter, EventPage, Ledger, LedgerError, Message, Outcome, Result, Signer, Status,
    Transaction, TransactionRecord,
};

/// Contracts in this process over a file that keeps every version. Cheap to clone; clones share the store.
#[derive(Clone)]
pub struct EmbeddedLedger {
    inner: Arc<Inner>,
}

struct Inner {
    store: Store,
    codes: Vec<Code>,
    /// Held from reading a sequence number until the transaction is in a block.
    submitting: Mutex<()>,
    /// Held while a block is made.
    making: std::sync::Mutex<()>,
}

impl EmbeddedLedger {
    /// Makes a new store in a file. The codes get the numbers 1, 2, … in their order.
    pub fn create(path: impl AsRef<Path>, chain_id: &str, codes: Vec<Code>) -> Result<Self> {
        let store = guarded(|| Store::create(path.as_ref(), chain_id, &codes, clock::now(0)))?;
        Ok(Self::new(store, codes))
    }

    /// Opens a store. Codes must be those it was made with, in the same order; further ones may follow.
    pub fn open(path: impl AsRef<Path>, codes: Vec<Code>) -> Result<Self> {
        let store = guarded(|| Store::open(path.as_ref(), &codes, false))?;
        Ok(Self::new(store, codes))
    }

    /// Opens a store after reading all of it and checking every page against its checksum: an ordinary opening trusts what
    /// the disk gives. Takes as long as reading the file does.
    pub fn open_checked(path: impl AsRef<Path>, codes: Vec<Code>) -> Result<Self> {
        let store = guarded(|| Store::open(path.as_ref(), &codes, true))?;
        Ok(Self::new(store, codes))
    }

    /// A store over another medium than a file, made if it is empty: memory, or a test's failing disk.
    pub fn with_backend(backend: impl StorageBackend, chain_id: &str, codes: Vec<Code>) -> Result<Self> {
        let store = guarded(|| Store::with_backend(backend, chain_id, &codes, clock::now(0)))?;
        Ok(Self::new(store, codes))
    }

    /// A store in memory, gone when it is dropped.
    pub fn in_memory(chain_id: &str, codes: Vec<Code>) -> Result<Self> {
        Self::with_backend(redb::backends::InMemoryBackend::new(), chain_id, codes)
    }

    fn new(store: Store, codes: Vec<Code>) -> Self {
        let inner = Inner { store, codes, submitting: Mutex::default(), making: std::sync::Mutex::default() };
        Self { inner: Arc::new(inner) }
    }

    /// The address that a contract of this code will have when `creator` instantiates it with this salt.
    pub fn contract_address(&self, code_id: u64, creator: &str, salt: &[u8]) -> Result<String> {
        Chain::new(&self.inner.codes)?.contract_address(code_id, creator, salt)
    }

    /// Whether a contract has been instantiated at this address.
    pub async fn has_contract(&self, address: &str) -> Result<bool> {
        let address = address.to_string();
        self.run(move |inner| {
            inner.query(None, |chain, view, _| match chain.exists(view, &address) {
                Ok(_) => Ok(true),
                Err(LedgerError::UnknownContract { .. }) => Ok(false),
                Err(error) => Err(error),
            })
        })
        .await
    }

    /// The number of transactions an account has had: the sequence number of its next one.
    pub async fn sequence(&self, account: &str) -> Result<u64> {
        let account = account.to_string();
        self.run(move |inner| inner.store.sequence(&account)).await
    }

    /// Executes a transaction that was signed elsewhere.
    pub async fn deliver(&self, transaction: Transaction) -> Result<Outcome> {
        self.run(move |inner| inner.deliver(&transaction)).await
    }

    /// Makes an empty block.
    pub async fn tick(&self) -> Result<Status> {
        self.advance(0).await
    }

    /// For development: sets the ledger's clock `seconds` further ahead of the system's, for good, and makes an empty block.
    pub async fn advance(&self, seconds: u64) -> Result<Status> {
        self.run(move |inner| inner.advance(seconds)).await
    }

    /// Store and contracts block: they run beside the caller's other tasks where there is a runtime for that.
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Inner) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let inner = self.inner.clone();
        let work = move || guarded(|| work(&inner));
        match tokio::runtime::Handle::try_current() {
            Ok(runtime) => runtime.spawn_blocking(work).await.unwrap_or_else(|_| Err(LedgerError::Aborted)),
            Err(_) => work(),
        }
    }
}

/// The store panics on some damage to its file; callers get an error.
fn guarded<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    let damaged = |_| Err(LedgerError::Damaged { detail: "its structure contradicts itself".into() });
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(damaged)
}

impl Inner {
    fn block(&self, head: &Head, time: Timestamp) -> BlockInfo {
        BlockInfo { height: head.height, time, chain_id: self.store.chain_id().into() }
    }

    fn deliver(&self, transaction: &Transaction) -> Result<Outcome> {
        let _making = self.making.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let sender = self.admit(transaction)?;
        let (head, view) = self.store.view(None)?;
        let head = clock::next(&head, self.store.clock_offset()?);
        let block = self.block(&head, head.time);
        let chain = Chain::new(&self.codes)?;
        let mut overlay = Overlay::new(&view);
        let ran = chain.run(&mut overlay, &block, &sender, &transaction.messages);
        let writes = overlay.into_writes();
        view.check()?;
        let (data, events) = ran?;
        let outcome = Outcome {
            height: head.height,
            time: head.time,
            tx_hash: transaction.hash(),
            gas_used: None,
            data,
            events,
        };
        let record = TransactionRecord {
            sender,
            sequence: transaction.sequence,
            messages: transaction.messages.clone(),
            outcome,
        };
        drop(view);
        self.store.commit(&Block {
            head,
            writes,
            transaction: Some((transaction.digest(), &record)),
            clock_offset: None,
        })?;
        Ok(record.outcome)
    }

    /// What a chain checks before it runs a transaction. Returns the sender.
    fn admit(&self, transaction: &Transaction) -> Result<String> {
        if transaction.chain_id != self.store.chain_id() {
            let expected = self.store.chain_id().into();
            return Err(LedgerError::WrongChain { expected, got: transaction.chain_id.clone() });
        }
        if transaction.messages.is_empty() {
            return Err(LedgerError::NoMessage);
        }
        let sender = transaction.verify()?;
        let expected = self.store.sequence(&sender)?;
        if transaction.sequence != expected {
            return Err(LedgerError::Sequence { account: sender, expected, got: transaction.sequence });
        }
        Ok(sender)
    }

    fn advance(&self, seconds: u64) -> Result<Status> {
        let _making = self.making.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let offset = self.store.clock_offset()?.saturating_add(seconds);
        let head = clock::next(&self.store.head()?, offset);
        let clock_offset = (seconds > 0).then_some(offset);
        self.store.commit(&Block { head, writes: Default::default(), transaction: None, clock_offset })?;
        Ok(self.status(head))
    }

    fn status(&self, head: Head) -> Status {
        Status { chain_id: self.store.chain_id().into(), height: head.height, time: head.time }
    }

    /// Runs a query on the state of a height, as the contracts see it at that height's time; about now, at the clock's.
    fn query<T>(
        &self,
        at: Option<u64>,
        ask: impl FnOnce(&Chain, &view::View, &BlockInfo) -> Result<T>,
    ) -> Result<T> {
        let (head, view) = self.store.view(at)?;
        let time = match at {
            Some(_) => head.time,
            None => clock::now(self.store.clock_offset()?).max(head.time),
        };
        let answer = ask(&Chain::new(&self.codes)?, &view, &self.block(&head, time));
        view.check()?;
        answer
    }
}

#[async_trait]
impl Ledger for EmbeddedLedger {
    async fn status(&self) -> Result<Status> {
        self.run(|inner| Ok(inner.status(inner.store.head()?))).await
    }

    async fn submit(&self, signer: &dyn Signer, messages: Vec<Message>) -> Result<Outcome> {
        let _turn = self.inner.submitting.lock().await;
        let sequence = self.sequence(signer.address()).await?;
        self.deliver(Transaction::sign(self.inner.store.chain_id(), sequence, messages, signer)?).await
    }

    async fn query_smart(&self, contract: &str, msg: &[u8], at: Option<u64>) -> Result<Binary> {
        let (contract, msg) = (contract.to_string(), Binary::new(msg.to_vec()));
        self.run(move |inner| {
            inner.query(at, |chain, view, block| chain.query_smart(view, block, &contract, msg))
        })
        .await
    }

    async fn query_raw(&self, contract: &str, key: &[u8], at: Option<u64>) -> Result<Option<Vec<u8>>> {
        let (contract, key) = (contract.to_string(), key.to_vec());
        self.run(move |inner| inner.query(at, |chain, view, _| chain.query_raw(view, &contract, &key))).await
    }

    async fn transaction(&self, hash: &str) -> Result<TransactionRecord> {
        let hash = hash.to_string();
        self.run(move |inner| inner.store.transaction(&hash)).await
    }

    async fn events(&self, filter: &EventFilter, from: EventCursor, limit: u32) -> Result<EventPage> {
        let filter = filter.clone();
        self.run(move |inner| inner.store.events(&filter, from, limit)).await
    }
}

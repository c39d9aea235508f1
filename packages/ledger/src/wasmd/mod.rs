//! The backend for a chain with wasmd, over a node's CometBFT RPC.
//!
//! - [`Ledger::submit`] tries the messages on the node first (a refusal costs nothing and leaves nothing), signs them once
//!   ([`encode`]), broadcasts, and returns when they are in a block. No message is sent twice, whatever happens to the node
//!   or the connection: see [`LedgerError::NotIncluded`] and [`LedgerError::Undecided`].
//! - Before anything about now is answered, the node must be of the right chain and not behind; a contract that is pinned
//!   must run the code it ran when it was approved. Both are asked once a second at most.
//! - On somebody else's node ([`Trust::Light`]) raw reads are proven ([`proof`], [`light`]).
//! - Events need a node that indexes transactions; past heights one that keeps them.

pub mod address;
mod answers;
mod config;
pub mod decode;
pub mod encode;
mod events;
pub mod gas;
pub mod light;
mod node;
mod outcome;
pub mod proof;
mod proven;
pub mod refusal;
mod rpc;
mod submit;
mod turns;

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use async_trait::async_trait;
use cosmrs::Any;
use cosmrs::proto::cosmwasm::wasm::v1::ContractInfo;
use cosmrs::proto::traits::Message as Protobuf;
use cosmwasm_std::{Binary, Timestamp};

pub use answers::{ProofOp, ProofOps};
pub use config::{GasPrice, LightTrust, Pin, Timing, Trust, WasmdConfig};

use crate::wasmd::light::Light;
use crate::wasmd::node::{Node, Standing};
use crate::wasmd::outcome::outcome;
use crate::wasmd::turns::Turns;
use crate::{
    EventCursor, EventFilter, EventPage, Ledger, LedgerError, Message, Outcome, Result, Signer, Status,
    TransactionRecord,
};

/// For how long what was asked of a node about itself counts.
const FRESH: Duration = Duration::from_secs(1);

/// A chain with wasmd. Cheap to clone; clones share connections and sequence numbers.
#[derive(Clone)]
pub struct WasmdLedger {
    inner: Arc<Inner>,
}

struct Inner {
    config: WasmdConfig,
    node: Node,
    /// None: the node is one's own.
    light: Option<Light>,
    turns: Turns,
    /// The latest block that a transaction of this client's was seen in.
    seen: AtomicU64,
    /// Where the node stood, and when.
    standing: Mutex<Option<(Instant, Standing)>>,
    /// When each pinned contract was seen to run its code.
    pinned: Mutex<HashMap<String, Instant>>,
    /// Times of blocks.
    times: Mutex<BTreeMap<u64, Timestamp>>,
}

impl WasmdLedger {
    /// A client of a chain. Nothing is asked yet: see [`Ledger::status`].
    pub fn new(config: WasmdConfig) -> Result<Self> {
        config.fee_granter.as_deref().map(address::bytes).transpose()?;
        let node = Node::new(&config)?;
        let light = match &config.trust {
            Trust::OwnNode => None,
            Trust::Light(trust) => Some(Light::new(trust.clone(), config.chain_id.clone())),
        };
        Ok(Self {
            inner: Arc::new(Inner {
                config,
                node,
                light,
                seen: AtomicU64::new(0),
                turns: Turns::default(),
                standing: Mutex::default(),
                pinned: Mutex::default(),
                times: Mutex::default(),
            }),
        })
    }

    /// As [`Ledger::submit`], for messages of any kind: storing a code, granting fees, voting ([`encode::any`]).
    pub async fn submit_any(&self, signer: &dyn Signer, messages: Vec<Any>) -> Result<Outcome> {
        let outcome = self.inner.submit(signer, &messages).await?;
        self.inner.see(outcome.height);
        Ok(outcome)
    }

    /// Asks the chain itself by a method of one of its gRPC services, such as `/cosmos.gov.v1.Query/Proposal`. The node's
    /// word: answers of this kind can't be proven.
    pub async fn ask<A: Protobuf + Default>(&self, method: &str, request: &impl Protobuf) -> Result<A> {
        self.inner.fresh().await?;
        let refused = |reason| LedgerError::NodeRefused { node: self.inner.node.name().into(), reason };
        self.inner.node.grpc(method, request, None).await?.map_err(refused)
    }

    /// What the chain knows of a contract; none if it knows no contract of this address.
    pub async fn contract_info(&self, contract: &str) -> Result<Option<ContractInfo>> {
        address::bytes(contract)?;
        self.inner.fresh().await?;
        match self.inner.node.contract_info(contract).await {
            Ok(info) => Ok(Some(info)),
            Err(LedgerError::UnknownContract { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The number of the latest code that was stored.
    pub async fn latest_code(&self) -> Result<u64> {
        self.inner.fresh().await?;
        self.inner.node.latest_code().await
    }

    /// The code that a contract runs.
    pub async fn code_of(&self, contract: &str) -> Result<u64> {
        address::bytes(contract)?;
        self.inner.fresh().await?;
        self.inner.code_of(contract).await
    }

    /// The sequence number of an account's next transaction.
    pub async fn sequence(&self, account: &str) -> Result<u64> {
        address::bytes(account)?;
        self.inner.fresh().await?;
        Ok(self.inner.node.account(account, None).await?.sequence)
    }
}

impl Inner {
    /// Where the node stands, if it is of this chain and not behind.
    async fn fresh(&self) -> Result<Standing> {
        let known = held(&self.standing).clone();
        if let Some((_, standing)) = known.filter(|(when, _)| when.elapsed() < FRESH) {
            return Ok(standing);
        }
        let standing = self.check_standing(self.node.standing().await?)?;
        *held(&self.standing) = Some((Instant::now(), standing.clone()));
        Ok(standing)
    }

    fn check_standing(&self, standing: Standing) -> Result<Standing> {
        if standing.network != self.config.chain_id {
            return Err(LedgerError::OtherNetwork {
                node: self.node.name().into(),
                expected: self.config.chain_id.clone(),
                got: standing.network,
            });
        }
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let behind = now.saturating_sub(Duration::from_nanos(standing.time.nanos()));
        if standing.catching_up || behind > self.config.timing.lag {
            return Err(LedgerError::NodeBehind {
                node: self.node.name().into(),
                height: standing.height,
                seconds: behind.as_secs(),
                catching_up: standing.catching_up,
            });
        }
        Ok(standing)
    }

    /// The latest block that a transaction of this client's was seen in.
    fn seen(&self) -> u64 {
        self.seen.load(Ordering::Relaxed)
    }

    fn see(&self, height: u64) {
        self.seen.fetch_max(height, Ordering::Relaxed);
    }

    async fn code_of(&self, contract: &str) -> Result<u64> {
        match &self.light {
            Some(light) => self.proven_code(light, contract).await,
            None => Ok(self.node.contract_info(contract).await?.code_id),
        }
    }

    /// Refuses a pinned contract that runs another code than the approved one.
    async fn check_pin(&self, contract: &str) -> Result<()> {
        let Some(pin) = self.config.pins.iter().find(|pin| pin.contract == contract) else { return Ok(()) };
        let seen = held(&self.pinned).get(contract).copied();
        if seen.is_some_and(|when| when.elapsed() < FRESH) {
            return Ok(());
        }
        let got = self.code_of(contract).await?;
        if got != pin.code_id {
            let contract = contract.to_owned();
            return Err(LedgerError::CodeChanged { contract, expected: pin.code_id, got });
        }
        held(&self.pinned).insert(contract.into(), Instant::now());
        Ok(())
    }

    /// What precedes a read: the node, the contract and the height are such that the answer means something.
    async fn before_read(&self, contract: &str, at: Option<u64>) -> Result<()> {
        address::bytes(contract)?;
        let standing = self.fresh().await?;
        match at {
            None => self.check_pin(contract).await,
            Some(0) => Err(LedgerError::HeightNotKept { asked: 0, oldest: standing.earliest }),
            Some(asked) if i64::try_from(asked).is_err() => {
                Err(LedgerError::HeightAhead { asked, latest: standing.height })
            }
            Some(_) => Ok(()),
        }
    }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[async_trait]
impl Ledger for WasmdLedger {
    async fn status(&self) -> Result<Status> {
        *held(&self.inner.standing) = None;
        let standing = self.inner.fresh().await?;
        Ok(Status { chain_id: standing.network, height: standing.height, time: standing.time })
    }

    async fn submit(&self, signer: &dyn Signer, messages: Vec<Message>) -> Result<Outcome> {
        let sender = signer.address();
        self.submit_any(signer, messages.iter().map(|message| encode::message(sender, message)).collect())
            .await
    }

    async fn query_smart(&self, contract: &str, msg: &[u8], at: Option<u64>) -> Result<Binary> {
        self.inner.before_read(contract, at).await?;
        self.inner.node.smart(contract, msg, at).await
    }

    async fn query_raw(&self, contract: &str, key: &[u8], at: Option<u64>) -> Result<Option<Vec<u8>>> {
        self.inner.before_read(contract, at).await?;
        match &self.inner.light {
            Some(light) => self.inner.proven_raw(light, contract, key, at).await,
            None => self.inner.node.raw(contract, key, at).await,
        }
    }

    async fn transaction(&self, hash: &str) -> Result<TransactionRecord> {
        self.inner.fresh().await?;
        self.inner.record(hash).await
    }

    async fn events(&self, filter: &EventFilter, from: EventCursor, limit: u32) -> Result<EventPage> {
        self.inner.fresh().await?;
        self.inner.page(filter, from, limit).await
    }
}

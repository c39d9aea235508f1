//! How many transactions a second the chain takes: as many as its mempools hold, from several accounts at once, and what the
//! blocks then hold. Transfers of the yardstick and openings take turns.

use std::time::Duration;

use chartseal_ledger::wasmd::encode::{self, Terms};
use chartseal_ledger::{Deployment, Ledger, Message, WasmdLedger};
use chartseal_types::ContentHash;
use cosmrs::proto::cosmos::auth::v1beta1::{BaseAccount, QueryAccountRequest, QueryAccountResponse};
use cosmrs::proto::traits::Message as _;
use cosmwasm_std::Binary;
use futures::future::try_join_all;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use crate::chain::Result;
use crate::chain::blocks::{Costs, What};
use crate::chain::messages;
use crate::chain::rpc::{OUT_OF_TURN, Rpc, Taken};
use crate::chain::scene::{Scene, Somebody};
use crate::chain::yardstick::Yardstick;

/// For how long the chain is loaded each time.
const LASTS: Duration = Duration::from_secs(60);
/// What comes before that is not counted: the mempools fill.
const WARM_UP: Duration = Duration::from_secs(8);
/// How often each is measured.
const ROUNDS: usize = 2;
/// Transactions of one account that may wait for a block.
const PENDING: u64 = 50;

/// What is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A transfer of cw20-base.
    Transfer,
    /// A record is opened under a consent.
    Open,
}

/// What one load gave.
#[derive(Debug, Clone, Copy)]
pub struct Load {
    /// What was sent.
    pub kind: Kind,
    /// All that were executed, with those of the warm-up.
    pub executed: u64,
    /// Those in the counted blocks.
    pub counted: u64,
    /// How many blocks were counted.
    pub blocks: u64,
    /// From the first of them to the last, seconds of the chain's time.
    pub seconds: f64,
}

impl Load {
    /// Transactions a second.
    pub fn rate(&self) -> f64 {
        self.counted as f64 / self.seconds
    }

    /// Seconds between blocks.
    pub fn block_time(&self) -> f64 {
        self.seconds / self.blocks as f64
    }
}

/// Loads the chain in turns. A chain gets slower while it grows, so every second turn is the other way round: both kinds
/// have the same share of the younger chain.
pub async fn measure(
    rpc: &Rpc,
    ledger: &WasmdLedger,
    deployment: &Deployment,
    scene: &Scene,
    yardstick: &Yardstick,
    costs: &Costs,
) -> Result<Vec<Load>> {
    let mut loads = Vec::new();
    for round in 0..ROUNDS {
        let turn = [Kind::Transfer, Kind::Open];
        for kind in if round % 2 == 0 { turn } else { [turn[1], turn[0]] } {
            eprintln!("Loading the chain: {kind:?}");
            let contract =
                if kind == Kind::Transfer { &yardstick.contract } else { &deployment.access_control };
            loads.push(load(rpc, ledger, scene, kind, contract.clone(), gas(costs, kind)?).await?);
        }
    }
    Ok(loads)
}

/// What it took when it was measured alone, and a third more.
fn gas(costs: &Costs, kind: Kind) -> Result<u64> {
    let (contract, message) = match kind {
        Kind::Transfer => ("cw20-base", "transfer"),
        Kind::Open => ("access-control", "open, to read, as organization, 1 record"),
    };
    let measured =
        costs.get(&What { contract, message: message.into() }).and_then(|costs| costs.iter().max());
    Ok(measured.ok_or("a message that was not measured alone")?.gas * 4 / 3)
}

async fn load(
    rpc: &Rpc,
    ledger: &WasmdLedger,
    scene: &Scene,
    kind: Kind,
    contract: String,
    gas_limit: u64,
) -> Result<Load> {
    let status = ledger.status().await?;
    let until = Instant::now() + LASTS;
    let senders = scene.doctors.iter().enumerate().map(|(number, doctor)| {
        let (contract, chain_id) = (contract.clone(), status.chain_id.clone());
        async move {
            let terms = |sequence| Terms {
                sequence,
                gas_limit,
                fee: u128::from(gas_limit) / 40 + 1,
                denom: "useal".into(),
                granter: Some(doctor.payer.clone()),
                timeout_height: 0,
            };
            let (account, first) = account(ledger, doctor.address()).await?;
            let (mut sequence, mut settled) = (first, first);
            while Instant::now() < until {
                if sequence.saturating_sub(settled) >= PENDING {
                    settled = self::account(ledger, doctor.address()).await?.1;
                    if sequence.saturating_sub(settled) >= PENDING {
                        sleep(Duration::from_millis(50)).await;
                    }
                    continue;
                }
                let msg = Binary::new(message(scene, kind, number, sequence)?);
                let any =
                    encode::message(doctor.address(), &Message::Execute { contract: contract.clone(), msg });
                let signed = encode::sign(&doctor.account, &[any], &terms(sequence), &chain_id, account)?;
                match rpc.broadcast(number, &signed.bytes).await? {
                    Taken::Yes => sequence += 1,
                    Taken::Full => sleep(Duration::from_millis(50)).await,
                    Taken::Expects(expected) => sequence = expected,
                }
            }
            Ok::<_, Box<dyn std::error::Error + Send + Sync>>(())
        }
    });
    let began = status.time.nanos();
    try_join_all(senders).await?;
    let ended = ledger.status().await?;
    drain(rpc).await?;
    let mut load = Load { kind, executed: 0, counted: 0, blocks: 0, seconds: 0.0 };
    let mut first = None;
    for height in status.height + 1..=ledger.status().await?.height {
        let executed = executed(rpc, height).await?;
        load.executed += executed;
        let time = time(rpc, height).await?;
        if time < began + WARM_UP.as_nanos() as u64 || height > ended.height {
            continue;
        }
        match first {
            // The first block is the beginning: what it holds came before.
            None => first = Some(time),
            Some(first) => {
                load.counted += executed;
                load.blocks += 1;
                load.seconds = (time - first) as f64 / 1e9;
            }
        }
    }
    Ok(load)
}

fn message(scene: &Scene, kind: Kind, doctor: usize, number: u64) -> Result<Vec<u8>> {
    let record = |number: u64| -> Option<ContentHash> {
        let row = scene.records.get(usize::try_from(number).ok()? % scene.records.len().min(20))?;
        Some(row.record)
    };
    Ok(match kind {
        Kind::Transfer => {
            let next: &Somebody = &scene.doctors[(doctor + 1) % scene.doctors.len()];
            serde_json::to_vec(&Yardstick::transfer(next.address()))?
        }
        Kind::Open => {
            let record = record(number).ok_or("no record")?;
            serde_json::to_vec(&messages::open(scene, doctor, vec![record]))?
        }
    })
}

/// An account's number and next sequence number.
async fn account(ledger: &WasmdLedger, address: &str) -> Result<(u64, u64)> {
    let request = QueryAccountRequest { address: address.into() };
    let answer: QueryAccountResponse = ledger.ask("/cosmos.auth.v1beta1.Query/Account", &request).await?;
    let account = BaseAccount::decode(answer.account.ok_or("no account")?.value.as_slice())?;
    Ok((account.account_number, account.sequence))
}

/// Waits until the mempool is empty.
async fn drain(rpc: &Rpc) -> Result<()> {
    loop {
        let answer = rpc.call("num_unconfirmed_txs", json!({})).await?;
        if answer.get("total").and_then(Value::as_str) == Some("0") {
            return Ok(());
        }
        sleep(Duration::from_millis(200)).await;
    }
}

/// How many transactions of a block succeeded. One out of turn was sent again; one that failed for another reason would make
/// the rate a lie, so it ends the measurement.
async fn executed(rpc: &Rpc, height: u64) -> Result<u64> {
    let answer = rpc.call("block_results", json!({ "height": height.to_string() })).await?;
    let results = answer.get("txs_results").and_then(Value::as_array).cloned().unwrap_or_default();
    let mut executed = 0;
    for result in &results {
        match result.get("code").and_then(Value::as_u64) {
            Some(0) => executed += 1,
            Some(OUT_OF_TURN) => {}
            _ => return Err(format!("a transaction of block {height} failed: {}", result["log"]).into()),
        }
    }
    Ok(executed)
}

async fn time(rpc: &Rpc, height: u64) -> Result<u64> {
    let header = rpc.call("header", json!({ "height": height.to_string() })).await?;
    let text = header.pointer("/header/time").and_then(Value::as_str).ok_or("a block without a time")?;
    nanoseconds(text)
}

/// `2026-11-23T07:10:01.713783272Z`
fn nanoseconds(text: &str) -> Result<u64> {
    let time: tendermint::Time = text.parse()?;
    Ok(u64::try_from(time.unix_timestamp_nanos())?)
}

//! What transactions cost, read from the blocks that hold them: whole transactions, with signature, fee and the grant of it.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chartseal_ledger::wasmd::decode;
use chartseal_ledger::{Deployment, Message};
use serde_json::{Value, json};

use crate::chain::Result;
use crate::chain::rpc::Rpc;
use crate::chain::yardstick::Yardstick;

/// What a message was: the contract, its name, and how many records it was about if that matters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct What {
    /// The contract.
    pub contract: &'static str,
    /// The message.
    pub message: String,
}

/// Gas and length of each transaction, by what it was.
pub type Costs = BTreeMap<What, Vec<Cost>>;

/// What one transaction took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cost {
    /// Gas used.
    pub gas: u64,
    /// Bytes in the block.
    pub bytes: u64,
}

/// Reads the transactions of some blocks that held one message to one of our contracts or the yardstick, and succeeded.
pub async fn costs(
    rpc: &Rpc,
    deployment: &Deployment,
    yardstick: &Yardstick,
    heights: RangeInclusive<u64>,
) -> Result<Costs> {
    let mut costs = Costs::new();
    for height in heights {
        let block = rpc.call("block", json!({ "height": height.to_string() })).await?;
        let Some(transactions) = block.pointer("/block/data/txs").and_then(Value::as_array) else { continue };
        if transactions.is_empty() {
            continue;
        }
        let results = rpc.call("block_results", json!({ "height": height.to_string() })).await?;
        let results =
            results.get("txs_results").and_then(Value::as_array).ok_or("a block without results")?;
        for (transaction, result) in transactions.iter().zip(results) {
            let bytes = STANDARD.decode(transaction.as_str().unwrap_or_default())?;
            let Ok(decoded) = decode::transaction(&bytes) else { continue };
            let [Message::Execute { contract, msg }] = decoded.messages.as_slice() else { continue };
            let gas = result.get("gas_used").and_then(Value::as_str).unwrap_or_default().parse()?;
            let failed = result.get("code").and_then(Value::as_u64) != Some(0);
            if let (false, Some(contract)) = (failed, name(deployment, yardstick, contract)) {
                let what = What { contract, message: message(&serde_json::from_slice(msg)?) };
                costs.entry(what).or_default().push(Cost { gas, bytes: bytes.len() as u64 });
            }
        }
    }
    Ok(costs)
}

fn name(deployment: &Deployment, yardstick: &Yardstick, contract: &str) -> Option<&'static str> {
    let names = ["identity-registry", "certificate-authority", "access-control", "record-anchor"];
    let ours = deployment.in_order().into_iter().zip(names).find(|(address, _)| *address == contract);
    ours.map(|(_, name)| name).or_else(|| (contract == yardstick.contract).then_some("cw20-base"))
}

/// `open, 20 records`
fn message(json: &Value) -> String {
    let Some((name, body)) = json.as_object().and_then(|object| object.iter().next()) else {
        return json.as_str().unwrap_or_default().into();
    };
    if name == "confirmed" {
        let inner = body.get("message").and_then(Value::as_str).and_then(|text| STANDARD.decode(text).ok());
        let inner = inner.and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default();
        return format!("{}, with a passkey", message(&inner));
    }
    let count =
        |member: &str, of: &str| Some(body.pointer(member)?.as_array().map(|list| records(list.len(), of)));
    let many = match name.as_str() {
        "anchor" => count("/records", "record").flatten(),
        "open" => count("/target/records", "record").or_else(|| count("/target/labels", "label")).flatten(),
        _ => None,
    };
    let action = body.get("action").and_then(Value::as_str).filter(|_| name == "open");
    let hat = body.get("hat").and_then(Value::as_object).and_then(|hat| hat.keys().next().cloned());
    let hat = hat.filter(|_| name == "open");
    let parts = [
        Some(name.clone()),
        action.map(|action| format!("to {}", action.to_lowercase())),
        hat.map(|hat| format!("as {hat}")),
        many,
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn records(count: usize, of: &str) -> String {
    format!("{count} {of}{}", if count == 1 { "" } else { "s" })
}

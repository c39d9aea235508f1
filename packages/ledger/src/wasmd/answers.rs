//! The shapes of CometBFT's answers: heights and gas are numbers in text, bytes are base64 or hex.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use cosmwasm_std::{Attribute, Binary, Event};
use serde::{Deserialize, Deserializer};

#[derive(Debug, Deserialize)]
pub(super) struct StatusAnswer {
    pub node_info: NodeInfo,
    pub sync_info: SyncInfo,
}

#[derive(Debug, Deserialize)]
pub(super) struct NodeInfo {
    pub network: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct SyncInfo {
    #[serde(deserialize_with = "number")]
    pub latest_block_height: u64,
    pub latest_block_time: tendermint::Time,
    #[serde(deserialize_with = "number")]
    pub earliest_block_height: u64,
    pub catching_up: bool,
}

#[derive(Debug, Deserialize)]
pub(super) struct AbciQueryAnswer {
    pub response: AbciQuery,
}

/// What the application says to a query.
#[derive(Debug, Deserialize)]
pub(super) struct AbciQuery {
    #[serde(default)]
    pub code: u32,
    #[serde(default)]
    pub log: String,
    #[serde(default)]
    pub value: Option<Binary>,
    #[serde(default, rename = "proofOps")]
    pub proof: Option<ProofOps>,
    #[serde(deserialize_with = "number")]
    pub height: u64,
}

/// What the application says to a transaction that it only tries.
#[derive(Debug, Deserialize)]
pub(super) struct Simulation {
    pub gas_info: GasInfo,
}

#[derive(Debug, Deserialize)]
pub(super) struct GasInfo {
    #[serde(deserialize_with = "number")]
    pub gas_used: u64,
}

/// The steps of a proof, from the value to the root.
#[derive(Debug, Clone, Deserialize)]
pub struct ProofOps {
    /// The steps.
    pub ops: Vec<ProofOp>,
}

/// One step of a proof.
#[derive(Debug, Clone, Deserialize)]
pub struct ProofOp {
    /// Of which kind of tree: `ics23:iavl` or `ics23:simple`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The key in that tree.
    pub key: Binary,
    /// A commitment proof of ICS-23.
    pub data: Binary,
}

#[derive(Debug, Deserialize)]
pub(super) struct BroadcastAnswer {
    #[serde(default)]
    pub code: u32,
    #[serde(default)]
    pub log: String,
}

/// A transaction in a block.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct TxAnswer {
    pub hash: String,
    #[serde(deserialize_with = "number")]
    pub height: u64,
    #[serde(default)]
    pub index: u32,
    pub tx_result: TxResult,
    pub tx: Binary,
}

/// What became of a transaction in a block.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct TxResult {
    #[serde(default)]
    pub code: u32,
    #[serde(default)]
    pub data: Option<Binary>,
    #[serde(default)]
    pub log: String,
    #[serde(deserialize_with = "number")]
    pub gas_used: u64,
    #[serde(default)]
    pub events: Option<Vec<EventAnswer>>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct EventAnswer {
    #[serde(rename = "type")]
    pub kind: String,
    #[serde(default)]
    pub attributes: Option<Vec<AttributeAnswer>>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct AttributeAnswer {
    pub key: String,
    #[serde(default)]
    pub value: Option<String>,
}

impl TxResult {
    /// What contracts and the chain on their behalf emitted, as the contracts wrote it: without the number of the message,
    /// which the chain appends, and without the chain's own bookkeeping.
    pub fn events(&self) -> Vec<Event> {
        let all = self.events.iter().flatten().map(EventAnswer::to_event);
        all.filter(|event| event.attributes.iter().any(|attribute| attribute.key == "_contract_address"))
            .collect()
    }
}

impl EventAnswer {
    fn to_event(&self) -> Event {
        let mut attributes: Vec<Attribute> = Vec::new();
        for AttributeAnswer { key, value } in self.attributes.iter().flatten() {
            attributes.push(Attribute { key: key.clone(), value: value.clone().unwrap_or_default() });
        }
        if attributes.last().is_some_and(|last| last.key == "msg_index") {
            attributes.pop();
        }
        let mut event = Event::new(self.kind.clone());
        event.attributes = attributes;
        event
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct TxSearchAnswer {
    #[serde(default)]
    pub txs: Vec<TxAnswer>,
    #[serde(deserialize_with = "number")]
    pub total_count: u64,
}

#[derive(Debug, Deserialize)]
pub(super) struct HeaderAnswer {
    pub header: Header,
}

#[derive(Debug, Deserialize)]
pub(super) struct Header {
    pub time: tendermint::Time,
}

#[derive(Debug, Deserialize)]
pub(super) struct BlockAnswer {
    pub block: Block,
}

#[derive(Debug, Deserialize)]
pub(super) struct Block {
    pub header: Header,
    pub data: BlockData,
}

#[derive(Debug, Deserialize)]
pub(super) struct BlockData {
    #[serde(default)]
    pub txs: Option<Vec<Binary>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct BlockResultsAnswer {
    #[serde(default)]
    pub txs_results: Option<Vec<TxResult>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct CommitAnswer {
    pub signed_header: tendermint::block::signed_header::SignedHeader,
}

#[derive(Debug, Deserialize)]
pub(super) struct ValidatorsAnswer {
    pub validators: Vec<tendermint::validator::Info>,
    #[serde(deserialize_with = "number")]
    pub total: u64,
}

/// A number that stands in text, as protobuf's JSON has 64-bit numbers.
pub(super) fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either {
        Text(String),
        Number(u64),
    }
    match Either::deserialize(deserializer)? {
        Either::Number(number) => Ok(number),
        Either::Text(text) => text.parse().map_err(serde::de::Error::custom),
    }
}

/// Bytes as CometBFT takes them in JSON.
pub(super) fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

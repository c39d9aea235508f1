//! Calls of a node's JSON-RPC that the ledger has no use for.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::chain::Result;

/// The SDK's code of a transaction whose sequence number is not the next.
pub const OUT_OF_TURN: u64 = 32;

/// The nodes of a chain.
pub struct Rpc {
    client: reqwest::Client,
    nodes: Vec<String>,
}

/// What a node said to a transaction.
pub enum Taken {
    /// It has it.
    Yes,
    /// It has no room now.
    Full,
    /// It expects this sequence number: it has dropped what came before.
    Expects(u64),
}

impl Rpc {
    /// Nodes by their addresses.
    pub fn new(nodes: &[String]) -> Result<Self> {
        Ok(Self { client: reqwest::Client::new(), nodes: nodes.to_vec() })
    }

    /// Asks the first node.
    pub async fn call(&self, method: &str, params: Value) -> Result<Value> {
        let answer = self.post(0, method, params).await?;
        match answer.get("result") {
            Some(result) => Ok(result.clone()),
            None => Err(format!("{method}: {answer}").into()),
        }
    }

    /// Gives a transaction to one of the nodes.
    pub async fn broadcast(&self, node: usize, bytes: &[u8]) -> Result<Taken> {
        let answer = self.post(node, "broadcast_tx_sync", json!({ "tx": STANDARD.encode(bytes) })).await?;
        let text = answer.to_string();
        match answer.pointer("/result/code").and_then(Value::as_u64) {
            Some(0) => Ok(Taken::Yes),
            // The SDK's code of a full mempool.
            Some(20) => Ok(Taken::Full),
            None if text.contains("mempool is full") => Ok(Taken::Full),
            None if text.contains("already exists in cache") => Ok(Taken::Yes),
            Some(OUT_OF_TURN) => {
                let expected = text.split("expected ").nth(1).and_then(|rest| rest.split(',').next());
                Ok(Taken::Expects(expected.ok_or("no sequence number is expected")?.parse()?))
            }
            _ => Err(format!("a node refused a transaction: {text}").into()),
        }
    }

    async fn post(&self, node: usize, method: &str, params: Value) -> Result<Value> {
        let url = &self.nodes[node % self.nodes.len()];
        let request = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params }).to_string();
        let answer =
            self.client.post(url).header("content-type", "application/json").body(request).send().await?;
        Ok(serde_json::from_slice(&answer.bytes().await?)?)
    }
}

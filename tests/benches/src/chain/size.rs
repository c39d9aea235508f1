//! What an opening leaves behind.

use std::fs;
use std::path::Path;

use chartseal_ledger::WasmdLedger;
use cosmrs::proto::cosmos::base::query::v1beta1::PageRequest;
use cosmrs::proto::cosmwasm::wasm::v1::{QueryAllContractStateRequest, QueryAllContractStateResponse};

use crate::chain::Result;

/// Sizes at one time.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    /// Keys and values of access control.
    state: u64,
    /// Files of a node that prunes nothing.
    disk: u64,
}

/// What was left behind between two times.
#[derive(Debug, Clone, Copy)]
pub struct Growth {
    /// Bytes of keys and values an opening.
    pub state: f64,
    /// Bytes of a node's disk a transaction, whatever it was.
    pub disk: f64,
}

/// Asks the chain, and looks at a node's folder.
pub async fn of(ledger: &WasmdLedger, contract: &str, node: &Path) -> Result<Size> {
    let (mut state, mut key) = (0, Vec::new());
    loop {
        let pagination = Some(PageRequest { key, limit: 2000, ..PageRequest::default() });
        let request = QueryAllContractStateRequest { address: contract.into(), pagination };
        let answer: QueryAllContractStateResponse =
            ledger.ask("/cosmwasm.wasm.v1.Query/AllContractState", &request).await?;
        state += answer.models.iter().map(|row| row.key.len() as u64 + row.value.len() as u64).sum::<u64>();
        key = answer.pagination.unwrap_or_default().next_key;
        if key.is_empty() {
            return Ok(Size { state, disk: folder(node)? });
        }
    }
}

/// What each opening and each transaction added.
pub fn growth(before: Size, after: Size, opened: u64, all: u64) -> Growth {
    let each =
        |before: u64, after: u64, count: u64| after.saturating_sub(before) as f64 / count.max(1) as f64;
    Growth { state: each(before.state, after.state, opened), disk: each(before.disk, after.disk, all) }
}

/// A file that goes while it is looked at counts nothing: databases compact themselves.
fn folder(path: &Path) -> Result<u64> {
    let mut bytes = 0;
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        bytes += match entry.metadata() {
            Ok(metadata) if metadata.is_dir() => folder(&entry.path())?,
            Ok(metadata) => metadata.len(),
            Err(_) => 0,
        };
    }
    Ok(bytes)
}

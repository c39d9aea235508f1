//! Where the four contracts are, and how the chain is reached.

use std::path::{Path, PathBuf};

use chartseal_types::governance::ContractsUnchecked;
use serde::{Deserialize, Serialize};

use crate::{GasPrice, Ledger, LedgerError, Result, WasmdConfig, WasmdLedger};

/// A stored code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeRef {
    /// Its number on the chain.
    pub id: u64,
    /// SHA-256 of its Wasm, lower hex; none where the code is native.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checksum: Option<String>,
}

/// The addresses of the four contracts on a chain: what a client has to know, and what trustees pin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deployment {
    /// The chain.
    pub chain_id: String,
    /// Who is who.
    pub identity_registry: String,
    /// Which certificates are good.
    pub certificate_authority: String,
    /// Who may read what, and why.
    pub access_control: String,
    /// Which records exist.
    pub record_anchor: String,
    /// Codes of the contracts, in the order above; empty if not known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<CodeRef>,
}

/// A deployment file: a deployment on a chain with wasmd and how to reach it. What every tool takes as `--chain FILE`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeploymentFile {
    /// The contracts.
    #[serde(flatten)]
    pub deployment: Deployment,
    /// Nodes of one's own, as `http://HOST:PORT` of their CometBFT RPC. The first that answers is used.
    pub rpc: Vec<String>,
    /// What a unit of gas costs.
    pub gas_price: GasPrice,
    /// The account of the chain's governance, which alone moves the contracts to other code.
    pub governance: String,
    /// On a chain of `scripts/localnet`, its `network.json` with the test keys: a path relative to this file's folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub network: Option<PathBuf>,
}

impl DeploymentFile {
    /// Reads a file.
    pub fn read(path: &Path) -> Result<Self> {
        let wrong = |reason: String| LedgerError::DeploymentFile { path: path.to_owned(), reason };
        let text = std::fs::read(path).map_err(|error| wrong(error.to_string()))?;
        let file: Self = serde_json::from_slice(&text).map_err(|error| wrong(error.to_string()))?;
        match (file.deployment.codes.len(), file.rpc.is_empty()) {
            (4, false) => Ok(file),
            (4, true) => Err(wrong("it names no node".into())),
            (codes, _) => Err(wrong(format!("it names {codes} codes, expected four"))),
        }
    }

    /// A client of the first node that answers for this chain, each contract pinned to the code that the file names. If
    /// none does, the error is that of the last.
    pub async fn connect(&self) -> Result<WasmdLedger> {
        self.first(|config| config.pinned_to(&self.deployment)).await
    }

    /// As [`DeploymentFile::connect`], whatever code the contracts run: to upgrade them, or to find out.
    pub async fn connect_unpinned(&self) -> Result<WasmdLedger> {
        self.first(|config| config).await
    }

    async fn first(&self, configure: impl Fn(WasmdConfig) -> WasmdConfig) -> Result<WasmdLedger> {
        let mut failed = LedgerError::NoNode;
        for rpc in &self.rpc {
            let config = WasmdConfig::new(rpc, self.deployment.chain_id.clone(), self.gas_price.clone())?;
            let ledger = WasmdLedger::new(configure(config))?;
            match ledger.status().await {
                Ok(_) => return Ok(ledger),
                Err(error) => failed = error,
            }
        }
        Err(failed)
    }
}

impl Deployment {
    /// The four addresses, in the order of [`Deployment::codes`].
    pub fn in_order(&self) -> [&str; 4] {
        let Self { identity_registry, certificate_authority, access_control, record_anchor, .. } = self;
        [identity_registry, certificate_authority, access_control, record_anchor]
    }

    /// The four addresses as the contracts are told them.
    pub fn contracts(&self) -> ContractsUnchecked {
        ContractsUnchecked {
            identity_registry: self.identity_registry.clone(),
            certificate_authority: self.certificate_authority.clone(),
            access_control: self.access_control.clone(),
            record_anchor: self.record_anchor.clone(),
        }
    }
}

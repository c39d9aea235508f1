//! Where the four contracts are.

use chartseal_types::governance::ContractsUnchecked;
use serde::{Deserialize, Serialize};

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

impl Deployment {
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

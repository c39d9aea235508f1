//! Which consortium a home belongs to.

use std::path::PathBuf;

use chartseal_ledger::{Deployment, DeploymentFile, GasPrice};
use serde::{Deserialize, Serialize};

use super::{Home, HomeError, Name, read_text, write_private};

pub(super) const FILE: &str = "chartseal.toml";

/// The format of a home that this program writes.
pub const FORMAT: u32 = 1;

/// `chartseal.toml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The home's format.
    pub format: u32,
    /// Where ciphertext and envelopes are: a path within the home, or an address such as `s3://bucket/prefix`.
    pub vault: String,
    /// How many trustees it takes to release a key.
    pub threshold: u8,
    /// The trustees, in the order of their shares.
    pub trustees: Vec<Name>,
    /// Where the contracts are.
    pub deployment: Deployment,
    /// The chain; none if the home has a ledger of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chain: Option<ChainConfig>,
}

/// `[chain]`: how a chain with wasmd is reached, and who in this home admits accounts to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChainConfig {
    /// Nodes of one's own: their CometBFT RPC.
    pub rpc: Vec<String>,
    /// The account of the chain's governance.
    pub governance: String,
    /// Who pays patients' fees.
    pub consortium: Name,
    /// The member organization that pays everybody else's.
    pub member: Name,
    /// On a chain of `scripts/localnet`, the files with its nodes' clocks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clocks: Vec<PathBuf>,
    /// What a unit of gas costs.
    pub gas_price: GasPrice,
}

impl Config {
    /// The deployment file that this home was made with, if it is on a chain.
    pub fn deployment_file(&self) -> Option<DeploymentFile> {
        self.chain.as_ref().map(|chain| DeploymentFile {
            deployment: self.deployment.clone(),
            rpc: chain.rpc.clone(),
            gas_price: chain.gas_price.clone(),
            governance: chain.governance.clone(),
            network: None,
        })
    }
}

#[derive(Deserialize)]
struct Format {
    format: u32,
}

impl Home {
    /// Reads the configuration.
    pub fn config(&self) -> Result<Config, HomeError> {
        let path = self.root().join(FILE);
        let text = read_text(&path)?;
        let broken = |error: toml::de::Error| HomeError::Config {
            path: path.clone(),
            reason: error.message().to_owned(),
        };
        // The format first: a newer home may have members that this program does not know.
        let Format { format } = toml::from_str(&text).map_err(broken)?;
        if format > FORMAT {
            return Err(HomeError::Newer { supported: FORMAT, got: format });
        }
        toml::from_str(&text).map_err(broken)
    }

    /// Writes the configuration.
    pub fn save_config(&self, config: &Config) -> Result<(), HomeError> {
        let path = self.root().join(FILE);
        let text = toml::to_string(config)
            .map_err(|error| HomeError::Config { path: path.clone(), reason: error.to_string() })?;
        write_private(&path, text.as_bytes())
    }
}

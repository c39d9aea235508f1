//! `network.json` of `scripts/localnet`: a chain on one machine, with the test keys of all its members.

use std::fs;
use std::path::{Component, Path, PathBuf};

use chartseal_ledger::{Account, GasPrice, Signer, WasmdConfig, WasmdLedger};
use serde::Deserialize;
use zeroize::Zeroizing;

use crate::{OperatorError, Result};

/// A chain on one machine.
#[derive(Debug, Clone, Deserialize)]
pub struct Network {
    /// The chain's name.
    pub chain_id: String,
    /// What a unit of gas costs.
    pub gas_price: GasPrice,
    /// The nodes' CometBFT RPC.
    pub rpc: Vec<String>,
    /// The account of governance.
    pub governance: String,
    /// The member organizations, each of which validates.
    pub members: Vec<Key>,
    /// The consortium's own account: it governs the contracts, and pays patients' fees.
    pub consortium: Key,
    /// A file a node: by how many nanoseconds its clock is ahead, 8 bytes, signed, little-endian.
    #[serde(default)]
    pub clocks: Vec<PathBuf>,
    /// The folder that all paths are relative to.
    #[serde(skip)]
    folder: PathBuf,
}

/// An account and where its mnemonic is.
#[derive(Debug, Clone, Deserialize)]
pub struct Key {
    /// What it is called.
    pub name: String,
    /// Its address.
    pub address: String,
    /// The file with its 24 words, relative to the folder of `network.json`.
    pub mnemonic_file: PathBuf,
}

impl Network {
    /// Reads the file.
    pub fn read(path: &Path) -> Result<Self> {
        let text = fs::read(path).map_err(OperatorError::file(path))?;
        let network: Self = serde_json::from_slice(&text).map_err(OperatorError::file(path))?;
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        let keys = network.members.iter().chain([&network.consortium]).map(|key| &key.mnemonic_file);
        let outside = keys.chain(&network.clocks).find(|path| !stays_within(path)).cloned();
        match outside {
            Some(path) => Err(OperatorError::Outside { path }),
            None => Ok(Self { folder, ..network }),
        }
    }

    /// The account of a key.
    pub fn account(&self, key: &Key) -> Result<Account> {
        let path = self.folder.join(&key.mnemonic_file);
        let account = account_in(&path)?;
        if account.address() != key.address {
            let reason =
                format!("expected the mnemonic of {}, got that of {}", key.address, account.address());
            return Err(OperatorError::File { path, reason });
        }
        Ok(account)
    }

    /// The accounts of all members.
    pub fn members(&self) -> Result<Vec<Account>> {
        self.members.iter().map(|key| self.account(key)).collect()
    }

    /// The files with the nodes' clocks.
    pub fn clocks(&self) -> impl Iterator<Item = PathBuf> {
        self.clocks.iter().map(|clock| self.folder.join(clock))
    }

    /// A client of the first node.
    pub fn connect(&self) -> Result<WasmdLedger> {
        let rpc = self.rpc.first().map(String::as_str).unwrap_or_default();
        Ok(WasmdLedger::new(WasmdConfig::new(rpc, self.chain_id.clone(), self.gas_price.clone())?)?)
    }
}

/// Whether a path leads to something below the folder that it is relative to: a file that came from elsewhere must not have
/// this program read keys or write clocks wherever it likes.
fn stays_within(path: &Path) -> bool {
    path.components().all(|part| matches!(part, Component::Normal(_)))
}

/// The account whose mnemonic of 24 words is in a file.
pub fn account_in(path: &Path) -> Result<Account> {
    let words = Zeroizing::new(fs::read_to_string(path).map_err(OperatorError::file(path))?);
    Account::from_mnemonic(&words).map_err(OperatorError::file(path))
}

//! Which deployment, and whose keys.

use std::path::{Path, PathBuf};

use chartseal_ledger::{Account, DeploymentFile, Signer};
use chartseal_operator::proposal::Decision;
use chartseal_operator::{Network, account_in};

use crate::commands::values;
use crate::error::{CliError, Result};

/// A deployment on a chain.
#[derive(Debug, clap::Args)]
pub(super) struct OnChain {
    /// The deployment file
    #[arg(long, value_name = "FILE")]
    pub chain: PathBuf,
}

/// A deployment, and members who act.
#[derive(Debug, clap::Args)]
pub(super) struct ByMembers {
    #[command(flatten)]
    pub on: OnChain,
    /// A member's key: a file with the 24 words of its account. Given more than once, the first signs and all vote. On a
    /// chain of scripts/localnet the test keys of all members, unless told
    #[arg(long = "key", value_name = "FILE")]
    pub keys: Vec<PathBuf>,
}

impl OnChain {
    /// Reads the file.
    pub fn file(&self) -> Result<DeploymentFile> {
        Ok(DeploymentFile::read(&self.chain)?)
    }

    /// The local chain's keys, if the file leads to them.
    pub fn network(&self) -> Result<Option<Network>> {
        let Some(network) = self.file()?.network else { return Ok(None) };
        Ok(Some(Network::read(&self.chain.parent().unwrap_or(Path::new("")).join(network))?))
    }
}

impl ByMembers {
    /// The members' accounts.
    pub fn members(&self) -> Result<Vec<Account>> {
        members(&self.keys, self.on.network()?.as_ref())
    }
}

/// The accounts of key files, or of a local chain's members.
pub(super) fn members(keys: &[PathBuf], network: Option<&Network>) -> Result<Vec<Account>> {
    match network {
        Some(network) if keys.is_empty() => Ok(network.members()?),
        _ if keys.is_empty() => {
            Err(CliError::Input("expected --key FILE with the 24 words of a member's account".into()))
        }
        _ => Ok(keys.iter().map(|key| account_in(key)).collect::<Result<_, _>>()?),
    }
}

/// As what signs.
pub(super) fn signers(accounts: &[Account]) -> Vec<&dyn Signer> {
    accounts.iter().map(|account| account as &dyn Signer).collect()
}

/// What became of a proposal, for people.
pub(super) fn told(decision: &Decision, done: &str) -> String {
    match decision {
        Decision::Passed { id } => format!("Proposal {id} was accepted: {done}."),
        Decision::Voting { id, until } => format!(
            "Proposal {id} is voted on until {}: other members vote by this command with their key, or with `tx gov vote {id} yes`. Run it again then.",
            values::date(until.seconds())
        ),
    }
}

//! `chartseal chain`: what the operators of a chain do. None of it needs a home.

mod admit;
mod deploy;
mod doctor;
mod place;
mod propose;
mod upgrade;

use clap::Subcommand;

use crate::error::Result;
use crate::output::Output;

/// `chartseal chain`
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Store, instantiate and pin the contracts, and write the deployment file. Run again it changes nothing
    Deploy(deploy::Args),
    /// Move the contracts to this release's code, by a proposal
    Upgrade(upgrade::Args),
    /// Check a deployment as an auditor would, and say what is wrong
    Doctor(doctor::Args),
    /// Pay accounts' fees for messages to contracts: without that nobody transacts
    Admit(admit::Admit),
    /// Pay them no more
    Dismiss(admit::Dismiss),
    /// Have governance send a message to a contract that it governs
    Propose(propose::Args),
}

pub(crate) async fn run(command: Command, output: Output) -> Result<()> {
    match command {
        Command::Deploy(args) => deploy::run(args, output).await,
        Command::Upgrade(args) => upgrade::run(args, output).await,
        Command::Doctor(args) => doctor::run(args, output).await,
        Command::Admit(args) => admit::admit(args, output).await,
        Command::Dismiss(args) => admit::dismiss(args, output).await,
        Command::Propose(args) => propose::run(args, output).await,
    }
}

//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::commands::{
    access, ca, care, cert, consent, demo, identity, init, ledger, policy, record, shell, vault,
};
use crate::home::Passphrases;
use crate::session::Place;

/// Patient-controlled medical records: sealed on the client, opened only by a recorded, permitted access.
#[derive(Debug, Parser)]
#[command(name = "chartseal", version, arg_required_else_help = true)]
pub struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Options of every command.
#[derive(Debug, Args)]
pub(crate) struct Global {
    /// Where keys, configuration, ledger and vault are [default: the platform's place for user data]
    #[arg(long, global = true, value_name = "DIR", env = "CHARTSEAL_HOME", hide_env_values = true)]
    home: Option<PathBuf>,
    /// Print one JSON object a line instead of sentences
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Read the passphrase from the first line of FILE instead of asking for it
    #[arg(long, global = true, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
}

impl Global {
    pub(crate) fn place(&self) -> Place {
        Place { home: self.home.clone(), passphrases: Passphrases::new(self.passphrase_file.clone()) }
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make a home with a consortium of its own: contracts, registrar, trustees
    Init(init::Args),
    /// Who is who: register, verify, suspend, freeze, affiliate
    #[command(subcommand)]
    Identity(identity::Command),
    /// Certificate authorities: trust anchors and issuing CAs
    #[command(subcommand)]
    Ca(ca::Command),
    /// Certificates: request, issue, hold, revoke
    #[command(subcommand)]
    Cert(cert::Command),
    /// What a role may do for a purpose
    #[command(subcommand)]
    Policy(policy::Command),
    /// Records: import, seal, list, open, verify, erase
    #[command(subcommand)]
    Record(record::Command),
    /// A patient's rules: permit, deny, revoke
    #[command(subcommand)]
    Consent(consent::Command),
    /// Care relationships: what lets policy permit treatment
    #[command(subcommand)]
    Care(care::Command),
    /// Accesses: explain, log, ticket
    #[command(subcommand)]
    Access(access::Command),
    /// Ciphertext and envelopes
    #[command(subcommand)]
    Vault(vault::Command),
    /// The embedded ledger
    #[command(subcommand)]
    Ledger(ledger::Command),
    /// Tell the whole story on a synthetic patient, or on a FHIR bundle of your own
    Demo(demo::Args),
    /// Print a completion script for a shell
    Completions(shell::Completions),
    /// Write the manual pages
    Man(shell::Man),
}

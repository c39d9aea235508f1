//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::commands::{
    access, act, ca, care, cert, chain, consent, demo, emergency, governance, guardian, identity, init,
    ledger, passkey, policy, record, recovery, registrar, representative, request, shell, vault,
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
    /// Read the passphrase of software authenticators, which hold passkeys, from the first line of FILE; not the same one
    #[arg(long, global = true, value_name = "FILE")]
    authenticator_passphrase_file: Option<PathBuf>,
}

impl Global {
    pub(crate) fn place(&self) -> Place {
        Place {
            home: self.home.clone(),
            passphrases: Passphrases::new(self.passphrase_file.clone()),
            authenticators: Passphrases::new(self.authenticator_passphrase_file.clone()),
        }
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make a home with a consortium of its own: contracts, registrar, trustees
    Init(init::Args),
    /// Who is who: register, verify, suspend, freeze, affiliate
    #[command(subcommand)]
    Identity(identity::Command),
    /// Passkeys: the second factor that confirms what a stolen account must not do
    #[command(subcommand)]
    Passkey(passkey::Command),
    /// Guardians: who may freeze an identity, and give it back to an owner who lost every account
    #[command(subcommand)]
    Guardian(guardian::Command),
    /// Recoveries by guardians
    #[command(subcommand)]
    Recovery(recovery::Command),
    /// Representatives: who acts for a patient
    #[command(subcommand)]
    Representative(representative::Command),
    /// What takes two registrars: representatives, claims, merges, deaths
    #[command(subcommand)]
    Act(act::Command),
    /// Registrars: appoint, dismiss, distrust
    #[command(subcommand)]
    Registrar(registrar::Command),
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
    /// Requests of insurers, researchers and clinicians to a patient
    #[command(subcommand)]
    Request(request::Command),
    /// Emergencies: break the glass, and answer for it
    #[command(subcommand)]
    Emergency(emergency::Command),
    /// Accesses: explain, log, ticket, audit, accounting
    #[command(subcommand)]
    Access(access::Command),
    /// Pause and resume the contracts, hand them over
    #[command(subcommand)]
    Governance(governance::Command),
    /// Ciphertext and envelopes
    #[command(subcommand)]
    Vault(vault::Command),
    /// A chain with wasmd: deploy, upgrade, check, admit
    #[command(subcommand)]
    Chain(chain::Command),
    /// What the contracts run on: status, events, transactions
    #[command(subcommand)]
    Ledger(ledger::Command),
    /// Tell the whole story on a synthetic patient, or on a FHIR bundle of your own
    Demo(demo::Args),
    /// Print a completion script for a shell
    Completions(shell::Completions),
    /// Write the manual pages
    Man(shell::Man),
}

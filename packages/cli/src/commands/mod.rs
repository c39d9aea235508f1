//! One file a noun.

pub(crate) mod access;
pub(crate) mod act;
pub(crate) mod ca;
pub(crate) mod care;
pub(crate) mod cert;
pub(crate) mod chain;
pub(crate) mod consent;
pub(crate) mod demo;
pub(crate) mod emergency;
pub(crate) mod governance;
pub(crate) mod guardian;
pub(crate) mod identity;
pub(crate) mod init;
pub(crate) mod ledger;
pub(crate) mod passkey;
pub(crate) mod policy;
pub(crate) mod record;
pub(crate) mod recovery;
pub(crate) mod registrar;
pub(crate) mod representative;
pub(crate) mod request;
pub(crate) mod shell;
pub(crate) mod values;
pub(crate) mod vault;

use crate::args::{Cli, Command};
use crate::error::Result;
use crate::output::Output;
use crate::session::Session;

/// Carries out a command.
pub(crate) async fn run(cli: Cli, output: Output) -> Result<()> {
    let place = cli.global.place();
    match cli.command {
        // These need no home, or make one.
        Command::Init(args) => init::run(args, &place, output).await,
        Command::Demo(args) => demo::run(args, &place, output).await,
        Command::Chain(command) => chain::run(command, output).await,
        Command::Completions(args) => shell::completions(&args),
        Command::Man(args) => shell::man(&args),
        Command::Ledger(ledger::Command::Upgrade) => {
            ledger::upgrade(&Session::open_any_release(&place, output).await?).await
        }
        command => {
            let session = Session::open(&place, output).await?;
            match command {
                Command::Identity(command) => identity::run(command, &session).await,
                Command::Passkey(command) => passkey::run(command, &session).await,
                Command::Guardian(command) => guardian::run(command, &session).await,
                Command::Recovery(command) => recovery::run(command, &session).await,
                Command::Representative(command) => representative::run(command, &session).await,
                Command::Act(command) => act::run(command, &session).await,
                Command::Registrar(command) => registrar::run(command, &session).await,
                Command::Request(command) => request::run(command, &session).await,
                Command::Emergency(command) => emergency::run(command, &session).await,
                Command::Governance(command) => governance::run(command, &session).await,
                Command::Ca(command) => ca::run(command, &session).await,
                Command::Cert(command) => cert::run(command, &session).await,
                Command::Policy(command) => policy::run(command, &session).await,
                Command::Record(command) => record::run(command, &session).await,
                Command::Consent(command) => consent::run(command, &session).await,
                Command::Care(command) => care::run(command, &session).await,
                Command::Access(command) => access::run(command, &session).await,
                Command::Vault(command) => vault::run(command, &session).await,
                Command::Ledger(command) => ledger::run(command, &session).await,
                Command::Init(_)
                | Command::Demo(_)
                | Command::Chain(_)
                | Command::Completions(_)
                | Command::Man(_) => Ok(()),
            }
        }
    }
}

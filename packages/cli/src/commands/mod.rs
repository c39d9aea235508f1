//! One file a noun.

pub(crate) mod access;
pub(crate) mod ca;
pub(crate) mod care;
pub(crate) mod cert;
pub(crate) mod consent;
pub(crate) mod demo;
pub(crate) mod identity;
pub(crate) mod init;
pub(crate) mod ledger;
pub(crate) mod policy;
pub(crate) mod record;
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
        Command::Completions(args) => shell::completions(&args),
        Command::Man(args) => shell::man(&args),
        command => {
            let session = Session::open(&place, output).await?;
            match command {
                Command::Identity(command) => identity::run(command, &session).await,
                Command::Ca(command) => ca::run(command, &session).await,
                Command::Cert(command) => cert::run(command, &session).await,
                Command::Policy(command) => policy::run(command, &session).await,
                Command::Record(command) => record::run(command, &session).await,
                Command::Consent(command) => consent::run(command, &session).await,
                Command::Care(command) => care::run(command, &session).await,
                Command::Access(command) => access::run(command, &session).await,
                Command::Vault(command) => vault::run(command, &session).await,
                Command::Ledger(command) => ledger::run(command, &session).await,
                Command::Init(_) | Command::Demo(_) | Command::Completions(_) | Command::Man(_) => Ok(()),
            }
        }
    }
}

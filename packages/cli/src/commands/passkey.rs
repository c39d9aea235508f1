//! `chartseal passkey`

use std::fs;
use std::path::PathBuf;

use chartseal_types::CredentialHash;
use chartseal_types::identity::{ChangeUnchecked, ExecuteMsg, QueryMsg};
use chartseal_types::second_factor::{RelyingParty, RelyingPartyUnchecked};
use clap::Subcommand;

use crate::commands::{identity, values};
use crate::consortium::ADMIN;
use crate::error::{CliError, Result};
use crate::home::Name;
use crate::output::Told;
use crate::session::Session;

/// `chartseal passkey`
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Passkeys that confirm somebody's messages
    List {
        /// Whose
        who: String,
    },
    /// A further passkey in a software authenticator, a file of its own under a passphrase of its own: proposed now,
    /// applied after 72 h
    Add {
        /// Whose
        #[arg(long = "as", value_name = "NAME")]
        who: Name,
    },
    /// One passkey less: proposed now, applied after 72 h; never the last one
    Remove {
        /// SHA-256 of its credential id
        credential: CredentialHash,
        /// Whose
        #[arg(long = "as", value_name = "NAME")]
        who: Name,
    },
    /// Destroy what this home holds of a passkey that counts no more
    Destroy {
        /// SHA-256 of its credential id
        credential: CredentialHash,
        /// Whose
        #[arg(long = "as", value_name = "NAME")]
        who: Name,
    },
    /// Sites whose passkeys count; with a file, set them as the admin
    Sites {
        /// The sites as JSON: a list of `rp_id` and `origins`
        #[arg(long, value_name = "FILE")]
        set: Option<PathBuf>,
    },
}

pub(crate) async fn run(command: Command, session: &Session) -> Result<()> {
    match command {
        Command::List { who } => list(session, &who).await,
        Command::Add { who } => {
            let person = session.unlock(&who)?;
            let passkey = session.create_passkey(&who)?;
            identity::propose(session, &person, ChangeUnchecked::AddPasskey { passkey }).await
        }
        Command::Remove { credential, who } => {
            let person = session.unlock(&who)?;
            identity::propose(session, &person, ChangeUnchecked::RemovePasskey { credential }).await
        }
        Command::Destroy { credential, who } => {
            let person = session.unlock(&who)?;
            let listed = session.passkeys(person.identity()?).await?;
            if listed.iter().any(|period| period.credential == credential) {
                return Err(CliError::Input(format!(
                    "passkey {credential} still counts; take it away first with `chartseal passkey remove`"
                )));
            }
            session.destroy_passkey(&person, credential)?;
            list(session, who.as_str()).await
        }
        Command::Sites { set } => sites(session, set).await,
    }
}

async fn list(session: &Session, who: &str) -> Result<()> {
    let passkeys = session.passkeys(session.identity(who)?).await?;
    let lines: Vec<_> = passkeys
        .iter()
        .map(|period| {
            let since = values::date(period.added_at);
            format!("{}  of {}  since {since}", period.credential, period.passkey.rp_id)
        })
        .collect();
    session.output.print(&Told::new(serde_json::json!({ "passkeys": passkeys }), lines))
}

async fn sites(session: &Session, set: Option<PathBuf>) -> Result<()> {
    let registry = &session.contracts().identity_registry;
    if let Some(path) = set {
        let text = fs::read(&path).map_err(CliError::file(&path))?;
        let relying_parties: Vec<RelyingPartyUnchecked> = serde_json::from_slice(&text)?;
        let msg = ExecuteMsg::SetRelyingParties { relying_parties };
        session.send(&session.unlock(&ADMIN.parse()?)?, registry, &msg).await?;
    }
    let sites: Vec<RelyingParty> = session.ask(registry, &QueryMsg::RelyingParties {}).await?;
    let lines: Vec<_> =
        sites.iter().map(|site| format!("{}  at {}", site.rp_id, site.origins.join(", "))).collect();
    session.output.print(&Told::new(serde_json::json!({ "sites": sites }), lines))
}

//! `chartseal registrar`

use chartseal_types::identity::{Distrusted, ExecuteMsg, QueryMsg};
use chartseal_types::{IdentityId, MAX_LIMIT};
use clap::Subcommand;
use serde_json::json;

use crate::commands::values;
use crate::consortium::ADMIN;
use crate::error::Result;
use crate::output::Told;
use crate::session::Session;

/// `chartseal registrar`
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Appoint an active organization as registrar, as the admin
    Appoint {
        /// Which
        organization: String,
    },
    /// Dismiss a registrar, as the admin: what it verified goes on to count
    Dismiss {
        /// Which
        organization: String,
    },
    /// Find that a registrar went bad, as the admin: dismissed for good, and what it verified since counts for nothing
    Distrust {
        /// Which
        registrar: String,
        /// Since when, Unix seconds; sent again it may only become earlier
        #[arg(long)]
        since: u64,
    },
    /// Registrars, and those distrusted
    List,
}

pub(crate) async fn run(command: Command, session: &Session) -> Result<()> {
    let msg = match command {
        Command::Appoint { organization } => {
            ExecuteMsg::AppointRegistrar { organization: session.identity(&organization)? }
        }
        Command::Dismiss { organization } => {
            ExecuteMsg::DismissRegistrar { organization: session.identity(&organization)? }
        }
        Command::Distrust { registrar, since } => {
            ExecuteMsg::DistrustRegistrar { registrar: session.identity(&registrar)?, since }
        }
        Command::List => return list(session).await,
    };
    session.send(&session.unlock(&ADMIN.parse()?)?, &session.contracts().identity_registry, &msg).await?;
    list(session).await
}

async fn list(session: &Session) -> Result<()> {
    let registry = &session.contracts().identity_registry;
    let mut registrars: Vec<IdentityId> = Vec::new();
    loop {
        let start_after = registrars.last().copied();
        let query = QueryMsg::Registrars { start_after, limit: Some(MAX_LIMIT) };
        let page: Vec<IdentityId> = session.ask(registry, &query).await?;
        if page.is_empty() {
            break;
        }
        registrars.extend(page);
    }
    let distrusted: Vec<Distrusted> = session.ask(registry, &QueryMsg::Distrusted {}).await?;
    let lines = registrars.iter().map(|id| format!("{}  registrar", session.called(*id)));
    let gone = distrusted.iter().map(|gone| {
        format!("{}  distrusted since {}", session.called(gone.registrar), values::date(gone.since))
    });
    let mut lines: Vec<_> = lines.chain(gone).collect();
    lines.sort();
    session.output.print(&Told::new(json!({ "registrars": registrars, "distrusted": distrusted }), lines))
}

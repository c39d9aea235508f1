//! `chartseal guardian`

use chartseal_types::identity::{ChangeUnchecked, Guardians, QueryMsg};
use clap::Subcommand;

use crate::commands::identity;
use crate::error::{CliError, Result};
use crate::home::Name;
use crate::output::Told;
use crate::session::Session;

/// `chartseal guardian`
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Choose who may recover one's identity: proposed now, applied after 72 h. Nobody named: have none
    Set {
        /// Who, at most 7
        guardians: Vec<String>,
        /// How many of them it takes; more than half unless told
        #[arg(long)]
        threshold: Option<u8>,
        /// Whose identity
        #[arg(long = "as", value_name = "NAME")]
        who: Name,
    },
    /// Who may recover an identity
    List {
        /// Whose
        who: String,
    },
}

pub(crate) async fn run(command: Command, session: &Session) -> Result<()> {
    match command {
        Command::Set { guardians, threshold, who } => {
            let guardians =
                guardians.iter().map(|guardian| session.identity(guardian)).collect::<Result<Vec<_>>>()?;
            let count = u8::try_from(guardians.len()).map_err(|_| {
                CliError::Input(format!("expected at most 7 guardians, got {}", guardians.len()))
            })?;
            let majority = if count == 0 { 0 } else { count / 2 + 1 };
            let threshold = threshold.unwrap_or(majority);
            let change = ChangeUnchecked::SetGuardians { guardians, threshold };
            identity::propose(session, &session.unlock(&who)?, change).await
        }
        Command::List { who } => {
            let query = QueryMsg::Guardians { id: session.identity(&who)? };
            let guardians: Guardians = session.ask(&session.contracts().identity_registry, &query).await?;
            let mut lines: Vec<_> = guardians.identities.iter().map(|id| session.called(*id)).collect();
            lines.sort();
            lines.push(match guardians.threshold {
                0 => "Nobody: an identity whose accounts are lost stays lost.".into(),
                threshold => format!("{threshold} of them recover it."),
            });
            session.output.print(&Told::new(guardians, lines))
        }
    }
}

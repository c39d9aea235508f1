//! `chartseal recovery`

use std::path::PathBuf;

use chartseal_types::IdentityId;
use chartseal_types::identity::{ExecuteMsg, QueryMsg, Recovery};
use chartseal_types::second_factor::Sensitive;
use clap::Subcommand;

use crate::commands::{identity, values};
use crate::error::{CliError, Result};
use crate::home::Name;
use crate::output::Told;
use crate::people::NewAccount;
use crate::session::Session;

/// `chartseal recovery`
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Start a recovery, as a guardian of who lost every account
    Start {
        /// Whose identity
        who: String,
        /// What its owner made with `chartseal identity prepare`; make sure that it is theirs
        #[arg(long, value_name = "FILE")]
        account: PathBuf,
        /// Which guardian
        #[arg(long = "as", value_name = "NAME")]
        guardian: Name,
    },
    /// Approve a recovery, as another guardian: with enough approvals its 7 days begin
    Approve(Of),
    /// Object to all recoveries of one's identity: who still has an account has not lost it
    Veto {
        /// Whose identity
        #[arg(long = "as", value_name = "NAME")]
        who: Name,
    },
    /// Override the veto, as a guardian or as a registrar: it takes enough guardians and one registrar
    Override(Of),
    /// Take an approval or an override back, as who gave it
    TakeBack(Of),
    /// Withdraw a recovery, as the guardian who started it
    Withdraw {
        /// Whose identity
        who: String,
        /// Which guardian
        #[arg(long = "as", value_name = "NAME")]
        guardian: Name,
    },
    /// Take the identity over, as the new account, when the 7 days are over: every other account goes
    Complete(Of),
    /// Recoveries of an identity, ended ones too
    Show {
        /// Whose
        who: String,
    },
}

/// Of which identity, and by whom.
#[derive(Debug, clap::Args)]
pub(crate) struct Of {
    /// Whose identity
    who: String,
    /// Which recovery; the only one that stands unless told
    #[arg(long)]
    number: Option<u32>,
    /// Who does it
    #[arg(long = "as", value_name = "NAME")]
    by: Name,
}

pub(crate) async fn run(command: Command, session: &Session) -> Result<()> {
    let registry = &session.contracts().identity_registry;
    match command {
        Command::Start { who, account, guardian } => {
            let identity = session.identity(&who)?;
            let NewAccount { account, encryption_key, passkey } = NewAccount::read(&account)?;
            let msg = ExecuteMsg::StartRecovery { identity, account, encryption_key, passkey };
            session.send(&session.unlock(&guardian)?, registry, &msg).await?;
            show(session, identity).await
        }
        Command::Approve(of) => {
            let (identity, recovery) = of.find(session).await?;
            let msg = ExecuteMsg::ApproveRecovery { identity, recovery };
            session.send(&session.unlock(&of.by)?, registry, &msg).await?;
            show(session, identity).await
        }
        Command::Veto { who } => {
            let person = session.unlock(&who)?;
            session.send(&person, registry, &ExecuteMsg::VetoRecovery {}).await?;
            show(session, person.identity()?).await
        }
        Command::Override(of) => {
            let (identity, recovery) = of.find(session).await?;
            let msg = ExecuteMsg::OverrideVeto { identity, recovery };
            session.send_sensitive(&session.unlock(&of.by)?, registry, Sensitive::RegistrarAct, &msg).await?;
            show(session, identity).await
        }
        Command::TakeBack(of) => {
            let (identity, recovery) = of.find(session).await?;
            let msg = ExecuteMsg::WithdrawApproval { identity, recovery };
            session.send(&session.unlock(&of.by)?, registry, &msg).await?;
            show(session, identity).await
        }
        Command::Withdraw { who, guardian } => {
            let identity = session.identity(&who)?;
            let msg = ExecuteMsg::WithdrawRecovery { identity };
            session.send(&session.unlock(&guardian)?, registry, &msg).await?;
            show(session, identity).await
        }
        Command::Complete(of) => {
            let (id, recovery) = of.find(session).await?;
            let mut person = session.unlock(&of.by)?;
            let msg = ExecuteMsg::CompleteRecovery { identity: id, recovery };
            session.send(&person, registry, &msg).await?;
            person.profile.identity = Some(id);
            session.home.save_person(&person)?;
            identity::show(session, id).await
        }
        Command::Show { who } => show(session, session.identity(&who)?).await,
    }
}

impl Of {
    async fn find(&self, session: &Session) -> Result<(IdentityId, u32)> {
        let id = session.identity(&self.who)?;
        if let Some(number) = self.number {
            return Ok((id, number));
        }
        let standing: Vec<Recovery> =
            session.ask(&session.contracts().identity_registry, &QueryMsg::Recoveries { id }).await?;
        match standing.as_slice() {
            [one] => Ok((id, one.number)),
            others => Err(CliError::Input(format!(
                "expected one recovery of {} that stands, got {}; `chartseal recovery show` lists them, --number names one",
                self.who,
                others.len()
            ))),
        }
    }
}

async fn show(session: &Session, id: IdentityId) -> Result<()> {
    let query = QueryMsg::RecoveryHistory { id, start_after: None, limit: Some(chartseal_types::MAX_LIMIT) };
    let recoveries: Vec<Recovery> = session.ask(&session.contracts().identity_registry, &query).await?;
    let now = session.now().await?;
    let lines: Vec<_> = recoveries
        .iter()
        .map(|recovery| {
            let state = match (&recovery.ended, &recovery.veto, recovery.due_at) {
                (Some(end), ..) => format!("{} {}", values::spell(end.outcome), values::date(end.at)),
                _ if !recovery.stands(now) => "lapsed".into(),
                (None, Some(_), None) => format!("vetoed, {} override", recovery.overrides.len()),
                (None, _, Some(due)) => format!("can be completed from {}", values::date(due)),
                (None, None, None) => format!("{} approve", recovery.approvals.len()),
            };
            let by = session.called(recovery.started_by);
            format!("{}  for account {}  started by {by}: {state}", recovery.number, recovery.account)
        })
        .collect();
    session.output.print(&Told::new(serde_json::json!({ "identity": id, "recoveries": recoveries }), lines))
}

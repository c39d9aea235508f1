//! `chartseal governance`

use chartseal_ledger::{ADDRESS_PREFIX, Deployment, Message};
use chartseal_types::governance::{GovernanceMsg, GovernanceResponse};
use chartseal_types::identity::{ExecuteMsg, QueryMsg};
use clap::Subcommand;
use cosmwasm_std::Binary;

use crate::commands::ledger::Contract;
use crate::commands::values;
use crate::consortium::ADMIN;
use crate::error::{CliError, Result};
use crate::home::Name;
use crate::output::Told;
use crate::session::Session;

/// `chartseal governance`
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Who governs each contract, who may pause it, and whether it is paused
    Show,
    /// Stop grants and registration for 72 h, as a pauser; revoking, denying and freezing go on
    Pause(Which),
    /// End a pause, as the admin
    Resume(Which),
    /// Name a successor, who has to accept, as the admin
    ProposeAdmin {
        /// The successor: a name of this home, or an account
        admin: String,
        #[command(flatten)]
        which: Which,
    },
    /// Take that back, as the admin
    CancelAdmin(Which),
    /// Accept, as the successor: from then on the contracts obey this account
    AcceptAdmin(Which),
    /// Let somebody pause, as the admin
    AppointPauser {
        /// A name of this home, or an account
        pauser: String,
        #[command(flatten)]
        which: Which,
    },
    /// Let somebody pause no more, as the admin
    DismissPauser {
        /// A name of this home, or an account
        pauser: String,
        #[command(flatten)]
        which: Which,
    },
}

/// Which contract, and by whom.
#[derive(Debug, clap::Args)]
pub(crate) struct Which {
    /// Only this contract; all four in one transaction unless told
    #[arg(long, value_enum)]
    contract: Option<Contract>,
    /// Who
    #[arg(long = "as", value_name = "NAME", default_value = ADMIN)]
    who: Name,
}

pub(crate) async fn run(command: Command, session: &Session) -> Result<()> {
    let (msg, which) = match command {
        Command::Show => return show(session).await,
        Command::Pause(which) => (GovernanceMsg::Pause {}, which),
        Command::Resume(which) => (GovernanceMsg::Resume {}, which),
        Command::ProposeAdmin { admin, which } => {
            (GovernanceMsg::ProposeAdmin { admin: account(session, admin)? }, which)
        }
        Command::CancelAdmin(which) => (GovernanceMsg::CancelAdminProposal {}, which),
        Command::AcceptAdmin(which) => (GovernanceMsg::AcceptAdmin {}, which),
        Command::AppointPauser { pauser, which } => {
            (GovernanceMsg::AppointPauser { pauser: account(session, pauser)? }, which)
        }
        Command::DismissPauser { pauser, which } => {
            (GovernanceMsg::DismissPauser { pauser: account(session, pauser)? }, which)
        }
    };
    // Governance messages are the same of all four contracts.
    let msg = Binary::new(serde_json::to_vec(&ExecuteMsg::Governance(msg))?);
    let contracts = match which.contract {
        Some(contract) => vec![contract],
        None => Contract::ALL.to_vec(),
    };
    let messages = contracts
        .into_iter()
        .map(|contract| Message::Execute {
            contract: contract.address(session.contracts()).to_owned(),
            msg: msg.clone(),
        })
        .collect();
    session.submit(&session.unlock(&which.who)?, messages).await?;
    show(session).await
}

/// The account of a name of this home, or an account.
fn account(session: &Session, who: String) -> Result<String> {
    let known = who.parse().ok().and_then(|name| session.home.profile(&name).ok());
    match known {
        Some(profile) => Ok(profile.address),
        None if who.strip_prefix(ADDRESS_PREFIX).is_some_and(|rest| rest.starts_with('1')) => Ok(who),
        None => Err(CliError::Input(format!(
            "expected a name of this home or an account ({ADDRESS_PREFIX}1…), got {who:?}"
        ))),
    }
}

async fn show(session: &Session) -> Result<()> {
    let deployment: &Deployment = session.contracts();
    let (mut contracts, mut lines) = (Vec::new(), Vec::new());
    for contract in Contract::ALL {
        let answer: GovernanceResponse =
            session.ask(contract.address(deployment), &QueryMsg::Governance {}).await?;
        let state = answer
            .paused_until
            .map_or_else(|| "running".into(), |until| format!("paused until {}", values::date(until)));
        let successor = answer.proposed_admin.as_ref();
        let successor = successor.map_or_else(String::new, |who| format!(", to be followed by {who}"));
        lines.push(format!("{}: {state}; admin {}{successor}", contract.name(), answer.admin));
        lines.extend(answer.pausers.iter().map(|pauser| format!("    pauser {pauser}")));
        contracts.push(answer);
    }
    session.output.print(&Told::new(serde_json::json!({ "contracts": contracts }), lines))
}

//! `chartseal policy`

use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;

use chartseal_types::access::{
    ExecuteMsg, PolicyResponse, PolicyRow, PolicyUnchecked, PolicyVersionResponse, QueryMsg,
};
use clap::Subcommand;
use serde::Serialize;

use crate::commands::values::{self, spell};
use crate::consortium::ADMIN;
use crate::error::{CliError, Result};
use crate::output::Report;
use crate::session::Session;

/// `chartseal policy`
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// The policy that counts now, and the one that waits
    Show,
    /// A version of the policy as JSON, to be edited and proposed
    Export {
        /// Which version; the one that counts now unless told
        #[arg(long)]
        version: Option<u32>,
        /// The file
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Propose a policy, as the admin: what is tighter counts at once, what is looser after 14 days
    Propose {
        /// The policy as JSON
        file: PathBuf,
    },
    /// Withdraw the policy that waits, as the admin
    Withdraw,
}

pub(crate) async fn run(command: Command, session: &Session) -> Result<()> {
    let contract = &session.contracts().access_control;
    match command {
        Command::Show => show(session).await,
        Command::Export { version, out } => {
            let shown = match version {
                Some(version) => session.ask(contract, &QueryMsg::PolicyVersion { version }).await?,
                None => session.ask::<PolicyResponse>(contract, &QueryMsg::Policy {}).await?.current,
            };
            let PolicyVersionResponse { policy, .. } = shown;
            let unchecked = PolicyUnchecked::from(policy);
            fs::write(&out, serde_json::to_vec_pretty(&unchecked)?).map_err(CliError::file(&out))?;
            show(session).await
        }
        Command::Propose { file } => {
            let text = fs::read(&file).map_err(CliError::file(&file))?;
            let policy: PolicyUnchecked = serde_json::from_slice(&text).map_err(|error| {
                CliError::Input(format!(
                    "{}: not a policy: {error}; export one to see its shape",
                    file.display()
                ))
            })?;
            session
                .send(&session.unlock(&ADMIN.parse()?)?, contract, &ExecuteMsg::ProposePolicy { policy })
                .await?;
            show(session).await
        }
        Command::Withdraw => {
            session.send(&session.unlock(&ADMIN.parse()?)?, contract, &ExecuteMsg::WithdrawPolicy {}).await?;
            show(session).await
        }
    }
}

#[derive(Serialize)]
struct Shown(PolicyResponse);

impl Report for Shown {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        let PolicyVersionResponse { version, policy, .. } = &self.0.current;
        writeln!(
            out,
            "Policy version {version} counts now. A ticket lasts {} s at most.",
            policy.longest_ticket
        )?;
        policy.rows.iter().try_for_each(|row| describe(row, out))?;
        if let Some(pending) = &self.0.pending {
            writeln!(out, "Version {} waits until {}.", pending.version, values::date(pending.effective_at))?;
        }
        writeln!(out, "Whatever has no line is denied.")
    }
}

fn describe(row: &PolicyRow, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{} for {} may {}:", spell(row.role), spell(row.purpose), spell(row.action))?;
    row.rules.iter().try_for_each(|rule| {
        let permit = rule.permit_up_to.map(|most| format!("in care up to {most:?}"));
        let consent = rule.consent_up_to.map(|most| format!("with consent up to {most:?}"));
        let both: Vec<_> = [permit, consent].into_iter().flatten().collect();
        writeln!(out, "    {}: {}", spell(rule.category), both.join(", "))
    })
}

async fn show(session: &Session) -> Result<()> {
    session
        .output
        .print(&Shown(session.ask(&session.contracts().access_control, &QueryMsg::Policy {}).await?))
}

//! `chartseal access`

mod fhir;

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::PathBuf;

use chartseal_ledger::LedgerExt;
use chartseal_types::access::{
    AccessEntry, Decision, ExplainResponse, LogResponse, QueryMsg, Question, Target, TicketResponse,
};
use chartseal_types::{Action, ContentHash, Hat, MAX_LIMIT, Purpose};
use clap::Subcommand;
use serde::Serialize;

use crate::commands::values::{self, Acting, RoleAt, spell};
use crate::error::Result;
use crate::home::Name;
use crate::output::Report;
use crate::records::explain_rule;
use crate::session::Session;

/// `chartseal access`
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Who could read what, and why: the decision rule by rule, nothing is recorded
    Explain {
        /// Whose records
        patient: String,
        /// Who would ask
        #[arg(long, value_name = "NAME")]
        who: Name,
        /// In which role, such as doctor@north; without it, as oneself
        #[arg(long, value_name = "ROLE@ORGANIZATION", conflicts_with = "as_representative")]
        hat: Option<RoleAt>,
        /// As a representative of the patient
        #[arg(long)]
        as_representative: bool,
        /// For which purpose, HL7 PurposeOfUse
        #[arg(long, default_value = "TREAT", value_parser = values::purpose)]
        purpose: Purpose,
        /// Which records, at most 20
        #[arg(long, value_delimiter = ',', required = true, value_name = "HASH")]
        records: Vec<ContentHash>,
        /// As things stood at this height of the ledger
        #[arg(long, value_name = "HEIGHT")]
        at: Option<u64>,
    },
    /// Who asked for what, and what came of it
    Log {
        /// A patient's log; all of them unless told
        patient: Option<String>,
        /// At most so many, the latest ones
        #[arg(long, default_value_t = 20)]
        limit: u32,
    },
    /// Write a patient's log as FHIR R4 AuditEvent, in a Bundle
    Audit {
        /// Whose
        patient: String,
        /// One event a line instead of a Bundle
        #[arg(long)]
        ndjson: bool,
        /// The file
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// An accounting of disclosures (45 CFR 164.528): six years back from now
    Accounting {
        /// Whose
        patient: String,
        /// Six years back from this time instead, Unix seconds
        #[arg(long)]
        until: Option<u64>,
        /// Tell disclosures to one recipient for one purpose as one, where the rule allows it
        #[arg(long)]
        summarise: bool,
    },
    /// Whether an access is a live ticket now
    Ticket {
        /// Its number
        access: u64,
    },
}

pub(crate) async fn run(command: Command, session: &Session) -> Result<()> {
    let contract = &session.contracts().access_control;
    match command {
        Command::Explain { patient, who, hat, as_representative, purpose, records, at } => {
            let profile = session.home.profile(&who)?;
            let hat = Acting { who: who.clone(), hat, as_representative }.hat(session)?;
            let question = Question {
                patient: session.identity(&patient)?,
                hat,
                target: Target::Records(records.clone()),
                purpose,
                action: Action::Read,
                certificate: profile.certificate,
            };
            let query = QueryMsg::Explain { account: profile.address, question };
            let explained: ExplainResponse = session.ledger.query_at(contract, &query, at).await?;
            session.output.print(&Explained { who: who.to_string(), records, explained })
        }
        Command::Log { patient, limit } => log(session, patient, limit.clamp(1, MAX_LIMIT)).await,
        Command::Audit { patient, ndjson, out } => fhir::audit(session, &patient, ndjson, &out).await,
        Command::Accounting { patient, until, summarise } => {
            fhir::accounting(session, &patient, until, summarise).await
        }
        Command::Ticket { access } => {
            session.output.print(&Ticket(session.ask(contract, &QueryMsg::Ticket { access }).await?))
        }
    }
}

async fn log(session: &Session, patient: Option<String>, limit: u32) -> Result<()> {
    let contract = &session.contracts().access_control;
    let page: LogResponse = match patient {
        Some(patient) => {
            let patient = session.identity(&patient)?;
            let newest_first = Some(true);
            let query = QueryMsg::PatientLog { patient, start_after: None, limit: Some(limit), newest_first };
            let mut page: LogResponse = session.ask(contract, &query).await?;
            page.entries.reverse();
            page
        }
        None => {
            let none = QueryMsg::Log { start_after: None, limit: Some(1) };
            let total = session.ask::<LogResponse>(contract, &none).await?.total;
            let start_after = Some(total.saturating_sub(limit.into()));
            session.ask(contract, &QueryMsg::Log { start_after, limit: Some(limit) }).await?
        }
    };
    let names = page.entries.iter().map(|entry| Names::of(session, entry)).collect();
    session.output.print(&Log { page, names })
}

#[derive(Serialize)]
struct Explained {
    who: String,
    #[serde(skip)]
    records: Vec<ContentHash>,
    #[serde(flatten)]
    explained: ExplainResponse,
}

impl Report for Explained {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        for (record, explanation) in self.records.iter().zip(&self.explained.explanations) {
            writeln!(out, "{record}: {}", verdict(&explanation.decision))?;
            for step in &explanation.trace {
                let mark = if step.applies { "->" } else { "  " };
                writeln!(out, "  {mark} {}", spell(step.rule))?;
            }
            writeln!(out, "     {}", explain_rule(&explanation.decision))?;
        }
        writeln!(out, "Policy version {}; nothing was recorded.", self.explained.policy_version)
    }
}

fn verdict(decision: &Decision) -> &'static str {
    if decision.permitted { "permitted" } else { "denied" }
}

struct Names {
    patient: String,
    requester: String,
    hat: String,
}

impl Names {
    fn of(session: &Session, entry: &AccessEntry) -> Self {
        let hat = match entry.hat {
            Hat::Own {} => "self".into(),
            Hat::Representative {} => "representative".into(),
            Hat::Organization { organization, role } => {
                format!("{}@{}", spell(role), session.called(organization))
            }
        };
        Self { patient: session.called(entry.patient), requester: session.called(entry.requester), hat }
    }
}

#[derive(Serialize)]
struct Log {
    #[serde(flatten)]
    page: LogResponse,
    #[serde(skip)]
    names: Vec<Names>,
}

impl Report for Log {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        for (entry, names) in self.page.entries.iter().zip(&self.names) {
            let permitted = entry.decisions.iter().filter(|decision| decision.permitted).count();
            let rules: BTreeSet<_> = entry.decisions.iter().map(|decision| spell(decision.rule)).collect();
            let rules = rules.into_iter().collect::<Vec<_>>().join(", ");
            let Names { patient, requester, hat } = names;
            writeln!(
                out,
                "{:>5}  {}  {requester} as {hat}  {} {patient}'s records for {}: {permitted} of {} permitted ({rules})",
                entry.access,
                values::date(entry.at),
                spell(entry.action),
                spell(entry.purpose),
                entry.decisions.len(),
            )?;
        }
        writeln!(out, "{} accesses in all.", self.page.total)
    }
}

#[derive(Serialize)]
struct Ticket(TicketResponse);

impl Report for Ticket {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        let TicketResponse { entry, alive, expired, decisions } = &self.0;
        let state = match (alive, expired) {
            (true, _) => "alive",
            (false, true) => "expired",
            (false, false) => "dead",
        };
        writeln!(out, "access {}: {state}", entry.access)?;
        decisions.iter().enumerate().try_for_each(|(at, decision)| {
            writeln!(out, "  {}. {}: {}", at + 1, verdict(decision), explain_rule(decision))
        })
    }
}

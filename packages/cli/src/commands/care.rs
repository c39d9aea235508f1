//! `chartseal care`

use std::io::{self, Write};

use chartseal_types::access::{CareResponse, ExecuteMsg, QueryMsg};
use chartseal_types::second_factor::Sensitive;
use chartseal_types::{IdentityId, MAX_LIMIT};
use clap::Subcommand;
use serde::Serialize;

use crate::commands::values::{self, DAY, OnBehalf};
use crate::error::Result;
use crate::home::Name;
use crate::output::Report;
use crate::session::Session;

/// `chartseal care`
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Open or extend a care relationship, as the patient or for one
    Open {
        /// With which organization
        organization: String,
        /// The patient
        #[arg(long = "as", value_name = "NAME")]
        patient: Name,
        #[command(flatten)]
        behalf: OnBehalf,
        /// For how many days, at most 90; unless told 30, and for another patient no longer than the appointment lasts
        #[arg(long)]
        days: Option<u64>,
    },
    /// Attest that somebody is in care: two clinicians of the organization, one after the other, open the relationship
    Attest {
        /// The patient
        patient: String,
        /// For which organization
        #[arg(long)]
        organization: String,
        /// Who attests
        #[arg(long = "as", value_name = "NAME")]
        who: Name,
        /// For how many days, at most 90
        #[arg(long, default_value_t = 30)]
        days: u64,
    },
    /// End a care relationship at once: the patient, or the organization
    End {
        /// The patient
        patient: String,
        /// With which organization
        #[arg(long)]
        organization: String,
        /// Who ends it
        #[arg(long = "as", value_name = "NAME")]
        who: Name,
    },
    /// A patient's care relationships, ended ones too
    List {
        /// Whose
        patient: String,
    },
}

pub(crate) async fn run(command: Command, session: &Session) -> Result<()> {
    let contract = &session.contracts().access_control;
    match command {
        Command::Open { organization, patient, behalf, days } => {
            let organization = session.identity(&organization)?;
            let (person, patient) = (session.unlock(&patient)?, behalf.patient(session)?);
            let until = match days {
                Some(days) => until(session, days).await?,
                None => session.within_appointment(&person, patient, until(session, 30).await?).await?,
            };
            let msg = ExecuteMsg::OpenCare { patient, organization, until };
            session.send_sensitive(&person, contract, Sensitive::OpenCare, &msg).await?;
            show(session, patient.map_or_else(|| person.identity(), Ok)?, organization).await
        }
        Command::Attest { patient, organization, who, days } => {
            let (patient, organization) = (session.identity(&patient)?, session.identity(&organization)?);
            let until = until(session, days).await?;
            let msg = ExecuteMsg::AttestCare { patient, organization, until };
            session.send(&session.unlock(&who)?, contract, &msg).await?;
            show(session, patient, organization).await
        }
        Command::End { patient, organization, who } => {
            let (patient, organization) = (session.identity(&patient)?, session.identity(&organization)?);
            let msg = ExecuteMsg::EndCare { patient, organization };
            session.send(&session.unlock(&who)?, contract, &msg).await?;
            show(session, patient, organization).await
        }
        Command::List { patient } => {
            let patient = session.identity(&patient)?;
            let mut all: Vec<CareResponse> = Vec::new();
            loop {
                let start_after = all.last().map(|last| last.organization);
                let query = QueryMsg::CareRelationships { patient, start_after, limit: Some(MAX_LIMIT) };
                let page: Vec<CareResponse> = session.ask(contract, &query).await?;
                if page.is_empty() {
                    let care = all.into_iter().map(|care| shown(session, care)).collect();
                    return session.output.print(&Relationships { care });
                }
                all.extend(page);
            }
        }
    }
}

async fn until(session: &Session, days: u64) -> Result<u64> {
    Ok(session.now().await?.saturating_add(days.saturating_mul(DAY)))
}

#[derive(Serialize)]
struct Shown {
    #[serde(flatten)]
    care: CareResponse,
    organization_name: String,
}

#[derive(Serialize)]
struct Relationships {
    care: Vec<Shown>,
}

impl Report for Shown {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        let CareResponse { open, until, ended, opened_at, .. } = &self.care;
        let state = match (open, ended, opened_at) {
            (true, _, _) => format!("open until {}", values::date(*until)),
            (false, Some(end), _) => format!("ended {}", values::date(end.at)),
            (false, None, None) => "attested by one clinician; a second one opens it".into(),
            (false, None, Some(_)) => format!("ran out {}", values::date(*until)),
        };
        writeln!(out, "care at {}: {state}", self.organization_name)
    }
}

impl Report for Relationships {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        self.care.iter().try_for_each(|care| care.human(out))
    }
}

fn shown(session: &Session, care: CareResponse) -> Shown {
    let organization_name = session.called(care.organization);
    Shown { care, organization_name }
}

async fn show(session: &Session, patient: IdentityId, organization: IdentityId) -> Result<()> {
    let query = QueryMsg::Care { patient, organization };
    session.output.print(&shown(session, session.ask(&session.contracts().access_control, &query).await?))
}

//! `chartseal emergency`

use std::path::PathBuf;

use chartseal_crypto::commit::Kind as Committed;
use chartseal_types::access::{
    EmergenciesOf, EmergencyOpening, EmergencyReason, EmergencyResponse, ExecuteMsg, Finding,
    ListedEmergency, QueryMsg,
};
use chartseal_types::second_factor::Sensitive;
use chartseal_types::{IdentityId, MAX_LIMIT};
use clap::Subcommand;

use crate::commands::values::{self, RoleAt, spell};
use crate::error::{CliError, Result};
use crate::home::{Name, Person};
use crate::output::Told;
use crate::people::commitment;
use crate::session::{Session, answer};

/// `chartseal emergency`
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Break the glass, with a second factor: for four hours open, with the purpose BTG, what nobody consented to
    Open {
        /// About whom
        patient: String,
        /// The clinician
        #[arg(long = "as", value_name = "NAME")]
        who: Name,
        /// In which role, such as doctor@north
        #[arg(long, value_name = "ROLE@ORGANIZATION")]
        hat: RoleAt,
        /// Why: unable-to-consent, imminent-danger, unreachable
        #[arg(long, value_parser = reason)]
        reason: EmergencyReason,
        /// What was written down; only a salted commitment to it is recorded
        #[arg(long, value_name = "FILE")]
        statement: Option<PathBuf>,
    },
    /// End an emergency before its time: the clinician, or the patient
    Close(One),
    /// Account for an emergency, as the clinician, within 24 hours
    Justify {
        #[command(flatten)]
        one: One,
        /// What was written; only a salted commitment to it is recorded
        #[arg(long, value_name = "FILE")]
        justification: Option<PathBuf>,
    },
    /// Review an emergency, as a compliance officer of the clinician's organization or, once escalated, of an auditor
    Review {
        #[command(flatten)]
        one: One,
        /// For which organization
        #[arg(long)]
        organization: String,
        /// What was found: justified, misuse
        #[arg(long, value_parser = finding)]
        finding: Finding,
        /// The report; only a salted commitment to it is recorded
        #[arg(long, value_name = "FILE")]
        report: Option<PathBuf>,
    },
    /// Hand an emergency whose review is late to the auditors; anyone can
    Escalate(One),
    /// Emergencies about a patient, by a clinician, or for an organization
    List(Whose),
}

/// One emergency, and who acts.
#[derive(Debug, clap::Args)]
pub(crate) struct One {
    /// About whom
    patient: String,
    /// Its number
    emergency: u32,
    /// Who acts
    #[arg(long = "as", value_name = "NAME")]
    who: Name,
}

/// Exactly one of these.
#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
pub(crate) struct Whose {
    /// About this patient
    #[arg(long, value_name = "WHO")]
    patient: Option<String>,
    /// Opened by this clinician
    #[arg(long, value_name = "WHO")]
    clinician: Option<String>,
    /// Opened for this organization
    #[arg(long, value_name = "WHO")]
    organization: Option<String>,
}

fn reason(text: &str) -> Result<EmergencyReason, String> {
    use EmergencyReason::{ImminentDanger, UnableToConsent, Unreachable};
    values::code(text, &[UnableToConsent, ImminentDanger, Unreachable])
}

fn finding(text: &str) -> Result<Finding, String> {
    values::code(text, &[Finding::Justified, Finding::Misuse])
}

pub(crate) async fn run(command: Command, session: &Session) -> Result<()> {
    let contract = &session.contracts().access_control;
    match command {
        Command::Open { patient, who, hat, reason, statement } => {
            let (patient, organization) = (session.identity(&patient)?, session.identity(&hat.organization)?);
            let who = session.unlock(&who)?;
            let statement = values::evidence(statement)?;
            let number =
                session.open_emergency(&who, patient, (organization, hat.role), reason, &statement).await?;
            show(session, patient, number).await
        }
        Command::Close(one) => {
            one.send(session, |patient, emergency| ExecuteMsg::CloseEmergency { patient, emergency }).await
        }
        Command::Justify { one, justification } => {
            let justification = commitment(Committed::Reason, &values::evidence(justification)?)?;
            one.send(session, |patient, emergency| ExecuteMsg::JustifyEmergency {
                patient,
                emergency,
                justification,
            })
            .await
        }
        Command::Review { one, organization, finding, report } => {
            let organization = session.identity(&organization)?;
            let report = commitment(Committed::Reason, &values::evidence(report)?)?;
            one.send(session, |patient, emergency| ExecuteMsg::ReviewEmergency {
                patient,
                emergency,
                organization,
                finding,
                report,
            })
            .await
        }
        Command::Escalate(one) => {
            one.send(session, |patient, emergency| ExecuteMsg::EscalateEmergency { patient, emergency }).await
        }
        Command::List(whose) => {
            let of = whose.of(session)?;
            let mut all: Vec<ListedEmergency> = Vec::new();
            loop {
                let start_after = all.last().map(|last| last.place);
                let query = QueryMsg::Emergencies { of, start_after, limit: Some(MAX_LIMIT) };
                let page: Vec<ListedEmergency> = session.ask(contract, &query).await?;
                if page.is_empty() {
                    let lines: Vec<_> = all.iter().map(|one| describe(session, &one.emergency)).collect();
                    return session
                        .output
                        .print(&Told::new(serde_json::json!({ "emergencies": all }), lines));
                }
                all.extend(page);
            }
        }
    }
}

impl One {
    async fn send(self, session: &Session, msg: impl FnOnce(IdentityId, u32) -> ExecuteMsg) -> Result<()> {
        let patient = session.identity(&self.patient)?;
        let msg = msg(patient, self.emergency);
        session.send(&session.unlock(&self.who)?, &session.contracts().access_control, &msg).await?;
        show(session, patient, self.emergency).await
    }
}

impl Whose {
    fn of(self, session: &Session) -> Result<EmergenciesOf> {
        Ok(match (self.patient, self.clinician, self.organization) {
            (Some(who), _, _) => EmergenciesOf::Patient(session.identity(&who)?),
            (_, Some(who), _) => EmergenciesOf::Clinician(session.identity(&who)?),
            (_, _, who) => EmergenciesOf::Organization(session.identity(&who.unwrap_or_default())?),
        })
    }
}

impl Session {
    /// A clinician breaks the glass; gives the emergency's number.
    pub(crate) async fn open_emergency(
        &self,
        who: &Person,
        patient: IdentityId,
        (organization, role): (IdentityId, chartseal_types::Role),
        reason: EmergencyReason,
        statement: &[u8],
    ) -> Result<u32> {
        let certificate = who.profile.certificate.ok_or_else(|| {
            CliError::Input(format!(
                "{} has no certificate; ask for one with `chartseal cert request`",
                who.name
            ))
        })?;
        let statement = commitment(Committed::Reason, statement)?;
        let opening = EmergencyOpening { patient, organization, role, certificate, reason, statement };
        let (contract, msg) = (&self.contracts().access_control, ExecuteMsg::OpenEmergency(opening));
        answer(&self.send_sensitive(who, contract, Sensitive::OpenEmergency, &msg).await?)
    }
}

async fn show(session: &Session, patient: IdentityId, emergency: u32) -> Result<()> {
    let query = QueryMsg::Emergency { patient, emergency };
    let found: EmergencyResponse = session.ask(&session.contracts().access_control, &query).await?;
    let line = describe(session, &found);
    session.output.print(&Told::new(found, [line]))
}

fn describe(session: &Session, one: &EmergencyResponse) -> String {
    let (clinician, patient) = (session.called(one.clinician), session.called(one.patient));
    let (opened, until) = (values::date(one.opened_at), values::date(one.until));
    let bars = if one.bars { "; bars the clinician" } else { "" };
    format!(
        "{}  {clinician} about {patient}, {}, opened {opened} until {until}: {}{bars}",
        one.emergency,
        spell(one.reason),
        spell(one.status)
    )
}

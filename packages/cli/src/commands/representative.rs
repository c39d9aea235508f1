//! `chartseal representative`

use std::path::PathBuf;

use chartseal_crypto::commit::Kind as Committed;
use chartseal_types::access::Effect;
use chartseal_types::identity::{
    Appointment, Authority, ExecuteMsg, QueryMsg, RepresentativeResponse, Right,
};
use chartseal_types::second_factor::Sensitive;
use chartseal_types::{Compartment, IdentityId, MAX_LIMIT, Quarter, Selection};
use clap::Subcommand;

use crate::commands::consent::compartments;
use crate::commands::values::{self, DAY, spell};
use crate::error::Result;
use crate::home::{Name, Person};
use crate::output::Told;
use crate::people::commitment;
use crate::records::Asked;
use crate::session::Session;

/// `chartseal representative`
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Appoint somebody to act for one, at once
    Appoint {
        /// Whom
        representative: String,
        /// The patient
        #[arg(long = "as", value_name = "NAME")]
        patient: Name,
        #[command(flatten)]
        appointment: Terms,
        /// Only over these groups of sensitivity, such as general or hiv
        #[arg(long, value_delimiter = ',', value_name = "GROUP")]
        groups: Vec<String>,
        /// The document that gives the authority; only a salted commitment to it is recorded
        #[arg(long, value_name = "FILE")]
        evidence: Option<PathBuf>,
    },
    /// End a representation at once: the patient, or the representative
    End {
        /// Who represents
        representative: String,
        /// Whom they represent
        #[arg(long, value_name = "WHO")]
        patient: String,
        /// Who ends it
        #[arg(long = "as", value_name = "NAME")]
        who: Name,
    },
    /// Who acts for a patient
    List {
        /// Whose
        patient: String,
    },
    /// For whom somebody acts
    Represents {
        /// Who
        representative: String,
    },
}

/// By what authority, for what, until when.
#[derive(Debug, clap::Args)]
pub(crate) struct Terms {
    /// HL7 code of the authority: HPOWATT, DPOWATT, POWATT, GUADLTM, RESPRSN, DELEGATEE
    #[arg(long, value_parser = authority)]
    authority: Authority,
    /// What: read, consent, log
    #[arg(long, value_delimiter = ',', default_value = "read,consent,log", value_parser = right)]
    rights: Vec<Right>,
    /// For how many days, at most 1095
    #[arg(long, default_value_t = 365)]
    days: u64,
    /// The quarter in which a minor comes of age, such as 2031-Q3: it ends as that quarter begins
    #[arg(long, value_parser = values::quarter)]
    majority: Option<Quarter>,
}

fn authority(text: &str) -> Result<Authority, String> {
    use Authority::{DELEGATEE, DPOWATT, GUADLTM, HPOWATT, POWATT, RESPRSN};
    values::code(&text.to_uppercase(), &[HPOWATT, DPOWATT, POWATT, GUADLTM, RESPRSN, DELEGATEE])
}

fn right(text: &str) -> Result<Right, String> {
    values::code(text, &Right::ALL)
}

impl Terms {
    /// The appointment over these compartments; over all of them if none is named.
    pub async fn appointment(
        self,
        session: &Session,
        over: Vec<Compartment>,
        evidence: &[u8],
    ) -> Result<Appointment> {
        Ok(Appointment {
            authority: self.authority,
            evidence: commitment(Committed::Reason, evidence)?,
            expires_at: session.now().await?.saturating_add(self.days.saturating_mul(DAY)),
            compartments: if over.is_empty() { Selection::All {} } else { Selection::Only(over) },
            rights: self.rights,
            majority: self.majority,
        })
    }
}

pub(crate) async fn run(command: Command, session: &Session) -> Result<()> {
    let registry = &session.contracts().identity_registry;
    match command {
        Command::Appoint { representative, patient, appointment, groups, evidence } => {
            let (representative, patient) = (session.identity(&representative)?, session.unlock(&patient)?);
            let over = compartments(session, &Asked::own(&patient)?, &groups, Effect::Permit).await?;
            let appointment = appointment.appointment(session, over, &values::evidence(evidence)?).await?;
            let msg = ExecuteMsg::AppointRepresentative { representative, appointment };
            session.send_sensitive(&patient, registry, Sensitive::AppointRepresentative, &msg).await?;
            list(session, patient.identity()?).await
        }
        Command::End { representative, patient, who } => {
            let (patient, representative) = (session.identity(&patient)?, session.identity(&representative)?);
            let msg = ExecuteMsg::EndRepresentative { patient, representative };
            session.send(&session.unlock(&who)?, registry, &msg).await?;
            list(session, patient).await
        }
        Command::List { patient } => list(session, session.identity(&patient)?).await,
        Command::Represents { representative } => {
            let representative = session.identity(&representative)?;
            let query = QueryMsg::Represented { representative, start_after: None, limit: Some(MAX_LIMIT) };
            print(session, session.ask(registry, &query).await?)
        }
    }
}

async fn list(session: &Session, patient: IdentityId) -> Result<()> {
    print(session, session.representatives(patient).await?)
}

impl Session {
    async fn representatives(&self, patient: IdentityId) -> Result<Vec<RepresentativeResponse>> {
        self.ask(&self.contracts().identity_registry, &QueryMsg::Representatives { patient }).await
    }

    /// The time, or when somebody's appointment to act for another patient ends if that is earlier: nothing that a
    /// representative opens outlives it.
    pub(crate) async fn within_appointment(
        &self,
        who: &Person,
        patient: Option<IdentityId>,
        until: u64,
    ) -> Result<u64> {
        let Some(patient) = patient else { return Ok(until) };
        let (identity, of) = (who.identity()?, self.representatives(patient).await?);
        let appointed = of.iter().map(|one| &one.representation).find(|one| one.representative == identity);
        Ok(appointed.map_or(until, |appointed| until.min(appointed.until)))
    }
}

fn print(session: &Session, representatives: Vec<RepresentativeResponse>) -> Result<()> {
    let lines: Vec<_> = representatives.iter().map(|one| describe(session, one)).collect();
    session.output.print(&Told::new(serde_json::json!({ "representatives": representatives }), lines))
}

fn describe(session: &Session, one: &RepresentativeResponse) -> String {
    let of = &one.representation;
    let (who, patient) = (session.called(of.representative), session.called(of.patient));
    let rights: Vec<_> = of.appointment.rights.iter().map(spell).collect();
    let state = match (one.disputed, one.in_force) {
        (_, false) => format!("ran out {}", values::date(of.until)),
        (true, _) => format!("in dispute, read-only, until {}", values::date(of.until)),
        (false, _) => format!("until {}", values::date(of.until)),
    };
    format!("{who} for {patient}: {} ({:?}) {state}", rights.join(", "), of.appointment.authority)
}

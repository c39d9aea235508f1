//! `chartseal consent`

mod fhir;

use std::io::{self, Write};
use std::path::PathBuf;

use chartseal_types::access::{
    ClinicalPeriod, ConsentResponse, Effect, ExecuteMsg, Grantee, QueryMsg, TermsUnchecked,
};
use chartseal_types::second_factor::Sensitive;
use chartseal_types::{
    Action, Category, Commitment, Compartment, Confidentiality, ContentHash, IdentityId, MAX_LIMIT, Purpose,
    Quarter, Selection,
};
use clap::Subcommand;
use serde::Serialize;

use crate::commands::values::{self, DAY, OnBehalf, RoleAt, spell};
use crate::error::{CliError, Result};
use crate::home::{Name, Person};
use crate::output::Report;
use crate::records::Asked;
use crate::session::{Session, answer};

/// `chartseal consent`
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Permit: a clinician, an organization, a role, everyone
    Grant {
        /// The patient, or who acts for one
        #[arg(long = "as", value_name = "NAME")]
        patient: Name,
        #[command(flatten)]
        behalf: OnBehalf,
        #[command(flatten)]
        terms: Terms,
    },
    /// Deny: beats every permit
    Deny {
        /// The patient, or who acts for one
        #[arg(long = "as", value_name = "NAME")]
        patient: Name,
        #[command(flatten)]
        behalf: OnBehalf,
        #[command(flatten)]
        terms: Terms,
    },
    /// Replace what a consent says; the version before is kept
    Amend {
        /// Its number
        consent: u32,
        /// The patient, or who acts for one
        #[arg(long = "as", value_name = "NAME")]
        patient: Name,
        #[command(flatten)]
        behalf: OnBehalf,
        #[command(flatten)]
        terms: Terms,
    },
    /// End a consent from the next block on, tickets that are out included
    Revoke {
        /// Its number
        consent: u32,
        /// The patient, or who acts for one
        #[arg(long = "as", value_name = "NAME")]
        patient: Name,
        #[command(flatten)]
        behalf: OnBehalf,
    },
    /// Write a patient's consents as FHIR R4 Consent
    Export {
        /// Whose
        patient: String,
        /// Which; all of them, in a Bundle, unless told
        consent: Option<u32>,
        /// The file
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Grant anew what an active FHIR R4 Consent says; what a consent here cannot say is refused
    Import {
        /// The Consent, JSON
        file: PathBuf,
        /// The patient
        #[arg(long = "as", value_name = "NAME")]
        patient: Name,
    },
    /// A patient's consents, ended ones too
    List {
        /// Whose
        patient: String,
    },
    /// One consent
    Show {
        /// Its number
        consent: u32,
        /// Whose
        patient: String,
        /// Which version; the latest unless told
        #[arg(long)]
        version: Option<u32>,
    },
}

/// For whom, over what, for what, how long. What is left out is not limited.
#[derive(Debug, clap::Args)]
pub(crate) struct Terms {
    #[command(flatten)]
    grantee: For,
    /// Only these categories
    #[arg(long, value_delimiter = ',', value_parser = values::category)]
    categories: Vec<Category>,
    /// Only these groups of sensitivity, such as general or hiv; the patient's directory says which compartment each is
    #[arg(long, value_delimiter = ',', value_name = "GROUP")]
    groups: Vec<String>,
    /// A permit: records up to this confidentiality, U, L, M, N, R, V. A denial is about all of them
    #[arg(long, default_value = "N", value_parser = values::confidentiality)]
    up_to: Confidentiality,
    /// Only for these purposes, HL7 PurposeOfUse
    #[arg(long, value_delimiter = ',', value_parser = values::purpose)]
    purposes: Vec<Purpose>,
    /// Only to do this: read, write
    #[arg(long, value_delimiter = ',', value_parser = values::action)]
    actions: Vec<Action>,
    /// Only these records
    #[arg(long, value_delimiter = ',', value_name = "HASH")]
    records: Vec<ContentHash>,
    /// For how many days from now on; unless told without end, and what is permitted for another patient as long as the
    /// appointment lasts
    #[arg(long)]
    days: Option<u64>,
    /// Only records of this quarter or later, such as 2023-Q1
    #[arg(long, value_parser = values::quarter, requires = "to_quarter")]
    from_quarter: Option<Quarter>,
    /// Only records of this quarter or earlier
    #[arg(long, value_parser = values::quarter, requires = "from_quarter")]
    to_quarter: Option<Quarter>,
    /// How many openings it gives
    #[arg(long)]
    uses: Option<u32>,
    /// Salted commitment to the insurance claim it is for
    #[arg(long, value_name = "COMMITMENT")]
    claim: Option<Commitment>,
}

/// Whom a consent is about: exactly one of these.
#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
pub(crate) struct For {
    /// One person, whatever hat they wear
    #[arg(long = "to", value_name = "WHO")]
    identity: Option<String>,
    /// All who work at an organization
    #[arg(long, value_name = "ORGANIZATION")]
    to_organization: Option<String>,
    /// A role at an organization, such as doctor@north
    #[arg(long, value_name = "ROLE@ORGANIZATION")]
    to_role: Option<RoleAt>,
    /// Everyone
    #[arg(long)]
    to_everyone: bool,
}

impl For {
    fn grantee(&self, session: &Session) -> Result<Grantee> {
        Ok(match (&self.identity, &self.to_organization, &self.to_role) {
            (Some(who), _, _) => Grantee::Identity { identity: session.identity(who)? },
            (_, Some(organization), _) => {
                Grantee::Organization { organization: session.identity(organization)? }
            }
            (_, _, Some(RoleAt { role, organization })) => {
                Grantee::Role { organization: session.identity(organization)?, role: *role }
            }
            _ => Grantee::Everyone {},
        })
    }
}

/// The values, or all there are.
pub(super) fn selection<T>(values: Vec<T>) -> Selection<T> {
    if values.is_empty() { Selection::All {} } else { Selection::Only(values) }
}

impl Terms {
    async fn unchecked(self, session: &Session, about: &Asked<'_>, effect: Effect) -> Result<TermsUnchecked> {
        let now = session.now().await?;
        Ok(TermsUnchecked {
            effect,
            grantee: self.grantee.grantee(session)?,
            categories: selection(self.categories),
            compartments: selection(compartments(session, about, &self.groups, effect).await?),
            max_confidentiality: if effect == Effect::Deny { Confidentiality::V } else { self.up_to },
            purposes: selection(self.purposes),
            actions: selection(self.actions),
            records: selection(self.records),
            valid_from: None,
            valid_until: self.days.map(|days| now.saturating_add(days.saturating_mul(DAY))),
            clinical_period: self
                .from_quarter
                .zip(self.to_quarter)
                .map(|(from, to)| ClinicalPeriod { from, to }),
            uses: self.uses,
            claim: self.claim,
        })
    }
}

/// The compartments of groups, which only the patient's directory tells. A denial also covers the groups whose records
/// may tell the same.
pub(super) async fn compartments(
    session: &Session,
    about: &Asked<'_>,
    groups: &[String],
    effect: Effect,
) -> Result<Vec<Compartment>> {
    if groups.is_empty() {
        return Ok(Vec::new());
    }
    let directory = session.directory_for(about).await?;
    let mut compartments = Vec::new();
    for name in groups {
        let group = chartseal_fhir::SensitivityGroup::from_name(name).ok_or_else(|| {
            let known: Vec<_> =
                chartseal_fhir::SensitivityGroup::ALL.iter().map(|group| group.name()).collect();
            CliError::Input(format!("expected one of the groups {}, got {name:?}", known.join(", ")))
        })?;
        compartments.push(directory.compartment(group));
        if effect == Effect::Deny {
            compartments.extend(group.denied_with().iter().map(|also| directory.compartment(*also)));
        }
    }
    compartments.sort();
    compartments.dedup();
    Ok(compartments)
}

pub(crate) async fn run(command: Command, session: &Session) -> Result<()> {
    let contract = &session.contracts().access_control;
    match command {
        Command::Grant { patient, behalf, terms } => {
            set(session, &patient, behalf, terms, Effect::Permit).await
        }
        Command::Deny { patient, behalf, terms } => set(session, &patient, behalf, terms, Effect::Deny).await,
        Command::Amend { consent, patient, behalf, terms } => {
            let (person, other) = (session.unlock(&patient)?, behalf.patient(session)?);
            let about = asked_about(&person, other)?;
            let query = QueryMsg::Consent { patient: about.patient, consent, version: None };
            let before: ConsentResponse = session.ask(contract, &query).await?;
            let terms = terms.unchecked(session, &about, before.terms.effect).await?;
            let msg = ExecuteMsg::AmendConsent { patient: other, consent, terms };
            session.send_sensitive(&person, contract, Sensitive::AmendConsent, &msg).await?;
            show(session, about.patient, consent).await
        }
        Command::Revoke { consent, patient, behalf } => {
            let (person, other) = (session.unlock(&patient)?, behalf.patient(session)?);
            let msg = ExecuteMsg::RevokeConsent { patient: other, consent };
            session.send(&person, contract, &msg).await?;
            show(session, other.map_or_else(|| person.identity(), Ok)?, consent).await
        }
        Command::Export { patient, consent, out } => fhir::export(session, &patient, consent, &out).await,
        Command::Import { file, patient } => fhir::import(session, &file, &patient).await,
        Command::List { patient } => {
            let consents = session.consents(session.identity(&patient)?).await?;
            let consents = consents.into_iter().map(|consent| shown(session, consent)).collect();
            session.output.print(&Consents { consents })
        }
        Command::Show { consent, patient, version } => {
            let query = QueryMsg::Consent { patient: session.identity(&patient)?, consent, version };
            session.output.print(&shown(session, session.ask(contract, &query).await?))
        }
    }
}

/// About whose records somebody sets a rule.
fn asked_about(person: &Person, other: Option<IdentityId>) -> Result<Asked<'_>> {
    other.map_or_else(|| Asked::own(person), |patient| Ok(Asked::representing(person, patient)))
}

async fn set(
    session: &Session,
    patient: &Name,
    behalf: OnBehalf,
    terms: Terms,
    effect: Effect,
) -> Result<()> {
    let (person, other) = (session.unlock(patient)?, behalf.patient(session)?);
    let about = asked_about(&person, other)?;
    let terms = terms.unchecked(session, &about, effect).await?;
    let consent = session.grant(&person, other, terms).await?;
    show(session, about.patient, consent).await
}

impl Session {
    /// A patient's consents, ended ones too.
    pub(crate) async fn consents(&self, patient: IdentityId) -> Result<Vec<ConsentResponse>> {
        let mut all: Vec<ConsentResponse> = Vec::new();
        loop {
            let start_after = all.last().map(|last| last.consent);
            let query = QueryMsg::Consents { patient, start_after, limit: Some(MAX_LIMIT) };
            let page: Vec<ConsentResponse> = self.ask(&self.contracts().access_control, &query).await?;
            if page.is_empty() {
                return Ok(all);
            }
            all.extend(page);
        }
    }

    /// Sets a patient's rule, the sender's own or another's; gives its number.
    pub(crate) async fn grant(
        &self,
        person: &Person,
        patient: Option<IdentityId>,
        terms: TermsUnchecked,
    ) -> Result<u32> {
        let (contract, effect) = (&self.contracts().access_control, terms.effect);
        let msg = ExecuteMsg::GrantConsent { patient, terms };
        answer(&match effect {
            Effect::Permit => self.send_sensitive(person, contract, Sensitive::GrantPermit, &msg).await?,
            // What closes never takes a second factor.
            Effect::Deny => self.send(person, contract, &msg).await?,
        })
    }
}

#[derive(Serialize)]
struct Shown {
    #[serde(flatten)]
    consent: ConsentResponse,
    grantee_name: String,
}

#[derive(Serialize)]
struct Consents {
    consents: Vec<Shown>,
}

impl Report for Shown {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        let ConsentResponse { consent, version, terms, in_force, ended, uses_left, .. } = &self.consent;
        let effect = if terms.effect == Effect::Permit { "permits" } else { "denies" };
        let state = match (in_force, ended) {
            (true, _) => "in force".into(),
            (false, Some(end)) => format!("ended {}", values::date(end.at)),
            (false, None) if *uses_left == Some(0) => "used up".into(),
            (false, None) => "not in force".into(),
        };
        writeln!(out, "consent {consent} (version {version}) {effect} {}: {state}", self.grantee_name)?;
        writeln!(out, "    up to confidentiality {:?}", terms.max_confidentiality)?;
        list(out, "categories", &terms.categories)?;
        list(out, "purposes", &terms.purposes)?;
        list(out, "actions", &terms.actions)?;
        list(out, "records", &terms.records)?;
        if let Some(ClinicalPeriod { from, to }) = terms.clinical_period {
            writeln!(out, "    of {from} to {to}")?;
        }
        if let Some(until) = terms.valid_until {
            writeln!(out, "    until {}", values::date(until))?;
        }
        if let Some(left) = uses_left {
            writeln!(out, "    {left} uses left")?;
        }
        Ok(())
    }
}

fn list<T: Serialize>(out: &mut dyn Write, what: &str, selection: &Selection<T>) -> io::Result<()> {
    match selection {
        Selection::All {} => Ok(()),
        Selection::Only(values) => {
            writeln!(out, "    {what}: {}", values.iter().map(spell).collect::<Vec<_>>().join(", "))
        }
    }
}

impl Report for Consents {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        self.consents.iter().try_for_each(|consent| consent.human(out))
    }
}

fn shown(session: &Session, consent: ConsentResponse) -> Shown {
    let grantee_name = match consent.terms.grantee {
        Grantee::Everyone {} => "everyone".into(),
        Grantee::Identity { identity } => session.called(identity),
        Grantee::Organization { organization } => format!("everybody at {}", session.called(organization)),
        Grantee::Role { organization, role } => format!("{}@{}", spell(role), session.called(organization)),
    };
    Shown { consent, grantee_name }
}

pub(super) async fn show(session: &Session, patient: IdentityId, consent: u32) -> Result<()> {
    let query = QueryMsg::Consent { patient, consent, version: None };
    session.output.print(&shown(session, session.ask(&session.contracts().access_control, &query).await?))
}

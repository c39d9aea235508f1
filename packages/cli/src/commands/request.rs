//! `chartseal request`

use chartseal_types::access::{
    ClinicalPeriod, ExecuteMsg, Grantee, QueryMsg, RequestResponse, RequestTermsUnchecked, TermsUnchecked,
};
use chartseal_types::second_factor::Sensitive;
use chartseal_types::{
    Action, Category, Commitment, Confidentiality, ContentHash, IdentityId, MAX_LIMIT, Purpose, Quarter,
};
use clap::Subcommand;

use crate::commands::consent::{self, selection};
use crate::commands::values::{self, DAY, OnBehalf, RoleAt, spell};
use crate::error::{CliError, Result};
use crate::home::{Name, Person};
use crate::output::Told;
use crate::session::{Session, answer};

/// `chartseal request`
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Ask a patient for a permit: what insurers, researchers and clinicians elsewhere do
    Ask {
        /// Whom
        patient: String,
        /// Who asks
        #[arg(long = "as", value_name = "NAME")]
        who: Name,
        /// In which role, such as claims-examiner@acme
        #[arg(long, value_name = "ROLE@ORGANIZATION")]
        hat: RoleAt,
        #[command(flatten)]
        scope: Scope,
        /// For how many days the permit is to last
        #[arg(long, default_value_t = 30)]
        days: u64,
        /// For how many days the patient may answer, at most 30
        #[arg(long, default_value_t = 14)]
        answer_within: u64,
        /// Salted commitment to the insurance claim it is for; a payer names one
        #[arg(long, value_name = "COMMITMENT")]
        claim: Option<Commitment>,
    },
    /// Answer with a permit: what was asked for, or less where an option says so
    Answer {
        /// The request's number
        request: u32,
        /// The patient
        #[arg(long = "as", value_name = "NAME")]
        patient: Name,
        #[command(flatten)]
        behalf: OnBehalf,
        #[command(flatten)]
        scope: Scope,
        /// For how many days; unless told as long as was asked for, and for another patient no longer than the appointment
        /// lasts
        #[arg(long)]
        days: Option<u64>,
        /// To the person who asked alone, not to everyone in that role
        #[arg(long)]
        requester_only: bool,
    },
    /// Refuse a request
    Refuse {
        /// The request's number
        request: u32,
        /// The patient
        #[arg(long = "as", value_name = "NAME")]
        patient: Name,
        #[command(flatten)]
        behalf: OnBehalf,
    },
    /// Withdraw a request: who asked, or the organization
    Withdraw {
        /// Whom it asked
        patient: String,
        /// Its number
        request: u32,
        /// Who withdraws
        #[arg(long = "as", value_name = "NAME")]
        who: Name,
    },
    /// Requests to a patient, closed ones too
    List {
        /// Whom they asked
        patient: String,
    },
}

/// What is asked for, or permitted. What an answer leaves out is as asked.
#[derive(Debug, clap::Args)]
pub(crate) struct Scope {
    /// Only these categories
    #[arg(long, value_delimiter = ',', value_parser = values::category)]
    categories: Vec<Category>,
    /// Records up to this confidentiality, U, L, M, N, R, V; N unless told
    #[arg(long, value_parser = values::confidentiality)]
    up_to: Option<Confidentiality>,
    /// For these purposes, HL7 PurposeOfUse
    #[arg(long, value_delimiter = ',', value_parser = values::purpose)]
    purposes: Vec<Purpose>,
    /// To do this: read, write; read unless told
    #[arg(long, value_delimiter = ',', value_parser = values::action)]
    actions: Vec<Action>,
    /// Only these records
    #[arg(long, value_delimiter = ',', value_name = "HASH")]
    records: Vec<ContentHash>,
    /// Only records of this quarter or later, such as 2023-Q1
    #[arg(long, value_parser = values::quarter, requires = "to_quarter")]
    from_quarter: Option<Quarter>,
    /// Only records of this quarter or earlier
    #[arg(long, value_parser = values::quarter, requires = "from_quarter")]
    to_quarter: Option<Quarter>,
    /// How many openings it gives
    #[arg(long)]
    uses: Option<u32>,
}

impl Scope {
    fn period(&self) -> Option<ClinicalPeriod> {
        self.from_quarter.zip(self.to_quarter).map(|(from, to)| ClinicalPeriod { from, to })
    }

    fn asked(self, valid_until: u64, claim: Option<Commitment>) -> RequestTermsUnchecked {
        let actions = if self.actions.is_empty() { vec![Action::Read] } else { self.actions.clone() };
        RequestTermsUnchecked {
            clinical_period: self.period(),
            categories: selection(self.categories),
            compartments: None,
            max_confidentiality: self.up_to.unwrap_or(Confidentiality::N),
            purposes: selection(self.purposes),
            actions: selection(actions),
            records: selection(self.records),
            valid_until,
            uses: self.uses,
            claim,
        }
    }

    fn narrow(self, asked: TermsUnchecked) -> TermsUnchecked {
        fn or<T>(said: Vec<T>, asked: chartseal_types::Selection<T>) -> chartseal_types::Selection<T> {
            if said.is_empty() { asked } else { selection(said) }
        }
        TermsUnchecked {
            clinical_period: self.period().or(asked.clinical_period),
            categories: or(self.categories, asked.categories),
            max_confidentiality: self.up_to.unwrap_or(asked.max_confidentiality),
            purposes: or(self.purposes, asked.purposes),
            actions: or(self.actions, asked.actions),
            records: or(self.records, asked.records),
            uses: self.uses.or(asked.uses),
            valid_from: None,
            ..asked
        }
    }
}

pub(crate) async fn run(command: Command, session: &Session) -> Result<()> {
    let contract = &session.contracts().access_control;
    match command {
        Command::Ask { patient, who, hat, scope, days, answer_within, claim } => {
            let patient = session.identity(&patient)?;
            let (who, now) = (session.unlock(&who)?, session.now().await?);
            let terms = scope.asked(now.saturating_add(days.saturating_mul(DAY)), claim);
            let expires_at = now.saturating_add(answer_within.saturating_mul(DAY));
            let number = session.request_access(&who, patient, &hat, terms, expires_at).await?;
            show(session, patient, number).await
        }
        Command::Answer { request, patient, behalf, scope, days, requester_only } => {
            let (person, other) = (session.unlock(&patient)?, behalf.patient(session)?);
            let patient = other.map_or_else(|| person.identity(), Ok)?;
            let asked = session.request(patient, request).await?;
            let mut terms = scope.narrow(asked.terms);
            terms.valid_until = match (days, terms.valid_until) {
                (Some(days), _) => Some(session.now().await?.saturating_add(days.saturating_mul(DAY))),
                (None, Some(asked)) => Some(session.within_appointment(&person, other, asked).await?),
                (None, None) => None,
            };
            if requester_only {
                terms.grantee = Grantee::Identity { identity: asked.requester };
            }
            let number = session.answer_request(&person, other, request, terms).await?;
            consent::show(session, patient, number).await
        }
        Command::Refuse { request, patient, behalf } => {
            let (person, other) = (session.unlock(&patient)?, behalf.patient(session)?);
            session.send(&person, contract, &ExecuteMsg::RefuseRequest { patient: other, request }).await?;
            show(session, other.map_or_else(|| person.identity(), Ok)?, request).await
        }
        Command::Withdraw { patient, request, who } => {
            let patient = session.identity(&patient)?;
            let msg = ExecuteMsg::WithdrawRequest { patient, request };
            session.send(&session.unlock(&who)?, contract, &msg).await?;
            show(session, patient, request).await
        }
        Command::List { patient } => {
            let patient = session.identity(&patient)?;
            let mut all: Vec<RequestResponse> = Vec::new();
            loop {
                let start_after = all.last().map(|last| last.request);
                let query = QueryMsg::Requests { patient, start_after, limit: Some(MAX_LIMIT) };
                let page: Vec<RequestResponse> = session.ask(contract, &query).await?;
                if page.is_empty() {
                    let lines: Vec<_> = all.iter().map(|one| describe(session, one)).collect();
                    return session.output.print(&Told::new(serde_json::json!({ "requests": all }), lines));
                }
                all.extend(page);
            }
        }
    }
}

impl Session {
    /// Somebody in a role asks a patient; gives the request's number.
    pub(crate) async fn request_access(
        &self,
        who: &Person,
        patient: IdentityId,
        hat: &RoleAt,
        terms: RequestTermsUnchecked,
        expires_at: u64,
    ) -> Result<u32> {
        let certificate = who.profile.certificate.ok_or_else(|| {
            CliError::Input(format!(
                "{} has no certificate; ask for one with `chartseal cert request`",
                who.name
            ))
        })?;
        let organization = self.identity(&hat.organization)?;
        let msg = ExecuteMsg::RequestAccess {
            patient,
            organization,
            role: hat.role,
            certificate,
            terms,
            expires_at,
        };
        let contract = &self.contracts().access_control;
        answer(&self.send_sensitive(who, contract, Sensitive::RequestAccess, &msg).await?)
    }

    /// The patient, or who acts for another one, answers with a permit; gives the consent's number.
    pub(crate) async fn answer_request(
        &self,
        who: &Person,
        patient: Option<IdentityId>,
        request: u32,
        terms: TermsUnchecked,
    ) -> Result<u32> {
        let msg = ExecuteMsg::AnswerRequest { patient, request, terms };
        let contract = &self.contracts().access_control;
        answer(&self.send_sensitive(who, contract, Sensitive::AnswerRequest, &msg).await?)
    }

    /// A request.
    pub(crate) async fn request(&self, patient: IdentityId, request: u32) -> Result<RequestResponse> {
        self.ask(&self.contracts().access_control, &QueryMsg::Request { patient, request }).await
    }
}

async fn show(session: &Session, patient: IdentityId, request: u32) -> Result<()> {
    let found = session.request(patient, request).await?;
    let line = describe(session, &found);
    session.output.print(&Told::new(found, [line]))
}

fn describe(session: &Session, one: &RequestResponse) -> String {
    let (who, organization) = (session.called(one.requester), session.called(one.organization));
    let hat = format!("{}@{organization}", spell(one.role));
    let claim = if one.terms.claim.is_some() { " for a claim" } else { "" };
    format!(
        "request {}  {who} as {hat}{claim}, up to {:?}, to be answered by {}: {}",
        one.request,
        one.terms.max_confidentiality,
        values::date(one.expires_at),
        spell(one.status)
    )
}

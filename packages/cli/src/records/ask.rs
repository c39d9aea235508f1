//! Asking for access: the one way to a key, whatever the basis.

use chartseal_types::access::{
    Decision, ExecuteMsg, MAX_TARGETS, OpenResponse, Question, Rule, StandingFault, Target,
};
use chartseal_types::{Action, ContentHash, Hat, IdentityId, Label, Purpose};

use crate::commands::values::spell;
use crate::error::{CliError, Result};
use crate::home::Person;
use crate::session::{Session, answer};

/// Who asks, wearing which hat, about whom, for what.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked<'a> {
    /// Who asks.
    pub who: &'a Person,
    /// As whom.
    pub hat: Hat,
    /// Whose records.
    pub patient: IdentityId,
    /// For what.
    pub purpose: Purpose,
}

impl<'a> Asked<'a> {
    /// A patient about their own records.
    pub fn own(who: &'a Person) -> Result<Self> {
        Ok(Self { who, hat: Hat::Own {}, patient: who.identity()?, purpose: Purpose::PATRQT })
    }

    /// A representative about a patient's records.
    pub fn representing(who: &'a Person, patient: IdentityId) -> Self {
        Self { who, hat: Hat::Representative {}, patient, purpose: Purpose::FAMRQT }
    }

    /// The question about some targets.
    pub fn question(&self, target: Target, action: Action) -> Question {
        let certificate = match self.hat {
            Hat::Own {} => None,
            Hat::Representative {} | Hat::Organization { .. } => self.who.profile.certificate,
        };
        Question { patient: self.patient, hat: self.hat, target, purpose: self.purpose, action, certificate }
    }
}

/// An access and what it covers.
#[derive(Debug, Clone)]
pub(crate) struct Ticket<T> {
    /// Its number in the log.
    pub access: u64,
    /// What it permits.
    pub permitted: Vec<T>,
    /// What it does not, and why.
    pub denied: Vec<(T, Decision)>,
}

impl Session {
    /// Asks to read records, twenty at a time. Denials are in the log and in the answer; they are no error.
    pub(crate) async fn ask_to_read(
        &self,
        asked: &Asked<'_>,
        records: &[ContentHash],
    ) -> Result<Vec<Ticket<ContentHash>>> {
        self.ask_for(asked, records, Action::Read, Target::Records).await
    }

    /// Asks to write records with these labels, twenty at a time. All of them, or an error.
    pub(crate) async fn ask_to_write(
        &self,
        asked: &Asked<'_>,
        labels: &[Label],
    ) -> Result<Vec<Ticket<Label>>> {
        let tickets = self.ask_for(asked, labels, Action::Write, Target::Labels).await?;
        match tickets.iter().find_map(|ticket| Some((ticket, ticket.denied.first()?))) {
            Some((ticket, (_, decision))) => Err(denied(ticket.access, decision)),
            None => Ok(tickets),
        }
    }

    async fn ask_for<T: Copy>(
        &self,
        asked: &Asked<'_>,
        targets: &[T],
        action: Action,
        target: impl Fn(Vec<T>) -> Target,
    ) -> Result<Vec<Ticket<T>>> {
        let mut tickets = Vec::new();
        for some in targets.chunks(MAX_TARGETS) {
            let question = asked.question(target(some.to_vec()), action);
            let outcome =
                self.send(asked.who, &self.contracts().access_control, &ExecuteMsg::Open(question)).await?;
            let OpenResponse { access, decisions, .. } = answer(&outcome)?;
            let decided = some.iter().copied().zip(decisions);
            let (permitted, denied): (Vec<_>, Vec<_>) = decided.partition(|(_, decision)| decision.permitted);
            let permitted = permitted.into_iter().map(|(target, _)| target).collect();
            tickets.push(Ticket { access, permitted, denied });
        }
        Ok(tickets)
    }
}

/// The error for a denial.
pub(crate) fn denied(access: u64, decision: &Decision) -> CliError {
    CliError::Denied { access, rule: spell(decision.rule), why: explain_rule(decision) }
}

/// What a decision means, in words.
pub(crate) fn explain_rule(decision: &Decision) -> String {
    match decision.rule {
        Rule::Erased => "the record is erased".into(),
        Rule::Own => "it is the patient's own".into(),
        Rule::Retracted => "the record was retracted by its author".into(),
        Rule::Standing => standing(decision.fault).into(),
        Rule::PolicyDeny => {
            "policy never permits this role to do that for this purpose; no consent can".into()
        }
        Rule::Denial => match decision.consent {
            Some(number) => format!("the patient's denial {number} beats every permit"),
            None => "a denial of the patient beats every permit".into(),
        },
        Rule::Representative => "the representative's scope covers it".into(),
        Rule::Consent => match decision.consent {
            Some(number) => format!("the patient's consent {number} covers it"),
            None => "a consent of the patient covers it".into(),
        },
        Rule::Care => "policy permits it while the patient is in care there".into(),
        Rule::Emergency => "an open emergency covers it".into(),
        Rule::Default => "nothing permits it: the patient could consent, or open a care relationship".into(),
    }
}

fn standing(fault: Option<StandingFault>) -> &'static str {
    match fault {
        Some(StandingFault::Frozen) => "the identity is frozen",
        Some(StandingFault::Identity) => {
            "the identity is not active: not verified, run out, suspended or revoked"
        }
        Some(StandingFault::Organization) => "the organization is not active",
        Some(StandingFault::Affiliation) => "no such role at that organization is in force",
        Some(StandingFault::NoCertificate) => {
            "no certificate was presented; ask for one with `chartseal cert request`"
        }
        Some(StandingFault::Certificate) => {
            "the certificate is not good now: revoked, on hold, expired or another's"
        }
        None => "identity, organization, role or certificate is not good now",
    }
}

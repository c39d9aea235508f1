//! What may be asked at once.

use std::collections::BTreeSet;

use chartseal_guard::{Check, holds};
use chartseal_types::access::{MAX_TARGETS, Question, Target};
use chartseal_types::{Action, Hat, IdentityId};
use thiserror::Error;

/// A question that cannot be answered as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum QuestionError {
    /// No target, or too many.
    #[error("expected 1 to {MAX_TARGETS} records or labels, got {got}; ask in several messages")]
    Targets {
        /// How many came.
        got: usize,
    },
    /// The same target twice.
    #[error("expected each record or label once, got number {place} again; leave the repeat out")]
    Repeated {
        /// Its place in the list, from 1.
        place: usize,
    },
    /// Labels to read.
    #[error("expected labels only with the action `write`, got `read`; name the records to be read")]
    LabelsToRead,
    /// A representative of oneself.
    #[error("the hat `representative` is for somebody else than the patient; ask with the hat `self`")]
    OwnRepresentative,
    /// The patient's hat on somebody else.
    #[error(
        "the hat `self` is for the patient's own account: expected identity {patient}, got {requester}; ask with an organization's hat"
    )]
    NotThePatient {
        /// The patient of the question.
        patient: IdentityId,
        /// Who asks.
        requester: IdentityId,
    },
}

/// Checks that a question can be decided for who asks it. `patient` is the patient of the question, or the survivor
/// that it was merged into: the hat `self` fits whoever is the patient today, by either name.
pub fn check(question: &Question, requester: IdentityId, patient: IdentityId) -> Result<(), QuestionError> {
    let is_patient = requester == question.patient || requester == patient;
    match question.hat {
        Hat::Own {} if !is_patient => {
            return Err(QuestionError::NotThePatient { patient, requester });
        }
        Hat::Representative {} if is_patient => {
            return Err(QuestionError::OwnRepresentative);
        }
        Hat::Own {} | Hat::Representative {} | Hat::Organization { .. } => {}
    }
    match &question.target {
        Target::Records(records) => check_list(records, |record| record.0.to_vec()),
        Target::Labels(_) if question.action == Action::Read => Err(QuestionError::LabelsToRead),
        Target::Labels(labels) => check_list(labels, |label| {
            vec![label.category as u8, label.confidentiality as u8, label.compartment.number()]
        }),
    }
}

fn check_list<T>(targets: &[T], key: impl Fn(&T) -> Vec<u8>) -> Result<(), QuestionError> {
    if !holds(Check::Targets, (1..=MAX_TARGETS).contains(&targets.len())) {
        return Err(QuestionError::Targets { got: targets.len() });
    }
    let mut seen = BTreeSet::new();
    match targets.iter().position(|target| !seen.insert(key(target))) {
        Some(index) => Err(QuestionError::Repeated { place: index + 1 }),
        None => Ok(()),
    }
}

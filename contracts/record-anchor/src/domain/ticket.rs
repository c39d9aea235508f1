//! What a write ticket of access control lets its holder make known.

use chartseal_guard::{Check, holds};
use chartseal_types::access::{Target, TicketResponse};
use chartseal_types::anchor::{Author, Descriptor};
use chartseal_types::{Action, ContentHash, Hat, IdentityId, Label};
use cosmwasm_std::StdError;
use thiserror::Error;

use super::standing::is_patient;

/// A ticket does not let the sender write this.
#[derive(Debug, Error)]
pub enum TicketError {
    /// Access control does not know it.
    #[error(
        "expected access {access} to be known to access-control, which says: {source}; open one with the action `write`"
    )]
    Unknown {
        /// Its number.
        access: u64,
        /// What access control says.
        source: StdError,
    },
    /// Somebody else opened it.
    #[error("expected a ticket of the sender's own, got one of {requester}; open one yourself")]
    OtherRequester {
        /// Who opened it.
        requester: IdentityId,
    },
    /// It is for another patient.
    #[error("expected a ticket for patient {expected}, got one for {got}")]
    OtherPatient {
        /// Whose records are to be written.
        expected: IdentityId,
        /// Whose records the ticket is for.
        got: IdentityId,
    },
    /// It lets one read.
    #[error("expected a ticket with the action `write`, got one to read; open one to write")]
    NotWrite,
    /// It was opened as a representative.
    #[error(
        "expected a ticket as the patient or in a role at an organization, got one as a representative; representatives write nothing"
    )]
    Representative,
    /// It was denied, has expired or would be denied now.
    #[error(
        "expected a live ticket, but access {access} is none (any more); ask access-control `explain`, then open a new one"
    )]
    Dead {
        /// Its number.
        access: u64,
    },
    /// It does not name this label, nor the record that is replaced under its own label.
    #[error(
        "expected a ticket that covers the label of {record}, or names what it supersedes under the same label; open one for that label"
    )]
    NotCovered {
        /// Which record.
        record: ContentHash,
    },
    /// It names neither the record that is replaced nor its label.
    #[error(
        "expected a ticket that covers {head} as well, which is to be replaced; open one for its label and the new one"
    )]
    ReplacedNotCovered {
        /// What was to be replaced.
        head: ContentHash,
    },
    /// A patient writes what patients write.
    #[error(
        "expected the category patient_reported or directory from a patient, got another on {record}; relabel it"
    )]
    Category {
        /// Which record.
        record: ContentHash,
    },
}

/// A live ticket of the sender's to write for a patient, with what it permits now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WriteTicket {
    author: Author,
    labels: Vec<Label>,
    records: Vec<ContentHash>,
}

impl WriteTicket {
    /// Reads access control's answer for a sender who wants to write for a patient. Targets that deciding again
    /// denies are left out. `survivor` is the one that the patient was merged into.
    pub fn parse(
        answer: TicketResponse,
        sender: IdentityId,
        patient: IdentityId,
        survivor: Option<IdentityId>,
    ) -> Result<Self, TicketError> {
        let TicketResponse { entry, alive, expired, decisions } = answer;
        if !holds(Check::TicketOfSender, entry.requester == sender) {
            return Err(TicketError::OtherRequester { requester: entry.requester });
        }
        if entry.patient != patient {
            return Err(TicketError::OtherPatient { expected: patient, got: entry.patient });
        }
        if entry.action != Action::Write {
            return Err(TicketError::NotWrite);
        }
        let worn = match entry.hat {
            Hat::Own {} => is_patient(sender, patient, survivor),
            Hat::Representative {} => return Err(TicketError::Representative),
            Hat::Organization { .. } => true,
        };
        if !alive || expired || !worn {
            return Err(TicketError::Dead { access: entry.access });
        }
        let permitted = |place: usize| decisions.get(place).is_some_and(|decision| decision.permitted);
        let (labels, records) = match entry.target {
            Target::Labels(labels) => (select(labels, permitted), Vec::new()),
            Target::Records(records) => (Vec::new(), select(records, permitted)),
        };
        Ok(Self { author: Author { identity: sender, hat: entry.hat }, labels, records })
    }

    /// Who writes, and as whom.
    pub fn author(&self) -> Author {
        self.author
    }

    /// Refuses a record that the ticket does not cover. Its label is among those permitted; or the ticket names the
    /// record that it replaces, and the label stays: a new label is a new decision. A record that it replaces is
    /// covered as well, by its name or by its label: whoever may not write a label replaces nothing under it.
    pub fn cover(&self, descriptor: &Descriptor, replaced: Option<Label>) -> Result<(), TicketError> {
        let Descriptor { record, label, supersedes, .. } = *descriptor;
        if self.author.organization().is_none() && !label.category.is_patients_own() {
            return Err(TicketError::Category { record });
        }
        let names_head = supersedes.is_some_and(|head| self.records.contains(&head));
        let new_label = self.labels.contains(&label) || (names_head && replaced == Some(label));
        if !holds(Check::TicketCovers, new_label) {
            return Err(TicketError::NotCovered { record });
        }
        let head_covered = names_head || replaced.is_some_and(|label| self.labels.contains(&label));
        match supersedes {
            Some(head) if !head_covered => Err(TicketError::ReplacedNotCovered { head }),
            _ => Ok(()),
        }
    }
}

fn select<T>(targets: Vec<T>, permitted: impl Fn(usize) -> bool) -> Vec<T> {
    targets.into_iter().enumerate().filter(|(place, _)| permitted(*place)).map(|(_, target)| target).collect()
}

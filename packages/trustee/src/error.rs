//! Why a trustee did not release a share.

use chartseal_crypto::envelope::EnvelopeError;
use chartseal_crypto::keys::KeyError;
use chartseal_ledger::LedgerError;
use chartseal_types::access::Rule;
use thiserror::Error;

/// A share was not released.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Refusal {
    /// The trustee's node does not know the access, or did not answer.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The access was denied from the start, so it is no ticket.
    #[error("expected a ticket, but access {access} was denied; ask for access again")]
    NoTicket {
        /// The access.
        access: u64,
    },
    /// The ticket's time is over.
    #[error("expected a live ticket, but ticket {access} has expired; ask for access again")]
    Expired {
        /// The access.
        access: u64,
    },
    /// The ticket does not name the record.
    #[error(
        "expected a ticket that names this record, but ticket {access} does not; ask for access to this record"
    )]
    NotNamed {
        /// The access.
        access: u64,
    },
    /// Writing is not reading.
    #[error("expected a ticket to read, but ticket {access} is one to write; ask for access to read")]
    NotToRead {
        /// The access.
        access: u64,
    },
    /// Today's facts deny what the ticket permitted.
    #[error("ticket {access} is dead: decided again now, the rule `{name}` denies this record", name = name(*rule))]
    Dead {
        /// The access.
        access: u64,
        /// The rule that denies now.
        rule: Rule,
    },
    /// The envelope is of another patient than the ticket.
    #[error(
        "expected an envelope of the ticket's patient, got another patient's; fetch the record's own envelope"
    )]
    OtherPatient,
    /// The requester's registered key cannot be used.
    #[error("expected a usable encryption key of the requester on the ledger: {0}")]
    RequesterKey(#[source] KeyError),
    /// The envelope or the import keys are not for this trustee, or not whole.
    #[error(transparent)]
    Envelope(#[from] EnvelopeError),
    /// An answer of the node is not of the agreed shape.
    #[error(
        "the record's row on the ledger is not of the agreed shape; node and trustee may be of different versions"
    )]
    Row,
}

/// A rule as messages and logs spell it, such as `policy_deny`.
fn name(rule: Rule) -> String {
    match serde_json::to_value(rule) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}

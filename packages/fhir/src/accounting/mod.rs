//! An accounting of disclosures (45 CFR 164.528) from a patient's access log.
//!
//! Everything permitted is in the log; what the rule exempts is derived from it and told with its paragraph, not left
//! out. What cannot be told from the facts given counts as a disclosure that must be accounted for. A read by the
//! organization that wrote the record is a use rather than a disclosure; the log does not say who wrote it, so it is told
//! as well.

mod exemption;
mod period;
mod report;
mod text;

pub use exemption::Paragraph;
pub use period::YEARS;
pub use report::{Contact, Description, Disclosure, Exempt, Recipient, Report, Series};

use chartseal_types::access::{AccessEntry, ConsentResponse};
use chartseal_types::{ContentHash, IdentityId, Label};
use std::collections::{BTreeMap, BTreeSet};
use thiserror::Error;

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub struct Request {
    /// Whose disclosures.
    pub patient: IdentityId,
    /// The date of the request, Unix seconds: the accounting goes six years back from it.
    pub as_of: u64,
    /// Whether disclosures to one recipient for one purpose are told once, with their number and the last date, where
    /// 164.528(b)(3) allows it.
    pub summarise: bool,
}

/// What the log does not say itself.
#[derive(Clone, Copy)]
pub struct Facts<'a> {
    /// The chain, which is part of every DID.
    pub chain_id: &'a str,
    /// Labels of records, where they are known.
    pub labels: &'a BTreeMap<ContentHash, Label>,
    /// The patient's consents, in all versions that are known: one that is not here is no authorization.
    pub consents: &'a [ConsentResponse],
    /// Accesses that a review found to be misuse: nothing exempts them.
    pub misuse: &'a BTreeSet<u64>,
    /// Name and address of a person or organization, if known. They stay in the accounting.
    pub contact: &'a dyn Fn(IdentityId) -> Option<Contact>,
}

/// Entries that no accounting can be drawn from.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum AccountingError {
    /// An entry of another patient's log.
    #[error(
        "expected accesses of one patient, got access {access} of another; ask for that patient's log alone"
    )]
    OtherPatient {
        /// Which.
        access: u64,
    },
    /// Decisions and targets do not belong together.
    #[error("expected one decision a target in access {access}; ask the chain for the entry again")]
    Decisions {
        /// Of which access.
        access: u64,
    },
    /// Dates end with the year 9999.
    #[error("expected times before the year 10000, got {seconds}")]
    Time {
        /// Unix seconds.
        seconds: u64,
    },
}

/// Draws the accounting from a patient's entries, in any order; one that comes twice counts once, and one outside of the
/// six years not at all.
///
/// # Errors
///
/// [`AccountingError`] for entries that are not of one patient's log.
pub fn report(
    entries: &[AccessEntry],
    request: &Request,
    facts: &Facts<'_>,
) -> Result<Report, AccountingError> {
    report::draw(entries, request, facts)
}

//! Versions form a chain. Only the author's side replaces or withdraws, and only the head.

use chartseal_guard::{Check, holds};
use chartseal_types::ContentHash;
use chartseal_types::anchor::{Author, RecordStatus};
use thiserror::Error;

/// A version cannot be replaced or withdrawn.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum VersionError {
    /// What is to be replaced is not a record of that patient.
    #[error("expected `supersedes` to name a known record of the same patient, got {record}")]
    Unknown {
        /// What was named.
        record: ContentHash,
    },
    /// It is gone.
    #[error("expected a record that is not erased, got {record}; anchor a record of its own instead")]
    Erased {
        /// Which.
        record: ContentHash,
    },
    /// It is not the head of its chain.
    #[error("expected the head of a chain of versions, got {record}, which {by} replaced; name the head")]
    NotHead {
        /// What was named.
        record: ContentHash,
        /// What replaced it.
        by: ContentHash,
    },
    /// Another organization, or a patient, wrote it.
    #[error(
        "expected {record} to be of the same author's organization, or the same patient's own; anchor a record of its own instead"
    )]
    OtherAuthor {
        /// Which.
        record: ContentHash,
    },
    /// It is withdrawn already.
    #[error("record {record} is retracted already; supersede it with a corrected version")]
    Retracted {
        /// Which.
        record: ContentHash,
    },
}

/// Whether two authors of records of one patient are of the same side: the same organization, or both the patient. Who
/// wrote as the patient was the patient, or the survivor while the two were merged.
pub fn same_side(one: &Author, other: &Author) -> bool {
    one.organization() == other.organization()
}

fn check_head(
    record: ContentHash,
    erased: bool,
    superseded_by: Option<ContentHash>,
) -> Result<(), VersionError> {
    if erased {
        return Err(VersionError::Erased { record });
    }
    match superseded_by {
        Some(by) if !holds(Check::HeadOnly, false) => Err(VersionError::NotHead { record, by }),
        _ => Ok(()),
    }
}

/// Whether an author may replace a record. A retracted head can be replaced by a corrected version, and stays
/// retracted.
pub fn check_succession(
    author: &Author,
    record: ContentHash,
    written_by: &Author,
    erased: bool,
    superseded_by: Option<ContentHash>,
) -> Result<(), VersionError> {
    if !holds(Check::SameSide, same_side(author, written_by)) {
        return Err(VersionError::OtherAuthor { record });
    }
    check_head(record, erased, superseded_by)
}

/// Whether a record can be withdrawn; by whom is the handler's to check.
pub fn check_retraction(
    record: ContentHash,
    status: RecordStatus,
    erased: bool,
    superseded_by: Option<ContentHash>,
) -> Result<(), VersionError> {
    check_head(record, erased, superseded_by)?;
    if status == RecordStatus::Retracted { Err(VersionError::Retracted { record }) } else { Ok(()) }
}

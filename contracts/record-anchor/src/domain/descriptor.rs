//! What a record must look like to become known.

use std::collections::BTreeSet;

use chartseal_guard::{Check, holds};
use chartseal_types::ContentHash;
use chartseal_types::anchor::{Author, Descriptor, MAX_DESCRIPTORS, MAX_RETENTION};
use thiserror::Error;

/// A record is described wrongly, or cannot become known.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DescriptorError {
    /// None, or too many in one call.
    #[error("expected 1 to {MAX_DESCRIPTORS} records in a call, got {got}; split them over several calls")]
    Count {
        /// How many came.
        got: usize,
    },
    /// The same record twice in one call.
    #[error("expected each record once in a call, got {record} twice; remove the repeat")]
    Repeated {
        /// Which.
        record: ContentHash,
    },
    /// The patient has that record already.
    #[error(
        "expected a record that is new to the patient, but {record} is known; seal it again for a new version"
    )]
    Known {
        /// Which.
        record: ContentHash,
    },
    /// The patient erased that record, or asked to.
    #[error("record {record} is erased, or about to be, at the patient's word; it cannot become known again")]
    Tombstone {
        /// Which.
        record: ContentHash,
    },
    /// A sealed object is never empty.
    #[error("expected the number of sealed bytes of {record}, got 0; give the size of the sealed file")]
    Empty {
        /// Which.
        record: ContentHash,
    },
    /// Retention that is over before it begins, or too long.
    #[error("expected retention after {from} and until {latest} at most (Unix seconds), got {until}")]
    Retention {
        /// Until when was said.
        until: u64,
        /// When it was anchored.
        from: u64,
        /// Until when at most.
        latest: u64,
    },
    /// Retention of what a patient wrote.
    #[error("expected no retention on what a patient writes, got one on {record}; leave `retain_until` out")]
    RetentionByPatient {
        /// Which.
        record: ContentHash,
    },
}

/// Checks the number of records of one call, and that none comes twice.
pub fn check_call(records: &[Descriptor]) -> Result<(), DescriptorError> {
    if !holds(Check::Descriptors, (1..=MAX_DESCRIPTORS).contains(&records.len())) {
        return Err(DescriptorError::Count { got: records.len() });
    }
    let mut seen = BTreeSet::new();
    match records.iter().find(|descriptor| !seen.insert(descriptor.record)) {
        Some(repeated) => Err(DescriptorError::Repeated { record: repeated.record }),
        None => Ok(()),
    }
}

/// Checks what an author says of a record. `anchored_at` is when it was committed to: now, or when its batch was
/// anchored, so that a leaf that waited long is not refused for it.
pub fn check_descriptor(
    descriptor: &Descriptor,
    author: &Author,
    anchored_at: u64,
) -> Result<(), DescriptorError> {
    let record = descriptor.record;
    if descriptor.size == 0 {
        return Err(DescriptorError::Empty { record });
    }
    let Some(until) = descriptor.retain_until else { return Ok(()) };
    if author.organization().is_none() {
        return Err(DescriptorError::RetentionByPatient { record });
    }
    let latest = anchored_at.saturating_add(MAX_RETENTION);
    if until <= anchored_at || until > latest {
        return Err(DescriptorError::Retention { until, from: anchored_at, latest });
    }
    Ok(())
}

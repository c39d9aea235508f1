//! How large a batch may be.

use chartseal_guard::{Check, holds};
use chartseal_types::IdentityId;
use chartseal_types::anchor::MAX_BATCH;
use thiserror::Error;

/// A batch is wrong or unknown.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BatchError {
    /// Empty or too large.
    #[error("expected a batch of 1 to {MAX_BATCH} leaves, got {got}; split it")]
    Size {
        /// How many leaves were named.
        got: u64,
    },
    /// There is no such batch.
    #[error("expected a known batch, got {batch}; the query `batches` lists them")]
    Unknown {
        /// Which was named.
        batch: u64,
    },
    /// The ticket is of another organization than the batch.
    #[error(
        "expected a write ticket of organization {organization}, which anchored the batch; got one of another; open one as its affiliate"
    )]
    OtherOrganization {
        /// Whose batch it is.
        organization: IdentityId,
    },
}

/// Refuses an empty or too large batch.
pub fn check_size(size: u64) -> Result<(), BatchError> {
    if holds(Check::BatchSize, (1..=MAX_BATCH).contains(&size)) {
        Ok(())
    } else {
        Err(BatchError::Size { got: size })
    }
}

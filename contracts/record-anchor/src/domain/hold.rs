//! Holds: who may stop an erasure, for how long.

use chartseal_types::ContentHash;
use chartseal_types::anchor::{HoldResponse, MAX_HOLD};
use thiserror::Error;

/// A hold cannot be placed or released.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum HoldError {
    /// Over before it begins, or too long.
    #[error("expected a hold until after {now} and {latest} at the latest (Unix seconds), got {until}")]
    Until {
        /// Until when was said.
        until: u64,
        /// The time of the block.
        now: u64,
        /// Until when at most.
        latest: u64,
    },
    /// The admin's hold is in force.
    #[error("the admin holds this record until {until} (Unix seconds); only the admin changes that")]
    HeldByAdmin {
        /// Until when.
        until: u64,
    },
    /// There is nothing to release.
    #[error("expected a hold in force on {record}, but there is none")]
    NotHeld {
        /// Which record.
        record: ContentHash,
    },
    /// What is erased cannot be held.
    #[error("expected a record that is not erased, got {record}; there is nothing left to hold")]
    Erased {
        /// Which record.
        record: ContentHash,
    },
}

fn check_rank(hold: &HoldResponse, by_admin: bool) -> Result<(), HoldError> {
    if hold.by_admin && !by_admin { Err(HoldError::HeldByAdmin { until: hold.until }) } else { Ok(()) }
}

/// Whether a hold may be placed, given the one in force. The admin's gives way to nobody else's.
pub fn check_hold(
    in_force: Option<&HoldResponse>,
    by_admin: bool,
    until: u64,
    now: u64,
) -> Result<(), HoldError> {
    let latest = now.saturating_add(MAX_HOLD);
    if until <= now || until > latest {
        return Err(HoldError::Until { until, now, latest });
    }
    in_force.map_or(Ok(()), |hold| check_rank(hold, by_admin))
}

/// Whether the hold in force may be released: by who placed it, or the admin.
pub fn check_release(
    record: ContentHash,
    in_force: Option<&HoldResponse>,
    by_admin: bool,
) -> Result<(), HoldError> {
    check_rank(in_force.ok_or(HoldError::NotHeld { record })?, by_admin)
}

//! How many accesses one requester records in a day: a stolen or careless account neither reads a whole hospital nor
//! fills logs with denials.

use chartseal_guard::{Check, holds};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A day, seconds.
pub(super) const DAY_SECONDS: u64 = 86_400;

/// The most that policy lets one requester record in a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DailyLimits {
    /// Accesses.
    pub openings: u32,
    /// Of these, what was denied in full.
    pub denials: u32,
}

/// What one requester recorded on a day.
#[derive(Serialize, Deserialize, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Recorded {
    /// Which day: Unix time in days (UTC).
    pub day: u64,
    /// Accesses.
    pub openings: u32,
    /// Of these, what was denied in full.
    pub denials: u32,
}

/// A requester has recorded what policy allows for the day.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DailyLimitError {
    /// Of accesses.
    #[error("expected at most {limit} accesses a day; nothing was recorded, ask again from {resets_at} on")]
    Openings {
        /// The most in a day.
        limit: u32,
        /// When the next day begins, Unix seconds.
        resets_at: u64,
    },
    /// Of denials.
    #[error(
        "expected at most {limit} denied accesses a day, and this one would be denied; nothing was recorded, ask again from {resets_at} on"
    )]
    Denials {
        /// The most in a day.
        limit: u32,
        /// When the next day begins, Unix seconds.
        resets_at: u64,
    },
}

impl Recorded {
    /// With one access more, if there is room for it on the day.
    pub fn and_one_more(self, denied: bool, limits: DailyLimits, now: u64) -> Result<Self, DailyLimitError> {
        let day = now / DAY_SECONDS;
        let today = if self.day == day { self } else { Self { day, openings: 0, denials: 0 } };
        let resets_at = day.saturating_add(1).saturating_mul(DAY_SECONDS);
        if !holds(Check::DailyOpenings, today.openings < limits.openings) {
            return Err(DailyLimitError::Openings { limit: limits.openings, resets_at });
        }
        if denied && !holds(Check::DailyDenials, today.denials < limits.denials) {
            return Err(DailyLimitError::Denials { limit: limits.denials, resets_at });
        }
        let denials = today.denials.saturating_add(denied.into());
        Ok(Self { day, openings: today.openings.saturating_add(1), denials })
    }
}

//! How long a verification may last, and of what it makes an identity active.

use chartseal_guard::{Check, holds};
use chartseal_types::IdentityId;
use chartseal_types::identity::{MAX_VERIFICATION, Status};

use crate::{StandingError, VerificationError};

/// After now, and at most three years ahead.
pub fn check_expiry(expires_at: u64, now: u64) -> Result<(), VerificationError> {
    if now < expires_at && expires_at <= now.saturating_add(MAX_VERIFICATION) {
        Ok(())
    } else {
        Err(VerificationError::Expiry { now, expires_at })
    }
}

/// Whether a verification makes the identity active that was not. One that is suspended or revoked is refused:
/// its verification must not undo what was decided about it.
pub fn activates(identity: IdentityId, status: Status) -> Result<bool, StandingError> {
    match status {
        Status::Pending => Ok(true),
        Status::Active => Ok(false),
        Status::Suspended | Status::Revoked if !holds(Check::NotRevived, false) => {
            Err(StandingError::Ended { identity, status })
        }
        Status::Suspended | Status::Revoked => Ok(true),
    }
}

//! Whether an identity is in the standing that an act takes.

use chartseal_guard::{Check, holds};
use chartseal_types::IdentityId;
use chartseal_types::identity::{FREEZE_INTERVAL, FREEZE_SECONDS, IdentityRow, Kind, Status};

use crate::StandingError;

/// Verified, not suspended, revoked or frozen.
pub fn ensure_active(identity: IdentityId, row: &IdentityRow, now: u64) -> Result<(), StandingError> {
    ensure_not_frozen(identity, row, now)?;
    if row.is_active(now) {
        return Ok(());
    }
    Err(StandingError::NotActive { identity, status: row.status, verified_until: row.verified_until })
}

/// Not frozen by one of its accounts, dead or merged.
pub fn ensure_not_frozen(identity: IdentityId, row: &IdentityRow, now: u64) -> Result<(), StandingError> {
    ensure_not_gone(identity, row)?;
    if !holds(Check::Freeze, !row.is_frozen(now)) {
        return Err(StandingError::Frozen { identity, until: row.frozen_until });
    }
    Ok(())
}

/// Neither dead nor merged: its accounts may still close something.
pub fn ensure_not_gone(identity: IdentityId, row: &IdentityRow) -> Result<(), StandingError> {
    match row.merged_into {
        Some(survivor) => Err(StandingError::Merged { identity, survivor }),
        None if row.deceased => Err(StandingError::Deceased { identity }),
        None => Ok(()),
    }
}

/// Free to change accounts and keys: not frozen, suspended or revoked. It need not be verified, and its verification
/// may have run out: keys must be changed all the same.
pub fn ensure_changeable(identity: IdentityId, row: &IdentityRow, now: u64) -> Result<(), StandingError> {
    ensure_not_frozen(identity, row, now)?;
    match row.status {
        Status::Pending | Status::Active => Ok(()),
        Status::Suspended | Status::Revoked => Err(StandingError::Ended { identity, status: row.status }),
    }
}

/// A kind that has affiliates, accredited roles and a CA.
pub fn ensure_organization(identity: IdentityId, row: &IdentityRow) -> Result<(), StandingError> {
    if row.kind.is_organization() { Ok(()) } else { Err(StandingError::NotOrganization { identity }) }
}

pub fn ensure_patient(identity: IdentityId, row: &IdentityRow) -> Result<(), StandingError> {
    if row.kind == Kind::Patient { Ok(()) } else { Err(StandingError::NotPatient { identity }) }
}

pub fn ensure_practitioner(identity: IdentityId, row: &IdentityRow) -> Result<(), StandingError> {
    if row.kind == Kind::Practitioner { Ok(()) } else { Err(StandingError::NotPractitioner { identity }) }
}

/// From when the account or guardian that froze an identity `last` may freeze it again; none from the beginning.
pub fn freezes_from(last: Option<u64>) -> u64 {
    last.map_or(0, |last| last.saturating_add(FREEZE_INTERVAL))
}

/// Until when a freeze at `now` lasts: it may lengthen an earlier one, never shorten it.
pub fn freeze_until(row: &IdentityRow, now: u64) -> u64 {
    row.frozen_until.max(now.saturating_add(FREEZE_SECONDS))
}

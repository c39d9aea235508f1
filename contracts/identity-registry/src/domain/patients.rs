//! Claims, merges and deaths: what happens to a patient as a whole.

use chartseal_guard::{Check, holds};
use chartseal_types::IdentityId;
use chartseal_types::identity::{IdentityRow, Kind, Status};

use super::standing::{ensure_not_gone, ensure_patient};
use crate::{PatientError, StandingError};

/// A patient with what decides about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patient {
    /// Which.
    pub id: IdentityId,
    /// Its row.
    pub row: IdentityRow,
    /// Whether an account controls it.
    pub claimed: bool,
}

/// A patient that nobody controls, who is not dead, merged or revoked, can be claimed.
pub fn ensure_claimable(patient: &Patient) -> Result<(), PatientError> {
    let Patient { id, row, claimed } = *patient;
    ensure_patient(id, &row)?;
    ensure_not_gone(id, &row)?;
    ensure_not_revoked(id, &row)?;
    if holds(Check::Unclaimed, !claimed) { Ok(()) } else { Err(PatientError::Claimed { patient: id }) }
}

/// Two patients, neither revoked, both living or both dead. The duplicate is nobody's survivor and the survivor nobody's
/// duplicate, so that there are no chains and no rings. An owner never gives way to an identity without one.
pub fn ensure_mergeable(duplicate: &Patient, survivor: &Patient) -> Result<(), PatientError> {
    for Patient { id, row, .. } in [duplicate, survivor] {
        ensure_patient(*id, row)?;
        ensure_not_revoked(*id, row)?;
        if let Some(survivor) = row.merged_into {
            return Err(StandingError::Merged { identity: *id, survivor }.into());
        }
    }
    let (duplicate_id, survivor_id) = (duplicate.id, survivor.id);
    if duplicate_id == survivor_id {
        return Err(PatientError::WithItself { patient: duplicate_id });
    }
    if duplicate.row.has_duplicates {
        return Err(PatientError::HasDuplicates { duplicate: duplicate_id });
    }
    if duplicate.row.deceased != survivor.row.deceased {
        return Err(PatientError::OneIsDead { duplicate: duplicate_id, survivor: survivor_id });
    }
    if duplicate.claimed && !survivor.claimed {
        return Err(PatientError::SurvivorUnclaimed { survivor: survivor_id });
    }
    Ok(())
}

/// A patient that is not marked as dead, nor merged: for a duplicate the survivor is marked.
pub fn ensure_mortal(id: IdentityId, row: &IdentityRow) -> Result<(), StandingError> {
    ensure_patient(id, row)?;
    ensure_not_gone(id, row)
}

/// The survivor that the duplicate was merged into.
pub fn survivor_of(duplicate: IdentityId, row: &IdentityRow) -> Result<IdentityId, PatientError> {
    row.merged_into.ok_or(PatientError::NotMerged { patient: duplicate })
}

/// That a death is marked.
pub fn ensure_deceased(patient: IdentityId, row: &IdentityRow) -> Result<(), PatientError> {
    if row.deceased { Ok(()) } else { Err(PatientError::NotDeceased { patient }) }
}

/// Two registrars appoint for a patient who is not revoked or merged. Frozen, suspended or dead is no hindrance: that is
/// when somebody has to act.
pub fn ensure_representable(id: IdentityId, row: &IdentityRow) -> Result<(), StandingError> {
    ensure_patient(id, row)?;
    ensure_not_revoked(id, row)?;
    match row.merged_into {
        Some(survivor) => Err(StandingError::Merged { identity: id, survivor }),
        None => Ok(()),
    }
}

/// A representative is a person, and somebody else than the patient.
pub fn ensure_representative(
    patient: IdentityId,
    id: IdentityId,
    row: &IdentityRow,
) -> Result<(), PatientError> {
    if id == patient {
        return Err(PatientError::RepresentsItself { patient });
    }
    match row.kind {
        Kind::Patient | Kind::Practitioner => Ok(()),
        _ if holds(Check::RepresentativeIsPerson, false) => Ok(()),
        _ => Err(PatientError::NotPerson { identity: id }),
    }
}

/// The row from the next generation on: everything permitted before has ended.
pub fn next_generation(row: IdentityRow) -> IdentityRow {
    IdentityRow { generation: row.generation.saturating_add(1), ..row }
}

fn ensure_not_revoked(identity: IdentityId, row: &IdentityRow) -> Result<(), StandingError> {
    match row.status {
        Status::Revoked => Err(StandingError::Ended { identity, status: row.status }),
        Status::Pending | Status::Active | Status::Suspended => Ok(()),
    }
}

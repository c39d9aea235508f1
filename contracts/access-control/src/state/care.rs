//! Care relationships.

use chartseal_types::IdentityId;
use chartseal_types::access::CareEnd;
use cosmwasm_std::{Order, StdResult, Storage};
use cw_storage_plus::{Bound, Map};

use crate::domain::care::Care;
use crate::domain::subject::Subject;

const CARE: Map<(IdentityId, IdentityId), Care> = Map::new("care");

/// A patient's care relationship with an organization, if there ever was one.
pub fn find(storage: &dyn Storage, patient: Subject, organization: IdentityId) -> StdResult<Option<Care>> {
    let stored = CARE.may_load(storage, (patient.id, organization))?;
    Ok(stored.map(|care| care.in_generation(patient.generation)))
}

/// How a patient's care relationship with an organization ended, in whichever generation: an end stays.
pub fn end_of(
    storage: &dyn Storage,
    patient: IdentityId,
    organization: IdentityId,
) -> StdResult<Option<CareEnd>> {
    Ok(CARE.may_load(storage, (patient, organization))?.and_then(|care| care.ended))
}

/// Stores it.
pub fn save(
    storage: &mut dyn Storage,
    patient: IdentityId,
    organization: IdentityId,
    care: &Care,
) -> StdResult<()> {
    CARE.save(storage, (patient, organization), care)
}

/// A page of a patient's care relationships.
pub fn list(
    storage: &dyn Storage,
    patient: Subject,
    start_after: Option<IdentityId>,
    limit: usize,
) -> StdResult<Vec<(IdentityId, Care)>> {
    let start = start_after.map(Bound::exclusive);
    CARE.prefix(patient.id)
        .range(storage, start, None, Order::Ascending)
        .take(limit)
        .map(|stored| {
            stored.map(|(organization, care)| (organization, care.in_generation(patient.generation)))
        })
        .collect()
}

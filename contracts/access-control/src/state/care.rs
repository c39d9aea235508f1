//! Care relationships.

use chartseal_types::IdentityId;
use cosmwasm_std::{Order, StdResult, Storage};
use cw_storage_plus::{Bound, Map};

use crate::domain::care::Care;

const CARE: Map<(IdentityId, IdentityId), Care> = Map::new("care");

/// A patient's care relationship with an organization, if there ever was one.
pub fn find(storage: &dyn Storage, patient: IdentityId, organization: IdentityId) -> StdResult<Option<Care>> {
    CARE.may_load(storage, (patient, organization))
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
    patient: IdentityId,
    start_after: Option<IdentityId>,
    limit: usize,
) -> StdResult<Vec<(IdentityId, Care)>> {
    let start = start_after.map(Bound::exclusive);
    CARE.prefix(patient).range(storage, start, None, Order::Ascending).take(limit).collect()
}

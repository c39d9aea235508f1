//! A care relationship as it counts: with what the patient ended by the name of a duplicate, and only while the
//! appointment stands under which a representative opened it.

use chartseal_types::IdentityId;
use chartseal_types::identity::{IdentityRegistry, Kind};
use cosmwasm_std::{Deps, StdResult};

use crate::domain::care::Care;
use crate::domain::subject::Subject;
use crate::error::ContractError;
use crate::{parties, state};

/// The care relationship of a patient with an organization, for messages and queries about it; one that was never
/// opened where there is none.
pub fn of(
    deps: Deps<'_>,
    patient: Subject,
    organization: IdentityId,
    now: u64,
) -> Result<Care, ContractError> {
    let registry = parties::registry(deps)?;
    let duplicates = duplicates(deps, &registry, patient.id)?;
    let none = Care { generation: patient.generation, ..Care::default() };
    let care = state::care::find(deps.storage, patient, organization)?.unwrap_or(none);
    Ok(as_it_counts(deps, &registry, care, (patient.id, duplicates.iter()), organization, now)?)
}

/// A stored care relationship of a patient who has these duplicates, as it counts: one read a duplicate, and one for a
/// representative.
pub fn as_it_counts<'a>(
    deps: Deps<'_>,
    registry: &IdentityRegistry,
    mut care: Care,
    (patient, duplicates): (IdentityId, impl Iterator<Item = &'a IdentityId>),
    organization: IdentityId,
    now: u64,
) -> StdResult<Care> {
    for duplicate in duplicates {
        let end = state::care::end_of(deps.storage, *duplicate, organization)?;
        care = care.with_end_by_duplicate(patient, *duplicate, end);
    }
    match care.mandate.filter(|_| care.is_open(now)) {
        None => Ok(care),
        Some(mandate) => {
            let appointment = registry.representative(&deps.querier, patient, mandate.representative)?;
            Ok(if mandate.stands(appointment, now) { care } else { care.over(now) })
        }
    }
}

/// The duplicates that were merged into a patient.
pub fn duplicates(
    deps: Deps<'_>,
    registry: &IdentityRegistry,
    patient: IdentityId,
) -> StdResult<Vec<IdentityId>> {
    let row = registry.identity_but(&deps.querier, patient, &[])?;
    match row.filter(|row| row.kind == Kind::Patient && row.has_duplicates) {
        Some(_) => registry.duplicates(&deps.querier, patient),
        None => Ok(vec![]),
    }
}

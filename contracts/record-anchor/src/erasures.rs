//! Erasures as they stand: one that a survivor asked for a duplicate's record ends with the merge, unless it was carried
//! out by then. Only of such a one the registry is asked.

use chartseal_types::anchor::RecordRow;
use chartseal_types::identity::{IdentityRegistry, Merge};
use chartseal_types::{ContentHash, IdentityId};
use cosmwasm_std::{Deps, StdResult};

use crate::domain::Erasure;
use crate::state;

/// The erasure of a record, asked for or done.
pub fn standing(
    deps: Deps<'_>,
    registry: &IdentityRegistry,
    patient: IdentityId,
    record: ContentHash,
) -> StdResult<Option<Erasure>> {
    let Some(erasure) = state::erasure(deps.storage, patient, record)? else { return Ok(None) };
    if erasure.stands(None) {
        return Ok(Some(erasure));
    }
    let merge = merge(deps, registry, patient)?;
    Ok(Some(erasure).filter(|erasure| erasure.stands(merge)))
}

/// Whether a record is erased, or due to be.
pub fn is_erased(
    deps: Deps<'_>,
    registry: &IdentityRegistry,
    patient: IdentityId,
    row: &RecordRow,
    now: u64,
) -> StdResult<bool> {
    let merge = if row.asked_under.is_some() { merge(deps, registry, patient)? } else { None };
    Ok(row.is_erased(now, merge))
}

/// The merge of which a patient is the duplicate.
pub fn merge(deps: Deps<'_>, registry: &IdentityRegistry, patient: IdentityId) -> StdResult<Option<Merge>> {
    let row = registry.identity_but(&deps.querier, patient, &[])?;
    Ok(row.and_then(|row| row.merge()))
}

//! Which care relationships there are.

use chartseal_types::IdentityId;
use chartseal_types::access::CareResponse;
use cosmwasm_std::{Deps, StdResult};

use crate::domain::care::Care;
use crate::state::care as state;

/// One that never was reads as one that is not open.
pub fn one(
    deps: Deps<'_>,
    now: u64,
    patient: IdentityId,
    organization: IdentityId,
) -> StdResult<CareResponse> {
    let care = state::find(deps.storage, patient, organization)?.unwrap_or_default();
    Ok(describe(now, patient, organization, care))
}

pub fn list(
    deps: Deps<'_>,
    now: u64,
    patient: IdentityId,
    start_after: Option<IdentityId>,
    limit: usize,
) -> StdResult<Vec<CareResponse>> {
    let stored = state::list(deps.storage, patient, start_after, limit)?;
    Ok(stored.into_iter().map(|(organization, care)| describe(now, patient, organization, care)).collect())
}

fn describe(now: u64, patient: IdentityId, organization: IdentityId, care: Care) -> CareResponse {
    CareResponse {
        patient,
        organization,
        open: care.is_open(now),
        opened_at: care.opened_at,
        until: care.until,
        opened_by: care.opened_by,
        ended: care.ended,
    }
}

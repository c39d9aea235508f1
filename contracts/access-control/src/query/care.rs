//! Which care relationships there are.

use chartseal_types::IdentityId;
use chartseal_types::access::CareResponse;
use cosmwasm_std::Deps;

use crate::domain::care::Care;
use crate::error::ContractError;
use crate::parties;
use crate::state::care as state;

/// One that never was reads as one that is not open.
pub fn one(
    deps: Deps<'_>,
    now: u64,
    patient: IdentityId,
    organization: IdentityId,
) -> Result<CareResponse, ContractError> {
    let subject = parties::subject(deps, patient)?;
    let care = state::find(deps.storage, subject, organization)?.unwrap_or_default();
    Ok(describe(now, patient, organization, care))
}

pub fn list(
    deps: Deps<'_>,
    now: u64,
    patient: IdentityId,
    start_after: Option<IdentityId>,
    limit: usize,
) -> Result<Vec<CareResponse>, ContractError> {
    let stored = state::list(deps.storage, parties::subject(deps, patient)?, start_after, limit)?;
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

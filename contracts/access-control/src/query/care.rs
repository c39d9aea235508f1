//! Which care relationships there are.

use chartseal_types::IdentityId;
use chartseal_types::access::CareResponse;
use cosmwasm_std::Deps;

use crate::domain::care::Care;
use crate::error::ContractError;
use crate::state::care as state;
use crate::{care, parties};

/// One that never was reads as one that is not open.
pub fn one(
    deps: Deps<'_>,
    now: u64,
    patient: IdentityId,
    organization: IdentityId,
) -> Result<CareResponse, ContractError> {
    let subject = parties::subject(deps, patient)?;
    Ok(describe(now, patient, organization, care::of(deps, subject, organization, now)?))
}

pub fn list(
    deps: Deps<'_>,
    now: u64,
    patient: IdentityId,
    start_after: Option<IdentityId>,
    limit: usize,
) -> Result<Vec<CareResponse>, ContractError> {
    let registry = parties::registry(deps)?;
    let duplicates = care::duplicates(deps, &registry, patient)?;
    let stored = state::list(deps.storage, parties::subject(deps, patient)?, start_after, limit)?;
    let described = stored.into_iter().map(|(organization, stored)| {
        let family = (patient, duplicates.iter());
        let care = care::as_it_counts(deps, &registry, stored, family, organization, now)?;
        Ok(describe(now, patient, organization, care))
    });
    described.collect()
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

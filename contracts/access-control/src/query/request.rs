//! Which requests there are, and what became of them.

use chartseal_types::IdentityId;
use chartseal_types::access::{RequestPlace, RequestResponse};
use cosmwasm_std::{Deps, StdResult};

use crate::domain::request::Request;
use crate::error::{ContractError, RequestError};
use crate::state::request as state;

pub fn one(
    deps: Deps<'_>,
    now: u64,
    patient: IdentityId,
    request: u32,
) -> Result<RequestResponse, ContractError> {
    let stored = state::find(deps.storage, patient, request)?;
    let stored = stored.ok_or(RequestError::Unknown { patient, request })?;
    Ok(describe(now, RequestPlace { patient, request }, stored))
}

pub fn list(
    deps: Deps<'_>,
    now: u64,
    patient: IdentityId,
    start_after: Option<u32>,
    limit: usize,
) -> StdResult<Vec<RequestResponse>> {
    let stored = state::list(deps.storage, patient, start_after, limit)?;
    let describe = |(request, stored)| describe(now, RequestPlace { patient, request }, stored);
    Ok(stored.into_iter().map(describe).collect())
}

pub fn list_by(
    deps: Deps<'_>,
    now: u64,
    organization: IdentityId,
    start_after: Option<RequestPlace>,
    limit: usize,
) -> StdResult<Vec<RequestResponse>> {
    let stored = state::list_by(deps.storage, organization, start_after, limit)?;
    Ok(stored.into_iter().map(|(place, stored)| describe(now, place, stored)).collect())
}

fn describe(now: u64, place: RequestPlace, stored: Request) -> RequestResponse {
    RequestResponse {
        patient: place.patient,
        request: place.request,
        requester: stored.requester,
        organization: stored.organization,
        role: stored.role,
        certificate: stored.certificate,
        status: stored.status(now),
        terms: stored.terms.to_unchecked(),
        asked_at: stored.asked_at,
        expires_at: stored.expires_at,
        closed: stored.closed,
    }
}

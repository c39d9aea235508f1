//! Requests: every one for good, in the patient's order and in the organization's; and what is recent, for the caps.

use chartseal_types::IdentityId;
use chartseal_types::access::RequestPlace;
use cosmwasm_std::{Empty, Order, StdResult, Storage};
use cw_storage_plus::{Bound, Map};

use crate::domain::request::{Docket, Request};

const REQUESTS: Map<(IdentityId, u32), Request> = Map::new("requests");
const COUNTS: Map<IdentityId, u32> = Map::new("requests__count");
const BY_ORGANIZATION: Map<(IdentityId, IdentityId, u32), Empty> = Map::new("requests__organization");
const DOCKETS: Map<(IdentityId, IdentityId), Docket> = Map::new("requests__recent");

/// The next number among the requests to a patient.
pub fn next_number(storage: &dyn Storage, patient: IdentityId) -> StdResult<u32> {
    Ok(COUNTS.may_load(storage, patient)?.unwrap_or_default().saturating_add(1))
}

/// Stores a new request under the number that [`next_number`] gave.
pub fn add(
    storage: &mut dyn Storage,
    patient: IdentityId,
    number: u32,
    request: &Request,
    docket: &Docket,
) -> StdResult<()> {
    COUNTS.save(storage, patient, &number)?;
    BY_ORGANIZATION.save(storage, (request.organization, patient, number), &Empty {})?;
    save(storage, patient, number, request, docket)
}

/// Stores a request and what is recent between its organization and the patient.
pub fn save(
    storage: &mut dyn Storage,
    patient: IdentityId,
    number: u32,
    request: &Request,
    docket: &Docket,
) -> StdResult<()> {
    DOCKETS.save(storage, (patient, request.organization), docket)?;
    REQUESTS.save(storage, (patient, number), request)
}

/// What an organization asked a patient in the last 30 days.
pub fn docket(storage: &dyn Storage, patient: IdentityId, organization: IdentityId) -> StdResult<Docket> {
    Ok(DOCKETS.may_load(storage, (patient, organization))?.unwrap_or_default())
}

/// A request.
pub fn find(storage: &dyn Storage, patient: IdentityId, number: u32) -> StdResult<Option<Request>> {
    REQUESTS.may_load(storage, (patient, number))
}

/// A page of the requests to a patient.
pub fn list(
    storage: &dyn Storage,
    patient: IdentityId,
    start_after: Option<u32>,
    limit: usize,
) -> StdResult<Vec<(u32, Request)>> {
    let start = start_after.map(Bound::exclusive);
    REQUESTS.prefix(patient).range(storage, start, None, Order::Ascending).take(limit).collect()
}

/// A page of the requests of an organization, by patient and number.
pub fn list_by(
    storage: &dyn Storage,
    organization: IdentityId,
    start_after: Option<RequestPlace>,
    limit: usize,
) -> StdResult<Vec<(RequestPlace, Request)>> {
    let start = start_after.map(|place| Bound::exclusive((place.patient, place.request)));
    BY_ORGANIZATION
        .sub_prefix(organization)
        .keys(storage, start, None, Order::Ascending)
        .take(limit)
        .map(|key| {
            let (patient, request) = key?;
            Ok((RequestPlace { patient, request }, REQUESTS.load(storage, (patient, request))?))
        })
        .collect()
}

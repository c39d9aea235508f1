//! Representations: what others read, what is open, and the history.

use chartseal_types::identity::abi::REPRESENTATIVES;
use chartseal_types::identity::{
    Representation, RepresentationEnd, RepresentativeResponse, RepresentativeRow,
};
use chartseal_types::{IdentityId, page_size};
use cosmwasm_std::{Order, StdResult, Storage};
use cw_storage_plus::{Bound, Map};

use super::journal::Journal;
use crate::domain::OpenRepresentatives;
use crate::domain::representatives::{Appointer, Open};
use crate::error::ContractError;

pub const HISTORY: Journal<Representation> = Journal::new("representations", "representations__length");
const OPEN_REPRESENTATIVES: Map<IdentityId, OpenRepresentatives> = Map::new("open_representatives");
/// (representative, patient) → where the open representation stands in the patient's history.
const BY_REPRESENTATIVE: Map<(IdentityId, IdentityId), u32> = Map::new("representations__representative");

pub fn open(storage: &dyn Storage, patient: IdentityId) -> StdResult<OpenRepresentatives> {
    Ok(OPEN_REPRESENTATIVES.may_load(storage, patient)?.unwrap_or_default())
}

pub fn row(
    storage: &dyn Storage,
    patient: IdentityId,
    representative: IdentityId,
) -> StdResult<RepresentativeRow> {
    REPRESENTATIVES.load(storage, (patient, representative))
}

/// Whether two registrars put it in dispute and did not settle that, be it ended or run out since.
pub fn is_disputed(
    storage: &dyn Storage,
    patient: IdentityId,
    representative: IdentityId,
) -> StdResult<bool> {
    let row = REPRESENTATIVES.may_load(storage, (patient, representative))?;
    Ok(row.is_some_and(|row| row.disputed))
}

pub fn save_row(
    storage: &mut dyn Storage,
    patient: IdentityId,
    representative: IdentityId,
    row: &RepresentativeRow,
) -> StdResult<()> {
    REPRESENTATIVES.save(storage, (patient, representative), row)
}

/// Somebody represents a patient from now on. Whose representation has run out leaves the list.
pub fn appoint(
    storage: &mut dyn Storage,
    representation: &Representation,
    row: &RepresentativeRow,
    appointer: Appointer,
) -> Result<(), ContractError> {
    let Representation { patient, representative, until, from, .. } = *representation;
    let mut list = open(storage, patient)?;
    let period = HISTORY.next(storage, patient)?;
    for run_out in list.appoint(Open { representative, period, until, appointer }, from)? {
        BY_REPRESENTATIVE.remove(storage, (run_out.representative, patient));
    }
    HISTORY.push(storage, patient, representation)?;
    OPEN_REPRESENTATIVES.save(storage, patient, &list)?;
    BY_REPRESENTATIVE.save(storage, (representative, patient), &period)?;
    Ok(save_row(storage, patient, representative, row)?)
}

/// Ends the representations that `ends` names, and tells which.
pub fn end(
    storage: &mut dyn Storage,
    patient: IdentityId,
    end: &RepresentationEnd,
    ends: impl Fn(&Open) -> bool,
) -> StdResult<Vec<IdentityId>> {
    let mut list = open(storage, patient)?;
    let ended = list.take(ends);
    if ended.is_empty() {
        return Ok(vec![]);
    }
    for Open { representative, period, .. } in &ended {
        let row = row(storage, patient, *representative)?;
        let until = row.until.min(end.at);
        save_row(storage, patient, *representative, &RepresentativeRow { until, ..row })?;
        HISTORY.complete(storage, patient, *period, |period| period.ended = Some(end.clone()))?;
        BY_REPRESENTATIVE.remove(storage, (*representative, patient));
    }
    OPEN_REPRESENTATIVES.save(storage, patient, &list)?;
    Ok(ended.into_iter().map(|open| open.representative).collect())
}

/// The representatives of a patient that were not ended.
pub fn of_patient(
    storage: &dyn Storage,
    patient: IdentityId,
    now: u64,
) -> StdResult<Vec<RepresentativeResponse>> {
    let list = open(storage, patient)?;
    list.list().iter().map(|open| response(storage, patient, open.representative, open.period, now)).collect()
}

/// Whom somebody represents.
pub fn of_representative(
    storage: &dyn Storage,
    representative: IdentityId,
    start_after: Option<IdentityId>,
    limit: Option<u32>,
    now: u64,
) -> StdResult<Vec<RepresentativeResponse>> {
    BY_REPRESENTATIVE
        .prefix(representative)
        .range(storage, start_after.map(Bound::exclusive), None, Order::Ascending)
        .take(page_size(limit))
        .map(|entry| {
            entry.and_then(|(patient, period)| response(storage, patient, representative, period, now))
        })
        .collect()
}

fn response(
    storage: &dyn Storage,
    patient: IdentityId,
    representative: IdentityId,
    period: u32,
    now: u64,
) -> StdResult<RepresentativeResponse> {
    let row = row(storage, patient, representative)?;
    let representation = HISTORY.load(storage, patient, period)?;
    Ok(RepresentativeResponse { representation, disputed: row.disputed, in_force: now < row.until })
}

//! The access log: append-only, in total order and for each patient, both without gaps.

use chartseal_types::IdentityId;
use chartseal_types::access::AccessEntry;
use cosmwasm_std::{Order, StdResult, Storage};
use cw_storage_plus::{Bound, Item, Map};

mod stored;

use stored::StoredAccess;

const LOG: Map<u64, StoredAccess> = Map::new("log");
const COUNT: Item<u64> = Item::new("log__count");
const BY_PATIENT: Map<(IdentityId, u64), u64> = Map::new("log__patient");
const PATIENT_COUNT: Map<IdentityId, u64> = Map::new("log__patient_count");

/// The places that the next access gets: in total order, and in the patient's log.
pub fn next(storage: &dyn Storage, patient: IdentityId) -> StdResult<(u64, u64)> {
    Ok((total(storage)?.saturating_add(1), patient_total(storage, patient)?.saturating_add(1)))
}

/// Appends an access at the places that [`next`] gave.
pub fn append(storage: &mut dyn Storage, entry: &AccessEntry) -> StdResult<()> {
    LOG.save(storage, entry.access, &StoredAccess::from(entry))?;
    COUNT.save(storage, &entry.access)?;
    BY_PATIENT.save(storage, (entry.patient, entry.number), &entry.access)?;
    PATIENT_COUNT.save(storage, entry.patient, &entry.number)
}

/// An access.
pub fn find(storage: &dyn Storage, access: u64) -> StdResult<Option<AccessEntry>> {
    Ok(LOG.may_load(storage, access)?.map(|stored| stored.into_entry(access)))
}

/// How many accesses there are.
pub fn total(storage: &dyn Storage) -> StdResult<u64> {
    Ok(COUNT.may_load(storage)?.unwrap_or_default())
}

/// How many accesses of a patient's records there are.
pub fn patient_total(storage: &dyn Storage, patient: IdentityId) -> StdResult<u64> {
    Ok(PATIENT_COUNT.may_load(storage, patient)?.unwrap_or_default())
}

/// A page of the log, oldest first.
pub fn list(storage: &dyn Storage, start_after: Option<u64>, limit: usize) -> StdResult<Vec<AccessEntry>> {
    LOG.range(storage, start_after.map(Bound::exclusive), None, Order::Ascending)
        .take(limit)
        .map(|stored| stored.map(|(access, stored)| stored.into_entry(access)))
        .collect()
}

/// A page of a patient's log.
pub fn list_of(
    storage: &dyn Storage,
    patient: IdentityId,
    start_after: Option<u64>,
    order: Order,
    limit: usize,
) -> StdResult<Vec<AccessEntry>> {
    let after = start_after.map(Bound::exclusive);
    let (min, max) = match order {
        Order::Ascending => (after, None),
        Order::Descending => (None, after),
    };
    BY_PATIENT
        .prefix(patient)
        .range(storage, min, max, order)
        .take(limit)
        .map(|place| {
            let (_, access) = place?;
            Ok(LOG.load(storage, access)?.into_entry(access))
        })
        .collect()
}

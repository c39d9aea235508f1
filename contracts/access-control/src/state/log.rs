//! The access log: append-only, in total order and for each patient, both without gaps.

use chartseal_packed::PackedMap;
use chartseal_types::IdentityId;
use chartseal_types::access::AccessEntry;
use cosmwasm_std::{Order, StdResult, Storage};

mod stored;

use stored::StoredAccess;

const LOG: PackedMap<u64, StoredAccess> = PackedMap::new("log");
const BY_PATIENT: PackedMap<(IdentityId, u64), u64> = PackedMap::new("log__patient");

/// The places that the next access gets: in total order, and in the patient's log.
pub fn next(storage: &dyn Storage, patient: IdentityId) -> StdResult<(u64, u64)> {
    Ok((total(storage)?.saturating_add(1), patient_total(storage, patient)?.saturating_add(1)))
}

/// Appends an access at the places that [`next`] gave.
pub fn append(storage: &mut dyn Storage, entry: &AccessEntry) -> StdResult<()> {
    LOG.save(storage, entry.access, &StoredAccess::from(entry))?;
    BY_PATIENT.save(storage, (entry.patient, entry.number), &entry.access)
}

/// An access.
pub fn find(storage: &dyn Storage, access: u64) -> StdResult<Option<AccessEntry>> {
    Ok(LOG.may_load(storage, access)?.map(|stored| stored.into_entry(access)))
}

/// How many accesses there are. There are no gaps, so the last one's place tells: a step of an iterator costs a
/// fraction of what a row with the count would.
pub fn total(storage: &dyn Storage) -> StdResult<u64> {
    Ok(LOG.keys(storage, (), None, Order::Descending).next().transpose()?.unwrap_or_default())
}

/// How many accesses of a patient's records there are.
pub fn patient_total(storage: &dyn Storage, patient: IdentityId) -> StdResult<u64> {
    Ok(BY_PATIENT.keys(storage, patient, None, Order::Descending).next().transpose()?.unwrap_or_default())
}

/// A page of the log, oldest first.
pub fn list(storage: &dyn Storage, start_after: Option<u64>, limit: usize) -> StdResult<Vec<AccessEntry>> {
    LOG.keys(storage, (), start_after, Order::Ascending)
        .take(limit)
        .map(|access| {
            let access = access?;
            Ok(LOG.load(storage, access)?.into_entry(access))
        })
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
    BY_PATIENT
        .keys(storage, patient, start_after, order)
        .take(limit)
        .map(|number| {
            let access = BY_PATIENT.load(storage, (patient, number?))?;
            Ok(LOG.load(storage, access)?.into_entry(access))
        })
        .collect()
}

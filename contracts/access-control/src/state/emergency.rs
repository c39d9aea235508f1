//! Emergencies, which are open, whom they bar, and the lists they stand in.

use chartseal_guard::{Check, holds};
use chartseal_types::{Commitment, IdentityId};
use cosmwasm_std::{Empty, Order, StdResult, Storage};
use cw_storage_plus::{Bound, Map};

use crate::domain::emergency::{Emergency, EmergencyError, Standing};
use crate::error::ContractError;

const EMERGENCIES: Map<(IdentityId, u32), Emergency> = Map::new("emergencies");
const COUNTS: Map<IdentityId, u32> = Map::new("emergencies__count");
const PLACES: Map<(IdentityId, u32), Named> = Map::new("emergencies__place");
const OPEN: Map<IdentityId, Vec<Standing>> = Map::new("emergencies__open");
const BARS: Map<(IdentityId, u64, Named), Empty> = Map::new("emergencies__bar");
const OPENERS: Map<(IdentityId, IdentityId), Empty> = Map::new("emergencies__opener");
const COMMITMENTS: Map<(IdentityId, Commitment), Empty> = Map::new("emergencies__commitment");

/// An emergency by its patient and its number there.
type Named = (IdentityId, u32);

/// An emergency.
pub fn find(storage: &dyn Storage, patient: IdentityId, number: u32) -> StdResult<Option<Emergency>> {
    EMERGENCIES.may_load(storage, (patient, number))
}

/// The open emergencies of a clinician, at most three, and some that are over by now.
pub fn open_of(storage: &dyn Storage, clinician: IdentityId) -> StdResult<Vec<Standing>> {
    Ok(OPEN.may_load(storage, clinician)?.unwrap_or_default())
}

/// Stores a new emergency and the clinician's other open ones; gives its number.
pub fn add(
    storage: &mut dyn Storage,
    patient: IdentityId,
    emergency: &Emergency,
    mut open: Vec<Standing>,
) -> StdResult<u32> {
    let clinician = emergency.clinician;
    let number = count(storage, patient)?;
    EMERGENCIES.save(storage, (patient, number), emergency)?;
    for list in [clinician, emergency.organization] {
        let place = count(storage, list)?;
        PLACES.save(storage, (list, place), &(patient, number))?;
    }
    open.push(Standing::of(patient, number, emergency));
    OPEN.save(storage, clinician, &open)?;
    OPENERS.save(storage, (patient, clinician), &Empty {})?;
    set_bar(storage, (patient, number), clinician, None, emergency.bars_from())?;
    Ok(number)
}

/// Stores what became of an emergency.
pub fn update(
    storage: &mut dyn Storage,
    (patient, number): Named,
    before: &Emergency,
    after: &Emergency,
) -> StdResult<()> {
    let clinician = after.clinician;
    EMERGENCIES.save(storage, (patient, number), after)?;
    set_bar(storage, (patient, number), clinician, before.bars_from(), after.bars_from())?;
    if after.ended != before.ended {
        let mut open = open_of(storage, clinician)?;
        open.retain(|standing| (standing.patient, standing.number) != (patient, number));
        OPEN.save(storage, clinician, &open)?;
    }
    Ok(())
}

/// The emergency that bars a clinician at a time, with since when. One read, however many there were.
pub fn bar(storage: &dyn Storage, clinician: IdentityId, now: u64) -> StdResult<Option<(u64, Named)>> {
    let first = BARS.sub_prefix(clinician).keys(storage, None, None, Order::Ascending).next().transpose()?;
    Ok(first.filter(|(from, _)| *from <= now))
}

/// When the first of a clinician's last `many` emergencies was opened, Unix seconds; none if there were fewer. Three reads,
/// however many there were.
pub fn first_of_last(storage: &dyn Storage, clinician: IdentityId, many: u32) -> StdResult<Option<u64>> {
    let count = COUNTS.may_load(storage, clinician)?.unwrap_or_default();
    let Some(place) = count.checked_add(1).and_then(|next| next.checked_sub(many)) else { return Ok(None) };
    match PLACES.may_load(storage, (clinician, place))? {
        Some(named) => Ok(Some(EMERGENCIES.load(storage, named)?.opened_at)),
        None => Ok(None),
    }
}

/// Whether somebody ever opened an emergency about a patient.
pub fn has_opened(storage: &dyn Storage, patient: IdentityId, clinician: IdentityId) -> bool {
    OPENERS.has(storage, (patient, clinician))
}

/// Notes a commitment, which its sender uses once.
pub fn use_commitment(
    storage: &mut dyn Storage,
    sender: IdentityId,
    commitment: Commitment,
) -> Result<(), ContractError> {
    if !holds(Check::CommitmentOnce, !COMMITMENTS.has(storage, (sender, commitment))) {
        return Err(EmergencyError::CommitmentReused.into());
    }
    Ok(COMMITMENTS.save(storage, (sender, commitment), &Empty {})?)
}

/// A page of a patient's emergencies, oldest first.
pub fn list_of_patient(
    storage: &dyn Storage,
    patient: IdentityId,
    start_after: Option<u32>,
    limit: usize,
) -> StdResult<Vec<(u32, Emergency)>> {
    let start = start_after.map(Bound::exclusive);
    EMERGENCIES.prefix(patient).range(storage, start, None, Order::Ascending).take(limit).collect()
}

/// A page of the emergencies of a clinician or for an organization, oldest first, each with its place.
pub fn list_of(
    storage: &dyn Storage,
    list: IdentityId,
    start_after: Option<u32>,
    limit: usize,
) -> StdResult<Vec<(u32, Named, Emergency)>> {
    let start = start_after.map(Bound::exclusive);
    let places = PLACES.prefix(list).range(storage, start, None, Order::Ascending).take(limit);
    places
        .map(|stored| {
            let (place, named) = stored?;
            Ok((place, named, EMERGENCIES.load(storage, named)?))
        })
        .collect()
}

/// Moves the bar that an emergency is to its clinician.
fn set_bar(
    storage: &mut dyn Storage,
    named: Named,
    clinician: IdentityId,
    before: Option<u64>,
    after: Option<u64>,
) -> StdResult<()> {
    if before == after {
        return Ok(());
    }
    if let Some(from) = before {
        BARS.remove(storage, (clinician, from, named));
    }
    match after {
        Some(from) => BARS.save(storage, (clinician, from, named), &Empty {}),
        None => Ok(()),
    }
}

fn count(storage: &mut dyn Storage, list: IdentityId) -> StdResult<u32> {
    let number = COUNTS.may_load(storage, list)?.unwrap_or_default().saturating_add(1);
    COUNTS.save(storage, list, &number)?;
    Ok(number)
}

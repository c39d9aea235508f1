//! Joint acts of registrars: numbered for the whole registry, found by whom they are about.

use chartseal_guard::{Check, holds};
use chartseal_types::identity::{Act, Distrusted, MAX_OPEN_ACTS, Signature};
use chartseal_types::{Commitment, IdentityId, page_size};
use cosmwasm_std::{Empty, Order, StdError, StdResult, Storage};
use cw_storage_plus::{Bound, Item, Map};

use crate::ActError;
use crate::domain::Proceeding;
use crate::error::ContractError;

const ACTS: Map<u32, Proceeding> = Map::new("acts");
const COUNT: Item<u32> = Item::new("acts__length");
const BY_SUBJECT: Map<(IdentityId, u32), Empty> = Map::new("acts__subject");
/// registrar → the acts of its proposal that were open when it proposed last.
const OPEN: Map<IdentityId, Vec<u32>> = Map::new("acts__open");
/// patient → since when it can object after a time in which nobody could for it, Unix seconds.
const SPEAKS_SINCE: Map<IdentityId, u64> = Map::new("speaks_since");

/// Numbers a new act and keeps it. A registrar's open proposals are capped, so that nobody floods the registry.
pub fn propose(
    storage: &mut dyn Storage,
    act: Act,
    evidence: Commitment,
    proposed: Signature,
    distrusted: &[Distrusted],
) -> Result<Proceeding, ContractError> {
    let (registrar, now) = (proposed.registrar, proposed.at);
    let mut open = Vec::with_capacity(MAX_OPEN_ACTS);
    for number in OPEN.may_load(storage, registrar)?.unwrap_or_default() {
        if load(storage, number)?.is_open(now, distrusted) {
            open.push(number);
        }
    }
    if !holds(Check::OpenActs, open.len() < MAX_OPEN_ACTS) {
        return Err(ActError::TooManyOpen { registrar }.into());
    }
    let full = || StdError::msg("expected fewer than 4294967295 acts; the registry's list is full");
    let number = COUNT.may_load(storage)?.unwrap_or_default().checked_add(1).ok_or_else(full)?;
    open.push(number);
    for subject in act.subjects() {
        BY_SUBJECT.save(storage, (subject, number), &Empty {})?;
    }
    let proceeding = Proceeding::propose(number, act, evidence, proposed);
    COUNT.save(storage, &number)?;
    OPEN.save(storage, registrar, &open)?;
    save(storage, &proceeding)?;
    Ok(proceeding)
}

pub fn load(storage: &dyn Storage, number: u32) -> Result<Proceeding, ContractError> {
    Ok(ACTS.may_load(storage, number)?.ok_or(ActError::Unknown { number })?)
}

pub fn save(storage: &mut dyn Storage, proceeding: &Proceeding) -> StdResult<()> {
    ACTS.save(storage, proceeding.joint().number, proceeding)
}

/// Since when all whom an act is about can object to it, as far as they ever could not; 0 unless told.
pub fn speaks_since(storage: &dyn Storage, act: &Act) -> StdResult<u64> {
    act.subjects().try_fold(0, |latest, subject| {
        let since = SPEAKS_SINCE.may_load(storage, subject)?.unwrap_or_default();
        Ok(since.max(latest))
    })
}

/// From now on a patient can object: claimed, no longer merged, alive after all, or given back its accounts.
pub fn save_speaks_since(storage: &mut dyn Storage, patient: IdentityId, now: u64) -> StdResult<()> {
    SPEAKS_SINCE.save(storage, patient, &now)
}

/// A page, oldest first: of all, or of those about somebody.
pub fn page(
    storage: &dyn Storage,
    subject: Option<IdentityId>,
    start_after: Option<u32>,
    limit: Option<u32>,
) -> StdResult<Vec<Proceeding>> {
    let (after, size) = (start_after.map(Bound::exclusive), page_size(limit));
    let Some(subject) = subject else {
        let acts = ACTS.range(storage, after, None, Order::Ascending).take(size);
        return acts.map(|entry| entry.map(|(_, act)| act)).collect();
    };
    let numbers = BY_SUBJECT.prefix(subject).keys(storage, after, None, Order::Ascending).take(size);
    numbers.map(|number| ACTS.load(storage, number?)).collect()
}

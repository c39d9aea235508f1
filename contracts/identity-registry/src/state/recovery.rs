//! Guardians and recoveries, and who froze an identity when.

use chartseal_guard::{Check, holds};
use chartseal_types::IdentityId;
use chartseal_types::identity::{Guardians, GuardiansVersion, Recovery};
use cosmwasm_std::{Addr, StdResult, Storage};
use cw_storage_plus::Map;

use super::journal::Journal;
use crate::RecoveryError;
use crate::error::ContractError;

/// The last version counts.
pub const GUARDIANS: Journal<GuardiansVersion> = Journal::new("guardians", "guardians__length");
pub const RECOVERIES: Journal<Recovery> = Journal::new("recoveries", "recoveries__length");
/// The numbers of the recoveries that have not ended; lapsed ones among them. One from each guardian at most.
const OPEN_RECOVERIES: Map<IdentityId, Vec<u32>> = Map::new("recoveries__open");
/// (identity, guardian) → when the guardian froze it last, Unix seconds.
const GUARDIAN_FREEZES: Map<(IdentityId, IdentityId), u64> = Map::new("guardian_freezes");
/// (identity, account of it) → when the account froze it last, Unix seconds.
const ACCOUNT_FREEZES: Map<(IdentityId, &Addr), u64> = Map::new("account_freezes");

pub fn guardians(storage: &dyn Storage, id: IdentityId) -> StdResult<Guardians> {
    Ok(GUARDIANS.last(storage, id)?.map(|version| version.guardians).unwrap_or_default())
}

pub fn frozen_by_guardian_at(
    storage: &dyn Storage,
    id: IdentityId,
    guardian: IdentityId,
) -> StdResult<Option<u64>> {
    GUARDIAN_FREEZES.may_load(storage, (id, guardian))
}

pub fn save_freeze_by_guardian(
    storage: &mut dyn Storage,
    id: IdentityId,
    guardian: IdentityId,
    now: u64,
) -> StdResult<()> {
    GUARDIAN_FREEZES.save(storage, (id, guardian), &now)
}

pub fn frozen_by_account_at(storage: &dyn Storage, id: IdentityId, account: &Addr) -> StdResult<Option<u64>> {
    ACCOUNT_FREEZES.may_load(storage, (id, account))
}

pub fn save_freeze_by_account(
    storage: &mut dyn Storage,
    id: IdentityId,
    account: &Addr,
    now: u64,
) -> StdResult<()> {
    ACCOUNT_FREEZES.save(storage, (id, account), &now)
}

/// The recoveries that stand, oldest first; at most one from each guardian.
pub fn standing_recoveries(storage: &dyn Storage, id: IdentityId, now: u64) -> StdResult<Vec<Recovery>> {
    let open = OPEN_RECOVERIES.may_load(storage, id)?.unwrap_or_default();
    let load = |number| RECOVERIES.may_load(storage, id, number).transpose();
    let stands = |recovery: &StdResult<Recovery>| recovery.as_ref().map_or(true, |one| one.stands(now));
    open.into_iter().filter_map(load).filter(stands).collect()
}

/// A recovery that stands.
pub fn standing_recovery(
    storage: &dyn Storage,
    id: IdentityId,
    number: u32,
    now: u64,
) -> Result<Recovery, ContractError> {
    let recovery = RECOVERIES
        .may_load(storage, id, number)?
        .filter(|recovery| holds(Check::RecoveryStands, recovery.stands(now)));
    Ok(recovery.ok_or(RecoveryError::Unknown { number })?)
}

/// Adds a recovery, and forgets that those were open which lapsed.
pub fn add_recovery(
    storage: &mut dyn Storage,
    id: IdentityId,
    recovery: &Recovery,
    now: u64,
) -> StdResult<()> {
    let standing = standing_recoveries(storage, id, now)?;
    let open = standing.iter().map(|one| one.number).chain([recovery.number]).collect();
    OPEN_RECOVERIES.save(storage, id, &open)?;
    RECOVERIES.push(storage, id, recovery).map(drop)
}

/// Saves what became of a recovery.
pub fn save_recovery(storage: &mut dyn Storage, id: IdentityId, recovery: &Recovery) -> StdResult<()> {
    RECOVERIES.complete(storage, id, recovery.number, |entry| entry.clone_from(recovery))
}

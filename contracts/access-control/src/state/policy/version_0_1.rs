//! Policy versions as version 0.1.0 of the contract stored them.

use chartseal_types::access::{PolicyError, PolicyUnchecked};
use cosmwasm_std::Storage;
use cw_storage_plus::{Item, Map};
use serde::{Deserialize, Serialize};

use super::{Header, VERSIONS, Version, save_header};
use crate::error::ContractError;

const OLD_HEADER: Item<OldHeader> = Item::new("policy");
const OLD_VERSIONS: Map<u32, OldVersion> = Map::new("policy__version");

#[derive(Serialize, Deserialize)]
struct OldVersion {
    number: u32,
    effective_at: u64,
    longest_ticket: u64,
    withdrawn_at: Option<u64>,
}

#[derive(Serialize, Deserialize)]
struct OldHeader {
    current: OldVersion,
    pending: Option<OldVersion>,
    last: u32,
}

/// Completes every version with the settings that a new consortium starts with. Their rows stay as they are.
pub fn complete(storage: &mut dyn Storage) -> Result<(), ContractError> {
    let OldHeader { current, pending, last } = OLD_HEADER.load(storage)?;
    for number in 1..=last {
        let old = OLD_VERSIONS.load(storage, number)?;
        VERSIONS.save(storage, number, &completed(&old)?)?;
    }
    let counting = |old: &OldVersion| completed(old).map(|version| version.counting(old.number));
    let pending = pending.as_ref().map(counting).transpose()?;
    let header = Header { current: counting(&current)?, pending, last };
    Ok(save_header(storage, &header)?)
}

fn completed(old: &OldVersion) -> Result<Version, PolicyError> {
    let policy =
        PolicyUnchecked { longest_ticket: old.longest_ticket, ..PolicyUnchecked::default() }.check()?;
    Ok(Version { withdrawn_at: old.withdrawn_at, ..Version::of(&policy, old.effective_at) })
}

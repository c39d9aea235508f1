//! What each requester recorded on the last day that they recorded anything.

use chartseal_packed::PackedMap;
use chartseal_types::IdentityId;
use cosmwasm_std::{StdResult, Storage};

use crate::domain::daily::Recorded;

const DAILY: PackedMap<IdentityId, Recorded> = PackedMap::new("daily");

/// What a requester recorded, on whichever day.
pub fn recorded(storage: &dyn Storage, requester: IdentityId) -> StdResult<Recorded> {
    Ok(DAILY.may_load(storage, requester)?.unwrap_or_default())
}

/// Stores it.
pub fn save(storage: &mut dyn Storage, requester: IdentityId, recorded: Recorded) -> StdResult<()> {
    DAILY.save(storage, requester, &recorded)
}

//! Storage of the second factor in every contract.
//!
//! Namespace: `second_factor__nonce`.

use chartseal_types::IdentityId;
use cosmwasm_std::{StdResult, Storage};
use cw_storage_plus::Map;

/// identity → how many confirmations this contract has accepted for it.
const NONCES: Map<IdentityId, u64> = Map::new("second_factor__nonce");

/// The nonce that an identity's next assertion for this contract has to carry; 0 before the first.
pub fn nonce(storage: &dyn Storage, identity: IdentityId) -> StdResult<u64> {
    Ok(NONCES.may_load(storage, identity)?.unwrap_or_default())
}

/// Counts the confirmation that carried this nonce.
pub fn save_used(storage: &mut dyn Storage, identity: IdentityId, used: u64) -> StdResult<()> {
    // 2^64 confirmations are never reached.
    NONCES.save(storage, identity, &used.saturating_add(1))
}

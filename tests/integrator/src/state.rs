//! Storage. Namespaces: `config`, `claims`.

use chartseal_types::access::AccessControl;
use chartseal_types::identity::IdentityRegistry;
use chartseal_types::{Commitment, IdentityId};
use cosmwasm_schema::cw_serde;
use cosmwasm_std::{StdResult, Storage, Uint128};
use cw_storage_plus::{Item, Map};

const CONFIG: Item<Config> = Item::new("config");
const CLAIMS: Map<Commitment, ClaimRow> = Map::new("claims");

/// Whose claims, and whom to ask.
#[cw_serde]
pub struct Config {
    pub payer: IdentityId,
    pub registry: IdentityRegistry,
    pub access: AccessControl,
}

/// A claim that was submitted.
#[cw_serde]
pub struct ClaimRow {
    pub patient: IdentityId,
    pub examiner: IdentityId,
    pub access: u64,
    pub amount: Uint128,
    pub at: u64,
}

pub fn config(storage: &dyn Storage) -> StdResult<Config> {
    CONFIG.load(storage)
}

pub fn save_config(storage: &mut dyn Storage, config: &Config) -> StdResult<()> {
    CONFIG.save(storage, config)
}

pub fn claim(storage: &dyn Storage, claim: Commitment) -> StdResult<Option<ClaimRow>> {
    CLAIMS.may_load(storage, claim)
}

pub fn save_claim(storage: &mut dyn Storage, claim: Commitment, row: &ClaimRow) -> StdResult<()> {
    CLAIMS.save(storage, claim, row)
}

//! Storage of the shared part of every contract.
//!
//! Namespaces: `governance__admin`, `governance__pausers`, `governance__paused_until`, `governance__contracts`.

use chartseal_types::governance::Contracts;
use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Addr, StdResult, Storage};
use cw_storage_plus::Item;

const ADMIN: Item<Admin> = Item::new("governance__admin");
const PAUSERS: Item<Vec<Addr>> = Item::new("governance__pausers");
const PAUSED_UNTIL: Item<u64> = Item::new("governance__paused_until");
const CONTRACTS: Item<Contracts> = Item::new("governance__contracts");

/// The admin, alone or with a successor who has not accepted yet.
#[cw_serde]
pub enum Admin {
    /// No change under way.
    Settled {
        /// The admin.
        admin: Addr,
    },
    /// A successor is proposed.
    Proposed {
        /// The admin until the successor accepts.
        admin: Addr,
        /// The successor.
        successor: Addr,
    },
}

impl Admin {
    pub fn current(&self) -> &Addr {
        match self {
            Self::Settled { admin } | Self::Proposed { admin, .. } => admin,
        }
    }

    pub fn proposed(&self) -> Option<&Addr> {
        match self {
            Self::Settled { .. } => None,
            Self::Proposed { successor, .. } => Some(successor),
        }
    }
}

pub fn admin(storage: &dyn Storage) -> StdResult<Admin> {
    ADMIN.load(storage)
}

pub fn save_admin(storage: &mut dyn Storage, admin: &Admin) -> StdResult<()> {
    ADMIN.save(storage, admin)
}

pub fn pausers(storage: &dyn Storage) -> StdResult<Vec<Addr>> {
    PAUSERS.load(storage)
}

pub fn save_pausers(storage: &mut dyn Storage, pausers: &Vec<Addr>) -> StdResult<()> {
    PAUSERS.save(storage, pausers)
}

pub fn paused_until(storage: &dyn Storage) -> StdResult<Option<u64>> {
    PAUSED_UNTIL.may_load(storage)
}

pub fn save_paused_until(storage: &mut dyn Storage, until: u64) -> StdResult<()> {
    PAUSED_UNTIL.save(storage, &until)
}

pub fn clear_pause(storage: &mut dyn Storage) {
    PAUSED_UNTIL.remove(storage);
}

pub fn contracts(storage: &dyn Storage) -> StdResult<Contracts> {
    CONTRACTS.load(storage)
}

pub fn save_contracts(storage: &mut dyn Storage, contracts: &Contracts) -> StdResult<()> {
    CONTRACTS.save(storage, contracts)
}

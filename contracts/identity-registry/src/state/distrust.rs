//! Registrars that were found bad: read by other contracts.

use chartseal_types::identity::Distrusted;
use chartseal_types::identity::abi::DISTRUSTED;
use cosmwasm_std::{StdResult, Storage};

pub fn list(storage: &dyn Storage) -> StdResult<Vec<Distrusted>> {
    Ok(DISTRUSTED.may_load(storage)?.unwrap_or_default())
}

pub fn save(storage: &mut dyn Storage, list: &Vec<Distrusted>) -> StdResult<()> {
    DISTRUSTED.save(storage, list)
}

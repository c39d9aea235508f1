//! Migration: forward, once, within this contract.

use cosmwasm_std::{DepsMut, Response};

use crate::error::ContractError;
use crate::{NAME, VERSION, state};

/// Version 0.1 knew no settings of emergencies, second factors and daily limits.
const FIRST_SERIES: &str = "0.1.";

pub fn migrate(deps: DepsMut<'_>) -> Result<Response, ContractError> {
    let before = cw2::get_contract_version(deps.storage)?;
    let response = chartseal_governance::migrate(deps.storage, NAME, VERSION)?;
    if before.version.starts_with(FIRST_SERIES) {
        state::policy::complete_from_0_1(deps.storage)?;
    }
    Ok(response)
}

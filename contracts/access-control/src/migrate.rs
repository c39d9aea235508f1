//! Migration: forward, once, within this contract.

use cosmwasm_std::{DepsMut, Response};

use crate::error::ContractError;
use crate::{NAME, VERSION};

pub fn migrate(deps: DepsMut<'_>) -> Result<Response, ContractError> {
    Ok(chartseal_governance::migrate(deps.storage, NAME, VERSION)?)
}

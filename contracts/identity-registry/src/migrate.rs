//! Migrations. Version 0.1.0 is the first, so there is no older layout to convert.

use chartseal_types::identity::MigrateMsg;
use cosmwasm_std::{DepsMut, Response};

use crate::{CONTRACT_NAME, CONTRACT_VERSION, ContractError};

pub fn migrate(deps: DepsMut<'_>, MigrateMsg {}: MigrateMsg) -> Result<Response, ContractError> {
    Ok(chartseal_governance::migrate(deps.storage, CONTRACT_NAME, CONTRACT_VERSION)?)
}

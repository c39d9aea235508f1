//! Migrations. Version 0.1.0 is the first, so there is no older layout to carry over.

use cosmwasm_std::{DepsMut, Response};

use crate::{ContractError, NAME, VERSION};

pub fn migrate(deps: DepsMut<'_>) -> Result<Response, ContractError> {
    Ok(chartseal_governance::migrate(deps.storage, NAME, VERSION)?)
}

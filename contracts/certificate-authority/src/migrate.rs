//! Migration: the layout of version 1 is the only one so far.

use chartseal_types::certificate::MigrateMsg;
use cosmwasm_std::{DepsMut, Response};

use crate::{CONTRACT_NAME, CONTRACT_VERSION, ContractError};

pub fn migrate(deps: DepsMut<'_>, _msg: MigrateMsg) -> Result<Response, ContractError> {
    Ok(chartseal_governance::migrate(deps.storage, CONTRACT_NAME, CONTRACT_VERSION)?)
}

//! Migration. From 0.1.0 there is nothing to convert: certificates, requests and histories read as they did, and nonces of
//! second factors are counted in rows of their own, which begin at 0 by being absent.

use chartseal_types::certificate::MigrateMsg;
use cosmwasm_std::{DepsMut, Response};

use crate::{CONTRACT_NAME, CONTRACT_VERSION, ContractError};

pub fn migrate(deps: DepsMut<'_>, _msg: MigrateMsg) -> Result<Response, ContractError> {
    Ok(chartseal_governance::migrate(deps.storage, CONTRACT_NAME, CONTRACT_VERSION)?)
}

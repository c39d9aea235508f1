//! Migrations. From 0.1.0 there is nothing to convert: what was stored reads as it did, and nonces of second factors are
//! counted in rows of their own, which begin at 0 by being absent. An erasure that was asked for without a second factor
//! stays asked for: any account cancels it within its 14 days.

use cosmwasm_std::{DepsMut, Response};

use crate::{ContractError, NAME, VERSION};

pub fn migrate(deps: DepsMut<'_>) -> Result<Response, ContractError> {
    Ok(chartseal_governance::migrate(deps.storage, NAME, VERSION)?)
}

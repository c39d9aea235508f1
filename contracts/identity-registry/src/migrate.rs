//! Migrations. From 0.1.0 to 0.2.0 the rows of identities gain who verified them last, and when: without it no distrust
//! of a registrar would reach the verifications from before.

use chartseal_types::identity::MigrateMsg;
use cosmwasm_std::{DepsMut, Response};

use crate::{CONTRACT_NAME, CONTRACT_VERSION, ContractError, state};

pub fn migrate(deps: DepsMut<'_>, MigrateMsg {}: MigrateMsg) -> Result<Response, ContractError> {
    let response = chartseal_governance::migrate(deps.storage, CONTRACT_NAME, CONTRACT_VERSION)?;
    state::fill_in_verifications(deps.storage)?;
    Ok(response)
}

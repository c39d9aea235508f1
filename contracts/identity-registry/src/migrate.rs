//! Migrations. From 0.1 the rows of identities gain who verified them last, and when: without it no distrust of a
//! registrar would reach the verifications from before.

use chartseal_types::identity::MigrateMsg;
use cosmwasm_std::{DepsMut, Response};

use crate::{CONTRACT_NAME, CONTRACT_VERSION, ContractError, state};

/// Version 0.1 kept that in the history of verifications alone.
const FIRST_SERIES: &str = "0.1.";

pub fn migrate(deps: DepsMut<'_>, MigrateMsg {}: MigrateMsg) -> Result<Response, ContractError> {
    let before = cw2::get_contract_version(deps.storage)?;
    let response = chartseal_governance::migrate(deps.storage, CONTRACT_NAME, CONTRACT_VERSION)?;
    if before.version.starts_with(FIRST_SERIES) {
        state::fill_in_verifications(deps.storage)?;
    }
    Ok(response)
}

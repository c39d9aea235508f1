//! Trust anchors, issuing CAs and certificates, verified on-chain by RFC 5280.
//!
//! The contract is a log: what is not in it is not good. It signs nothing; a CA's operator makes certificates with
//! ordinary tools, and the contract checks each before it counts.

mod chain;
pub mod domain;
mod error;
mod execute;
mod migrate;
mod query;
mod state;

use chartseal_governance as governance;
use chartseal_types::certificate::{ExecuteMsg, InstantiateMsg, MigrateMsg, QueryMsg};
use cosmwasm_std::{Binary, Deps, DepsMut, Env, MessageInfo, Response};

pub use error::ContractError;

/// Name of the contract by cw2.
pub const CONTRACT_NAME: &str = "chartseal:certificate-authority";
/// Version of the contract by cw2.
pub const CONTRACT_VERSION: &str = env!("CARGO_PKG_VERSION");

/// Sets admin, pausers and the addresses of the other contracts.
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point)]
pub fn instantiate(
    deps: DepsMut<'_>,
    _env: Env,
    info: MessageInfo,
    msg: InstantiateMsg,
) -> Result<Response, ContractError> {
    Ok(governance::instantiate(deps, &info, CONTRACT_NAME, CONTRACT_VERSION, msg)?)
}

/// Carries out a message.
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point)]
pub fn execute(
    deps: DepsMut<'_>,
    env: Env,
    info: MessageInfo,
    msg: ExecuteMsg,
) -> Result<Response, ContractError> {
    governance::nonpayable(&info)?;
    execute::execute(deps, env, info, msg)
}

/// Answers a query.
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point)]
pub fn query(deps: Deps<'_>, env: Env, msg: QueryMsg) -> Result<Binary, ContractError> {
    query::query(deps, env, msg)
}

/// Migrates to a strictly newer version of this contract.
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point)]
pub fn migrate(deps: DepsMut<'_>, _env: Env, msg: MigrateMsg) -> Result<Response, ContractError> {
    migrate::migrate(deps, msg)
}

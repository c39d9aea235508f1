//! Content hashes, Merkle batches, versions and tombstones of sealed records: which records exist, whose they are,
//! who wrote them. Nothing here is ever silently replaced.

use chartseal_types::anchor::{ExecuteMsg, InstantiateMsg, MigrateMsg, QueryMsg};
use cosmwasm_std::{Binary, Deps, DepsMut, Env, MessageInfo, Response};

pub mod domain;
mod erasures;
mod error;
mod execute;
mod migrate;
mod query;
mod state;

pub use error::ContractError;

/// The contract's name for cw2.
pub const NAME: &str = "chartseal:record-anchor";
/// The contract's version for cw2.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Sets admin, pausers and the addresses of the other contracts.
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point)]
pub fn instantiate(
    deps: DepsMut<'_>,
    _env: Env,
    info: MessageInfo,
    msg: InstantiateMsg,
) -> Result<Response, ContractError> {
    Ok(chartseal_governance::instantiate(deps, &info, NAME, VERSION, msg)?)
}

/// Carries out a message; see [`ExecuteMsg`].
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point)]
pub fn execute(
    deps: DepsMut<'_>,
    env: Env,
    info: MessageInfo,
    msg: ExecuteMsg,
) -> Result<Response, ContractError> {
    execute::execute(deps, env, info, msg)
}

/// Answers a question; see [`QueryMsg`].
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point)]
pub fn query(deps: Deps<'_>, env: Env, msg: QueryMsg) -> Result<Binary, ContractError> {
    query::query(deps, env, msg)
}

/// Moves to a strictly newer version of this contract.
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point)]
pub fn migrate(deps: DepsMut<'_>, _env: Env, _msg: MigrateMsg) -> Result<Response, ContractError> {
    migrate::migrate(deps)
}

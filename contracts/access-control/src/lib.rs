//! Policy, consents, care relationships, access decisions and the access log.

use chartseal_types::access::{ExecuteMsg, InstantiateMsg, MigrateMsg, QueryMsg};
#[cfg(not(feature = "library"))]
use cosmwasm_std::entry_point;
use cosmwasm_std::{Binary, Deps, DepsMut, Env, MessageInfo, Response};

mod care;
pub mod domain;
mod error;
mod execute;
mod facts;
mod migrate;
mod parties;
mod query;
mod second_factor;
mod state;

pub use error::{
    CareError, ConsentError, ContractError, DailyLimitError, Dimension, DocketError, EmergencyError,
    OnBehalfError, PartyError, PolicyChangeError, QuestionError, RequestError,
};

/// The contract's name for cw2.
pub const NAME: &str = "chartseal:access-control";
/// The contract's version for cw2.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Sets admin, pausers, the other contracts and the default policy.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn instantiate(
    deps: DepsMut<'_>,
    env: Env,
    info: MessageInfo,
    msg: InstantiateMsg,
) -> Result<Response, ContractError> {
    execute::instantiate(deps, &env, info, msg)
}

/// Carries out a message.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn execute(
    deps: DepsMut<'_>,
    env: Env,
    info: MessageInfo,
    msg: ExecuteMsg,
) -> Result<Response, ContractError> {
    execute::execute(deps, &env, info, msg)
}

/// Answers a query.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn query(deps: Deps<'_>, env: Env, msg: QueryMsg) -> Result<Binary, ContractError> {
    query::query(deps, &env, msg)
}

/// Takes over the state of an older version.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn migrate(deps: DepsMut<'_>, _env: Env, _msg: MigrateMsg) -> Result<Response, ContractError> {
    migrate::migrate(deps)
}

//! The entry points of cw20-base, unchanged: its `transfer` is what the gas of our messages is compared with.

use cosmwasm_std::{Deps, DepsMut, Env, MessageInfo, QueryResponse, Response, StdResult, entry_point};
use cw20_base::ContractError;
use cw20_base::msg::{ExecuteMsg, InstantiateMsg, QueryMsg};

/// Sets balances up.
#[entry_point]
pub fn instantiate(
    deps: DepsMut<'_>,
    env: Env,
    info: MessageInfo,
    msg: InstantiateMsg,
) -> Result<Response, ContractError> {
    cw20_base::contract::instantiate(deps, env, info, msg)
}

/// Carries out a message.
#[entry_point]
pub fn execute(
    deps: DepsMut<'_>,
    env: Env,
    info: MessageInfo,
    msg: ExecuteMsg,
) -> Result<Response, ContractError> {
    cw20_base::contract::execute(deps, env, info, msg)
}

/// Answers a query.
#[entry_point]
pub fn query(deps: Deps<'_>, env: Env, msg: QueryMsg) -> StdResult<QueryResponse> {
    cw20_base::contract::query(deps, env, msg)
}

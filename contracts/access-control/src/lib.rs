//! stub
use chartseal_governance as g; use chartseal_types::access::{ExecuteMsg, QueryMsg}; use chartseal_types::governance::*; use cosmwasm_std::*;
/// i
pub fn instantiate(deps: DepsMut<'_>, _e: Env, info: MessageInfo, msg: InstantiateMsg) -> Result<Response, g::GovernanceError> { g::instantiate(deps,&info,"x","0.1.0",msg) }
/// e
pub fn execute(_d: DepsMut<'_>, _e: Env, _i: MessageInfo, _m: ExecuteMsg) -> Result<Response, g::GovernanceError> { Ok(Response::new()) }
/// q
pub fn query(_d: Deps<'_>, _e: Env, _m: QueryMsg) -> Result<Binary, g::GovernanceError> { Ok(Binary::default()) }
/// m
pub fn migrate(_d: DepsMut<'_>, _e: Env, _m: MigrateMsg) -> Result<Response, g::GovernanceError> { Ok(Response::new()) }

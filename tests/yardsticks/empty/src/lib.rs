//! Takes any empty message and does nothing.

use cosmwasm_std::{DepsMut, Empty, Env, MessageInfo, Response, StdResult, entry_point};

/// Does nothing.
#[entry_point]
pub fn instantiate(_: DepsMut<'_>, _: Env, _: MessageInfo, _: Empty) -> StdResult<Response> {
    Ok(Response::new())
}

/// Does nothing.
#[entry_point]
pub fn execute(_: DepsMut<'_>, _: Env, _: MessageInfo, _: Empty) -> StdResult<Response> {
    Ok(Response::new())
}

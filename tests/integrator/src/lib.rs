//! Claims of an insurer: a contract of somebody else's, which acts upon a live ticket of Chartseal's.
//!
//! A claims examiner submits a claim, and names the ticket by which they read the records that bear it out. The contract
//! takes it only while the patient's consent for that very claim stands. It is an example to build from, not a part of
//! Chartseal; `docs/integrate.md` walks through it.

use cosmwasm_std::{Binary, Deps, DepsMut, Env, MessageInfo, Response, entry_point};

mod error;
mod execute;
mod msg;
mod query;
mod state;
mod ticket;

pub use error::{ContractError, TicketError};
pub use msg::{ClaimResponse, ExecuteMsg, InstantiateMsg, QueryMsg};

/// Sets whose claims these are, and which of Chartseal's contracts are asked.
#[entry_point]
pub fn instantiate(
    deps: DepsMut<'_>,
    env: Env,
    _info: MessageInfo,
    msg: InstantiateMsg,
) -> Result<Response, ContractError> {
    execute::instantiate(deps, &env, &msg)
}

/// Carries out a message; see [`ExecuteMsg`].
#[entry_point]
pub fn execute(
    deps: DepsMut<'_>,
    env: Env,
    info: MessageInfo,
    msg: ExecuteMsg,
) -> Result<Response, ContractError> {
    execute::execute(deps, &env, info, msg)
}

/// Answers a question; see [`QueryMsg`].
#[entry_point]
pub fn query(deps: Deps<'_>, _env: Env, msg: QueryMsg) -> Result<Binary, ContractError> {
    query::query(deps, msg)
}

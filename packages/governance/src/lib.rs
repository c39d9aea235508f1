//! What every contract does alike: two-step admin, circuit breaker, migration check, no funds.

mod admin;
mod breaker;
mod error;
mod event;
mod migration;
mod state;

use chartseal_types::governance::{Contracts, GovernanceMsg, GovernanceResponse, InstantiateMsg};
use cosmwasm_std::{Deps, DepsMut, Env, MessageInfo, Response, StdResult, Storage};

pub use admin::{ensure_admin, is_admin};
pub use breaker::ensure_running;
pub use error::GovernanceError;
pub use migration::migrate;

/// Refuses coins: no contract has a use for them, so they would be lost.
pub fn nonpayable(info: &MessageInfo) -> Result<(), GovernanceError> {
    if info.funds.is_empty() { Ok(()) } else { Err(GovernanceError::Funds { kinds: info.funds.len() }) }
}

/// Sets the contract's name and version, admin, pausers and the addresses of the others.
pub fn instantiate(
    deps: DepsMut<'_>,
    info: &MessageInfo,
    name: &str,
    version: &str,
    msg: InstantiateMsg,
) -> Result<Response, GovernanceError> {
    nonpayable(info)?;
    let admin = deps.api.addr_validate(&msg.admin)?;
    let pausers = breaker::check_pausers(deps.api, msg.pausers)?;
    let contracts = msg.contracts.check(deps.api)?;
    cw2::set_contract_version(deps.storage, name, version)?;
    state::save_admin(deps.storage, &state::Admin::Settled { admin: admin.clone() })?;
    state::save_pausers(deps.storage, &pausers)?;
    state::save_contracts(deps.storage, &contracts)?;
    Ok(Response::new()
        .add_attribute("action", "instantiate")
        .add_event(event::instantiated(name, version, &admin)))
}

/// Carries out a governance message; the sender's right is checked here.
pub fn execute(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    msg: GovernanceMsg,
) -> Result<Response, GovernanceError> {
    let now = env.block.time.seconds();
    let (action, event) = match msg {
        GovernanceMsg::ProposeAdmin { admin } => ("propose_admin", admin::propose(deps, info, &admin)?),
        GovernanceMsg::CancelAdminProposal {} => {
            ("cancel_admin_proposal", admin::cancel(deps.storage, info)?)
        }
        GovernanceMsg::AcceptAdmin {} => ("accept_admin", admin::accept(deps.storage, info)?),
        GovernanceMsg::AppointPauser { pauser } => ("appoint_pauser", breaker::appoint(deps, info, &pauser)?),
        GovernanceMsg::DismissPauser { pauser } => ("dismiss_pauser", breaker::dismiss(deps, info, &pauser)?),
        GovernanceMsg::Pause {} => ("pause", breaker::pause(deps.storage, info, now)?),
        GovernanceMsg::Resume {} => ("resume", breaker::resume(deps.storage, info, now)?),
    };
    Ok(Response::new().add_attribute("action", action).add_event(event))
}

/// Who governs the contract and whether it is paused.
pub fn query(deps: Deps<'_>, env: &Env) -> StdResult<GovernanceResponse> {
    let admin = state::admin(deps.storage)?;
    Ok(GovernanceResponse {
        admin: admin.current().clone(),
        proposed_admin: admin.proposed().cloned(),
        pausers: state::pausers(deps.storage)?,
        paused_until: state::paused_until(deps.storage)?.filter(|until| env.block.time.seconds() < *until),
        contracts: state::contracts(deps.storage)?,
    })
}

/// The addresses of all four contracts.
pub fn contracts(storage: &dyn Storage) -> StdResult<Contracts> {
    state::contracts(storage)
}

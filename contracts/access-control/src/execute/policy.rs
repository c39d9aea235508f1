//! Changes of policy, by the admin.

use chartseal_governance::{ensure_admin, ensure_running};
use chartseal_types::access::{POLICY_NOTICE, Policy, PolicyUnchecked, event};
use cosmwasm_std::{Addr, DepsMut, Env, Event, MessageInfo, Response, StdResult, Storage};

use crate::domain::default_policy::default_policy;
use crate::domain::policy::{Plan, PolicyChangeError, plan};
use crate::error::ContractError;
use crate::state::policy::{self as state, Counting, Header, Version};

/// The first version.
pub fn set_default(deps: DepsMut<'_>, env: &Env, info: &MessageInfo) -> Result<Event, ContractError> {
    let policy = default_policy().check()?;
    let version = Version::of(&policy, env.block.time.seconds());
    let current = state::save_version(deps.storage, 1, &version, &policy)?;
    let event = event::policy_set(current.number, current.effective_at, &info.sender);
    state::save_header(deps.storage, &Header { last: current.number, current, pending: None })?;
    Ok(event)
}

/// What tightens counts at once, also while paused; what loosens counts after the notice, and is not proposed while
/// paused. A version that waits is replaced.
pub fn propose(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    policy: PolicyUnchecked,
) -> Result<Response, ContractError> {
    ensure_admin(deps.storage, &info.sender)?;
    let now = env.block.time.seconds();
    let mut header = state::header(deps.storage, now)?;
    let Plan { at_once, after_notice } = plan(&in_force(deps.storage, &header)?, policy.check()?)?;
    if after_notice.is_some() {
        ensure_running(deps.storage, now)?;
    }
    let mut events = drop_pending(deps.storage, &mut header, &info.sender, now)?;
    if let Some(policy) = at_once {
        header.current = set(deps.storage, &mut header.last, now, &policy)?;
        events.push(event::policy_set(header.current.number, now, &info.sender));
    }
    if let Some(policy) = after_notice {
        let effective_at = now.saturating_add(POLICY_NOTICE);
        let pending = set(deps.storage, &mut header.last, effective_at, &policy)?;
        events.push(event::policy_set(pending.number, effective_at, &info.sender));
        header.pending = Some(pending);
    }
    state::save_header(deps.storage, &header)?;
    Ok(Response::new().add_attribute("action", "propose_policy").add_events(events))
}

/// Drops the version that waits. It protects, so a pause does not stop it.
pub fn withdraw(deps: DepsMut<'_>, env: &Env, info: &MessageInfo) -> Result<Response, ContractError> {
    ensure_admin(deps.storage, &info.sender)?;
    let now = env.block.time.seconds();
    let mut header = state::header(deps.storage, now)?;
    let events = drop_pending(deps.storage, &mut header, &info.sender, now)?;
    if events.is_empty() {
        return Err(PolicyChangeError::NothingPending.into());
    }
    state::save_header(deps.storage, &header)?;
    Ok(Response::new().add_attribute("action", "withdraw_policy").add_events(events))
}

fn in_force(storage: &dyn Storage, header: &Header) -> Result<Policy, ContractError> {
    let (version, last) = (header.current.number, header.last);
    let stored = state::version(storage, version)?;
    Ok(stored.ok_or(ContractError::UnknownPolicyVersion { version, last })?.1)
}

fn drop_pending(
    storage: &mut dyn Storage,
    header: &mut Header,
    by: &Addr,
    now: u64,
) -> StdResult<Vec<Event>> {
    let Some(pending) = header.pending.take() else { return Ok(vec![]) };
    let event = event::policy_withdrawn(pending.number, by);
    state::save_withdrawn(storage, pending.number, now)?;
    Ok(vec![event])
}

fn set(storage: &mut dyn Storage, last: &mut u32, effective_at: u64, policy: &Policy) -> StdResult<Counting> {
    *last = last.saturating_add(1);
    state::save_version(storage, *last, &Version::of(policy, effective_at), policy)
}

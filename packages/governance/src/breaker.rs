//! The circuit breaker: any pauser stops grants and registration for 72 h; the admin resumes earlier.

use chartseal_guard::{Check, holds};
use chartseal_types::governance::{MAX_PAUSERS, PAUSE_SECONDS};
use cosmwasm_std::{Addr, Api, DepsMut, Event, MessageInfo, Storage};

use crate::{GovernanceError, ensure_admin, event, state};

/// Refuses while the contract is paused. For messages that grant or register, never for those that protect.
pub fn ensure_running(storage: &dyn Storage, now: u64) -> Result<(), GovernanceError> {
    match state::paused_until(storage)? {
        Some(until) if !holds(Check::Pause, until <= now) => Err(GovernanceError::Paused { until }),
        _ => Ok(()),
    }
}

pub fn check_pausers(api: &dyn Api, pausers: Vec<String>) -> Result<Vec<Addr>, GovernanceError> {
    if pausers.len() > MAX_PAUSERS {
        return Err(GovernanceError::TooManyPausers { got: pausers.len() });
    }
    pausers.into_iter().try_fold(Vec::new(), |list, pauser| add(list, api.addr_validate(&pauser)?))
}

fn add(mut list: Vec<Addr>, pauser: Addr) -> Result<Vec<Addr>, GovernanceError> {
    if list.contains(&pauser) {
        return Err(GovernanceError::DuplicatePauser { pauser });
    }
    if list.len() == MAX_PAUSERS {
        return Err(GovernanceError::TooManyPausers { got: list.len() + 1 });
    }
    list.push(pauser);
    Ok(list)
}

pub fn appoint(deps: DepsMut<'_>, info: &MessageInfo, pauser: &str) -> Result<Event, GovernanceError> {
    ensure_admin(deps.storage, &info.sender)?;
    let pauser = deps.api.addr_validate(pauser)?;
    let event = event::pauser_appointed(&pauser);
    let pausers = add(state::pausers(deps.storage)?, pauser)?;
    state::save_pausers(deps.storage, &pausers)?;
    Ok(event)
}

pub fn dismiss(deps: DepsMut<'_>, info: &MessageInfo, pauser: &str) -> Result<Event, GovernanceError> {
    ensure_admin(deps.storage, &info.sender)?;
    let pauser = deps.api.addr_validate(pauser)?;
    let mut pausers = state::pausers(deps.storage)?;
    let place = pausers.iter().position(|p| *p == pauser);
    pausers.remove(place.ok_or_else(|| GovernanceError::UnknownPauser { pauser: pauser.clone() })?);
    state::save_pausers(deps.storage, &pausers)?;
    Ok(event::pauser_dismissed(&pauser))
}

pub fn pause(storage: &mut dyn Storage, info: &MessageInfo, now: u64) -> Result<Event, GovernanceError> {
    if !holds(Check::Pauser, state::pausers(storage)?.contains(&info.sender)) {
        return Err(GovernanceError::NotPauser { sender: info.sender.clone() });
    }
    let until = now.saturating_add(PAUSE_SECONDS);
    state::save_paused_until(storage, until)?;
    Ok(event::paused(&info.sender, until))
}

pub fn resume(storage: &mut dyn Storage, info: &MessageInfo, now: u64) -> Result<Event, GovernanceError> {
    ensure_admin(storage, &info.sender)?;
    if ensure_running(storage, now).is_ok() {
        return Err(GovernanceError::NotPaused);
    }
    state::clear_pause(storage);
    Ok(event::resumed(&info.sender))
}

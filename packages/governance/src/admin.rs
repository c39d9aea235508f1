//! The admin changes in two steps, so that a typing error cannot lose the contract.

use chartseal_guard::{Check, holds};
use cosmwasm_std::{Addr, DepsMut, Event, MessageInfo, StdResult, Storage};

use crate::GovernanceError;
use crate::event;
use crate::state::{self, Admin};

/// Whether an account is the admin.
pub fn is_admin(storage: &dyn Storage, account: &Addr) -> StdResult<bool> {
    Ok(state::admin(storage)?.current() == account)
}

/// Refuses everybody but the admin.
pub fn ensure_admin(storage: &dyn Storage, sender: &Addr) -> Result<(), GovernanceError> {
    let stored = state::admin(storage)?;
    let admin = stored.current();
    if holds(Check::Admin, admin == sender) {
        Ok(())
    } else {
        Err(GovernanceError::NotAdmin { admin: admin.clone(), sender: sender.clone() })
    }
}

pub fn propose(deps: DepsMut<'_>, info: &MessageInfo, successor: &str) -> Result<Event, GovernanceError> {
    ensure_admin(deps.storage, &info.sender)?;
    let successor = deps.api.addr_validate(successor)?;
    let event = event::admin_proposed(&info.sender, &successor);
    state::save_admin(deps.storage, &Admin::Proposed { admin: info.sender.clone(), successor })?;
    Ok(event)
}

pub fn cancel(storage: &mut dyn Storage, info: &MessageInfo) -> Result<Event, GovernanceError> {
    ensure_admin(storage, &info.sender)?;
    state::admin(storage)?.proposed().ok_or(GovernanceError::NoProposal)?;
    state::save_admin(storage, &Admin::Settled { admin: info.sender.clone() })?;
    Ok(event::admin_proposal_cancelled(&info.sender))
}

pub fn accept(storage: &mut dyn Storage, info: &MessageInfo) -> Result<Event, GovernanceError> {
    let stored = state::admin(storage)?;
    let proposed = stored.proposed().ok_or(GovernanceError::NoProposal)?;
    if !holds(Check::ProposedAdmin, *proposed == info.sender) {
        return Err(GovernanceError::NotProposed { proposed: proposed.clone(), sender: info.sender.clone() });
    }
    state::save_admin(storage, &Admin::Settled { admin: info.sender.clone() })?;
    Ok(event::admin_changed(stored.current(), &info.sender))
}

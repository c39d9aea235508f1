//! Any account or guardian stops an identity for a while.

use chartseal_guard::{Check, holds};
use chartseal_types::IdentityId;
use chartseal_types::identity::{IdentityRow, event};
use cosmwasm_std::{DepsMut, Env, MessageInfo, Response, Storage};

use super::respond;
use crate::authority::{guardian_of, own_identity};
use crate::domain::standing::{freeze_until, freezes_from};
use crate::error::ContractError;
use crate::{RecoveryError, StandingError, state};

pub fn freeze(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    identity: Option<IdentityId>,
) -> Result<Response, ContractError> {
    let now = env.block.time.seconds();
    let own = own_identity(deps.storage, &info.sender)?;
    let id = identity.unwrap_or(own);
    let row = state::identity(deps.storage, id)?;
    if id == own {
        freeze_as_owner(deps.storage, info, id, now)?;
    } else {
        freeze_as_guardian(deps.storage, info, id, now)?;
    }
    let until = freeze_until(&row, now);
    state::save_identity(deps.storage, id, &IdentityRow { frozen_until: until, ..row })?;
    Ok(respond("freeze", [event::frozen(id, until, &info.sender)]))
}

/// Each account once in 28 days: the thief of one leaves the owner days in which its removal falls due.
fn freeze_as_owner(
    storage: &mut dyn Storage,
    info: &MessageInfo,
    id: IdentityId,
    now: u64,
) -> Result<(), ContractError> {
    let from = freezes_from(state::frozen_by_account_at(storage, id, &info.sender)?);
    if !holds(Check::FreezeInterval, from <= now) {
        return Err(StandingError::FrozeBefore { account: info.sender.clone(), from }.into());
    }
    Ok(state::save_freeze_by_account(storage, id, &info.sender, now)?)
}

/// An active guardian, once in 28 days.
fn freeze_as_guardian(
    storage: &mut dyn Storage,
    info: &MessageInfo,
    id: IdentityId,
    now: u64,
) -> Result<(), ContractError> {
    let (guardian, _) = guardian_of(storage, &info.sender, id, now)?;
    let from = freezes_from(state::frozen_by_guardian_at(storage, id, guardian)?);
    if !holds(Check::FreezeInterval, from <= now) {
        return Err(RecoveryError::FrozeBefore { guardian, from }.into());
    }
    Ok(state::save_freeze_by_guardian(storage, id, guardian, now)?)
}

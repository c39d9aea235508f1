//! Accounts, keys, passkeys and guardians change after a delay, so that an owner can object.

mod effect;
mod rules;

use chartseal_governance::ensure_running;
use chartseal_second_factor::Factor;
use chartseal_types::IdentityId;
use chartseal_types::identity::{Change, ChangeUnchecked, event};
use cosmwasm_std::{DepsMut, Env, MessageInfo, Response, to_json_binary};

use super::respond;
use crate::authority::own_identity;
use crate::domain::standing::ensure_changeable;
use crate::error::ContractError;
use crate::{StandingError, state};

pub use effect::replace_key;
pub use rules::ensure_free;

use effect::carry_out;
use rules::{check, ensure_applicant, ensure_confirmed, ensure_possible};

pub fn propose(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    change: ChangeUnchecked,
    factor: &Factor,
) -> Result<Response, ContractError> {
    let now = env.block.time.seconds();
    let id = own_identity(deps.storage, &info.sender)?;
    ensure_changeable(id, &state::identity(deps.storage, id)?, now)?;
    let change = check(deps.as_ref(), id, change)?;
    ensure_confirmed(deps.storage, id, &change, factor)?;
    ensure_possible(deps.storage, id, &change, now)?;
    let mut changes = state::changes(deps.storage, id)?;
    let pending = changes.propose(change, factor.is_confirmed_by(id), &info.sender, now)?;
    state::save_changes(deps.storage, id, &changes)?;
    let response = respond("propose_change", [event::change_proposed(id, &pending)?]);
    Ok(response.set_data(to_json_binary(&pending.number)?))
}

pub fn approve(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    number: u32,
) -> Result<Response, ContractError> {
    let (now, by) = (env.block.time.seconds(), &info.sender);
    let id = own_identity(deps.storage, by)?;
    ensure_changeable(id, &state::identity(deps.storage, id)?, now)?;
    let not_owner = || StandingError::NotOwner { identity: id, account: by.clone() };
    let since = state::account_since(deps.storage, id, by)?.ok_or_else(not_owner)?;
    let mut changes = state::changes(deps.storage, id)?;
    changes.approve(number, by, since, now)?;
    state::save_changes(deps.storage, id, &changes)?;
    Ok(respond("approve_change", [event::change_approved(id, number, now, by)]))
}

pub fn cancel(
    deps: DepsMut<'_>,
    info: &MessageInfo,
    number: u32,
    factor: &Factor,
) -> Result<Response, ContractError> {
    let id = own_identity(deps.storage, &info.sender)?;
    let mut changes = state::changes(deps.storage, id)?;
    changes.cancel(number, &info.sender, factor.is_confirmed_by(id))?;
    state::save_changes(deps.storage, id, &changes)?;
    Ok(respond("cancel_change", [event::change_cancelled(id, number, &info.sender)]))
}

pub fn apply(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    id: IdentityId,
    number: u32,
) -> Result<Response, ContractError> {
    let now = env.block.time.seconds();
    let row = state::identity(deps.storage, id)?;
    ensure_changeable(id, &row, now)?;
    let mut changes = state::changes(deps.storage, id)?;
    let has_passkey = !state::passkeys(deps.storage, id)?.is_empty();
    let change = changes.take_due(number, has_passkey, now)?;
    ensure_applicant(deps.storage, info, id, &change)?;
    // A removal takes control away: no pause stops it.
    if !matches!(change, Change::RemoveAccount { .. } | Change::RemovePasskey { .. }) {
        ensure_running(deps.storage, now)?;
    }
    ensure_possible(deps.storage, id, &change, now)?;
    let dropped = match &change {
        Change::RemoveAccount { account } => changes.drop_proposed_by(account),
        _ => vec![],
    };
    state::save_changes(deps.storage, id, &changes)?;
    let effects = carry_out(deps.storage, env, info, id, row, change)?;
    let response = respond("apply_change", [event::change_applied(id, number, &info.sender)]);
    let response = response.add_events(effects);
    let cancelled = dropped.into_iter().map(|number| event::change_cancelled(id, number, &info.sender));
    Ok(response.add_events(cancelled))
}

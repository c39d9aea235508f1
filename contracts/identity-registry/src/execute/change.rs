//! Accounts and keys change after a delay, so that an owner can object.

use chartseal_governance::ensure_running;
use chartseal_types::IdentityId;
use chartseal_types::identity::{Change, ChangeUnchecked, EncryptionKey, IdentityRow, KeyVersion, event};
use cosmwasm_std::{Addr, Api, DepsMut, Env, Event, MessageInfo, Response, Storage, to_json_binary};

use super::respond;
use crate::authority::{ensure_owner, own_identity};
use crate::domain::standing::ensure_changeable;
use crate::error::ContractError;
use crate::{ChangeError, state};

pub fn propose(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    change: ChangeUnchecked,
) -> Result<Response, ContractError> {
    let now = env.block.time.seconds();
    let id = own_identity(deps.storage, &info.sender)?;
    ensure_changeable(id, &state::identity(deps.storage, id)?, now)?;
    let change = check(deps.api, change)?;
    ensure_possible(deps.storage, id, &change)?;
    let mut changes = state::changes(deps.storage, id)?;
    let pending = changes.propose(change, &info.sender, now)?;
    state::save_changes(deps.storage, id, &changes)?;
    let response = respond("propose_change", [event::change_proposed(id, &pending)?]);
    Ok(response.set_data(to_json_binary(&pending.number)?))
}

pub fn cancel(deps: DepsMut<'_>, info: &MessageInfo, number: u32) -> Result<Response, ContractError> {
    let id = own_identity(deps.storage, &info.sender)?;
    let mut changes = state::changes(deps.storage, id)?;
    changes.cancel(number)?;
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
    let change = changes.take_due(number, now)?;
    ensure_applicant(deps.storage, info, id, &change)?;
    // A removal takes control away: no pause stops it.
    if !matches!(change, Change::RemoveAccount { .. }) {
        ensure_running(deps.storage, now)?;
    }
    ensure_possible(deps.storage, id, &change)?;
    let dropped = match &change {
        Change::RemoveAccount { account } => changes.drop_proposed_by(account),
        Change::AddAccount { .. } | Change::ReplaceKey { .. } => vec![],
    };
    state::save_changes(deps.storage, id, &changes)?;
    let effect = carry_out(deps.storage, env, info, id, row, change)?;
    let response = respond("apply_change", [event::change_applied(id, number, &info.sender), effect]);
    let cancelled = dropped.into_iter().map(|number| event::change_cancelled(id, number, &info.sender));
    Ok(response.add_events(cancelled))
}

fn check(api: &dyn Api, change: ChangeUnchecked) -> Result<Change, ContractError> {
    Ok(match change {
        ChangeUnchecked::AddAccount { account } => {
            Change::AddAccount { account: api.addr_validate(&account)? }
        }
        ChangeUnchecked::RemoveAccount { account } => {
            Change::RemoveAccount { account: api.addr_validate(&account)? }
        }
        ChangeUnchecked::ReplaceKey { key } => Change::ReplaceKey { key: key.check()? },
    })
}

/// A new account applies itself, which proves that it can sign; anything else is applied by any account.
fn ensure_applicant(
    storage: &dyn Storage,
    info: &MessageInfo,
    id: IdentityId,
    change: &Change,
) -> Result<(), ContractError> {
    match change {
        Change::AddAccount { account } if *account != info.sender => {
            Err(ChangeError::NotNewAccount { account: account.clone(), sender: info.sender.clone() }.into())
        }
        Change::AddAccount { .. } => Ok(()),
        Change::RemoveAccount { .. } | Change::ReplaceKey { .. } => ensure_owner(storage, &info.sender, id),
    }
}

/// Whether the change could be made now. Asked when it is proposed, and again when it is applied.
fn ensure_possible(storage: &dyn Storage, id: IdentityId, change: &Change) -> Result<(), ContractError> {
    match change {
        Change::AddAccount { account } => {
            ensure_free(storage, account)?;
            Ok(state::accounts(storage, id)?.ensure_room()?)
        }
        Change::RemoveAccount { account } => Ok(state::accounts(storage, id)?.ensure_removable(account)?),
        Change::ReplaceKey { .. } => Ok(()),
    }
}

fn ensure_free(storage: &dyn Storage, account: &Addr) -> Result<(), ContractError> {
    match state::identity_of(storage, account)? {
        Some(identity) => Err(ChangeError::AccountTaken { account: account.clone(), identity }.into()),
        None => Ok(()),
    }
}

fn carry_out(
    storage: &mut dyn Storage,
    env: &Env,
    info: &MessageInfo,
    id: IdentityId,
    row: IdentityRow,
    change: Change,
) -> Result<Event, ContractError> {
    let now = env.block.time.seconds();
    match change {
        Change::AddAccount { account } => {
            state::add_account(storage, id, &account, now)?;
            Ok(event::account_added(id, &account))
        }
        Change::RemoveAccount { account } => {
            state::remove_account(storage, id, &account, &info.sender, now)?;
            Ok(event::account_removed(id, &account))
        }
        Change::ReplaceKey { key } => replace_key(storage, env, id, row, key),
    }
}

fn replace_key(
    storage: &mut dyn Storage,
    env: &Env,
    id: IdentityId,
    row: IdentityRow,
    key: EncryptionKey,
) -> Result<Event, ContractError> {
    let (since_height, since) = (env.block.height, env.block.time.seconds());
    let key = KeyVersion { version: state::KEYS.next(storage, id)?, key, since_height, since };
    let key_version = state::KEYS.push(storage, id, &key)?;
    state::save_identity(storage, id, &IdentityRow { key_version, ..row })?;
    Ok(event::key_set(id, &key)?)
}

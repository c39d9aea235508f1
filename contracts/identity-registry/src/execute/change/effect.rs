//! What a change does.

use chartseal_types::IdentityId;
use chartseal_types::identity::{Change, EncryptionKey, GuardiansVersion, IdentityRow, KeyVersion, event};
use cosmwasm_std::{Env, Event, MessageInfo, Storage};

use super::super::recovery;
use crate::error::ContractError;
use crate::state;

/// What the change does, once it is due and possible.
pub fn carry_out(
    storage: &mut dyn Storage,
    env: &Env,
    info: &MessageInfo,
    id: IdentityId,
    row: IdentityRow,
    change: Change,
) -> Result<Vec<Event>, ContractError> {
    let now = env.block.time.seconds();
    let event = match change {
        Change::AddAccount { account } => {
            state::add_account(storage, id, &account, now)?;
            event::account_added(id, &account)
        }
        Change::RemoveAccount { account } => {
            state::remove_account(storage, id, &account, &info.sender, now)?;
            event::account_removed(id, &account)
        }
        Change::ReplaceKey { key } => replace_key(storage, env, id, row, key)?,
        Change::AddPasskey { passkey } => {
            let added = event::passkey_added(id, &passkey);
            state::add_passkey(storage, id, passkey, now)?;
            added
        }
        Change::RemovePasskey { credential } => {
            state::remove_passkey(storage, id, credential, &info.sender, now)?;
            event::passkey_removed(id, credential)
        }
        Change::SetGuardians { guardians } => {
            let mut events = vec![event::guardians_set(id, &guardians)];
            let version = GuardiansVersion { guardians, since: now, by: info.sender.clone() };
            state::GUARDIANS.push(storage, id, &version)?;
            // Approvals of guardians who are none any more count for nothing.
            events.extend(recovery::drop_all(storage, id, now)?);
            return Ok(events);
        }
    };
    Ok(vec![event])
}

/// A new key counts from this block on; saves the row with its version.
pub fn replace_key(
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

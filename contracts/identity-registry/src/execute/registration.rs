//! An account registers itself.

use chartseal_governance::ensure_running;
use chartseal_guard::{Check, holds};
use chartseal_types::identity::{
    EncryptionKeyUnchecked, IdentityRow, KeyVersion, Kind, Status, StatusChange, StatusReason, event,
};
use chartseal_types::second_factor::PasskeyUnchecked;
use chartseal_types::{Commitment, IdentityId};
use cosmwasm_std::{DepsMut, Env, MessageInfo, Response, to_json_binary};

use super::respond;
use crate::RegistrationError;
use crate::error::ContractError;
use crate::state::{self, Profile};

pub fn register(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    kind: Kind,
    encryption_key: EncryptionKeyUnchecked,
    evidence: Commitment,
    passkey: Option<PasskeyUnchecked>,
) -> Result<Response, ContractError> {
    let (now, account) = (env.block.time.seconds(), &info.sender);
    ensure_running(deps.storage, now)?;
    let taken = state::identity_of(deps.storage, account)?;
    if let Some(identity) = taken.filter(|_| !holds(Check::OneIdentity, false)) {
        return Err(RegistrationError::AccountTaken { account: account.clone(), identity }.into());
    }
    let (key, since_height) = (encryption_key.check()?, env.block.height);
    let relying_parties = state::relying_parties(deps.storage)?;
    let passkey = passkey.map(|passkey| passkey.check(&relying_parties)).transpose()?;
    let key = KeyVersion { version: 1, key, since_height, since: now };
    let count = state::registrations(deps.storage, account)?;
    let id = IdentityId::derive(&env.block.chain_id, &env.contract.address, account, count);
    let status = Status::Pending;
    let change = StatusChange { status, by: account.clone(), at: now, reason: StatusReason::Registered };

    state::save_registrations(deps.storage, account, count.saturating_add(1))?;
    state::save_identity(deps.storage, id, &IdentityRow::pending(kind))?;
    state::save_profile(deps.storage, id, &Profile { evidence, registered_at: now })?;
    state::add_account(deps.storage, id, account, now)?;
    state::KEYS.push(deps.storage, id, &key)?;
    state::STATUS_CHANGES.push(deps.storage, id, &change)?;
    let mut events = vec![event::registered(id, kind, account, evidence)?, event::key_set(id, &key)?];
    if let Some(passkey) = passkey {
        events.push(event::passkey_added(id, &passkey));
        state::add_passkey(deps.storage, id, passkey, now)?;
    }
    Ok(respond("register", events).set_data(to_json_binary(&id)?))
}

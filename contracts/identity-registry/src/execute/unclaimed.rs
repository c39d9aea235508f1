//! A patient who cannot register: an organization does it.

use chartseal_governance::ensure_running;
use chartseal_types::identity::{
    EncryptionKeyUnchecked, IdentityRow, KeyVersion, Kind, Status, StatusChange, StatusReason, event,
};
use chartseal_types::{Commitment, IdentityId};
use cosmwasm_std::{DepsMut, Env, MessageInfo, Response, to_json_binary};

use super::respond;
use crate::PatientError;
use crate::authority::own_active_identity;
use crate::error::ContractError;
use crate::state::{self, Profile};

pub fn register(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    encryption_key: EncryptionKeyUnchecked,
    evidence: Commitment,
) -> Result<Response, ContractError> {
    let (now, account) = (env.block.time.seconds(), &info.sender);
    ensure_running(deps.storage, now)?;
    let (organization, row) = own_active_identity(deps.storage, account, now)?;
    if row.kind != Kind::Organization {
        return Err(PatientError::NotCareOrganization { organization }.into());
    }
    let (key, since_height) = (encryption_key.check()?, env.block.height);
    let key = KeyVersion { version: 1, key, since_height, since: now };
    // The account's own registrations count on, so no id comes twice.
    let count = state::registrations(deps.storage, account)?;
    let id = IdentityId::derive(&env.block.chain_id, &env.contract.address, account, count);
    let status = Status::Pending;
    let change = StatusChange { status, by: account.clone(), at: now, reason: StatusReason::Registered };

    state::save_registrations(deps.storage, account, count.saturating_add(1))?;
    state::save_identity(deps.storage, id, &IdentityRow::pending(Kind::Patient))?;
    state::save_profile(deps.storage, id, &Profile { evidence, registered_at: now })?;
    state::KEYS.push(deps.storage, id, &key)?;
    state::STATUS_CHANGES.push(deps.storage, id, &change)?;
    let registered = event::unclaimed_registered(id, organization, account, evidence);
    let response = respond("register_unclaimed", [registered, event::key_set(id, &key)?]);
    Ok(response.set_data(to_json_binary(&id)?))
}

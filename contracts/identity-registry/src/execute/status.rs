//! Suspending, reinstating, revoking.

use chartseal_governance::ensure_running;
use chartseal_types::IdentityId;
use chartseal_types::identity::{IdentityRow, Status, StatusChange, StatusReason, event};
use cosmwasm_std::{DepsMut, Env, MessageInfo, Response, Storage};

use super::respond;
use crate::authority::steward_of;
use crate::domain::standing::ensure_not_frozen;
use crate::domain::status::{self, Authority};
use crate::error::ContractError;
use crate::state;

pub fn set(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    identity: IdentityId,
    to: Status,
    reason: StatusReason,
) -> Result<Response, ContractError> {
    let now = env.block.time.seconds();
    // Only what gives standing back waits for the end of a pause.
    if to == Status::Active {
        ensure_running(deps.storage, now)?;
    }
    let row = state::identity(deps.storage, identity)?;
    let authority = authority(deps.storage, info, identity, &row, now)?;
    status::check(row.status, to, reason, authority)?;
    let change = StatusChange { status: to, by: info.sender.clone(), at: now, reason };

    state::save_identity(deps.storage, identity, &IdentityRow { status: to, ..row })?;
    state::STATUS_CHANGES.push(deps.storage, identity, &change)?;
    Ok(respond("set_status", [event::status_changed(identity, &change)?]))
}

fn authority(
    storage: &dyn Storage,
    info: &MessageInfo,
    identity: IdentityId,
    row: &IdentityRow,
    now: u64,
) -> Result<Authority, ContractError> {
    if state::identity_of(storage, &info.sender)? == Some(identity) {
        // An owner freezes against the thief of one account: the thief must not end the identity for good.
        ensure_not_frozen(identity, row, now)?;
        return Ok(Authority::Own);
    }
    steward_of(storage, &info.sender, identity, now)?;
    Ok(Authority::Steward)
}

//! Suspending, reinstating, revoking.

use chartseal_governance::ensure_running;
use chartseal_second_factor::Factor;
use chartseal_types::IdentityId;
use chartseal_types::identity::{IdentityRow, Status, StatusChange, StatusReason, event};
use chartseal_types::second_factor::Sensitive;
use cosmwasm_std::{DepsMut, Env, MessageInfo, Response};

use super::respond;
use crate::authority::{ensure_confirmed, steward_of};
use crate::domain::status;
use crate::error::ContractError;
use crate::state;

pub fn set(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    identity: IdentityId,
    to: Status,
    reason: StatusReason,
    factor: &Factor,
) -> Result<Response, ContractError> {
    let now = env.block.time.seconds();
    // Only what gives standing back waits for the end of a pause.
    if to == Status::Active {
        ensure_running(deps.storage, now)?;
    }
    let row = state::identity(deps.storage, identity)?;
    // Never by an account of its own: the thief of one would shut the owner out for good. Owners freeze.
    let steward = steward_of(deps.storage, &info.sender, identity, now)?;
    if let (Status::Active, Some(registrar)) = (to, steward.registrar()) {
        ensure_confirmed(deps.as_ref(), factor, registrar, Sensitive::SetStatus, now)?;
    }
    status::check(row.status, to, reason)?;
    if let (Status::Revoked, Some(registrar)) = (to, steward.registrar()) {
        let claimed = state::is_claimed(deps.storage, identity);
        let suspended_by = state::suspended_by(deps.storage, identity)?;
        status::ensure_second((identity, &row, claimed), registrar, suspended_by)?;
    }
    let change = StatusChange { status: to, by: info.sender.clone(), at: now, reason };

    state::save_identity(deps.storage, identity, &IdentityRow { status: to, ..row })?;
    state::STATUS_CHANGES.push(deps.storage, identity, &change)?;
    state::save_suspended_by(
        deps.storage,
        identity,
        steward.registrar().filter(|_| to == Status::Suspended),
    )?;
    Ok(respond("set_status", [event::status_changed(identity, &change)?]))
}

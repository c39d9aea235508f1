//! A registrar verifies an identity.

use chartseal_governance::ensure_running;
use chartseal_guard::{Check, holds};
use chartseal_second_factor::Factor;
use chartseal_types::identity::{
    AssuranceLevel, IdentityRow, Status, StatusChange, StatusReason, Verification, event,
};
use chartseal_types::second_factor::Sensitive;
use chartseal_types::{Commitment, IdentityId};
use cosmwasm_std::{DepsMut, Env, MessageInfo, Response};

use super::respond;
use crate::authority::{Steward, ensure_confirmed, steward_of};
use crate::domain::verification::{activates, check_expiry};
use crate::error::ContractError;
use crate::{VerificationError, state};

/// What a registrar says of an identity.
pub struct Finding {
    pub level: AssuranceLevel,
    pub evidence: Commitment,
    pub expires_at: u64,
}

pub fn verify(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    factor: &Factor,
    identity: IdentityId,
    finding: Finding,
) -> Result<Response, ContractError> {
    let now = env.block.time.seconds();
    let Finding { level, evidence, expires_at } = finding;
    ensure_running(deps.storage, now)?;
    let steward = steward_of(deps.storage, &info.sender, identity, now)?;
    if let Some(registrar) = steward.registrar() {
        ensure_confirmed(deps.as_ref(), factor, registrar, Sensitive::Verify, now)?;
    }
    let row = state::identity(deps.storage, identity)?;
    if !holds(Check::AdminVerifiesOrganizations, steward != Steward::Admin || row.kind.is_organization()) {
        return Err(VerificationError::AdminVerifiesOrganizations { identity }.into());
    }
    check_expiry(expires_at, now)?;
    let newly = activates(identity, row.status)?;
    let by = info.sender.clone();
    let verification =
        Verification { registrar: steward.registrar(), by, level, evidence, verified_at: now, expires_at };

    let registrar = verification.registrar;
    let row = IdentityRow {
        status: Status::Active,
        verified_until: expires_at,
        registrar,
        verified_at: now,
        ..row
    };
    state::save_identity(deps.storage, identity, &row)?;
    state::VERIFICATIONS.push(deps.storage, identity, &verification)?;
    let mut events = vec![event::verified(identity, &verification)?];
    if newly {
        let by = verification.by;
        let change = StatusChange { status: Status::Active, by, at: now, reason: StatusReason::Verified };
        state::STATUS_CHANGES.push(deps.storage, identity, &change)?;
        events.push(event::status_changed(identity, &change)?);
    }
    Ok(respond("verify", events))
}

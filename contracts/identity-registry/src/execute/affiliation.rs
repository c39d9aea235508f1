//! Roles of practitioners at organizations.

use chartseal_governance::ensure_running;
use chartseal_guard::{Check, holds};
use chartseal_types::identity::{AffiliationPeriod, IdentityRow, Status, event};
use chartseal_types::{IdentityId, Role};
use cosmwasm_std::{DepsMut, Env, MessageInfo, Response};

use super::respond;
use crate::authority::{own_active_identity, own_identity};
use crate::domain::standing::{ensure_active, ensure_organization, ensure_practitioner};
use crate::error::ContractError;
use crate::{AffiliationError, StandingError, state};

pub fn offer(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    practitioner: IdentityId,
    role: Role,
) -> Result<Response, ContractError> {
    let now = env.block.time.seconds();
    ensure_running(deps.storage, now)?;
    let (organization, row) = own_active_identity(deps.storage, &info.sender, now)?;
    ensure_accredited(organization, &row, role)?;
    let row = state::identity(deps.storage, practitioner)?;
    ensure_practitioner(practitioner, &row)?;
    if row.status == Status::Revoked {
        return Err(StandingError::Ended { identity: practitioner, status: row.status }.into());
    }
    let mut open = state::open_affiliations(deps.storage, practitioner)?;
    open.offer(organization, role, state::AFFILIATION_PERIODS.next(deps.storage, practitioner)?)?;

    let (offered_at, accepted_at, ended_at) = (now, None, None);
    let period = AffiliationPeriod { practitioner, organization, role, offered_at, accepted_at, ended_at };
    state::AFFILIATION_PERIODS.push(deps.storage, practitioner, &period)?;
    state::save_open_affiliations(deps.storage, practitioner, &open)?;
    Ok(respond("offer_affiliation", [event::affiliation_offered(practitioner, organization, role)?]))
}

pub fn accept(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    organization: IdentityId,
    role: Role,
) -> Result<Response, ContractError> {
    let now = env.block.time.seconds();
    ensure_running(deps.storage, now)?;
    let (practitioner, row) = own_active_identity(deps.storage, &info.sender, now)?;
    ensure_practitioner(practitioner, &row)?;
    let row = state::identity(deps.storage, organization)?;
    ensure_active(organization, &row, now)?;
    ensure_accredited(organization, &row, role)?;
    let mut open = state::open_affiliations(deps.storage, practitioner)?;
    let number = open.accept(organization, role, now)?;

    state::AFFILIATION_PERIODS
        .complete(deps.storage, practitioner, number, |period| period.accepted_at = Some(now))?;
    state::save_open_affiliations(deps.storage, practitioner, &open)?;
    Ok(respond("accept_affiliation", [event::affiliation_accepted(practitioner, organization, role)?]))
}

pub fn end(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    practitioner: IdentityId,
    organization: IdentityId,
    role: Role,
) -> Result<Response, ContractError> {
    let now = env.block.time.seconds();
    let own = own_identity(deps.storage, &info.sender)?;
    if !holds(Check::AffiliationParty, own == practitioner || own == organization) {
        let account = info.sender.clone();
        return Err(StandingError::NotOwner { identity: practitioner, account }.into());
    }
    let mut open = state::open_affiliations(deps.storage, practitioner)?;
    let number = open.end(organization, role)?;

    state::AFFILIATION_PERIODS
        .complete(deps.storage, practitioner, number, |period| period.ended_at = Some(now))?;
    state::save_open_affiliations(deps.storage, practitioner, &open)?;
    let event = event::affiliation_ended(practitioner, organization, role, &info.sender)?;
    Ok(respond("end_affiliation", [event]))
}

fn ensure_accredited(organization: IdentityId, row: &IdentityRow, role: Role) -> Result<(), ContractError> {
    ensure_organization(organization, row)?;
    if holds(Check::Accredited, row.roles.contains(role)) {
        Ok(())
    } else {
        Err(AffiliationError::NotAccredited { organization, role }.into())
    }
}

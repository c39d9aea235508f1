//! Registrars and the roles that organizations may offer.

use chartseal_governance::{ensure_admin, ensure_running};
use chartseal_guard::{Check, ensure};
use chartseal_types::identity::{IdentityRow, Status, event};
use chartseal_types::{CodeSet, IdentityId, Role};
use cosmwasm_std::{DepsMut, Env, MessageInfo, Response};

use super::respond;
use crate::authority::steward_of;
use crate::domain::distrust::{self, ensure_trusted};
use crate::domain::standing::{ensure_active, ensure_organization};
use crate::error::ContractError;
use crate::{RegistrarError, StandingError, state};

pub fn appoint(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    organization: IdentityId,
) -> Result<Response, ContractError> {
    let now = env.block.time.seconds();
    ensure_running(deps.storage, now)?;
    ensure_admin(deps.storage, &info.sender)?;
    let row = state::identity(deps.storage, organization)?;
    ensure_organization(organization, &row)?;
    ensure_active(organization, &row, now)?;
    let distrusted = state::distrust::list(deps.storage)?;
    ensure(Check::Trusted, || ensure_trusted(&distrusted, organization))?;
    if state::is_registrar(deps.storage, organization) {
        return Err(RegistrarError::Already { organization }.into());
    }
    state::appoint_registrar(deps.storage, organization, now)?;
    Ok(respond("appoint_registrar", [event::registrar_appointed(organization)]))
}

pub fn dismiss(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    organization: IdentityId,
) -> Result<Response, ContractError> {
    ensure_admin(deps.storage, &info.sender)?;
    if !state::is_registrar(deps.storage, organization) {
        return Err(RegistrarError::Unknown { organization }.into());
    }
    state::dismiss_registrar(deps.storage, organization, env.block.time.seconds())?;
    Ok(respond("dismiss_registrar", [event::registrar_dismissed(organization)]))
}

/// Also of one that is a registrar no more: what it verified is what counts for nothing.
pub fn distrust(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    registrar: IdentityId,
    since: u64,
) -> Result<Response, ContractError> {
    let now = env.block.time.seconds();
    ensure_admin(deps.storage, &info.sender)?;
    if state::REGISTRAR_PERIODS.len(deps.storage, registrar)? == 0 {
        return Err(RegistrarError::Unknown { organization: registrar }.into());
    }
    let mut list = state::distrust::list(deps.storage)?;
    distrust::distrust(&mut list, registrar, since, now)?;
    state::distrust::save(deps.storage, &list)?;
    let mut events = vec![event::registrar_distrusted(registrar, since)];
    if state::is_registrar(deps.storage, registrar) {
        state::dismiss_registrar(deps.storage, registrar, now)?;
        events.push(event::registrar_dismissed(registrar));
    }
    Ok(respond("distrust_registrar", events))
}

pub fn accredit(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    organization: IdentityId,
    roles: &[Role],
) -> Result<Response, ContractError> {
    let now = env.block.time.seconds();
    steward_of(deps.storage, &info.sender, organization, now)?;
    let row = state::identity(deps.storage, organization)?;
    ensure_organization(organization, &row)?;
    if row.status == Status::Revoked {
        return Err(StandingError::Ended { identity: organization, status: row.status }.into());
    }
    let set = to_set(roles)?;
    // Taking roles away is a revocation, which no pause stops.
    if roles.iter().any(|role| !row.roles.contains(*role)) {
        ensure_running(deps.storage, now)?;
    }
    state::save_identity(deps.storage, organization, &IdentityRow { roles: set, ..row })?;
    Ok(respond("accredit", [event::accredited(organization, roles, &info.sender)?]))
}

fn to_set(roles: &[Role]) -> Result<CodeSet<Role>, RegistrarError> {
    roles.iter().try_fold(CodeSet::NONE, |set: CodeSet<Role>, role| {
        if set.contains(*role) {
            Err(RegistrarError::RepeatedRole { role: *role })
        } else {
            Ok(set.with(*role))
        }
    })
}

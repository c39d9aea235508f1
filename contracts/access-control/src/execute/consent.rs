//! A patient's rules. Setting a permit, amending, and ending a denial open: not while paused or frozen. Denying and
//! revoking a permit close: always.

use chartseal_governance::ensure_running;
use chartseal_types::IdentityId;
use chartseal_types::access::{ConsentEnd, Effect, Terms, TermsUnchecked, event};
use cosmwasm_std::{Deps, DepsMut, Env, MessageInfo, Response, to_json_binary};

use crate::error::{ConsentError, ContractError};
use crate::parties::{Patient, check_grantee};
use crate::state::consent::{self as state, Head, Version};

pub fn grant(
    deps: DepsMut<'_>,
    env: &Env,
    info: MessageInfo,
    terms: TermsUnchecked,
) -> Result<Response, ContractError> {
    let now = env.block.time.seconds();
    let patient = Patient::sender(deps.as_ref(), &info.sender)?;
    let terms = check(deps.as_ref(), terms, now)?;
    if terms.effect == Effect::Permit {
        ensure_may_open(deps.as_ref(), &patient, now)?;
    }
    let number = state::next_number(deps.storage, patient.id)?;
    let event = event::consent_granted(patient.id, number, terms.effect, terms.grantee, &info.sender)?;
    let version = Version { terms, by: info.sender, at: now };
    state::put_in_force(deps.storage, patient.id, number, 1, &version)?;
    Ok(Response::new()
        .add_attribute("action", "grant_consent")
        .add_event(event)
        .set_data(to_json_binary(&number)?))
}

pub fn amend(
    deps: DepsMut<'_>,
    env: &Env,
    info: MessageInfo,
    number: u32,
    terms: TermsUnchecked,
) -> Result<Response, ContractError> {
    let now = env.block.time.seconds();
    let patient = Patient::sender(deps.as_ref(), &info.sender)?;
    ensure_may_open(deps.as_ref(), &patient, now)?;
    let (head, before) = standing(deps.as_ref(), patient.id, number, now)?;
    let terms = check(deps.as_ref(), terms, now)?;
    if terms.effect != before.effect {
        return Err(ConsentError::EffectChanged { expected: before.effect }.into());
    }
    let version = head.version.saturating_add(1);
    let event =
        event::consent_amended(patient.id, number, version, terms.effect, terms.grantee, &info.sender)?;
    state::take_out(deps.storage, patient.id, number, &before)?;
    let stored = Version { terms, by: info.sender, at: now };
    state::put_in_force(deps.storage, patient.id, number, version, &stored)?;
    Ok(Response::new().add_attribute("action", "amend_consent").add_event(event))
}

pub fn revoke(
    deps: DepsMut<'_>,
    env: &Env,
    info: MessageInfo,
    number: u32,
) -> Result<Response, ContractError> {
    let now = env.block.time.seconds();
    let patient = Patient::sender(deps.as_ref(), &info.sender)?;
    let (head, terms) = standing(deps.as_ref(), patient.id, number, now)?;
    if terms.effect == Effect::Deny {
        ensure_may_open(deps.as_ref(), &patient, now)?;
    }
    let event = event::consent_revoked(patient.id, number, terms.effect, terms.grantee, &info.sender)?;
    state::take_out(deps.storage, patient.id, number, &terms)?;
    let ended = ConsentEnd { by: info.sender, at: now };
    state::save_end(deps.storage, patient.id, number, head.version, ended)?;
    Ok(Response::new().add_attribute("action", "revoke_consent").add_event(event))
}

fn check(deps: Deps<'_>, terms: TermsUnchecked, now: u64) -> Result<Terms, ContractError> {
    let terms = terms.check(now).map_err(ConsentError::from)?;
    check_grantee(deps, terms.grantee)?;
    Ok(terms)
}

fn ensure_may_open(deps: Deps<'_>, patient: &Patient, now: u64) -> Result<(), ContractError> {
    ensure_running(deps.storage, now)?;
    Ok(patient.ensure_may_open(now)?)
}

/// A consent that was not revoked and has not run out, with the terms that count.
fn standing(
    deps: Deps<'_>,
    patient: IdentityId,
    number: u32,
    now: u64,
) -> Result<(Head, Terms), ConsentError> {
    let unknown = || ConsentError::Unknown { patient, consent: number };
    let head = state::head(deps.storage, patient, number)?.ok_or_else(unknown)?;
    let version = state::version(deps.storage, patient, number, head.version)?.ok_or_else(unknown)?;
    if head.ended.is_some() || version.terms.valid_until.is_some_and(|until| until <= now) {
        return Err(ConsentError::Ended { consent: number });
    }
    Ok((head, version.terms))
}

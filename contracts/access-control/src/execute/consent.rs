//! A patient's rules. Setting a permit, amending, and ending a denial open: not while paused or frozen. Denying and
//! revoking a permit close: always. A representative reaches what lies within the appointment, and never lifts what
//! the patient denied.

use chartseal_governance::ensure_running;
use chartseal_guard::{Check, holds};
use chartseal_second_factor::Factor;
use chartseal_types::IdentityId;
use chartseal_types::access::{ConsentEnd, Effect, Terms, TermsUnchecked, event};
use chartseal_types::second_factor::Sensitive;
use cosmwasm_std::{Deps, DepsMut, Env, MessageInfo, Response, to_json_binary};

use crate::domain::subject::Subject;
use crate::error::{ConsentError, ContractError};
use crate::parties::OnBehalf;
use crate::second_factor;
use crate::state::consent::{self as state, Head, Version};

pub fn grant(
    deps: DepsMut<'_>,
    env: &Env,
    info: MessageInfo,
    patient: Option<IdentityId>,
    terms: TermsUnchecked,
    factor: &Factor,
) -> Result<Response, ContractError> {
    let now = env.block.time.seconds();
    let acting = OnBehalf::sender(deps.as_ref(), &info.sender, patient, now)?;
    let terms = check(deps.as_ref(), &acting, terms, now)?;
    if terms.effect == Effect::Permit {
        second_factor::ensure(deps.as_ref(), factor, acting.sender, Sensitive::GrantPermit, now)?;
        ensure_running(deps.storage, now)?;
        acting.ensure_may_permit(now)?;
    }
    let patient = acting.patient;
    let number = state::next_number(deps.storage, patient.id)?;
    let event = event::consent_granted(patient.id, number, terms.effect, terms.grantee, &info.sender)?;
    let first = Version { terms, by: info.sender, mandate: acting.party.mandate(), at: now };
    state::put_in_force(deps.storage, patient, number, Head::new(patient, None, first))?;
    Ok(Response::new()
        .add_attribute("action", "grant_consent")
        .add_event(event)
        .set_data(to_json_binary(&number)?))
}

pub fn amend(
    deps: DepsMut<'_>,
    env: &Env,
    info: MessageInfo,
    patient: Option<IdentityId>,
    number: u32,
    terms: TermsUnchecked,
    factor: &Factor,
) -> Result<Response, ContractError> {
    let now = env.block.time.seconds();
    let acting = OnBehalf::sender(deps.as_ref(), &info.sender, patient, now)?;
    second_factor::ensure(deps.as_ref(), factor, acting.sender, Sensitive::AmendConsent, now)?;
    ensure_may_open(deps.as_ref(), &acting, now)?;
    let patient = acting.patient;
    let head = standing(deps.as_ref(), patient, number, now)?;
    let before = &head.latest.terms;
    acting.party.ensure_may_amend(number, head.latest.set_by())?;
    acting.party.ensure_in_scope(before.compartments)?;
    let terms = check(deps.as_ref(), &acting, terms, now)?;
    if terms.effect != before.effect {
        return Err(ConsentError::EffectChanged { expected: before.effect }.into());
    }
    let (effect, grantee, version) = (terms.effect, terms.grantee, head.version.saturating_add(1));
    let event = event::consent_amended(patient.id, number, version, effect, grantee, &info.sender)?;
    let next = Version { terms, by: info.sender, mandate: acting.party.mandate(), at: now };
    state::amend(deps.storage, patient, number, head, next)?;
    Ok(Response::new().add_attribute("action", "amend_consent").add_event(event))
}

pub fn revoke(
    deps: DepsMut<'_>,
    env: &Env,
    info: MessageInfo,
    patient: Option<IdentityId>,
    number: u32,
    factor: &Factor,
) -> Result<Response, ContractError> {
    let now = env.block.time.seconds();
    let acting = OnBehalf::sender(deps.as_ref(), &info.sender, patient, now)?;
    let patient = acting.patient;
    let head = standing(deps.as_ref(), patient, number, now)?;
    let terms = &head.latest.terms;
    acting.party.ensure_may_revoke(number, terms.effect, head.latest.set_by())?;
    acting.party.ensure_in_scope(terms.compartments)?;
    // Ending a denial opens, as amending one does: only what closes goes without a second factor.
    if terms.effect == Effect::Deny {
        second_factor::ensure(deps.as_ref(), factor, acting.sender, Sensitive::AmendConsent, now)?;
        ensure_may_open(deps.as_ref(), &acting, now)?;
    }
    let event = event::consent_revoked(patient.id, number, terms.effect, terms.grantee, &info.sender)?;
    state::end(deps.storage, patient, number, head, ConsentEnd { by: info.sender, at: now })?;
    Ok(Response::new().add_attribute("action", "revoke_consent").add_event(event))
}

/// Checks terms, that they lie within the scope and the time of who acts, and that the grantee is there.
pub fn check(
    deps: Deps<'_>,
    acting: &OnBehalf,
    terms: TermsUnchecked,
    now: u64,
) -> Result<Terms, ContractError> {
    let terms = terms.check(now).map_err(ConsentError::from)?;
    acting.party.ensure_in_scope(terms.compartments)?;
    acting.ensure_not_to_oneself(&terms)?;
    let terms = acting.party.within_appointment(terms)?;
    acting.check_grantee(deps, terms.grantee)?;
    Ok(terms)
}

fn ensure_may_open(deps: Deps<'_>, acting: &OnBehalf, now: u64) -> Result<(), ContractError> {
    ensure_running(deps.storage, now)?;
    acting.ensure_may_open(now)
}

/// A consent that was not revoked, has not run out and was not outlived.
fn standing(deps: Deps<'_>, patient: Subject, number: u32, now: u64) -> Result<Head, ConsentError> {
    let head = state::head(deps.storage, patient.id, number)?
        .ok_or(ConsentError::Unknown { patient: patient.id, consent: number })?;
    let over = head.latest.terms.valid_until.is_some_and(|until| until <= now);
    let stands = head.ended.is_none() && !over && !head.is_outlived(patient);
    if !holds(Check::ConsentStands, stands) {
        return Err(ConsentError::Ended { consent: number });
    }
    Ok(head)
}

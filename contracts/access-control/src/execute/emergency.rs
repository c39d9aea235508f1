//! Emergencies. None of it waits for a pause: who breaks the glass cannot wait, and accounting for it protects.

use chartseal_guard::{Check, holds};
use chartseal_second_factor::Factor;
use chartseal_types::access::{EmergencyOpening, Finding, MAX_DAILY_EMERGENCIES, event};
use chartseal_types::identity::Kind;
use chartseal_types::second_factor::Sensitive;
use chartseal_types::{Commitment, IdentityId, Role};
use cosmwasm_std::{Deps, DepsMut, Env, MessageInfo, Response, Storage, to_json_binary};

use crate::domain::emergency::{Emergency, EmergencyError, EmergencyRules, Reviewer, check_day, check_room};
use crate::error::ContractError;
use crate::facts::Reader;
use crate::state::{emergency as state, policy};
use crate::{parties, second_factor};

/// An emergency by its patient and its number there.
type Named = (IdentityId, u32);

pub fn open(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    opening: &EmergencyOpening,
    factor: &Factor,
) -> Result<Response, ContractError> {
    let now = env.block.time.seconds();
    let clinician = parties::identity_of(deps.as_ref(), &info.sender)?;
    second_factor::ensure(deps.as_ref(), factor, clinician, Sensitive::OpenEmergency, now)?;
    check_patient(deps.as_ref(), opening.patient)?;
    check_clinician(deps.as_ref(), clinician, opening, now)?;
    let rules = rules(deps.storage, opening.role, now)?;
    let mut open = state::open_of(deps.storage, clinician)?;
    check_room(&mut open, opening.patient, now)?;
    check_day(state::first_of_last(deps.storage, clinician, MAX_DAILY_EMERGENCIES)?, now)?;
    state::use_commitment(deps.storage, clinician, opening.statement)?;
    let emergency = Emergency::open(clinician, opening, rules, now);
    let number = state::add(deps.storage, opening.patient, &emergency, open)?;
    let event = event::emergency_opened(opening, number, clinician, emergency.until)?;
    Ok(Response::new()
        .add_attribute("action", "open_emergency")
        .add_event(event)
        .set_data(to_json_binary(&number)?))
}

pub fn close(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    named: Named,
) -> Result<Response, ContractError> {
    let by = parties::identity_of(deps.as_ref(), &info.sender)?;
    let (patient, number) = named;
    let before = find(deps.storage, named)?;
    let after = before.clone().close(number, patient, by, env.block.time.seconds())?;
    state::update(deps.storage, named, &before, &after)?;
    let event = event::emergency_closed(patient, number, by);
    Ok(Response::new().add_attribute("action", "close_emergency").add_event(event))
}

pub fn justify(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    named: Named,
    justification: Commitment,
) -> Result<Response, ContractError> {
    let now = env.block.time.seconds();
    let by = parties::identity_of(deps.as_ref(), &info.sender)?;
    let before = find(deps.storage, named)?;
    let after = before.clone().justify(by, justification, now)?;
    state::use_commitment(deps.storage, by, justification)?;
    state::update(deps.storage, named, &before, &after)?;
    let event = event::emergency_justified(named.0, named.1, now >= after.justify_by);
    Ok(Response::new().add_attribute("action", "justify_emergency").add_event(event))
}

pub fn review(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    named: Named,
    organization: IdentityId,
    finding: Finding,
    report: Commitment,
) -> Result<Response, ContractError> {
    let now = env.block.time.seconds();
    let by = parties::identity_of(deps.as_ref(), &info.sender)?;
    let before = find(deps.storage, named)?;
    let reviewer = reviewer(deps.as_ref(), by, organization, named.0, &before, now)?;
    let after = before.clone().review(reviewer, finding, report, now)?;
    state::use_commitment(deps.storage, by, report)?;
    state::update(deps.storage, named, &before, &after)?;
    let reviewed = after.reviews.last().map(|review| event::emergency_reviewed(named.0, named.1, review));
    Ok(Response::new().add_attribute("action", "review_emergency").add_events(reviewed.transpose()?))
}

pub fn escalate(
    deps: DepsMut<'_>,
    env: &Env,
    info: MessageInfo,
    named: Named,
) -> Result<Response, ContractError> {
    let before = find(deps.storage, named)?;
    let event = event::emergency_escalated(named.0, named.1, &info.sender);
    let after = before.clone().escalate(info.sender, env.block.time.seconds())?;
    state::update(deps.storage, named, &before, &after)?;
    Ok(Response::new().add_attribute("action", "escalate_emergency").add_event(event))
}

fn find(storage: &dyn Storage, (patient, number): Named) -> Result<Emergency, ContractError> {
    let found = state::find(storage, patient, number)?;
    Ok(found.ok_or(EmergencyError::Unknown { patient, emergency: number })?)
}

/// A living patient whom nobody merged into another. Whether verified does not matter: who lies unconscious may not be.
fn check_patient(deps: Deps<'_>, patient: IdentityId) -> Result<(), ContractError> {
    parties::unmerged_patient(deps, patient)?;
    let row = parties::patient(deps, patient)?;
    if holds(Check::EmergencyOfTheLiving, !row.deceased) {
        Ok(())
    } else {
        Err(EmergencyError::Deceased { patient }.into())
    }
}

/// Somebody under whose emergency something could be opened, and whom no earlier one bars.
fn check_clinician(
    deps: Deps<'_>,
    clinician: IdentityId,
    opening: &EmergencyOpening,
    now: u64,
) -> Result<(), ContractError> {
    let EmergencyOpening { organization, role, certificate, .. } = *opening;
    Reader::new(deps, now)?.standing(clinician, organization, role, certificate)?;
    match state::bar(deps.storage, clinician, now)? {
        None => Ok(()),
        Some(_) if holds(Check::EmergencyBar, false) => Ok(()),
        Some((since, (patient, emergency))) => {
            Err(EmergencyError::Barred { patient, emergency, since }.into())
        }
    }
}

fn rules(storage: &dyn Storage, role: Role, now: u64) -> Result<EmergencyRules, ContractError> {
    let version = policy::header(storage, now)?.current.number;
    let rules = policy::emergency_rules(storage, version)?;
    if holds(Check::EmergencyRole, rules.roles.contains(role)) {
        Ok(rules)
    } else {
        Err(EmergencyError::Role { role }.into())
    }
}

/// An active compliance officer of an active organization, with what makes them independent or not.
fn reviewer(
    deps: Deps<'_>,
    identity: IdentityId,
    organization: IdentityId,
    patient: IdentityId,
    emergency: &Emergency,
    now: u64,
) -> Result<Reviewer, ContractError> {
    let registry = parties::registry(deps)?;
    let at = parties::active_organization(deps, organization, now)?;
    let affiliations = registry.affiliations(&deps.querier, identity)?;
    let role = Role::ComplianceOfficer;
    let officer = affiliations.iter().any(|a| (a.organization, a.role) == (organization, role))
        && at.roles.contains(role)
        && registry.is_active(&deps.querier, identity, now)?;
    if !holds(Check::ReviewedByOfficer, officer) {
        return Err(EmergencyError::NotOfficer { identity, organization }.into());
    }
    Ok(Reviewer {
        identity,
        organization,
        auditor: at.kind == Kind::Auditor && organization != emergency.organization,
        at_clinicians: affiliations.iter().any(|a| a.organization == emergency.organization),
        involved: state::has_opened(deps.storage, patient, identity),
    })
}

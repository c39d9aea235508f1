//! Care relationships. Opening and attesting open: not while paused. Ending closes: always.

use chartseal_governance::ensure_running;
use chartseal_types::access::event;
use chartseal_types::identity::IdentityRow;
use chartseal_types::{IdentityId, Role};
use cosmwasm_std::{Deps, DepsMut, Env, MessageInfo, Response};

use crate::domain::care::CareError;
use crate::error::ContractError;
use crate::parties::{self, Patient};
use crate::state::care as state;

/// The roles that treat patients, and so can tell that somebody is in care.
const CLINICAL: [Role; 3] = [Role::Doctor, Role::Nurse, Role::Pharmacist];

pub fn open(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    organization: IdentityId,
    until: u64,
) -> Result<Response, ContractError> {
    let now = env.block.time.seconds();
    ensure_running(deps.storage, now)?;
    let patient = Patient::sender(deps.as_ref(), &info.sender)?;
    patient.ensure_may_open(now)?;
    parties::active_organization(deps.as_ref(), organization, now)?;
    let care = state::find(deps.storage, patient.id, organization)?.unwrap_or_default();
    let care = care.open(patient.id, until, now)?;
    state::save(deps.storage, patient.id, organization, &care)?;
    let event = event::care_opened(patient.id, organization, &care.opened_by, care.until);
    Ok(Response::new().add_attribute("action", "open_care").add_event(event))
}

pub fn attest(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    patient: IdentityId,
    organization: IdentityId,
    until: u64,
) -> Result<Response, ContractError> {
    let now = env.block.time.seconds();
    ensure_running(deps.storage, now)?;
    parties::patient(deps.as_ref(), patient)?;
    let row = parties::active_organization(deps.as_ref(), organization, now)?;
    let by = parties::identity_of(deps.as_ref(), &info.sender)?;
    ensure_clinician(deps.as_ref(), by, organization, &row, now)?;
    let care = state::find(deps.storage, patient, organization)?.unwrap_or_default();
    let care = care.attest(patient, by, until, now)?;
    state::save(deps.storage, patient, organization, &care)?;
    let event = match &care.attested {
        Some(first) => event::care_attested(patient, organization, first.by, first.until),
        None => event::care_opened(patient, organization, &care.opened_by, care.until),
    };
    Ok(Response::new().add_attribute("action", "attest_care").add_event(event))
}

pub fn end(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    patient: IdentityId,
    organization: IdentityId,
) -> Result<Response, ContractError> {
    let now = env.block.time.seconds();
    let by = parties::identity_of(deps.as_ref(), &info.sender)?;
    ensure_party(deps.as_ref(), by, patient, organization)?;
    let care = state::find(deps.storage, patient, organization)?.unwrap_or_default();
    let care = care.end(patient, organization, by, now)?;
    state::save(deps.storage, patient, organization, &care)?;
    let event = event::care_ended(patient, organization, by);
    Ok(Response::new().add_attribute("action", "end_care").add_event(event))
}

/// An active identity with a clinical role in force at the organization.
fn ensure_clinician(
    deps: Deps<'_>,
    identity: IdentityId,
    organization: IdentityId,
    at: &IdentityRow,
    now: u64,
) -> Result<(), ContractError> {
    let registry = parties::registry(deps)?;
    let clinical = registry.affiliations(&deps.querier, identity)?.iter().any(|affiliation| {
        affiliation.organization == organization
            && CLINICAL.contains(&affiliation.role)
            && at.roles.contains(affiliation.role)
    });
    if clinical && registry.is_active(&deps.querier, identity, now)? {
        Ok(())
    } else {
        Err(CareError::NotClinician { identity, organization }.into())
    }
}

/// The patient, the organization itself, or anybody with a role there. Whether they are active does not matter:
/// ending closes.
fn ensure_party(
    deps: Deps<'_>,
    by: IdentityId,
    patient: IdentityId,
    organization: IdentityId,
) -> Result<(), ContractError> {
    if by == patient || by == organization {
        return Ok(());
    }
    let affiliations = parties::registry(deps)?.affiliations(&deps.querier, by)?;
    if affiliations.iter().any(|affiliation| affiliation.organization == organization) {
        Ok(())
    } else {
        Err(CareError::NotParty { identity: by }.into())
    }
}

//! Care relationships. Opening and attesting open: not while paused. Ending closes: always.

use chartseal_governance::ensure_running;
use chartseal_second_factor::Factor;
use chartseal_types::access::event;
use chartseal_types::identity::IdentityRow;
use chartseal_types::second_factor::Sensitive;
use chartseal_types::{CodeSet, IdentityId, Role};
use cosmwasm_std::{Deps, DepsMut, Env, MessageInfo, Response};

use crate::domain::care::CareError;
use crate::domain::party::{OnBehalfError, Party};
use crate::domain::subject::Subject;
use crate::error::ContractError;
use crate::parties::{self, OnBehalf};
use crate::state::care as state;
use crate::{care, second_factor};

/// The roles that treat patients, and so can tell that somebody is in care.
const CLINICAL: [Role; 3] = [Role::Doctor, Role::Nurse, Role::Pharmacist];

pub fn open(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    patient: Option<IdentityId>,
    organization: IdentityId,
    until: u64,
    factor: &Factor,
) -> Result<Response, ContractError> {
    let now = env.block.time.seconds();
    ensure_running(deps.storage, now)?;
    let acting = OnBehalf::sender(deps.as_ref(), &info.sender, patient, now)?;
    second_factor::ensure(deps.as_ref(), factor, acting.sender, Sensitive::OpenCare, now)?;
    acting.ensure_may_permit(now)?;
    // What it lets policy permit lies in any compartment.
    acting.party.ensure_in_scope(CodeSet::ALL)?;
    acting.party.ensure_ends_in_time(until)?;
    parties::active_organization(deps.as_ref(), organization, now)?;
    let patient = acting.patient;
    let before = care::of(deps.as_ref(), patient, organization, now)?;
    // What the patient ended, nobody opens again for the patient.
    if acting.party != Party::Patient && before.is_ended_by(patient.id) {
        return Err(CareError::EndedByPatient { patient: patient.id }.into());
    }
    let care = before.open(acting.sender, acting.party.mandate(), until, now)?;
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
    let subject = parties::living_patient(deps.as_ref(), patient)?;
    let row = parties::active_organization(deps.as_ref(), organization, now)?;
    let by = parties::identity_of(deps.as_ref(), &info.sender)?;
    ensure_clinician(deps.as_ref(), by, organization, &row, now)?;
    let care = care::of(deps.as_ref(), subject, organization, now)?.attest(patient, by, until, now)?;
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
    let sender = parties::identity_of(deps.as_ref(), &info.sender)?;
    let ending = ending(deps.as_ref(), info, sender, patient, organization, now)?;
    let care = care::of(deps.as_ref(), ending.patient, organization, now)?;
    let care = care.end(patient, organization, ending.by, ending.for_patient, now)?;
    state::save(deps.storage, patient, organization, &care)?;
    let event = event::care_ended(patient, organization, sender);
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

/// Whose care relationship ends, and who is said to end it.
struct Ending {
    patient: Subject,
    by: IdentityId,
    for_patient: Option<IdentityId>,
}

/// The organization itself, or anybody with a role there, whether or not they are active: ending closes. Anybody else
/// has to be the patient, or to act for the patient.
fn ending(
    deps: Deps<'_>,
    info: &MessageInfo,
    sender: IdentityId,
    patient: IdentityId,
    organization: IdentityId,
    now: u64,
) -> Result<Ending, ContractError> {
    match OnBehalf::sender(deps, &info.sender, Some(patient), now) {
        Ok(acting) => {
            let for_patient = acting.party.mandate().map(|mandate| mandate.representative);
            Ok(Ending { patient: acting.patient, by: patient, for_patient })
        }
        Err(ContractError::OnBehalf(error)) => {
            let affiliations = parties::registry(deps)?.affiliations(&deps.querier, sender)?;
            let has_role = affiliations.iter().any(|affiliation| affiliation.organization == organization);
            if sender != organization && !has_role {
                return Err(match error {
                    OnBehalfError::NotForPatient { .. } => CareError::NotParty { identity: sender }.into(),
                    error => error.into(),
                });
            }
            let patient = Subject::new(patient, &parties::patient(deps, patient)?);
            Ok(Ending { patient, by: sender, for_patient: None })
        }
        Err(error) => Err(error),
    }
}

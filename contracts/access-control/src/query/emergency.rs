//! Emergencies and where they stand.

use chartseal_types::IdentityId;
use chartseal_types::access::{EmergenciesOf, EmergencyResponse, ListedEmergency};
use cosmwasm_std::{Deps, StdResult};

use crate::domain::emergency::{Emergency, EmergencyError};
use crate::error::ContractError;
use crate::state::emergency as state;

pub fn one(
    deps: Deps<'_>,
    now: u64,
    patient: IdentityId,
    number: u32,
) -> Result<EmergencyResponse, ContractError> {
    let emergency = state::find(deps.storage, patient, number)?
        .ok_or(EmergencyError::Unknown { patient, emergency: number })?;
    Ok(describe(now, patient, number, emergency))
}

pub fn list(
    deps: Deps<'_>,
    now: u64,
    of: EmergenciesOf,
    start_after: Option<u32>,
    limit: usize,
) -> StdResult<Vec<ListedEmergency>> {
    let storage = deps.storage;
    match of {
        EmergenciesOf::Patient(patient) => Ok(state::list_of_patient(storage, patient, start_after, limit)?
            .into_iter()
            .map(|(number, emergency)| {
                let emergency = describe(now, patient, number, emergency);
                ListedEmergency { place: number, emergency }
            })
            .collect()),
        EmergenciesOf::Clinician(list) | EmergenciesOf::Organization(list) => {
            Ok(state::list_of(storage, list, start_after, limit)?
                .into_iter()
                .map(|(place, (patient, number), emergency)| {
                    let emergency = describe(now, patient, number, emergency);
                    ListedEmergency { place, emergency }
                })
                .collect())
        }
    }
}

fn describe(now: u64, patient: IdentityId, number: u32, emergency: Emergency) -> EmergencyResponse {
    let (status, bars) = (emergency.status(now), emergency.bars(now));
    let Emergency { clinician, organization, role, certificate, reason, statement, .. } = emergency;
    let Emergency { opened_at, until, justify_by, review_by, .. } = emergency;
    let Emergency { ended, justification, reviews, escalated, .. } = emergency;
    EmergencyResponse {
        patient,
        emergency: number,
        clinician,
        organization,
        role,
        certificate,
        reason,
        statement,
        opened_at,
        until,
        ended,
        justify_by,
        justification,
        review_by,
        reviews,
        escalated,
        status,
        bars,
    }
}

//! Who acts for a patient: appointed by the patient or by two registrars, ended by either side.

use chartseal_governance::ensure_running;
use chartseal_guard::{Check, ensure};
use chartseal_second_factor::Factor;
use chartseal_types::IdentityId;
use chartseal_types::access::AccessControl;
use chartseal_types::identity::{Appointment, Representation, RepresentationEnd, Word, event};
use chartseal_types::second_factor::Sensitive;
use cosmwasm_std::{DepsMut, Env, Event, MessageInfo, Response, Storage};

use super::respond;
use crate::authority::own_identity;
use crate::domain::patients::ensure_representative;
use crate::domain::representatives::{Appointer, Open};
use crate::domain::standing::{ensure_active, ensure_changeable, ensure_not_gone, ensure_patient};
use crate::error::ContractError;
use crate::{RepresentativeError, state};

/// By the patient, at once. A representative never appoints: it has no account of the patient.
pub fn appoint_own(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    factor: &Factor,
    id: IdentityId,
    appointment: &Appointment,
) -> Result<Response, ContractError> {
    let now = env.block.time.seconds();
    ensure_running(deps.storage, now)?;
    let patient = own_identity(deps.storage, &info.sender)?;
    let row = state::identity(deps.storage, patient)?;
    ensure_patient(patient, &row)?;
    ensure_changeable(patient, &row, now)?;
    let access = AccessControl(chartseal_governance::contracts(deps.storage)?.access_control);
    ensure(Check::AppointmentConfirmed, || {
        factor.ensure(deps.as_ref(), &access, patient, Sensitive::AppointRepresentative, now)
    })?;
    ensure_appointable(deps.storage, patient, id, appointment, now)?;
    let by = (Word::Patient { account: info.sender.clone() }, Appointer::Patient);
    let events = appoint(deps.storage, patient, id, appointment, by, now)?;
    Ok(respond("appoint_representative", events))
}

/// Neither a pause nor a freeze stops it. The accounts of a dead patient end nothing: who found the phone would shut out
/// the estate.
pub fn end(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    patient: IdentityId,
    representative: IdentityId,
) -> Result<Response, ContractError> {
    let own = own_identity(deps.storage, &info.sender)?;
    let account = info.sender.clone();
    let by = if own == representative {
        Word::Representative { account }
    } else if own == patient {
        ensure_not_gone(patient, &state::identity(deps.storage, patient)?)?;
        Word::Patient { account }
    } else {
        return Err(RepresentativeError::NeitherSide { account }.into());
    };
    state::representatives::open(deps.storage, patient)?.of(representative)?;
    let end = RepresentationEnd { at: env.block.time.seconds(), by };
    let events = end_those(deps.storage, patient, &end, |open| open.representative == representative)?;
    Ok(respond("end_representative", events))
}

/// Whether somebody could be appointed now, whoever appoints.
pub fn ensure_appointable(
    storage: &dyn Storage,
    patient: IdentityId,
    id: IdentityId,
    appointment: &Appointment,
    now: u64,
) -> Result<(), ContractError> {
    let row = state::identity(storage, id)?;
    ensure_representative(patient, id, &row)?;
    ensure_active(id, &row, now)?;
    appointment.row(now)?;
    state::representatives::open(storage, patient)?.ensure_room(id, now)?;
    // Else ending and appointing anew would be a way around the two registrars who settle it.
    match state::representatives::is_disputed(storage, patient, id)? {
        true => Err(RepresentativeError::InDispute { representative: id }.into()),
        false => Ok(()),
    }
}

pub fn appoint(
    storage: &mut dyn Storage,
    patient: IdentityId,
    representative: IdentityId,
    appointment: &Appointment,
    (appointed_by, appointer): (Word, Appointer),
    now: u64,
) -> Result<Vec<Event>, ContractError> {
    let row = appointment.row(now)?;
    let representation = Representation {
        patient,
        representative,
        appointment: appointment.clone(),
        appointed_by,
        from: row.from,
        until: row.until,
        ended: None,
    };
    state::representatives::appoint(storage, &representation, &row, appointer)?;
    Ok(vec![event::representative_appointed(&representation)?])
}

/// Ends the representations that `ends` names, with an event each.
pub fn end_those(
    storage: &mut dyn Storage,
    patient: IdentityId,
    end: &RepresentationEnd,
    ends: impl Fn(&Open) -> bool,
) -> Result<Vec<Event>, ContractError> {
    let ended = state::representatives::end(storage, patient, end, ends)?;
    Ok(ended.into_iter().map(|id| event::representative_ended(patient, id, end)).collect())
}

//! `Hold` and `ReleaseHold`: what must not be erased for now. Never stopped by a pause.

use chartseal_types::anchor::{Author, Happening, HoldReason, HoldResponse, event};
use cosmwasm_std::Response;

use super::{Context, Subject};
use crate::ContractError;
use crate::domain::{HoldError, StandingError, check_hold, check_release};
use crate::state;

/// An erasure under way ends with a hold, rather than being taken up again after it: the patient decides anew on what
/// is known then.
pub fn hold(
    mut context: Context<'_>,
    subject: Subject,
    reason: HoldReason,
    until: u64,
) -> Result<Response, ContractError> {
    let Subject { patient, record: hash } = subject;
    let mut record = context.record(subject)?;
    let by_admin = authorise(&context, &record.row.author)?;
    if context.is_erased(patient, &record.row)? {
        return Err(HoldError::Erased { record: hash }.into());
    }
    check_hold(record.detail.hold_in_force(context.now), by_admin, until, context.now)?;
    let stopped_erasure = context.erasure(subject)?.is_some();
    (record.row.erased_from, record.row.asked_under) = (None, None);
    record.detail.hold = Some(HoldResponse { reason, until, placed_at: context.now, by_admin });
    state::save_record(context.deps.storage, patient, &record)?;
    state::end_erasure(context.deps.storage, patient, hash);
    context.note(subject, Happening::Held { reason, until, stopped_erasure })?;
    let event = event::record_held(patient, hash, reason, until, stopped_erasure, &context.account)?;
    Ok(Response::new().add_attribute("action", "hold").add_event(event))
}

pub fn release(mut context: Context<'_>, subject: Subject) -> Result<Response, ContractError> {
    let mut record = context.record(subject)?;
    let by_admin = authorise(&context, &record.row.author)?;
    check_release(subject.record, record.detail.hold_in_force(context.now), by_admin)?;
    record.detail.hold = None;
    state::save_record(context.deps.storage, subject.patient, &record)?;
    context.note(subject, Happening::HoldReleased {})?;
    let event = event::hold_released(subject.patient, subject.record, &context.account);
    Ok(Response::new().add_attribute("action", "release_hold").add_event(event))
}

/// The admin, or the author's organization by its own account; whether it is the admin. A hold is kept against the
/// patient's wish, so no affiliate places or ends one.
fn authorise(context: &Context<'_>, author: &Author) -> Result<bool, ContractError> {
    if context.is_admin()? {
        return Ok(true);
    }
    let organization = author.organization().ok_or(StandingError::NoOrganization)?;
    context.sender()?.ensure_organization(organization, context.now)?;
    Ok(false)
}

//! `Retract`: the author or its organization withdraws the head of a chain of versions. Never stopped by a pause.

use chartseal_types::Fingerprint;
use chartseal_types::anchor::{Happening, RecordStatus, RetractionReason, RetractionResponse, event};
use cosmwasm_std::Response;

use super::{Context, Subject};
use crate::ContractError;
use crate::domain::check_retraction;
use crate::state;

pub fn retract(
    mut context: Context<'_>,
    subject: Subject,
    reason: RetractionReason,
    certificate: Option<Fingerprint>,
) -> Result<Response, ContractError> {
    let mut record = context.record(subject)?;
    context.ensure_may_withdraw(subject.patient, &record.row.author, certificate)?;
    let erased = context.is_erased(subject.patient, &record.row)?;
    check_retraction(subject.record, record.row.status, erased, record.detail.superseded_by)?;
    record.row.status = RecordStatus::Retracted;
    record.detail.retraction = Some(RetractionResponse { reason, at: context.now });
    state::save_record(context.deps.storage, subject.patient, &record)?;
    context.note(subject, Happening::Retracted { reason })?;
    let event = event::record_retracted(subject.patient, subject.record, reason, &context.account)?;
    Ok(Response::new().add_attribute("action", "retract").add_event(event))
}

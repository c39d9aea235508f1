//! `Erase`, `CancelErasure` and `CompleteErasure`: the patient's right, with time to object. Never stopped by a pause.

use chartseal_types::anchor::{ErasureBasis, Happening, RecordStatus, event};
use chartseal_types::second_factor::Sensitive;
use cosmwasm_std::Response;

use super::{Context, Subject};
use crate::ContractError;
use crate::domain::{Erasure, ErasureError, ErasureFacts};
use crate::state::{self, Record};

/// Not while the identity is frozen: an erasure cannot be undone, and a freeze says that an account may be in the
/// wrong hands.
pub fn request(
    mut context: Context<'_>,
    subject: Subject,
    basis: ErasureBasis,
) -> Result<Response, ContractError> {
    let (Subject { patient, record: hash }, now) = (subject, context.now);
    let sender = context.sender()?;
    context.ensure_acts_for(&sender, patient)?;
    context.ensure_confirmed(&sender, Sensitive::Erase)?;
    let record = state::record(context.deps.storage, patient, hash)?;
    let before = context.erasure(subject)?;
    let detail = record.as_ref().map(|record| &record.detail);
    let facts = ErasureFacts {
        record: hash,
        before: before.as_ref(),
        retain_until: detail.and_then(|detail| detail.retain_until),
        hold: detail.and_then(|detail| detail.hold_in_force(now)),
        asked_under: context.acts_under(&sender, patient)?,
    };
    let erasure = Erasure::request(facts, basis, now)?;
    state::save_erasure(context.deps.storage, patient, hash, &erasure)?;
    schedule(&mut context, subject, record, Some(&erasure))?;
    let erased_from = erasure.erased_from;
    context.note(subject, Happening::ErasureRequested { basis, erased_from })?;
    let event = event::erasure_requested(patient, hash, basis, erased_from, &context.account)?;
    Ok(Response::new().add_attribute("action", "erase").add_event(event))
}

/// By any account of the patient, also while it is frozen, and by those of a duplicate that was merged: that only
/// protects. Not after the patient's death: what the patient asked for goes on, unless a hold stops it. What a survivor
/// asked for needs no cancelling once the merge is taken back.
pub fn cancel(mut context: Context<'_>, subject: Subject) -> Result<Response, ContractError> {
    let Subject { patient, record: hash } = subject;
    context.ensure_protects(&context.sender()?, patient)?;
    standing(&context, subject)?.ensure_under_way(hash, context.now)?;
    let record = state::record(context.deps.storage, patient, hash)?;
    state::end_erasure(context.deps.storage, patient, hash);
    schedule(&mut context, subject, record, None)?;
    context.note(subject, Happening::ErasureCancelled {})?;
    let event = event::erasure_cancelled(patient, hash, &context.account);
    Ok(Response::new().add_attribute("action", "cancel_erasure").add_event(event))
}

pub fn complete(mut context: Context<'_>, subject: Subject) -> Result<Response, ContractError> {
    let Subject { patient, record: hash } = subject;
    let erasure = standing(&context, subject)?.complete(hash, context.now)?;
    state::save_erasure(context.deps.storage, patient, hash, &erasure)?;
    if let Some(record) = state::record(context.deps.storage, patient, hash)? {
        state::save_record(context.deps.storage, patient, &tombstone(record))?;
    }
    context.note(subject, Happening::Erased {})?;
    let event = event::record_erased(patient, hash, &context.account);
    Ok(Response::new().add_attribute("action", "complete_erasure").add_event(event))
}

/// What was asked for, and whose asker still acts for the patient.
fn standing(context: &Context<'_>, subject: Subject) -> Result<Erasure, ContractError> {
    let erasure = context.erasure(subject)?;
    Ok(erasure.ok_or(ErasureError::NotRequested { record: subject.record })?)
}

/// Tells everybody who reads the record's row from when it counts as erased.
fn schedule(
    context: &mut Context<'_>,
    subject: Subject,
    record: Option<Record>,
    erasure: Option<&Erasure>,
) -> Result<(), ContractError> {
    if let Some(mut record) = record {
        record.row.erased_from = erasure.map(|erasure| erasure.erased_from);
        record.row.asked_under = erasure.and_then(|erasure| erasure.asked_under);
        state::save_record(context.deps.storage, subject.patient, &record)?;
    }
    Ok(())
}

/// What is left of a record: whose, who wrote it, its coarse label, its place among the versions, and when it went.
/// What would tell more of the document goes.
fn tombstone(mut record: Record) -> Record {
    record.row.status = RecordStatus::Erased;
    record.row.quarter = None;
    record.row.asked_under = None;
    record.detail.size = None;
    record.detail.retain_until = None;
    record.detail.hold = None;
    record
}

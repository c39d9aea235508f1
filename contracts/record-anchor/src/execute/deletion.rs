//! `ReportDeletion`: who keeps copies says that theirs is gone. Never stopped by a pause.

use chartseal_guard::{Check, holds};
use chartseal_types::Commitment;
use chartseal_types::anchor::{DeletionReceipt, MAX_RECEIPTS, event};
use cosmwasm_std::Response;

use super::{Context, Subject};
use crate::ContractError;
use crate::domain::ErasureError;
use crate::state;

pub fn report(
    context: Context<'_>,
    subject: Subject,
    receipt: Commitment,
) -> Result<Response, ContractError> {
    let Subject { patient, record } = subject;
    let sender = context.sender()?;
    sender.ensure_reporter(context.now)?;
    let erasure = context.erasure(subject)?;
    erasure.ok_or(ErasureError::NotRequested { record })?.ensure_due(record, context.now)?;
    let reporter = sender.identity;
    let receipts = state::receipts(context.deps.storage, patient, record)?;
    if !holds(Check::OneReceiptEach, receipts.iter().all(|before| before.reporter != reporter)) {
        return Err(ErasureError::ReportedBefore { record, reporter }.into());
    }
    if !holds(Check::Receipts, receipts.len() < MAX_RECEIPTS) {
        return Err(ErasureError::TooManyReceipts { record }.into());
    }
    let receipt = DeletionReceipt { reporter, receipt, at: context.now };
    state::save_receipt(context.deps.storage, patient, record, &receipt)?;
    let event = event::deletion_reported(patient, record, &receipt);
    Ok(Response::new().add_attribute("action", "report_deletion").add_event(event))
}

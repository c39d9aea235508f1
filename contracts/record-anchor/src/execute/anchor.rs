//! `Anchor`: records of one patient, under a live write ticket.

use chartseal_types::IdentityId;
use chartseal_types::anchor::Descriptor;
use cosmwasm_std::Response;

use super::Context;
use super::intake::Intake;
use crate::ContractError;
use crate::domain::check_call;

pub fn anchor(
    mut context: Context<'_>,
    patient: IdentityId,
    ticket: u64,
    records: &[Descriptor],
) -> Result<Response, ContractError> {
    context.ensure_running()?;
    check_call(records)?;
    let ticket = context.write_ticket(ticket, patient)?;
    let (registry, now) = (&context.registry, context.now);
    let intake =
        Intake { patient, author: ticket.author(), ticket: Some(&ticket), batch: None, registry, now };
    let events = intake.take(context.deps.branch(), records)?;
    Ok(Response::new().add_attribute("action", "anchor").add_events(events))
}

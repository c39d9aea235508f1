//! `AnchorBatch` and `ProveRecord`: commit to many records at once, make one known when it is needed.

use chartseal_guard::{Check, holds};
use chartseal_types::anchor::{Leaf, event, leaf_bytes};
use chartseal_types::second_factor::Sensitive;
use chartseal_types::{Fingerprint, IdentityId, MerkleHash, Role};
use cosmwasm_std::{Response, to_json_binary};

use super::Context;
use super::intake::Intake;
use crate::ContractError;
use crate::domain::merkle::{leaf_hash, verify_inclusion};
use crate::domain::{BatchError, WriteTicket, check_size};
use crate::state::{self, Batch};

/// `capacity` is the role that an affiliate acts in, with its certificate; none for the organization's own account.
pub fn anchor(
    context: Context<'_>,
    organization: IdentityId,
    capacity: Option<(Role, Option<Fingerprint>)>,
    root: MerkleHash,
    size: u64,
) -> Result<Response, ContractError> {
    context.ensure_running()?;
    check_size(size)?;
    let sender = context.sender()?;
    match capacity {
        None => sender.ensure_organization(organization, context.now)?,
        Some((role, certificate)) => {
            context.ensure_affiliate(&sender, organization, role)?;
            context.ensure_certified(sender.identity, certificate)?;
        }
    }
    context.ensure_confirmed(&sender, Sensitive::AnchorBatch)?;
    // The organization's own account counts as its records clerk.
    let role = capacity.map_or(Role::RecordsClerk, |(role, _)| role);
    let batch = Batch { organization, by: sender.identity, role, root, size, at: context.now };
    let number = state::add_batch(context.deps.storage, &batch)?;
    Ok(Response::new()
        .add_attribute("action", "anchor_batch")
        .add_event(event::batch_anchored(number, &batch.author(), root, size)?)
        .set_data(to_json_binary(&number)?))
}

pub fn prove(
    mut context: Context<'_>,
    number: u64,
    index: u64,
    leaf: &Leaf,
    proof: &[MerkleHash],
    ticket: Option<u64>,
) -> Result<Response, ContractError> {
    context.ensure_running()?;
    let batch = state::batch(context.deps.storage, number)?.ok_or(BatchError::Unknown { batch: number })?;
    let ticket = authority(&context, batch.organization, leaf.patient, ticket)?;
    let hash = leaf_hash(&leaf_bytes(batch.organization, leaf)?);
    verify_inclusion(&batch.root, batch.size, index, hash, proof)?;
    let intake = Intake {
        patient: leaf.patient,
        author: batch.author(),
        ticket: ticket.as_ref(),
        batch: Some((number, batch.at)),
        registry: &context.registry,
        now: context.now,
    };
    let events = intake.take(context.deps.branch(), std::slice::from_ref(&leaf.descriptor))?;
    let (record, by) = (leaf.descriptor.record, context.identity()?);
    Ok(Response::new()
        .add_attribute("action", "prove_record")
        .add_event(event::record_proven(leaf.patient, record, number, index, by, ticket.is_none()))
        .add_events(events))
}

/// The write ticket of the batch's organization; or none, when the patient confirms.
fn authority(
    context: &Context<'_>,
    organization: IdentityId,
    patient: IdentityId,
    ticket: Option<u64>,
) -> Result<Option<WriteTicket>, ContractError> {
    let Some(access) = ticket else {
        context.ensure_acts_for(&context.sender()?, patient)?;
        return Ok(None);
    };
    let ticket = context.write_ticket(access, patient)?;
    if !holds(Check::BatchOrganization, ticket.author().organization() == Some(organization)) {
        return Err(BatchError::OtherOrganization { organization }.into());
    }
    Ok(Some(ticket))
}

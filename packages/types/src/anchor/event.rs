//! Events of the record anchor: an indexer can rebuild every state change from them.
//!
//! The name of each is its type on chain after the prefix `wasm-`. Codes and identifiers read as in JSON messages,
//! quarters as `2025-Q3`; what is absent has no attribute.

use std::fmt::Display;

use cosmwasm_std::{Addr, Event, StdResult, to_json_string};
use serde::Serialize;

use super::{Author, DeletionReceipt, Descriptor, ErasureBasis, HoldReason, RetractionReason};
use crate::{ContentHash, Hat, IdentityId, MerkleHash};

/// A record became known.
pub fn record_anchored(
    patient: IdentityId,
    number: u64,
    descriptor: &Descriptor,
    author: &Author,
    batch: Option<u64>,
) -> StdResult<Event> {
    let label = descriptor.label;
    let event = of_record("record_anchored", patient, descriptor.record)
        .add_attribute("number", number.to_string())
        .add_attribute("size", descriptor.size.to_string())
        .add_attribute("category", code(&label.category)?)
        .add_attribute("confidentiality", code(&label.confidentiality)?)
        .add_attribute("compartment", label.compartment.number().to_string());
    let event = optional(event, "quarter", descriptor.quarter);
    let event = optional(event, "supersedes", descriptor.supersedes);
    let event = optional(event, "retain_until", descriptor.retain_until);
    by_author(optional(event, "batch", batch), author)
}

/// An organization committed to a batch of records.
pub fn batch_anchored(batch: u64, author: &Author, root: MerkleHash, size: u64) -> StdResult<Event> {
    let event = Event::new("batch_anchored")
        .add_attribute("batch", batch.to_string())
        .add_attribute("root", root.to_string())
        .add_attribute("size", size.to_string());
    by_author(event, author)
}

/// A record of a batch was proven; `record_anchored` comes with it.
pub fn record_proven(
    patient: IdentityId,
    record: ContentHash,
    batch: u64,
    index: u64,
    by: IdentityId,
    confirmed: bool,
) -> Event {
    of_record("record_proven", patient, record)
        .add_attribute("batch", batch.to_string())
        .add_attribute("index", index.to_string())
        .add_attribute("by", by.to_string())
        .add_attribute("confirmed_by_patient", confirmed.to_string())
}

/// A record was replaced by a later version.
pub fn record_superseded(patient: IdentityId, record: ContentHash, by: ContentHash) -> Event {
    of_record("record_superseded", patient, record).add_attribute("by", by.to_string())
}

/// A record was withdrawn.
pub fn record_retracted(
    patient: IdentityId,
    record: ContentHash,
    reason: RetractionReason,
    by: &Addr,
) -> StdResult<Event> {
    Ok(of_record("record_retracted", patient, record)
        .add_attribute("reason", code(&reason)?)
        .add_attribute("by", by))
}

/// A record must not be erased until a time.
pub fn record_held(
    patient: IdentityId,
    record: ContentHash,
    reason: HoldReason,
    until: u64,
    stopped_erasure: bool,
    by: &Addr,
) -> StdResult<Event> {
    Ok(of_record("record_held", patient, record)
        .add_attribute("reason", code(&reason)?)
        .add_attribute("until", until.to_string())
        .add_attribute("stopped_erasure", stopped_erasure.to_string())
        .add_attribute("by", by))
}

/// A hold ended before its time.
pub fn hold_released(patient: IdentityId, record: ContentHash, by: &Addr) -> Event {
    of_record("hold_released", patient, record).add_attribute("by", by)
}

/// The patient asked to have a record erased.
pub fn erasure_requested(
    patient: IdentityId,
    record: ContentHash,
    basis: ErasureBasis,
    erased_from: u64,
    by: &Addr,
) -> StdResult<Event> {
    Ok(of_record("erasure_requested", patient, record)
        .add_attribute("basis", code(&basis)?)
        .add_attribute("erased_from", erased_from.to_string())
        .add_attribute("by", by))
}

/// The patient took an erasure back.
pub fn erasure_cancelled(patient: IdentityId, record: ContentHash, by: &Addr) -> Event {
    of_record("erasure_cancelled", patient, record).add_attribute("by", by)
}

/// A record became a tombstone.
pub fn record_erased(patient: IdentityId, record: ContentHash, by: &Addr) -> Event {
    of_record("record_erased", patient, record).add_attribute("by", by)
}

/// A copy of an erased record is gone.
pub fn deletion_reported(patient: IdentityId, record: ContentHash, receipt: &DeletionReceipt) -> Event {
    of_record("deletion_reported", patient, record)
        .add_attribute("reporter", receipt.reporter.to_string())
        .add_attribute("receipt", receipt.receipt.to_string())
}

fn of_record(name: &str, patient: IdentityId, record: ContentHash) -> Event {
    Event::new(name).add_attribute("patient", patient.to_string()).add_attribute("record", record.to_string())
}

fn by_author(event: Event, author: &Author) -> StdResult<Event> {
    let event = event.add_attribute("author", author.identity.to_string());
    Ok(match author.hat {
        Hat::Own {} | Hat::Representative {} => event,
        Hat::Organization { organization, role } => {
            event.add_attribute("organization", organization.to_string()).add_attribute("role", code(&role)?)
        }
    })
}

fn optional(event: Event, key: &str, value: Option<impl Display>) -> Event {
    match value {
        Some(value) => event.add_attribute(key, value.to_string()),
        None => event,
    }
}

/// A code as JSON spells it, without the quotes.
fn code(value: &impl Serialize) -> StdResult<String> {
    Ok(to_json_string(value)?.trim_matches('"').to_string())
}

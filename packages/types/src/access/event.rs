//! Events of access control: an indexer can follow every change of state by them.
//!
//! Attributes are in snake_case; values are ids, addresses, codes as in JSON, numbers and Unix seconds. The time of a
//! change is that of its block. What a consent says is not repeated here: the query `consent` has every version.

use cosmwasm_std::{Addr, Event, StdResult, to_json_string};
use serde::Serialize;

use super::consent::{Effect, Grantee};
use super::emergency::{EmergencyOpening, Review};
use super::msg::AccessEntry;
use crate::{Hat, IdentityId, Role};

/// A version of the policy counts from `effective_at` on.
pub fn policy_set(version: u32, effective_at: u64, by: &Addr) -> Event {
    policy("policy_set", version, by).add_attribute("effective_at", effective_at.to_string())
}

/// A version of the policy that waited was withdrawn or replaced, and never counts.
pub fn policy_withdrawn(version: u32, by: &Addr) -> Event {
    policy("policy_withdrawn", version, by)
}

/// A patient set a rule.
pub fn consent_granted(
    patient: IdentityId,
    number: u32,
    effect: Effect,
    grantee: Grantee,
    by: &Addr,
) -> StdResult<Event> {
    let event = consent("consent_granted", patient, number, by).add_attribute("effect", code(&effect)?);
    with_grantee(event, grantee)
}

/// A patient replaced the terms of a rule.
pub fn consent_amended(
    patient: IdentityId,
    number: u32,
    version: u32,
    effect: Effect,
    grantee: Grantee,
    by: &Addr,
) -> StdResult<Event> {
    let event = consent("consent_amended", patient, number, by)
        .add_attribute("version", version.to_string())
        .add_attribute("effect", code(&effect)?);
    with_grantee(event, grantee)
}

/// A patient ended a rule.
pub fn consent_revoked(
    patient: IdentityId,
    number: u32,
    effect: Effect,
    grantee: Grantee,
    by: &Addr,
) -> StdResult<Event> {
    let event = consent("consent_revoked", patient, number, by).add_attribute("effect", code(&effect)?);
    with_grantee(event, grantee)
}

/// A care relationship is open until a time: opened or extended by the patient, or by two affiliates.
pub fn care_opened(patient: IdentityId, organization: IdentityId, by: &[IdentityId], until: u64) -> Event {
    let by: Vec<String> = by.iter().map(ToString::to_string).collect();
    care("care_opened", patient, organization)
        .add_attribute("by", by.join(","))
        .add_attribute("until", until.to_string())
}

/// One affiliate attested a care relationship; a second one opens it. The notice to the patient.
pub fn care_attested(patient: IdentityId, organization: IdentityId, by: IdentityId, until: u64) -> Event {
    care("care_attested", patient, organization)
        .add_attribute("by", by.to_string())
        .add_attribute("until", until.to_string())
}

/// A care relationship, or an attestation of one, was ended.
pub fn care_ended(patient: IdentityId, organization: IdentityId, by: IdentityId) -> Event {
    care("care_ended", patient, organization).add_attribute("by", by.to_string())
}

/// An emergency was opened. The notice to the patient.
pub fn emergency_opened(
    opening: &EmergencyOpening,
    number: u32,
    clinician: IdentityId,
    until: u64,
) -> StdResult<Event> {
    Ok(emergency("emergency_opened", opening.patient, number)
        .add_attribute("clinician", clinician.to_string())
        .add_attribute("organization", opening.organization.to_string())
        .add_attribute("role", code(&opening.role)?)
        .add_attribute("reason", code(&opening.reason)?)
        .add_attribute("until", until.to_string()))
}

/// An emergency was ended before its time.
pub fn emergency_closed(patient: IdentityId, number: u32, by: IdentityId) -> Event {
    emergency("emergency_closed", patient, number).add_attribute("by", by.to_string())
}

/// The clinician accounted for an emergency, in time or late.
pub fn emergency_justified(patient: IdentityId, number: u32, late: bool) -> Event {
    emergency("emergency_justified", patient, number).add_attribute("late", late.to_string())
}

/// An emergency was reviewed, or a finding overturned.
pub fn emergency_reviewed(patient: IdentityId, number: u32, review: &Review) -> StdResult<Event> {
    Ok(emergency("emergency_reviewed", patient, number)
        .add_attribute("by", review.by.to_string())
        .add_attribute("organization", review.organization.to_string())
        .add_attribute("auditor", review.auditor.to_string())
        .add_attribute("finding", code(&review.finding)?))
}

/// A late review was handed to the auditors.
pub fn emergency_escalated(patient: IdentityId, number: u32, by: &Addr) -> Event {
    emergency("emergency_escalated", patient, number).add_attribute("by", by)
}

/// A decision was recorded. `outcome` is `permitted`, `denied` or, with several targets, `partly`; `emergency` is
/// there when one decided.
pub fn access(entry: &AccessEntry) -> StdResult<Event> {
    let permitted = entry.decisions.iter().filter(|decision| decision.permitted).count();
    let outcome = match permitted {
        0 => "denied",
        all if all == entry.decisions.len() => "permitted",
        _ => "partly",
    };
    let event = Event::new("access")
        .add_attribute("access", entry.access.to_string())
        .add_attribute("number", entry.number.to_string())
        .add_attribute("patient", entry.patient.to_string())
        .add_attribute("requester", entry.requester.to_string())
        .add_attribute("purpose", code(&entry.purpose)?)
        .add_attribute("operation", code(&entry.action)?)
        .add_attribute("targets", entry.decisions.len().to_string())
        .add_attribute("outcome", outcome);
    let event = match entry.used_emergency() {
        Some(emergency) => event.add_attribute("emergency", emergency.to_string()),
        None => event,
    };
    match entry.hat {
        Hat::Own {} => Ok(event.add_attribute("hat", "self")),
        Hat::Representative {} => Ok(event.add_attribute("hat", "representative")),
        Hat::Organization { organization, role } => Ok(event
            .add_attribute("hat", "organization")
            .add_attribute("organization", organization.to_string())
            .add_attribute("role", code(&role)?)),
    }
}

/// Somebody asks a patient for a permit. The notice to the patient.
pub fn request_made(
    patient: IdentityId,
    number: u32,
    requester: IdentityId,
    organization: IdentityId,
    role: Role,
    expires_at: u64,
) -> StdResult<Event> {
    Ok(request("request_made", patient, number)
        .add_attribute("requester", requester.to_string())
        .add_attribute("organization", organization.to_string())
        .add_attribute("role", code(&role)?)
        .add_attribute("expires_at", expires_at.to_string()))
}

/// A request was answered with a permit.
pub fn request_answered(patient: IdentityId, number: u32, consent: u32, by: &Addr) -> Event {
    request("request_answered", patient, number)
        .add_attribute("consent", consent.to_string())
        .add_attribute("by", by)
}

/// A request was refused.
pub fn request_refused(patient: IdentityId, number: u32, by: &Addr) -> Event {
    request("request_refused", patient, number).add_attribute("by", by)
}

/// A request was withdrawn by who made it.
pub fn request_withdrawn(patient: IdentityId, number: u32, by: &Addr) -> Event {
    request("request_withdrawn", patient, number).add_attribute("by", by)
}

fn request(kind: &str, patient: IdentityId, number: u32) -> Event {
    Event::new(kind)
        .add_attribute("patient", patient.to_string())
        .add_attribute("request", number.to_string())
}

fn policy(kind: &str, version: u32, by: &Addr) -> Event {
    Event::new(kind).add_attribute("version", version.to_string()).add_attribute("by", by)
}

fn consent(kind: &str, patient: IdentityId, number: u32, by: &Addr) -> Event {
    Event::new(kind)
        .add_attribute("patient", patient.to_string())
        .add_attribute("consent", number.to_string())
        .add_attribute("by", by)
}

fn with_grantee(event: Event, grantee: Grantee) -> StdResult<Event> {
    Ok(match grantee {
        Grantee::Everyone {} => event.add_attribute("grantee", "everyone"),
        Grantee::Identity { identity } => {
            event.add_attribute("grantee", "identity").add_attribute("identity", identity.to_string())
        }
        Grantee::Organization { organization } => event
            .add_attribute("grantee", "organization")
            .add_attribute("organization", organization.to_string()),
        Grantee::Role { organization, role } => event
            .add_attribute("grantee", "role")
            .add_attribute("organization", organization.to_string())
            .add_attribute("role", code(&role)?),
    })
}

fn care(kind: &str, patient: IdentityId, organization: IdentityId) -> Event {
    Event::new(kind)
        .add_attribute("patient", patient.to_string())
        .add_attribute("organization", organization.to_string())
}

fn emergency(kind: &str, patient: IdentityId, number: u32) -> Event {
    Event::new(kind)
        .add_attribute("patient", patient.to_string())
        .add_attribute("emergency", number.to_string())
}

/// A code as JSON spells it, without the quotes.
fn code<T: Serialize>(value: &T) -> StdResult<String> {
    Ok(to_json_string(value)?.trim_matches('"').to_owned())
}

//! The FHIR R4 AuditEvent with the elements that an entry of the log fills.

use crate::datatype::{CodeableConcept, Coding, Reference};
use serde::Serialize;

/// A FHIR R4 AuditEvent. It serializes to FHIR's JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "resourceType", rename_all = "camelCase")]
pub struct AuditEvent {
    /// `AuditEvent.id`: the number of the access.
    pub id: String,
    /// `AuditEvent.type`: 110106 for a read, 110107 for a write (DICOM).
    #[serde(rename = "type")]
    pub event_type: Coding,
    /// `AuditEvent.action`: `R` a read, `C` a write of new records, `U` of next versions.
    pub action: String,
    /// `AuditEvent.recorded`: the time of the block.
    pub recorded: String,
    /// `AuditEvent.outcome`: `0` when all was permitted, `4` when anything was denied.
    pub outcome: String,
    /// `AuditEvent.outcomeDesc`: how many of how many were permitted.
    pub outcome_desc: String,
    /// `AuditEvent.purposeOfEvent`.
    pub purpose_of_event: Vec<CodeableConcept>,
    /// `AuditEvent.agent`: who asked first, then for which organization, then the records' side.
    pub agent: Vec<Agent>,
    /// `AuditEvent.source`: what recorded it.
    pub source: Source,
    /// `AuditEvent.entity`: the patient, the entry of the log, then each target in the order asked.
    pub entity: Vec<Entity>,
}

/// `AuditEvent.agent`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Agent {
    /// `type`: 110152 the destination, 110153 the source of the data (DICOM).
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub agent_type: Option<CodeableConcept>,
    /// `role`: the hat, and the role at the organization.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub role: Vec<CodeableConcept>,
    /// `who`.
    pub who: Reference,
    /// `requestor`: whether this one asked.
    pub requestor: bool,
    /// `policy`: the consents that decided, as DID URLs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub policy: Vec<String>,
    /// `purposeOfUse`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub purpose_of_use: Vec<CodeableConcept>,
}

/// `AuditEvent.source`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Source {
    /// `site`: the chain.
    pub site: String,
    /// `observer`: the contract.
    pub observer: Reference,
    /// `type`: an application server.
    #[serde(rename = "type")]
    pub source_type: Vec<Coding>,
}

/// `AuditEvent.entity`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Entity {
    /// `what`; none for a record that did not exist yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub what: Option<Reference>,
    /// `type`: a person or a system object.
    #[serde(rename = "type")]
    pub entity_type: Coding,
    /// `role`.
    pub role: Coding,
    /// `securityLabel`: confidentiality and compartment, where the label is known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub security_label: Vec<Coding>,
    /// `detail`: the decision, by name and value.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub detail: Vec<Detail>,
}

/// `AuditEvent.entity.detail`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Detail {
    /// `type`: what it tells.
    #[serde(rename = "type")]
    pub detail_type: String,
    /// `valueString`.
    pub value_string: String,
}

//! The FHIR R4 Consent with the elements that a Chartseal consent fills.

use crate::datatype::{CodeableConcept, Coding, Extension, Identifier, Meta, Period, Reference};
use serde::Serialize;

/// A FHIR R4 Consent. It serializes to FHIR's JSON; [`Consent::parse`] reads it back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "resourceType", rename_all = "camelCase")]
pub struct Consent {
    /// `Consent.id`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// `Consent.meta`: the version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
    /// `Consent.extension`: uses left, whether it is in force, its end.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub extension: Vec<Extension>,
    /// `Consent.identifier`: patient and number as a DID URL.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub identifier: Vec<Identifier>,
    /// `Consent.status`.
    pub status: Status,
    /// `Consent.scope`.
    pub scope: CodeableConcept,
    /// `Consent.category`.
    pub category: Vec<CodeableConcept>,
    /// `Consent.patient`.
    pub patient: Reference,
    /// `Consent.dateTime`: when this version was set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_time: Option<String>,
    /// `Consent.performer`: the account that set this version.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub performer: Vec<Reference>,
    /// `Consent.policyRule`: what holds where the rule says nothing.
    pub policy_rule: CodeableConcept,
    /// `Consent.provision`, the root.
    pub provision: Root,
}

/// `Consent.status` (FHIR R4 ConsentState).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// In preparation.
    Draft,
    /// Not agreed to by all.
    Proposed,
    /// To be followed or enforced.
    Active,
    /// Refused.
    Rejected,
    /// Ended or replaced.
    Inactive,
    /// Made by mistake.
    EnteredInError,
}

impl Status {
    pub(super) fn read(code: &str) -> Option<Self> {
        Some(match code {
            "draft" => Self::Draft,
            "proposed" => Self::Proposed,
            "active" => Self::Active,
            "rejected" => Self::Rejected,
            "inactive" => Self::Inactive,
            "entered-in-error" => Self::EnteredInError,
            _ => return None,
        })
    }
}

/// `Consent.provision`: the root, which in FHIR R4 has no type of its own, with the one rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Root {
    /// `Consent.provision.provision`.
    pub provision: Vec<Provision>,
}

/// `Consent.provision.provision`: a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Provision {
    /// `extension`: that nobody is named on purpose.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub extension: Vec<Extension>,
    /// `modifierExtension`: uses and claim, which narrow the rule.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub modifier_extension: Vec<Extension>,
    /// `type`: `permit` or `deny`.
    #[serde(rename = "type")]
    pub rule_type: String,
    /// `period`: when the rule holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period: Option<Period>,
    /// `actor`: whom it is about.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub actor: Vec<Actor>,
    /// `action`: to do what; all when absent.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub action: Vec<CodeableConcept>,
    /// `securityLabel`: one confidentiality, up to which, then compartments; all of those when none is named.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub security_label: Vec<Coding>,
    /// `purpose`: for what; anything when absent.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub purpose: Vec<Coding>,
    /// `class`: categories of records; all when absent.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub class: Vec<Coding>,
    /// `dataPeriod`: from when the records are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_period: Option<Period>,
    /// `data`: the records; all when absent.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub data: Vec<Data>,
}

/// `provision.actor`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Actor {
    /// `modifierExtension`: only affiliates in a role.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub modifier_extension: Vec<Extension>,
    /// `role`: that it receives information.
    pub role: CodeableConcept,
    /// `reference`: who.
    pub reference: Reference,
}

/// `provision.data`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Data {
    /// `meaning`: `instance`.
    pub meaning: String,
    /// `reference`: which record.
    pub reference: Reference,
}

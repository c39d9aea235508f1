//! The FHIR R4 data types that the resources written here are made of, with the elements that are used.

use serde::Serialize;

pub use crate::label::Coding;

/// A business identifier (FHIR R4 Identifier).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Identifier {
    /// `Identifier.system`, a URI.
    pub system: String,
    /// `Identifier.value`, unique within the system.
    pub value: String,
}

/// A reference by identifier, never by address or name (FHIR R4 Reference).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reference {
    /// `Reference.type`: the type of resource that is meant, where it is known.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub resource_type: Option<String>,
    /// `Reference.identifier`.
    pub identifier: Identifier,
}

impl From<Identifier> for Reference {
    fn from(identifier: Identifier) -> Self {
        Self { resource_type: None, identifier }
    }
}

impl Reference {
    /// A reference to a resource of that type.
    pub fn to(resource_type: &str, identifier: Identifier) -> Self {
        Self { resource_type: Some(resource_type.to_owned()), identifier }
    }
}

/// A concept by its codes (FHIR R4 CodeableConcept).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CodeableConcept {
    /// `CodeableConcept.coding`.
    pub coding: Vec<Coding>,
}

impl From<Coding> for CodeableConcept {
    fn from(coding: Coding) -> Self {
        Self { coding: vec![coding] }
    }
}

/// A time from and to (FHIR R4 Period), both ends included.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Period {
    /// `Period.start`, a dateTime.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<String>,
    /// `Period.end`, a dateTime.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end: Option<String>,
}

/// Which version of a resource this is (FHIR R4 Meta).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Meta {
    /// `Meta.versionId`.
    pub version_id: String,
}

/// What FHIR itself has no element for (FHIR R4 Extension).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Extension {
    /// `Extension.url`, which says what it means.
    pub url: String,
    /// `Extension.value[x]`, or extensions within it.
    #[serde(flatten)]
    pub value: ExtensionValue,
}

/// The kinds of value that the extensions used here have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum ExtensionValue {
    /// `valueBoolean`.
    #[serde(rename = "valueBoolean")]
    Boolean(bool),
    /// `valueCode`.
    #[serde(rename = "valueCode")]
    Code(String),
    /// `valueCoding`.
    #[serde(rename = "valueCoding")]
    Coding(Coding),
    /// `valueDateTime`.
    #[serde(rename = "valueDateTime")]
    DateTime(String),
    /// `valueIdentifier`.
    #[serde(rename = "valueIdentifier")]
    Identifier(Identifier),
    /// `valuePositiveInt`, 1 to 2^31 - 1.
    #[serde(rename = "valuePositiveInt")]
    PositiveInt(u32),
    /// `valueUnsignedInt`, 0 to 2^31 - 1.
    #[serde(rename = "valueUnsignedInt")]
    UnsignedInt(u32),
    /// Extensions within the extension.
    #[serde(rename = "extension")]
    Extensions(Vec<Extension>),
}

impl Extension {
    /// An extension of that meaning and value.
    pub fn new(url: impl Into<String>, value: ExtensionValue) -> Self {
        Self { url: url.into(), value }
    }
}

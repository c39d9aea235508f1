//! From JSON to a [`Consent`]: the elements that a Chartseal consent can say, and an error for every other one.

use super::element::Element;
use super::error::ReadError;
use super::resource::{Actor, Consent, Data, Provision, Root, Status};
use crate::datatype::{
    CodeableConcept, Coding, Extension, ExtensionValue, Identifier, Meta, Period, Reference,
};
use crate::naming::{ACCOUNT, URI};
use crate::{MAX_DEPTH, json};
use serde_json::Value;

/// Bytes of a Consent that are read.
pub const MAX_CONSENT_BYTES: usize = 1 << 20;

/// Elements that say who was there, on which paper and in which words: they rule nothing.
const DESCRIPTIVE: [&str; 6] =
    ["language", "text", "organization", "sourceAttachment", "sourceReference", "contained"];

impl Consent {
    /// Reads a FHIR R4 Consent in JSON.
    ///
    /// What only describes is left out: narrative, language, custodian, source documents, and identifiers and
    /// performers of other systems.
    ///
    /// # Errors
    ///
    /// [`ReadError`] with the path of the first element that a Chartseal consent has no place for, that FHIR has in
    /// another shape, or that must be there and is not. Codes are looked at later, by [`from_fhir`](super::from_fhir).
    pub fn parse(bytes: &[u8]) -> Result<Self, ReadError> {
        if bytes.len() > MAX_CONSENT_BYTES {
            return Err(ReadError::TooLarge { bytes: bytes.len(), limit: MAX_CONSENT_BYTES });
        }
        let text =
            std::str::from_utf8(bytes).map_err(|error| ReadError::NotUtf8 { offset: error.valid_up_to() })?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let value = json::value(text, MAX_DEPTH).map_err(|error| ReadError::NotJson {
            problem: error.problem,
            line: error.line,
            column: error.column,
        })?;
        if value.get("resourceType").and_then(Value::as_str) != Some("Consent") {
            return Err(ReadError::NotAConsent);
        }
        consent(Element::of("Consent".to_owned(), value)?)
    }
}

fn consent(mut element: Element) -> Result<Consent, ReadError> {
    element.ignore(&["resourceType"]);
    element.ignore(&DESCRIPTIVE);
    let status = element.required_string("status", "a status")?;
    let status = Status::read(&status).ok_or_else(|| ReadError::UnknownCode {
        path: element.at("status"),
        expected: "a code of ConsentState",
    })?;
    let read = Consent {
        id: element.string("id")?,
        meta: element.object("meta")?.map(meta).transpose()?.flatten(),
        extension: element.list("extension", extension)?,
        identifier: element.list("identifier", own_identifier)?.into_iter().flatten().collect(),
        status,
        scope: concept(element.required_object("scope", "patient-privacy")?)?,
        category: element.list("category", concept)?,
        patient: reference(element.required_object("patient", "the patient's DID")?)?,
        date_time: element.string("dateTime")?,
        performer: element.list("performer", account)?.into_iter().flatten().collect(),
        policy_rule: concept(element.required_object("policyRule", "OPTOUT")?)?,
        provision: root(element.required_object("provision", "a rule")?)?,
    };
    element.finish()?;
    Ok(read)
}

fn root(mut element: Element) -> Result<Root, ReadError> {
    element.ignore(&["id"]);
    let provision = element.list("provision", provision)?;
    if provision.is_empty() {
        return Err(element.missing("provision", "a rule below the root, which has none itself in FHIR R4"));
    }
    element.finish()?;
    Ok(Root { provision })
}

fn provision(mut element: Element) -> Result<Provision, ReadError> {
    element.ignore(&["id"]);
    let read = Provision {
        extension: element.list("extension", extension)?,
        modifier_extension: element.list("modifierExtension", extension)?,
        rule_type: element.required_string("type", "permit or deny")?,
        period: element.object("period")?.map(period).transpose()?,
        actor: element.list("actor", actor)?,
        action: element.list("action", concept)?,
        security_label: element.list("securityLabel", coding)?,
        purpose: element.list("purpose", coding)?,
        class: element.list("class", coding)?,
        data_period: element.object("dataPeriod")?.map(period).transpose()?,
        data: element.list("data", data)?,
    };
    element.finish()?;
    Ok(read)
}

fn actor(mut element: Element) -> Result<Actor, ReadError> {
    element.ignore(&["id"]);
    let read = Actor {
        modifier_extension: element.list("modifierExtension", extension)?,
        role: concept(element.required_object("role", "IRCP")?)?,
        reference: reference(element.required_object("reference", "a DID")?)?,
    };
    element.finish()?;
    Ok(read)
}

fn data(mut element: Element) -> Result<Data, ReadError> {
    element.ignore(&["id"]);
    let read = Data {
        meaning: element.required_string("meaning", "instance")?,
        reference: reference(element.required_object("reference", "a content address")?)?,
    };
    element.finish()?;
    Ok(read)
}

/// The version; profiles, tags and labels of the Consent itself rule nothing.
fn meta(mut element: Element) -> Result<Option<Meta>, ReadError> {
    Ok(element.string("versionId")?.map(|version_id| Meta { version_id }))
}

fn coding(mut element: Element) -> Result<Coding, ReadError> {
    element.ignore(&["id", "display", "version", "userSelected"]);
    let system = element.required_string("system", "a code system")?;
    let code = element.required_string("code", "a code")?;
    element.finish()?;
    Ok(Coding { system, code })
}

fn concept(mut element: Element) -> Result<CodeableConcept, ReadError> {
    element.ignore(&["id", "text"]);
    let coding = element.list("coding", coding)?;
    if coding.is_empty() {
        return Err(element.missing("coding", "a code"));
    }
    element.finish()?;
    Ok(CodeableConcept { coding })
}

fn identifier(mut element: Element) -> Result<Identifier, ReadError> {
    element.ignore(&["id", "use", "type"]);
    let system = element.required_string("system", "the system of the identifier")?;
    let value = element.required_string("value", "the identifier")?;
    element.finish()?;
    Ok(Identifier { system, value })
}

fn reference(mut element: Element) -> Result<Reference, ReadError> {
    element.ignore(&["id", "display"]);
    let resource_type = element.string("type")?;
    let identifier = identifier(element.required_object("identifier", "an identifier, not an address")?)?;
    element.finish()?;
    Ok(Reference { resource_type, identifier })
}

/// The Consent's own identifiers of other systems mean nothing here.
fn own_identifier(mut element: Element) -> Result<Option<Identifier>, ReadError> {
    let (system, value) = (element.string("system")?, element.string("value")?);
    let known = system.zip(value).filter(|(system, _)| system == URI);
    Ok(known.map(|(system, value)| Identifier { system, value }))
}

/// Who agreed is of use only as an account of the chain.
fn account(mut element: Element) -> Result<Option<Reference>, ReadError> {
    let Some(mut identifier) = element.object("identifier")? else { return Ok(None) };
    let (system, value) = (identifier.string("system")?, identifier.string("value")?);
    let known = system.zip(value).filter(|(system, _)| system == ACCOUNT);
    Ok(known.map(|(system, value)| Identifier { system, value }.into()))
}

fn period(mut element: Element) -> Result<Period, ReadError> {
    element.ignore(&["id"]);
    let read = Period { start: element.string("start")?, end: element.string("end")? };
    element.finish()?;
    Ok(read)
}

fn extension(mut element: Element) -> Result<Extension, ReadError> {
    element.ignore(&["id"]);
    let url = element.required_string("url", "the address of the extension's definition")?;
    let mut values = Vec::new();
    values.extend(element.boolean("valueBoolean")?.map(ExtensionValue::Boolean));
    values.extend(element.string("valueCode")?.map(ExtensionValue::Code));
    values.extend(element.object("valueCoding")?.map(coding).transpose()?.map(ExtensionValue::Coding));
    values.extend(element.string("valueDateTime")?.map(ExtensionValue::DateTime));
    let identifier = element.object("valueIdentifier")?.map(identifier).transpose()?;
    values.extend(identifier.map(ExtensionValue::Identifier));
    values.extend(element.integer("valuePositiveInt", 1)?.map(ExtensionValue::PositiveInt));
    values.extend(element.integer("valueUnsignedInt", 0)?.map(ExtensionValue::UnsignedInt));
    let nested = element.list("extension", extension)?;
    values.extend((!nested.is_empty()).then_some(ExtensionValue::Extensions(nested)));
    let got = values.len();
    let path = element.at("value");
    element.finish()?;
    match (values.pop(), values.is_empty()) {
        (Some(value), true) => Ok(Extension { url, value }),
        (Some(_), false) => Err(ReadError::TooMany { path, max: 1, got }),
        (None, _) => Err(ReadError::Missing { path, expected: "a value" }),
    }
}

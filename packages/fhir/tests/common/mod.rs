//! Bundles for tests, written in a line.
#![allow(dead_code)]

use chartseal_fhir::{Bundle, Split, Table, split};
use serde_json::{Value, json};

pub const ICD: &str = "http://hl7.org/fhir/sid/icd-10-cm";
pub const LOINC: &str = "http://loinc.org";
pub const SNOMED: &str = "http://snomed.info/sct";
pub const ACT_CODE: &str = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
pub const CONFIDENTIALITY: &str = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";

pub fn patient() -> Value {
    json!({ "resourceType": "Patient", "id": "p", "identifier": [{ "system": "urn:x", "value": "1" }] })
}

pub fn encounter(id: &str) -> Value {
    json!({
        "resourceType": "Encounter", "id": id, "status": "finished",
        "class": { "system": ACT_CODE, "code": "AMB" },
        "subject": { "reference": "Patient/p" },
        "period": { "start": "2023-05-04T09:00:00+02:00" },
    })
}

pub fn condition(id: &str, codings: &[(&str, &str)]) -> Value {
    let codings: Vec<Value> =
        codings.iter().map(|(system, code)| json!({ "system": system, "code": code })).collect();
    json!({
        "resourceType": "Condition", "id": id,
        "subject": { "reference": "Patient/p" },
        "code": { "coding": codings },
    })
}

/// A collection with the patient first.
pub fn bundle(resources: &[Value]) -> Vec<u8> {
    let entries: Vec<Value> = std::iter::once(&patient())
        .chain(resources)
        .map(|resource| json!({ "resource": resource }))
        .collect();
    json!({ "resourceType": "Bundle", "type": "collection", "entry": entries }).to_string().into_bytes()
}

pub fn split_of(resources: &[Value]) -> Split {
    split(&Bundle::parse(&bundle(resources)).unwrap(), Table::published().unwrap())
}

/// Adds members to an object.
pub fn with(mut resource: Value, members: Value) -> Value {
    if let (Value::Object(resource), Value::Object(members)) = (&mut resource, members) {
        resource.extend(members);
    }
    resource
}

//! The code systems and extensions of the resources written here: HL7's where there is one, our own where there is none.

use crate::label::Coding;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// HL7 v3 ActReason, the system of purposes of use.
pub const ACT_REASON: &str = "http://terminology.hl7.org/CodeSystem/v3-ActReason";
/// HL7 v3 ParticipationType.
pub const PARTICIPATION_TYPE: &str = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType";
/// `Consent.scope`.
pub const CONSENT_SCOPE: &str = "http://terminology.hl7.org/CodeSystem/consentscope";
/// `Consent.provision.action`.
pub const CONSENT_ACTION: &str = "http://terminology.hl7.org/CodeSystem/consentaction";
/// DICOM, the system of kinds of audit events and of their agents.
pub const DICOM: &str = "http://dicom.nema.org/resources/ontology/DCM";
/// `AuditEvent.source.type`.
pub const AUDIT_SOURCE_TYPE: &str = "http://terminology.hl7.org/CodeSystem/security-source-type";
/// `AuditEvent.entity.type`.
pub const AUDIT_ENTITY_TYPE: &str = "http://terminology.hl7.org/CodeSystem/audit-entity-type";
/// `AuditEvent.entity.role`.
pub const OBJECT_ROLE: &str = "http://terminology.hl7.org/CodeSystem/object-role";
/// Roles of practitioners that HL7 has a code for.
pub const PRACTITIONER_ROLE: &str = "http://terminology.hl7.org/CodeSystem/practitioner-role";

/// Categories of records, as messages spell them.
pub const CATEGORY: &str = "https://chartseal.example/fhir/CodeSystem/category";
/// Numbers of compartments, 0 to 15: what one stands for is in the patient's directory.
pub const COMPARTMENT: &str = "https://chartseal.example/fhir/CodeSystem/compartment";
/// Roles at organizations, as messages spell them.
pub const ROLE: &str = "https://chartseal.example/fhir/CodeSystem/role";
/// Kinds of hat: `self`, `organization` and so on, as messages spell them.
pub const HAT: &str = "https://chartseal.example/fhir/CodeSystem/hat";

/// Extension of a rule: `everyone` where no actor is named on purpose.
pub const GRANTEE: &str = "https://chartseal.example/fhir/StructureDefinition/grantee";
/// Modifier extension of an actor: only affiliates in this role.
pub const GRANTEE_ROLE: &str = "https://chartseal.example/fhir/StructureDefinition/grantee-role";
/// Modifier extension of a rule: how many tickets it gives.
pub const USES: &str = "https://chartseal.example/fhir/StructureDefinition/uses";
/// Modifier extension of a rule: the commitment to the insurance claim that it is for.
pub const CLAIM: &str = "https://chartseal.example/fhir/StructureDefinition/claim";
/// Extension of a Consent: uses left when it was written.
pub const USES_LEFT: &str = "https://chartseal.example/fhir/StructureDefinition/uses-left";
/// Extension of a Consent: that a representative of the patient set it.
pub const SET_BY: &str = "https://chartseal.example/fhir/StructureDefinition/set-by";
/// Extension of a Consent: the number of the request that it answers.
pub const ANSWERS: &str = "https://chartseal.example/fhir/StructureDefinition/answers-request";
/// Extension of a Consent: whether it was in force when it was written.
pub const IN_FORCE: &str = "https://chartseal.example/fhir/StructureDefinition/in-force";
/// Extension of a Consent: by which account (`by`) and when (`at`) it was ended.
pub const ENDED: &str = "https://chartseal.example/fhir/StructureDefinition/ended";

/// A code as messages spell it; empty for what is no code, which the types that are written here never are.
pub(crate) fn spelt(code: impl Serialize) -> String {
    match serde_json::to_value(code) {
        Ok(Value::String(text)) => text,
        Ok(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

/// A code of ours or of HL7's as a Coding.
pub(crate) fn coding(system: &str, code: impl Serialize) -> Coding {
    Coding::new(system, spelt(code))
}

/// The code that is spelt so, if there is one.
pub(crate) fn read<T: DeserializeOwned>(code: &str) -> Option<T> {
    serde_json::from_value(Value::String(code.to_owned())).ok()
}

//! Entries of the access log as AuditEvent: who, as whom, what, by which rule.

mod arbitrary;

use arbitrary::{CHAIN, entry, labels};
use chartseal_fhir::audit::{AuditEvent, Context, EventError, event};
use chartseal_types::access::{AccessEntry, Decision, Rule, StandingFault, Target};
use chartseal_types::{
    Action, Category, Compartment, Confidentiality, ContentHash, Fingerprint, Hat, IdentityId, Label,
    Purpose, Role,
};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const CONTRACT: &str = "wasm1access";

fn known() -> BTreeMap<ContentHash, Label> {
    let label = Label {
        category: Category::CarePlan,
        confidentiality: Confidentiality::R,
        compartment: Compartment::new(5).unwrap(),
    };
    BTreeMap::from([(ContentHash([1; 32]), label)])
}

fn write(entry: &AccessEntry) -> AuditEvent {
    let labels = known();
    event(entry, &Context { chain_id: CHAIN, contract: CONTRACT, labels: &labels }).unwrap()
}

fn read_by_a_doctor() -> AccessEntry {
    AccessEntry {
        access: 41,
        number: 3,
        patient: IdentityId([1; 16]),
        survivor: None,
        requester: IdentityId([2; 16]),
        hat: Hat::Organization { organization: IdentityId([3; 16]), role: Role::Doctor },
        target: Target::Records(vec![ContentHash([1; 32]), ContentHash([2; 32])]),
        purpose: Purpose::TREAT,
        action: Action::Read,
        certificate: Some(Fingerprint([4; 32])),
        policy_version: 2,
        decisions: vec![Decision::by_consent(Rule::Consent, 7), Decision::by_consent(Rule::Denial, 9)],
        at: 1_700_000_000,
        height: 12,
        expires_at: Some(1_700_003_600),
    }
}

#[test]
fn a_read_is_written_as_fhir_has_it() {
    let did = |byte: u8| IdentityId([byte; 16]).did(CHAIN);
    let uri = |value: String| json!({ "system": "urn:ietf:rfc:3986", "value": value });
    let concept = |system: &str, code: &str| json!({ "coding": [{ "system": system, "code": code }] });
    let detail = |kind: &str, value: &str| json!({ "type": kind, "valueString": value });
    let dicom = "http://dicom.nema.org/resources/ontology/DCM";
    let reason = "http://terminology.hl7.org/CodeSystem/v3-ActReason";
    let entity = "http://terminology.hl7.org/CodeSystem/audit-entity-type";
    let object_role = "http://terminology.hl7.org/CodeSystem/object-role";
    let system = |code: &str| json!({ "system": entity, "code": code });
    let role = |code: &str| json!({ "system": object_role, "code": code });
    let contract = json!({
        "type": "Device",
        "identifier": { "system": "https://chartseal.example/fhir/account", "value": CONTRACT }
    });
    assert_eq!(
        serde_json::to_value(write(&read_by_a_doctor())).unwrap(),
        json!({
            "resourceType": "AuditEvent",
            "id": "41",
            "type": { "system": dicom, "code": "110106" },
            "action": "R",
            "recorded": "2023-11-14T22:13:20Z",
            "outcome": "4",
            "outcomeDesc": "permitted 1 of 2",
            "purposeOfEvent": [concept(reason, "TREAT")],
            "agent": [
                {
                    "type": concept(dicom, "110152"),
                    "role": [
                        concept("https://chartseal.example/fhir/CodeSystem/hat", "organization"),
                        concept("https://chartseal.example/fhir/CodeSystem/role", "doctor"),
                        concept("http://terminology.hl7.org/CodeSystem/practitioner-role", "doctor")
                    ],
                    "who": { "identifier": uri(did(2)) },
                    "requestor": true,
                    "policy": [format!("{}#consent-7", did(1)), format!("{}#consent-9", did(1))],
                    "purposeOfUse": [concept(reason, "TREAT")]
                },
                { "who": { "type": "Organization", "identifier": uri(did(3)) }, "requestor": false },
                { "type": concept(dicom, "110153"), "who": contract, "requestor": false }
            ],
            "source": {
                "site": CHAIN,
                "observer": contract,
                "type": [{
                    "system": "http://terminology.hl7.org/CodeSystem/security-source-type",
                    "code": "4"
                }]
            },
            "entity": [
                {
                    "what": { "type": "Patient", "identifier": uri(did(1)) },
                    "type": system("1"),
                    "role": role("1")
                },
                {
                    "what": { "identifier": {
                        "system": "https://chartseal.example/fhir/access",
                        "value": "chartseal-test-1:41"
                    } },
                    "type": system("2"),
                    "role": role("13"),
                    "detail": [
                        detail("number-in-patient-log", "3"),
                        detail("height", "12"),
                        detail("policy-version", "2"),
                        detail("certificate", &Fingerprint([4; 32]).to_string()),
                        detail("expires-at", "2023-11-14T23:13:20Z")
                    ]
                },
                {
                    "what": { "identifier": uri(format!("urn:sha256:{}", ContentHash([1; 32]))) },
                    "type": system("2"),
                    "role": role("4"),
                    "securityLabel": [
                        { "system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "R" },
                        { "system": "https://chartseal.example/fhir/CodeSystem/compartment", "code": "5" }
                    ],
                    "detail": [
                        detail("decision", "permitted"),
                        detail("rule", "consent"),
                        detail("consent", "7"),
                        detail("category", "care_plan")
                    ]
                },
                {
                    "what": { "identifier": uri(format!("urn:sha256:{}", ContentHash([2; 32]))) },
                    "type": system("2"),
                    "role": role("4"),
                    "detail": [detail("decision", "denied"), detail("rule", "denial"), detail("consent", "9")]
                }
            ]
        })
    );
}

#[test]
fn the_outcome_is_success_only_when_all_was_permitted() {
    let outcome = |decisions: Vec<Decision>| {
        let written = write(&AccessEntry { decisions, ..read_by_a_doctor() });
        (written.outcome, written.outcome_desc)
    };
    let (permit, deny) = (Decision::by(Rule::Care), Decision::by_fault(StandingFault::Certificate));
    assert_eq!(outcome(vec![permit, permit]), ("0".into(), "permitted 2 of 2".into()));
    assert_eq!(outcome(vec![permit, deny]), ("4".into(), "permitted 1 of 2".into()));
    assert_eq!(outcome(vec![deny, deny]), ("4".into(), "permitted 0 of 2".into()));
}

#[test]
fn writes_go_the_other_way_round() {
    let label = known().into_values().next().unwrap();
    let new = AccessEntry {
        action: Action::Write,
        target: Target::Labels(vec![label]),
        decisions: vec![Decision::by(Rule::Care)],
        ..read_by_a_doctor()
    };
    let written = write(&new);
    assert_eq!((written.action.as_str(), written.event_type.code.as_str()), ("C", "110107"));
    let types: Vec<_> = written
        .agent
        .iter()
        .filter_map(|a| a.agent_type.as_ref())
        .map(|t| t.coding[0].code.as_str())
        .collect();
    assert_eq!(types, ["110153", "110152"]);
    let record = written.entity.last().unwrap();
    assert!(record.what.is_none());
    assert_eq!(record.security_label[0].code, "R");

    let next = AccessEntry { action: Action::Write, ..read_by_a_doctor() };
    assert_eq!(write(&next).action, "U");
}

#[test]
fn patients_and_representatives_ask_for_no_organization() {
    for (hat, code) in [(Hat::Own {}, "self"), (Hat::Representative {}, "representative")] {
        let written = write(&AccessEntry { hat, certificate: None, ..read_by_a_doctor() });
        assert_eq!(written.agent.len(), 2);
        assert_eq!(written.agent[0].role[0].coding[0].code, code);
    }
}

#[test]
fn faults_and_emergencies_are_told() {
    let decisions = vec![Decision::by_fault(StandingFault::NoCertificate), Decision::by_emergency(6)];
    let written = write(&AccessEntry { decisions, ..read_by_a_doctor() });
    let details = |place: usize| -> Vec<(&str, &str)> {
        written.entity[place]
            .detail
            .iter()
            .map(|d| (d.detail_type.as_str(), d.value_string.as_str()))
            .collect()
    };
    assert!(details(2).contains(&("fault", "no_certificate")));
    assert!(details(3).contains(&("emergency", "6")));
}

#[test]
fn entries_that_no_chain_wrote_are_refused() {
    let labels = BTreeMap::new();
    let context = Context { chain_id: CHAIN, contract: CONTRACT, labels: &labels };
    let one = AccessEntry { decisions: vec![Decision::by(Rule::Care)], ..read_by_a_doctor() };
    assert_eq!(event(&one, &context).unwrap_err(), EventError::Decisions { targets: 2, decisions: 1 });
    let late = AccessEntry { at: u64::MAX, ..read_by_a_doctor() };
    assert_eq!(event(&late, &context).unwrap_err(), EventError::Time { at: u64::MAX });
}

proptest! {
    #[test]
    fn every_entry_is_written_and_each_decision_told(entry in entry(), labels in labels()) {
        let context = Context { chain_id: CHAIN, contract: CONTRACT, labels: &labels };
        let written = event(&entry, &context).unwrap();
        let all = entry.decisions.iter().all(|decision| decision.permitted);
        prop_assert_eq!(written.outcome == "0", all);
        prop_assert_eq!(written.entity.len(), entry.decisions.len() + 2);
        for (entity, decision) in written.entity[2..].iter().zip(&entry.decisions) {
            let said = if decision.permitted { "permitted" } else { "denied" };
            prop_assert_eq!(entity.detail[0].value_string.as_str(), said);
        }
        let text = serde_json::to_value(&written).unwrap();
        prop_assert!(names_nobody(&text));
    }
}

/// No element that holds words about somebody.
fn names_nobody(value: &Value) -> bool {
    match value {
        Value::Object(members) => members.iter().all(|(name, value)| {
            !["display", "name", "text", "altId"].contains(&name.as_str()) && names_nobody(value)
        }),
        Value::Array(elements) => elements.iter().all(names_nobody),
        _ => true,
    }
}

/// Permits are the survivor's then, and the number names one of those.
#[test]
fn after_a_merge_the_survivor_is_told_and_its_permit_named() {
    let did = |byte: u8| IdentityId([byte; 16]).did(CHAIN);
    let survivor = IdentityId([8; 16]);
    let decisions = vec![Decision::by_consent(Rule::Consent, 7), Decision::by_consent(Rule::Denial, 9)];
    let written = write(&AccessEntry { survivor: Some(survivor), decisions, ..read_by_a_doctor() });
    let named = &written.agent[0].policy;
    assert_eq!(*named, [format!("{}#consent-7", did(8)), format!("{}#consent-9", did(1))]);
    let details = written.entity.iter().flat_map(|entity| &entity.detail);
    let told: Vec<_> = details.filter(|detail| detail.detail_type == "survivor").collect();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].value_string, survivor.to_string());
}

//! Somebody else's Consent: what a Chartseal consent cannot say is refused by the path of its element.

mod arbitrary;

use arbitrary::CHAIN;
use chartseal_fhir::JsonProblem;
use chartseal_fhir::consent::{Consent, MAX_CONSENT_BYTES, ReadError, from_fhir, restore};
use chartseal_types::access::{Effect, Grantee, TermsUnchecked};
use chartseal_types::{Action, Confidentiality, ContentHash, IdentityId, Purpose, Quarter, Selection};
use proptest::prelude::*;
use serde_json::{Value, json};

const ACT_CODE: &str = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
const ACTION: &str = "http://terminology.hl7.org/CodeSystem/consentaction";

fn concept(system: &str, code: &str) -> Value {
    json!({ "coding": [{ "system": system, "code": code, "display": "in words" }], "text": "in words" })
}

fn did(byte: u8) -> Value {
    json!({ "system": "urn:ietf:rfc:3986", "value": IdentityId([byte; 16]).did(CHAIN), "use": "official" })
}

/// A Consent as another system may write it: with narrative, words and identifiers of its own.
fn theirs() -> Value {
    json!({
        "resourceType": "Consent",
        "id": "c-1",
        "meta": { "profile": ["http://example.org/profile"], "lastUpdated": "2026-01-01T00:00:00Z" },
        "language": "en",
        "text": { "status": "generated", "div": "<div/>" },
        "identifier": [{ "system": "http://example.org/consents", "value": "1", "assigner": { "display": "A" } }],
        "status": "active",
        "scope": concept("http://terminology.hl7.org/CodeSystem/consentscope", "patient-privacy"),
        "category": [concept("http://loinc.org", "59284-0")],
        "patient": { "identifier": did(1), "display": "in words" },
        "dateTime": "2026-01-01",
        "performer": [{ "reference": "Patient/1" }],
        "organization": [{ "reference": "Organization/1" }],
        "sourceReference": { "reference": "DocumentReference/1" },
        "policyRule": concept(ACT_CODE, "OPTOUT"),
        "provision": { "provision": [{
            "type": "permit",
            "period": { "start": "2026-01-01T02:00:00+02:00", "end": "2026-12-31T23:59:59.000Z" },
            "actor": [{
                "role": concept("http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "IRCP"),
                "reference": { "type": "Practitioner", "identifier": did(2) }
            }],
            "action": [concept(ACTION, "access")],
            "securityLabel": [{ "system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "N" }],
            "purpose": [{ "system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "TREAT" }],
            "dataPeriod": { "start": "2024-01-01", "end": "2024-06-30" },
            "data": [{
                "meaning": "instance",
                "reference": {
                    "type": "DocumentReference",
                    "identifier": {
                        "system": "urn:ietf:rfc:3986",
                        "value": format!("urn:sha256:{}", ContentHash([9; 32]))
                    }
                }
            }]
        }] }
    })
}

fn parse(consent: &Value) -> Result<Consent, ReadError> {
    Consent::parse(&serde_json::to_vec(consent).unwrap())
}

fn read(consent: &Value) -> Result<TermsUnchecked, ReadError> {
    from_fhir(&parse(consent)?, CHAIN)
}

/// Theirs with the element at a JSON pointer set to a value, or left out.
fn with(pointer: &str, value: Option<Value>) -> Value {
    let mut consent = theirs();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    match (consent.pointer_mut(parent).unwrap(), value) {
        (Value::Object(members), Some(value)) => {
            members.insert(name.to_owned(), value);
        }
        (Value::Object(members), None) => {
            members.remove(name).unwrap();
        }
        (Value::Array(elements), Some(value)) => {
            let place: usize = name.parse().unwrap();
            elements.truncate(place);
            elements.push(value);
        }
        (other, _) => panic!("nothing can be set in {other}"),
    }
    consent
}

fn refused(pointer: &str, value: Value) -> ReadError {
    read(&with(pointer, Some(value))).unwrap_err()
}

const RULE: &str = "/provision/provision/0";

fn rule_refused(element: &str, value: Value) -> ReadError {
    refused(&format!("{RULE}/{element}"), value)
}

fn not_representable(path: &str) -> ReadError {
    ReadError::NotRepresentable { path: path.to_owned() }
}

fn path_of_unknown_code(error: ReadError) -> String {
    match error {
        ReadError::UnknownCode { path, .. } => path,
        other => panic!("expected an unknown code, got {other:?}"),
    }
}

fn path_of_missing(error: ReadError) -> String {
    match error {
        ReadError::Missing { path, .. } => path,
        other => panic!("expected a missing element, got {other:?}"),
    }
}

#[test]
fn theirs_is_read() {
    assert_eq!(
        read(&theirs()).unwrap(),
        TermsUnchecked {
            effect: Effect::Permit,
            grantee: Grantee::Identity { identity: IdentityId([2; 16]) },
            categories: Selection::All {},
            compartments: Selection::All {},
            max_confidentiality: Confidentiality::N,
            purposes: Selection::Only(vec![Purpose::TREAT]),
            actions: Selection::Only(vec![Action::Read]),
            records: Selection::Only(vec![ContentHash([9; 32])]),
            valid_from: Some(1_767_225_600),
            valid_until: Some(1_798_761_600),
            clinical_period: Some(chartseal_types::access::ClinicalPeriod {
                from: Quarter::new(2024, 1).unwrap(),
                to: Quarter::new(2024, 2).unwrap(),
            }),
            uses: None,
            claim: None,
        }
    );
}

#[test]
fn theirs_is_no_consent_of_the_chain() {
    assert!(matches!(
        restore(&parse(&theirs()).unwrap(), CHAIN).unwrap_err(),
        ReadError::Identifier { path, .. } if path == "Consent.identifier"
    ));
}

#[test]
fn elements_without_a_place_are_named() {
    for (pointer, path) in [
        ("/modifierExtension", "Consent.modifierExtension"),
        ("/implicitRules", "Consent.implicitRules"),
        ("/policy", "Consent.policy"),
        ("/verification", "Consent.verification"),
        ("/_status", "Consent._status"),
        ("/provision/type", "Consent.provision.type"),
        ("/provision/period", "Consent.provision.period"),
        ("/provision/actor", "Consent.provision.actor"),
        ("/provision/provision/0/provision", "Consent.provision.provision[0].provision"),
        ("/provision/provision/0/code", "Consent.provision.provision[0].code"),
        ("/provision/provision/0/period/extension", "Consent.provision.provision[0].period.extension"),
        ("/provision/provision/0/actor/0/extension", "Consent.provision.provision[0].actor[0].extension"),
        (
            "/provision/provision/0/actor/0/reference/reference",
            "Consent.provision.provision[0].actor[0].reference.reference",
        ),
        ("/patient/identifier/period", "Consent.patient.identifier.period"),
        ("/scope/extension", "Consent.scope.extension"),
    ] {
        assert_eq!(refused(pointer, json!([{ "a": 1 }])), not_representable(path), "{pointer}");
    }
}

#[test]
fn extensions_of_others_are_named() {
    let extension = json!([{ "url": "http://example.org/only-on-mondays", "valueBoolean": true }]);
    assert_eq!(refused("/extension", extension.clone()), not_representable("Consent.extension[0]"));
    let rule = |path: &str| not_representable(&format!("Consent.provision.provision[0].{path}"));
    assert_eq!(rule_refused("extension", extension.clone()), rule("extension"));
    assert_eq!(rule_refused("modifierExtension", extension.clone()), rule("modifierExtension[0]"));
    assert_eq!(rule_refused("actor/0/modifierExtension", extension), rule("actor[0].modifierExtension"));
}

#[test]
fn one_extension_has_one_value() {
    let two = json!([{ "url": "http://example.org/x", "valueBoolean": true, "valueCode": "x" }]);
    assert!(
        matches!(refused("/extension", two), ReadError::TooMany { path, .. } if path == "Consent.extension[0].value")
    );
    let none = json!([{ "url": "http://example.org/x" }]);
    assert_eq!(path_of_missing(refused("/extension", none)), "Consent.extension[0].value");
    let other = json!([{ "url": "http://example.org/x", "valueString": "x" }]);
    assert_eq!(refused("/extension", other), not_representable("Consent.extension[0].valueString"));
}

#[test]
fn unknown_codes_are_named() {
    let coding = |system: &str, code: &str| json!({ "system": system, "code": code });
    let purpose = "http://terminology.hl7.org/CodeSystem/v3-ActReason";
    let confidentiality = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";
    let rule = "Consent.provision.provision[0]";
    for (pointer, value, path) in [
        ("/status", json!("open"), "Consent.status".to_owned()),
        (
            "/scope",
            concept("http://terminology.hl7.org/CodeSystem/consentscope", "research"),
            "Consent.scope.coding[0]".into(),
        ),
        ("/scope", concept("http://example.org", "patient-privacy"), "Consent.scope.coding[0]".into()),
        ("/category/1", concept(ACT_CODE, "ICOL"), "Consent.category[1].coding[0]".into()),
        ("/policyRule", concept(ACT_CODE, "OPTIN"), "Consent.policyRule.coding[0]".into()),
        ("/provision/provision/0/type", json!("allow"), format!("{rule}.type")),
        ("/provision/provision/0/type", json!("Permit"), format!("{rule}.type")),
        ("/provision/provision/0/purpose/1", coding(purpose, "EVERYTHING"), format!("{rule}.purpose[1]")),
        (
            "/provision/provision/0/purpose/0",
            coding("http://example.org", "TREAT"),
            format!("{rule}.purpose[0]"),
        ),
        (
            "/provision/provision/0/securityLabel/0",
            coding(confidentiality, "HIV"),
            format!("{rule}.securityLabel[0]"),
        ),
        (
            "/provision/provision/0/securityLabel/1",
            coding(ACT_CODE, "HIV"),
            format!("{rule}.securityLabel[1]"),
        ),
        (
            "/provision/provision/0/securityLabel/1",
            coding("https://chartseal.example/fhir/CodeSystem/compartment", "16"),
            format!("{rule}.securityLabel[1]"),
        ),
        (
            "/provision/provision/0/securityLabel/1",
            coding("https://chartseal.example/fhir/CodeSystem/compartment", "01"),
            format!("{rule}.securityLabel[1]"),
        ),
        (
            "/provision/provision/0/class",
            json!([coding("http://hl7.org/fhir/resource-types", "Observation")]),
            format!("{rule}.class[0]"),
        ),
        (
            "/provision/provision/0/action/0",
            concept(ACTION, "disclose"),
            format!("{rule}.action[0].coding[0]"),
        ),
        ("/provision/provision/0/action/0", concept(ACTION, "correct"), format!("{rule}.action[0]")),
        (
            "/provision/provision/0/actor/0/role",
            concept(ACT_CODE, "IRCP"),
            format!("{rule}.actor[0].role.coding[0]"),
        ),
        (
            "/provision/provision/0/actor/0/reference/type",
            json!("Group"),
            format!("{rule}.actor[0].reference.type"),
        ),
        ("/provision/provision/0/data/0/meaning", json!("related"), format!("{rule}.data[0].meaning")),
        ("/patient/type", json!("Group"), "Consent.patient.type".into()),
    ] {
        assert_eq!(path_of_unknown_code(refused(pointer, value)), path, "{pointer}");
    }
}

#[test]
fn what_is_left_open_is_not_guessed() {
    let rule = "Consent.provision.provision[0]";
    for (pointer, path) in [
        ("/status", "Consent.status".to_owned()),
        ("/scope", "Consent.scope".into()),
        ("/category", "Consent.category".into()),
        ("/patient", "Consent.patient".into()),
        ("/policyRule", "Consent.policyRule".into()),
        ("/provision", "Consent.provision".into()),
        ("/provision/provision/0/type", format!("{rule}.type")),
        ("/provision/provision/0/actor", format!("{rule}.actor")),
        ("/provision/provision/0/securityLabel", format!("{rule}.securityLabel")),
        ("/provision/provision/0/dataPeriod/end", format!("{rule}.dataPeriod.end")),
        ("/provision/provision/0/data/0/meaning", format!("{rule}.data[0].meaning")),
        ("/provision/provision/0/purpose/0/system", format!("{rule}.purpose[0].system")),
    ] {
        assert_eq!(path_of_missing(read(&with(pointer, None)).unwrap_err()), path, "{pointer}");
    }
    let collect = json!([concept(ACTION, "access"), concept(ACTION, "collect")]);
    assert_eq!(path_of_missing(rule_refused("action", collect)), format!("{rule}.action[2]"));
}

#[test]
fn to_write_is_collect_and_then_correct() {
    let codes = |codes: &[&str]| json!(codes.iter().map(|code| concept(ACTION, code)).collect::<Vec<_>>());
    for (actions, place) in [
        (vec!["correct", "collect"], 0),
        (vec!["collect", "access", "correct"], 1),
        (vec!["collect", "collect", "correct"], 1),
        (vec!["access", "collect", "correct", "correct"], 3),
    ] {
        let path = path_of_unknown_code(rule_refused("action", codes(&actions)));
        assert_eq!(path, format!("Consent.provision.provision[0].action[{place}]"), "{actions:?}");
    }
    let both = with(&format!("{RULE}/action"), Some(codes(&["collect", "correct", "access"])));
    assert_eq!(read(&both).unwrap().actions, Selection::Only(vec![Action::Write, Action::Read]));
}

#[test]
fn what_is_empty_is_not_everything() {
    let rule = "Consent.provision.provision[0]";
    for (element, value) in [
        ("purpose", json!([])),
        ("action", json!([])),
        ("data", json!([])),
        ("class", json!([])),
        ("period", json!({})),
    ] {
        assert_eq!(rule_refused(element, value), ReadError::Empty { path: format!("{rule}.{element}") });
    }
    assert_eq!(rule_refused("type", json!("")), ReadError::Empty { path: format!("{rule}.type") });
    for (element, value) in
        [("purpose", json!(null)), ("purpose", json!("TREAT")), ("type", json!(1)), ("period", json!("2026"))]
    {
        assert!(
            matches!(rule_refused(element, value), ReadError::WrongKind { path, .. } if path == format!("{rule}.{element}"))
        );
    }
}

#[test]
fn one_consent_says_one_rule_about_one_grantee() {
    let rule = theirs()["provision"]["provision"][0].clone();
    let actor = rule["actor"][0].clone();
    let label = rule["securityLabel"][0].clone();
    let coding = theirs()["scope"]["coding"][0].clone();
    for (pointer, value, path) in [
        ("/provision/provision", json!([rule, rule]), "Consent.provision.provision"),
        ("/provision/provision/0/actor", json!([actor, actor]), "Consent.provision.provision[0].actor"),
        (
            "/provision/provision/0/securityLabel",
            json!([label, label]),
            "Consent.provision.provision[0].securityLabel",
        ),
        ("/scope/coding", json!([coding, coding]), "Consent.scope.coding"),
    ] {
        assert_eq!(refused(pointer, value), ReadError::TooMany { path: path.to_owned(), max: 1, got: 2 });
    }
}

#[test]
fn everyone_and_somebody_contradict_each_other() {
    let everyone = json!([{
        "url": "https://chartseal.example/fhir/StructureDefinition/grantee",
        "valueCode": "everyone"
    }]);
    assert_eq!(
        rule_refused("extension", everyone),
        not_representable("Consent.provision.provision[0].actor")
    );
}

#[test]
fn times_are_to_the_second_and_quarters_whole() {
    for (element, time) in [
        ("period/start", "2026-01-01"),
        ("period/end", "2026"),
        ("period/start", "2026-01-01T00:00:00"),
        ("period/start", "2026-01-01T00:00:00.5Z"),
        ("period/start", "1969-12-31T23:59:59Z"),
        ("period/start", "yesterday"),
        ("dataPeriod/start", "2024-01-02"),
        ("dataPeriod/start", "2024-02-01"),
        ("dataPeriod/start", "2024"),
        ("dataPeriod/start", "1899-01-01"),
        ("dataPeriod/end", "2024-06-29"),
        ("dataPeriod/end", "2024-01-01"),
        ("dataPeriod/end", "02024-06-30"),
    ] {
        let path = format!("Consent.provision.provision[0].{}", element.replace('/', "."));
        assert!(
            matches!(rule_refused(element, json!(time)), ReadError::Time { path: at, .. } if at == path),
            "{element} {time}"
        );
    }
}

#[test]
fn references_name_dids_of_this_chain_and_content_addresses() {
    let elsewhere = json!({ "system": "urn:ietf:rfc:3986", "value": IdentityId([1; 16]).did("other-1") });
    let no_uri = json!({ "system": "http://example.org", "value": IdentityId([1; 16]).did(CHAIN) });
    for identifier in [elsewhere, no_uri] {
        for (pointer, path) in [
            ("/patient/identifier", "Consent.patient.identifier"),
            (
                "/provision/provision/0/actor/0/reference/identifier",
                "Consent.provision.provision[0].actor[0].reference.identifier",
            ),
            (
                "/provision/provision/0/data/0/reference/identifier",
                "Consent.provision.provision[0].data[0].reference",
            ),
        ] {
            assert!(
                matches!(refused(pointer, identifier.clone()), ReadError::Identifier { path: at, .. } if at == path)
            );
        }
    }
}

#[test]
fn only_what_is_active_is_anybodys_will() {
    for status in ["draft", "proposed", "rejected", "inactive", "entered-in-error"] {
        assert_eq!(refused("/status", json!(status)), ReadError::NotActive, "{status}");
    }
    let ended = json!([{
        "url": "https://chartseal.example/fhir/StructureDefinition/ended",
        "extension": [
            { "url": "by", "valueIdentifier": { "system": "https://chartseal.example/fhir/account", "value": "a" } },
            { "url": "at", "valueDateTime": "2026-01-01T00:00:00Z" }
        ]
    }]);
    assert_eq!(refused("/extension", ended), ReadError::NotActive);
}

#[test]
fn other_documents_are_refused() {
    assert_eq!(Consent::parse(b"[]").unwrap_err(), ReadError::NotAConsent);
    assert_eq!(Consent::parse(br#"{"resourceType":"Patient"}"#).unwrap_err(), ReadError::NotAConsent);
    assert_eq!(Consent::parse(b"\xff").unwrap_err(), ReadError::NotUtf8 { offset: 0 });
    let problem = |text: &str| match Consent::parse(text.as_bytes()).unwrap_err() {
        ReadError::NotJson { problem, .. } => problem,
        other => panic!("expected no JSON, got {other:?}"),
    };
    assert_eq!(problem("{"), JsonProblem::Syntax);
    assert_eq!(problem(r#"{"status":"active","status":"inactive"}"#), JsonProblem::RepeatedMember);
    assert_eq!(problem(&"[".repeat(100)), JsonProblem::TooDeep);
    let bytes = MAX_CONSENT_BYTES + 1;
    assert_eq!(
        Consent::parse(&vec![b' '; bytes]).unwrap_err(),
        ReadError::TooLarge { bytes, limit: MAX_CONSENT_BYTES }
    );
}

#[test]
fn errors_tell_no_value() {
    let secret = "Jane Doe";
    for error in [
        refused(&format!("/{secret}"), json!(1)),
        refused("/status", json!(secret)),
        rule_refused("purpose/0/code", json!(secret)),
        rule_refused("period/start", json!(secret)),
        refused("/patient/identifier/value", json!(secret)),
    ] {
        assert!(!format!("{error} {error:?}").contains("Jane"), "{error}");
    }
}

#[test]
fn nothing_left_out_widens_unless_fhir_says_so() {
    // What FHIR R4 reads as "all" when it is absent; everything else is refused, or meant nothing.
    let all_when_absent = ["action", "purpose", "period", "period/start", "period/end", "dataPeriod", "data"];
    let mut pointers = Vec::new();
    collect(&theirs(), String::new(), &mut pointers);
    let mut widened = Vec::new();
    for pointer in pointers.iter().filter(|pointer| theirs().pointer(pointer).is_some() && pointer.len() > 1)
    {
        let (parent, _) = pointer.rsplit_once('/').unwrap();
        if !theirs().pointer(parent).unwrap().is_object() {
            continue;
        }
        if let Ok(terms) = read(&with(pointer, None))
            && terms != read(&theirs()).unwrap()
        {
            widened.push(pointer.strip_prefix(&format!("{RULE}/")).unwrap_or(pointer).to_owned());
        }
    }
    widened.sort_unstable();
    let mut expected = all_when_absent.map(str::to_owned);
    expected.sort_unstable();
    assert_eq!(widened, expected);
}

proptest! {
    /// One element anywhere is replaced: it is read or refused.
    #[test]
    fn no_damage_makes_it_panic(place in any::<prop::sample::Index>(), value in prop_oneof![
        Just(json!(null)), Just(json!([])), Just(json!({})), Just(json!("x")), Just(json!(7)), Just(json!([{}])),
    ]) {
        let mut consent = theirs();
        let mut pointers = Vec::new();
        collect(&consent, String::new(), &mut pointers);
        *consent.pointer_mut(place.get(pointers.as_slice()).as_str()).unwrap() = value;
        let _ = read(&consent);
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(Consent::parse(&bytes).is_err());
    }
}

fn collect(value: &Value, pointer: String, pointers: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(name, value)| collect(value, format!("{pointer}/{name}"), pointers));
        }
        Value::Array(elements) => {
            let numbered = elements.iter().enumerate();
            numbered.for_each(|(place, value)| collect(value, format!("{pointer}/{place}"), pointers));
        }
        _ => {}
    }
    pointers.push(pointer);
}

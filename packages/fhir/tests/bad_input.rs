//! Malformed and dangerous bundles: a typed error each, never a panic.

mod common;

use chartseal_fhir::{
    Bundle, BundleError, Collection, JoinError, JsonProblem, MAX_DEPTH, ShapeError, join, synthetic,
};
use common::{bundle, condition, encounter, patient, with};
use proptest::prelude::*;
use serde_json::{Value, json};

fn shape(bytes: &[u8]) -> ShapeError {
    match Bundle::parse(bytes) {
        Err(BundleError::Shape(error)) => error,
        other => panic!("expected a shape error, got {other:?}"),
    }
}

fn refused(resources: &[Value]) -> BundleError {
    Bundle::parse(&bundle(resources)).unwrap_err()
}

fn of_entries(entries: &str) -> Vec<u8> {
    format!(r#"{{"resourceType":"Bundle","type":"collection","entry":{entries}}}"#).into_bytes()
}

#[test]
fn what_is_not_json_is_said_with_its_place() {
    assert!(matches!(shape(b""), ShapeError::NotJson { problem: JsonProblem::Syntax, .. }));
    assert!(matches!(shape(b"<Bundle/>"), ShapeError::NotJson { line: 1, column: 1, .. }));
    let whole = bundle(&[]);
    assert!(matches!(shape(&whole[..whole.len() - 2]), ShapeError::NotJson { .. }));
    let lines = [whole.clone(), b"\n".to_vec(), whole].concat();
    assert!(matches!(shape(&lines), ShapeError::NotJson { line: 2, .. }));
    assert_eq!(shape(b"{\"a\": \"\xff\"}"), ShapeError::NotUtf8 { offset: 7 });
}

#[test]
fn a_byte_order_mark_is_ignored() {
    let bytes = ["\u{feff}".as_bytes(), &bundle(&[])].concat();
    assert!(Bundle::parse(&bytes).is_ok());
}

#[test]
fn other_json_is_not_a_bundle() {
    for json in ["[]", "5", "null", "\"x\"", "{}", r#"{"resourceType":"Patient"}"#, r#"{"resourceType":5}"#] {
        assert_eq!(shape(json.as_bytes()), ShapeError::NotABundle, "{json}");
    }
}

#[test]
fn histories_messages_and_untyped_bundles_are_refused() {
    for json in [
        r#"{"resourceType":"Bundle"}"#,
        r#"{"resourceType":"Bundle","type":"history"}"#,
        r#"{"resourceType":"Bundle","type":7}"#,
    ] {
        assert!(matches!(shape(json.as_bytes()), ShapeError::UnsupportedType { .. }), "{json}");
    }
}

#[test]
fn entries_must_be_resources() {
    let path = |path: &str| path.to_owned();
    assert_eq!(shape(br#"{"resourceType":"Bundle","type":"batch"}"#), ShapeError::Empty);
    assert_eq!(shape(&of_entries("[]")), ShapeError::Empty);
    assert!(matches!(shape(&of_entries("{}")), ShapeError::WrongKind { .. }));
    assert_eq!(
        shape(&of_entries("[7]")),
        ShapeError::WrongKind { path: path("Bundle.entry[0]"), expected: "an object" }
    );
    assert_eq!(
        shape(&of_entries(r#"[{"fullUrl":"urn:x"}]"#)),
        ShapeError::NoResource { path: path("Bundle.entry[0].resource") }
    );
    assert!(matches!(shape(&of_entries(r#"[{"resource":null}]"#)), ShapeError::WrongKind { .. }));
    assert!(matches!(shape(&of_entries(r#"[{"fullUrl":1,"resource":{}}]"#)), ShapeError::WrongKind { .. }));
    for nameless in [r#"{}"#, r#"{"resourceType":""}"#, r#"{"resourceType":"a b"}"#, r#"{"resourceType":1}"#]
    {
        let entry = format!(r#"[{{"resource":{nameless}}}]"#);
        assert!(matches!(shape(&of_entries(&entry)), ShapeError::NoResourceType { .. }), "{nameless}");
    }
    assert!(matches!(
        shape(&of_entries(r#"[{"resource":{"resourceType":"Bundle","type":"collection"}}]"#)),
        ShapeError::NestedBundle { .. }
    ));
}

#[test]
fn repeated_members_are_refused_wherever_they_are() {
    let hidden = r#"[{"resource":{"resourceType":"Condition","code":{"coding":[{"system":"a","code":"b","code":"c"}]}}}]"#;
    assert!(matches!(
        shape(&of_entries(hidden)),
        ShapeError::Unreadable { problem: JsonProblem::RepeatedMember, .. }
    ));
    let entry = r#"[{"resource":{"resourceType":"Patient"},"resource":{"resourceType":"Patient"}}]"#;
    assert!(matches!(
        shape(&of_entries(entry)),
        ShapeError::Unreadable { problem: JsonProblem::RepeatedMember, .. }
    ));
    let top = br#"{"resourceType":"Bundle","type":"batch","type":"collection"}"#;
    assert!(matches!(shape(top), ShapeError::NotJson { problem: JsonProblem::RepeatedMember, .. }));
}

#[test]
fn depth_is_bounded() {
    let nested = |depth: usize| {
        let value = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        of_entries(&format!(r#"[{{"resource":{{"resourceType":"Patient","x":{value}}}}}]"#))
    };
    assert!(Bundle::parse(&nested(MAX_DEPTH - 1)).is_ok());
    assert!(matches!(
        shape(&nested(MAX_DEPTH)),
        ShapeError::Unreadable { problem: JsonProblem::TooDeep, .. }
    ));
    assert!(matches!(shape(&nested(200_000)), ShapeError::Unreadable { problem: JsonProblem::TooDeep, .. }));
}

#[test]
fn unpaired_surrogates_and_endless_numbers_are_refused() {
    for value in [r#""\ud800""#, "1e999"] {
        let entry = format!(r#"[{{"resource":{{"resourceType":"Patient","x":{value}}}}}]"#);
        assert!(matches!(shape(&of_entries(&entry)), ShapeError::Unreadable { .. }), "{value}");
    }
}

#[test]
fn the_same_resource_twice_is_refused() {
    let twice = [condition("c", &[]), condition("c", &[])];
    assert_eq!(
        refused(&twice),
        BundleError::Shape(ShapeError::DuplicateId {
            path: "Bundle.entry[2]".to_owned(),
            first: "Bundle.entry[1]".to_owned()
        })
    );
    let urls = r#"[{"fullUrl":"urn:x","resource":{"resourceType":"Patient"}},{"fullUrl":"urn:x","resource":{"resourceType":"Goal"}}]"#;
    assert!(matches!(shape(&of_entries(urls)), ShapeError::DuplicateFullUrl { .. }));
}

#[test]
fn there_is_exactly_one_patient() {
    let entry = json!([{ "resource": condition("c", &[]) }]).to_string();
    assert_eq!(Bundle::parse(&of_entries(&entry)).unwrap_err(), BundleError::NoPatient);
    let second = with(patient(), json!({ "id": "q" }));
    assert_eq!(refused(&[second]), BundleError::SeveralPatients { count: 2 });
}

#[test]
fn resources_about_somebody_else_are_refused() {
    let about = |subject: Value| [with(condition("c", &[]), json!({ "subject": subject }))];
    let other = BundleError::OtherPatient { path: "Bundle.entry[1].resource.subject".to_owned() };
    for subject in [
        json!({ "reference": "Patient/q" }),
        json!({ "reference": "https://elsewhere.example/fhir/Patient/p" }),
        json!({ "reference": "Patient?identifier=urn:x|2" }),
        json!({ "reference": "urn:uuid:0", "type": "Patient" }),
        json!({ "identifier": { "system": "urn:x", "value": "2" } }),
    ] {
        assert_eq!(refused(&about(subject.clone())), other, "{subject}");
    }
    let inline = with(
        condition("c", &[]),
        json!({ "subject": { "reference": "#q" }, "contained": [{ "resourceType": "Patient", "id": "q" }] }),
    );
    assert_eq!(refused(&[inline]), other);
    let nowhere = about(json!({ "reference": "urn:uuid:0" }));
    assert!(matches!(refused(&nowhere), BundleError::UnresolvedSubject { .. }));
}

#[test]
fn the_patient_is_recognised_however_they_are_named() {
    for subject in [
        json!({ "reference": "Patient/p" }),
        json!({ "reference": "Patient/p/_history/3" }),
        json!({ "identifier": { "system": "urn:x", "value": "1" } }),
        json!({ "display": "the patient" }),
        json!({ "reference": "Group/1" }),
    ] {
        let resource = with(condition("c", &[]), json!({ "subject": subject }));
        assert!(Bundle::parse(&bundle(&[resource])).is_ok(), "{subject}");
    }
}

#[test]
fn records_that_do_not_fit_are_not_joined() {
    let content = Collection::parse(&bundle(&[encounter("e")])).unwrap().to_json();
    assert_eq!(join([&content, &content]).unwrap_err(), JoinError::Duplicate { record: 1 });
    assert!(matches!(
        join(["{}"]).unwrap_err(),
        JoinError::Record { record: 0, source: ShapeError::NotABundle }
    ));
    assert!(join::<&[u8]>([]).unwrap().entries().is_empty());
}

#[test]
fn errors_tell_no_value() {
    let secret = "Xyzzy";
    let resource = with(
        condition("c", &[]),
        json!({ "id": secret, "subject": { "reference": format!("Patient/{secret}") } }),
    );
    assert!(!refused(&[resource]).to_string().contains(secret));
    let text = format!(r#"[{{"resource":{{"resourceType":"{secret} 1","{secret}":1,"{secret}":2}}}}]"#);
    assert!(!shape(&of_entries(&text)).to_string().contains(secret));
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(Bundle::parse(&bytes).is_err());
    }

    #[test]
    fn no_damage_makes_it_panic(seed in 0..4_u64, at in any::<prop::sample::Index>(), byte in any::<u8>(), cut: bool) {
        let mut json = synthetic::generate(seed, 0).into_bytes();
        let at = at.index(json.len());
        if cut {
            json.truncate(at);
            prop_assert!(Bundle::parse(&json).is_err());
        } else {
            json[at] = byte;
            if let Ok(bundle) = Bundle::parse(&json) {
                let split = chartseal_fhir::split(&bundle, chartseal_fhir::Table::published().unwrap());
                prop_assert_eq!(split.records.iter().map(|r| r.resources).sum::<usize>(), bundle.entries().len());
            }
        }
    }
}

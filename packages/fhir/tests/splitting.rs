//! One record for each visit, category and group; every resource in exactly one.

mod common;

use chartseal_fhir::{Bundle, Collection, SensitivityGroup, Table, join, split};
use chartseal_types::{Category, Quarter};
use common::{CONFIDENTIALITY, ICD, LOINC, bundle, condition, encounter, split_of, with};
use serde_json::{Value, json};

fn at(resource: Value, encounter: &str) -> Value {
    with(resource, json!({ "encounter": { "reference": format!("Encounter/{encounter}") } }))
}

#[test]
fn visits_categories_and_groups_make_the_records() {
    let split = split_of(&[
        encounter("e"),
        encounter("f"),
        at(condition("a", &[(ICD, "I10")]), "e"),
        at(condition("b", &[(ICD, "E11.9")]), "e"),
        at(condition("c", &[(ICD, "B20")]), "e"),
        at(condition("d", &[(ICD, "I10")]), "f"),
        condition("g", &[(ICD, "I10")]),
    ]);
    let found: Vec<_> = split.records.iter().map(|r| (r.visit, r.category, r.group, r.resources)).collect();
    let general = SensitivityGroup::General;
    assert_eq!(
        found,
        [
            (None, Category::Demographics, general, 1),
            (None, Category::Summary, general, 1),
            (Some(0), Category::Summary, general, 2),
            (Some(0), Category::Summary, SensitivityGroup::Hiv, 1),
            (Some(0), Category::Encounter, general, 1),
            (Some(1), Category::Summary, general, 1),
            (Some(1), Category::Encounter, general, 1),
        ]
    );
}

#[test]
fn bills_and_parts_belong_to_the_visit_of_what_they_are_about() {
    let subject = json!({ "reference": "Patient/p" });
    let split = split_of(&[
        encounter("e"),
        json!({ "resourceType": "Claim", "id": "x", "patient": subject, "item": [{ "encounter": [{ "reference": "Encounter/e" }] }] }),
        json!({ "resourceType": "ExplanationOfBenefit", "id": "y", "patient": subject, "item": [], "claim": { "reference": "Claim/x" } }),
        json!({ "resourceType": "Observation", "id": "o", "subject": subject,
                "code": { "coding": [{ "system": LOINC, "code": "8867-4" }] }, "encounter": { "reference": "Encounter/e" } }),
        json!({ "resourceType": "Observation", "id": "q", "subject": subject,
                "code": { "coding": [{ "system": LOINC, "code": "8867-4" }] }, "partOf": [{ "reference": "Observation/o" }] }),
    ]);
    let visits: Vec<_> = split.records.iter().map(|record| (record.visit, record.resources)).collect();
    assert_eq!(visits, [(None, 1), (Some(0), 1), (Some(0), 2), (Some(0), 2)]);
}

#[test]
fn origins_are_followed_within_bounds_and_in_circles() {
    let part = |id: usize, of: usize| {
        json!({
            "resourceType": "Procedure", "id": format!("x{id}"), "subject": { "reference": "Patient/p" },
            "code": { "coding": [{ "system": ICD, "code": "I10" }] },
            "partOf": [{ "reference": format!("Procedure/x{of}") }],
        })
    };
    let at_visit = |number: usize| at(part(number, number), "e");
    let chain = |length: usize| {
        let parts = (0..length).map(|id| part(id, id + 1)).chain([at_visit(length), encounter("e")]);
        let split = split_of(&parts.collect::<Vec<_>>());
        let procedures = split.records.into_iter().filter(|record| record.category == Category::Procedure);
        procedures.map(|record| (record.visit, record.resources)).collect::<Vec<_>>()
    };
    assert_eq!(chain(15), [(Some(0), 16)]);
    assert_eq!(chain(40), [(None, 25), (Some(0), 16)]);
    let circle = split_of(&[part(0, 1), part(1, 0)]);
    assert!(circle.records.iter().all(|record| record.visit.is_none()));
}

#[test]
fn a_visit_outside_of_the_bundle_keeps_its_resources_together() {
    let split = split_of(&[
        at(condition("a", &[(ICD, "I10")]), "1"),
        at(condition("b", &[(ICD, "I10")]), "2"),
        at(condition("c", &[(ICD, "I10")]), "1"),
    ]);
    let counts: Vec<_> = split.records.iter().map(|record| (record.visit, record.resources)).collect();
    assert_eq!(counts, [(None, 1), (Some(0), 2), (Some(1), 1)]);
}

#[test]
fn quarters_are_those_of_the_visit_or_shared() {
    let dated = |id, date: &str| with(condition(id, &[(ICD, "I10")]), json!({ "recordedDate": date }));
    let quarter = |resources: &[Value]| {
        let split = split_of(resources);
        split.records.iter().find(|record| record.category == Category::Summary).unwrap().quarter
    };
    let q = |year, number| Some(Quarter::new(year, number).unwrap());
    assert_eq!(quarter(&[encounter("e"), at(dated("a", "2020-01-01"), "e")]), q(2023, 2));
    assert_eq!(quarter(&[dated("a", "2020-12-31T23:59:59-11:00"), dated("b", "2020-10")]), q(2020, 4));
    assert_eq!(quarter(&[dated("a", "2020-09-30"), dated("b", "2020-10-01")]), None);
    for vague in ["2020", "1850-01-01", "2020-13-01", "20200101", "", "ä020-01", "+020-01"] {
        assert_eq!(quarter(&[dated("a", vague)]), None, "{vague}");
    }
}

#[test]
fn the_text_of_a_resource_is_kept_to_the_byte() {
    let resource = r#"{ "resourceType":"Patient",  "id":"p","x":72.10,"y":1E+2,"z":"\u00e9\/", "big":123456789012345678901234567890.10 }"#;
    let json = format!(
        r#"{{"resourceType":"Bundle","type":"transaction","entry":[{{"fullUrl":"urn:\"x","resource":{resource},"request":{{"method":"POST","url":"Patient"}}}}]}}"#
    );
    let bundle = Bundle::parse(json.as_bytes()).unwrap();
    let split = split(&bundle, Table::published().unwrap());
    assert!(split.records[0].content.contains(resource));
    let joined = join(split.records.iter().map(|record| &record.content)).unwrap();
    assert_eq!(joined.entries()[0].resource(), resource);
    assert_eq!(joined.entries()[0].full_url(), Some("urn:\"x"));
}

#[test]
fn a_record_carries_its_label_and_a_joined_bundle_can_be_split_again() {
    let bytes = bundle(&[encounter("e"), at(condition("c", &[(ICD, "B20")]), "e")]);
    let first = split(&Bundle::parse(&bytes).unwrap(), Table::published().unwrap());
    let record = first.records.iter().find(|record| record.group == SensitivityGroup::Hiv).unwrap();
    let content: Value = serde_json::from_str(&record.content).unwrap();
    assert_eq!(content["type"], "collection");
    assert_eq!(content["meta"]["security"][0], json!({ "system": CONFIDENTIALITY, "code": "R" }));
    assert_eq!(content["meta"]["security"][1]["code"], "HIV");

    let joined = join(first.records.iter().map(|record| &record.content)).unwrap().to_json();
    assert_eq!(Collection::parse(joined.as_bytes()).unwrap().entries().len(), 3);
    let again = split(&Bundle::parse(joined.as_bytes()).unwrap(), Table::published().unwrap());
    let contents = |split: &chartseal_fhir::Split| {
        let mut contents: Vec<_> = split.records.iter().map(|record| record.content.clone()).collect();
        contents.sort();
        contents
    };
    assert_eq!(contents(&again), contents(&first));
}

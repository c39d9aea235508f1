//! From codes to labels: the table, labels in the data, references, and the careful side.

mod common;

use chartseal_fhir::label::{Class, Coding};
use chartseal_fhir::{
    Bundle, Labels, Reason, Sensitivity, SensitivityGroup, Split, Table, TableError, split,
};
use chartseal_types::{Category, Confidentiality};
use common::{ACT_CODE, CONFIDENTIALITY, ICD, LOINC, SNOMED, bundle, condition, encounter, split_of, with};
use proptest::prelude::*;
use serde_json::{Value, json};

fn table() -> &'static Table {
    Table::published().unwrap()
}

/// The label of the resources of that category; they must share one record.
fn labels(split: &Split, category: Category) -> Labels {
    let mut records = split.records.iter().filter(|record| record.category == category);
    let labels = records.next().expect("a record of the category").labels.clone();
    assert!(records.next().is_none(), "more than one record of {category:?}");
    labels
}

fn of_condition(codings: &[(&str, &str)]) -> Labels {
    labels(&split_of(&[condition("c", codings)]), Category::Summary)
}

fn delicate(sensitivities: &[Sensitivity]) -> Labels {
    Labels {
        sensitivities: sensitivities.iter().copied().collect(),
        unclassified: false,
        confidentiality: Confidentiality::R,
    }
}

fn careful() -> Labels {
    Labels { unclassified: true, confidentiality: Confidentiality::R, ..Labels::default() }
}

#[test]
fn every_row_is_reached_by_its_own_code() {
    let mut rows = 0;
    for (system, row) in table().rows() {
        rows += 1;
        for code in std::iter::once(&row.code).chain(&row.to) {
            let found = match table().classify(&Coding::new(system, code.replace('?', "1"))) {
                Class::Ordinary => Labels::default(),
                Class::Delicate(labels) => labels,
                Class::Unknown(reason) => panic!("{system} {code}: {reason}"),
            };
            assert!(row.sensitivity.iter().all(|s| found.sensitivities.contains(s)), "{system} {code}");
            assert!(row.confidentiality.is_none_or(|c| found.confidentiality >= c), "{system} {code}");
            for sensitivity in &row.sensitivity {
                assert!(found.confidentiality >= table().confidentiality(*sensitivity), "{system} {code}");
            }
        }
    }
    assert!(rows > 300);
}

#[test]
fn every_sensitivity_restricts_and_can_be_labelled() {
    for sensitivity in Sensitivity::ALL {
        assert!(table().confidentiality(*sensitivity) >= Confidentiality::R, "{}", sensitivity.code());
        let Class::Delicate(labels) = table().classify(&Coding::new(ACT_CODE, sensitivity.code())) else {
            panic!("{} has no row", sensitivity.code())
        };
        assert!(labels.sensitivities.contains(sensitivity));
    }
}

#[test]
fn diagnoses_are_found_by_range_prefix_and_spelling() {
    use Sensitivity::*;
    assert_eq!(of_condition(&[(ICD, "B20")]), delicate(&[Hiv]));
    assert_eq!(of_condition(&[(ICD, "F11.20")]), delicate(&[SubstanceUse, OpioidUse]));
    assert_eq!(of_condition(&[(ICD, "f1120")]), delicate(&[SubstanceUse, OpioidUse]));
    assert_eq!(of_condition(&[(ICD, "F32.1")]), delicate(&[MentalHealth]));
    assert_eq!(of_condition(&[(ICD, "O9A.2")]), delicate(&[Pregnancy]));
    assert_eq!(of_condition(&[(ICD, "I10")]), Labels::default());
    assert_eq!(of_condition(&[(ICD, "B19.9")]), Labels::default());
    assert_eq!(of_condition(&[("urn:oid:2.16.840.1.113883.6.90", "B20")]), delicate(&[Hiv]));
    assert_eq!(of_condition(&[(ICD, "T42.4X2A")]), delicate(&[MentalHealth]));
    assert_eq!(of_condition(&[(ICD, "T42.4X1A")]), Labels::default());
    assert_eq!(of_condition(&[(ICD, "T42.4")]), Labels::default());
    assert_eq!(of_condition(&[(ICD, "T74.11XA")]).confidentiality, Confidentiality::V);
}

#[test]
fn what_the_table_does_not_know_is_restricted_and_said() {
    let cases: [(&[(&str, &str)], Reason); 4] = [
        (&[("urn:local", "B20")], Reason::UnknownSystem),
        (&[(SNOMED, "1")], Reason::UnknownCode),
        (&[(ICD, "not a code")], Reason::UnknownCode),
        (&[("", "B20")], Reason::CodeWithoutSystem),
    ];
    for (codings, reason) in cases {
        let split = split_of(&[condition("c", codings)]);
        assert_eq!(labels(&split, Category::Summary), careful(), "{codings:?}");
        assert_eq!(split.report.by_reason.keys().collect::<Vec<_>>(), [&reason]);
        assert_eq!((split.report.resources, split.report.unclassified), (2, 1));
        assert_eq!(split.unknown_codes.len(), 1);
    }
}

#[test]
fn what_only_a_person_can_read_is_restricted() {
    let plain = condition("c", &[(ICD, "I10")]);
    assert_eq!(labels(&split_of(std::slice::from_ref(&plain)), Category::Summary), Labels::default());
    let cases = [
        (json!({ "note": [{ "text": "words" }] }), Reason::FreeText),
        (json!({ "text": { "status": "additional", "div": "<div/>" } }), Reason::FreeText),
        (json!({ "code": { "text": "words" } }), Reason::FreeText),
        (json!({ "evidence": [{ "detail": [{ "display": "words" }] }] }), Reason::FreeText),
        (json!({ "extension": [{ "url": "urn:x", "valueString": "words" }] }), Reason::FreeText),
        (
            json!({ "stage": [{ "assessment": [{ "reference": "Observation/9" }] }] }),
            Reason::UnresolvedReference,
        ),
        (json!({ "contained": [{ "resourceType": "Riddle", "id": "1" }] }), Reason::UnknownType),
        (json!({ "bodySite": [{ "coding": [{ "display": "words" }] }] }), Reason::CodeWithoutSystem),
    ];
    for (members, reason) in cases {
        let split = split_of(&[with(plain.clone(), members.clone())]);
        assert_eq!(labels(&split, Category::Summary), careful(), "{members}");
        assert!(split.report.by_reason.contains_key(&reason), "{members}");
    }
    let mut uncoded = plain.clone();
    uncoded.as_object_mut().unwrap().remove("code");
    assert_eq!(split_of(&[uncoded]).report.by_reason.get(&Reason::NoCode), Some(&1));
}

#[test]
fn generated_narrative_names_and_extensions_without_words_are_no_reason() {
    let split = split_of(&[with(
        condition("c", &[(ICD, "I10")]),
        json!({
            "text": { "status": "generated", "div": "<div/>" },
            "asserter": { "display": "Dr. Who" },
            "extension": [{ "url": "urn:x", "valueBoolean": true }],
        }),
    )]);
    assert_eq!(split.report.unclassified, 0);
}

#[test]
fn labels_in_the_data_raise_and_never_lower() {
    let labelled = |system: &str, code: &str| {
        with(
            condition("c", &[(ICD, "F32.1")]),
            json!({ "meta": { "security": [{ "system": system, "code": code }] } }),
        )
    };
    let of = |system, code| labels(&split_of(&[labelled(system, code)]), Category::Summary);
    let own = delicate(&[Sensitivity::MentalHealth]);
    assert_eq!(of(CONFIDENTIALITY, "U"), own);
    assert_eq!(of(CONFIDENTIALITY, "V").confidentiality, Confidentiality::V);
    assert!(of(ACT_CODE, "HIV").sensitivities.contains(&Sensitivity::Hiv));
    // The same code in the confidentiality system is a retired sensitivity.
    assert!(of(CONFIDENTIALITY, "HIV").sensitivities.contains(&Sensitivity::Hiv));
    assert!(of(ACT_CODE, "AMB").unclassified);
    assert!(of("urn:local", "X").unclassified);
    let notes = of(ACT_CODE, "PSYTHPN");
    assert_eq!(
        (notes.group(), notes.confidentiality),
        (SensitivityGroup::PsychotherapyNotes, Confidentiality::V)
    );
}

#[test]
fn labels_of_the_bundle_count_for_all_in_it() {
    let mut json: Value = serde_json::from_slice(&bundle(&[condition("c", &[(ICD, "I10")])])).unwrap();
    json["meta"] = json!({ "security": [{ "system": ACT_CODE, "code": "HIV" }] });
    let split = split(&Bundle::parse(json.to_string().as_bytes()).unwrap(), table());
    assert!(split.records.iter().all(|record| record.group == SensitivityGroup::Hiv));
}

#[test]
fn what_refers_to_something_delicate_is_as_delicate() {
    let claim = json!({
        "resourceType": "Claim", "id": "x", "patient": { "reference": "Patient/p" },
        "diagnosis": [{ "diagnosisReference": { "reference": "Condition/c" } }],
        "related": [{ "claim": { "reference": "ExplanationOfBenefit/y" } }],
    });
    // In a circle with the claim: raising must end.
    let benefit = json!({
        "resourceType": "ExplanationOfBenefit", "id": "y", "patient": { "reference": "Patient/p" },
        "item": [], "claim": { "reference": "Claim/x" },
    });
    let split = split_of(&[claim, benefit, condition("c", &[(ICD, "B20")])]);
    assert_eq!(labels(&split, Category::Financial), delicate(&[Sensitivity::Hiv]));
}

#[test]
fn a_visit_does_not_colour_what_merely_took_place_then() {
    let visit =
        with(encounter("e"), json!({ "reasonCode": [{ "coding": [{ "system": ICD, "code": "B20" }] }] }));
    let weight = |encounter: Value| {
        json!({
            "resourceType": "Observation", "id": "o", "subject": { "reference": "Patient/p" },
            "code": { "coding": [{ "system": LOINC, "code": "29463-7" }] }, "encounter": encounter,
        })
    };
    let split = split_of(&[visit.clone(), weight(json!({ "reference": "Encounter/e" }))]);
    assert_eq!(labels(&split, Category::Encounter), delicate(&[Sensitivity::Hiv]));
    assert_eq!(labels(&split, Category::Observation), Labels::default());
    // Words beside the reference may tell what the visit was for.
    let split = split_of(&[visit, weight(json!({ "reference": "Encounter/e", "display": "words" }))]);
    assert_eq!(labels(&split, Category::Observation), delicate(&[Sensitivity::Hiv]));
}

#[test]
fn reasons_of_several_groups_share_a_group_that_every_denial_covers() {
    let several = of_condition(&[(ICD, "B20"), (ICD, "F11.20")]);
    assert_eq!(several.group(), SensitivityGroup::Several);
    for group in several.sensitivities.iter().map(|sensitivity| sensitivity.group()) {
        assert!(group.denied_with().contains(&SensitivityGroup::Several));
    }
    for group in SensitivityGroup::ALL {
        assert!(group.denied_with().contains(&group));
        assert_eq!(SensitivityGroup::from_name(group.name()), Some(group));
        assert_eq!(serde_json::to_value(group).unwrap(), group.name());
        assert_eq!(SensitivityGroup::ALL[usize::from(group.number())], group);
    }
}

#[test]
fn a_broken_table_is_refused() {
    let published = include_str!("../labels/table.toml");
    let with_system = |block: &str| {
        Table::parse(&format!("{published}\n[[system]]\nuri = \"urn:t\"\n{block}")).unwrap_err()
    };
    assert!(matches!(Table::parse("version = 1").unwrap_err(), TableError::Malformed { .. }));
    assert!(matches!(with_system("unlisted = \"maybe\""), TableError::Malformed { .. }));
    assert!(matches!(
        Table::parse(&format!("{published}\n[[system]]\nuri = \"{LOINC}\"\nunlisted = \"ordinary\""))
            .unwrap_err(),
        TableError::Repeated { .. }
    ));
    for rows in [
        r#"unlisted = "ordinary"
           codes = [{ code = "1", note = "says nothing" }]"#,
        r#"unlisted = "unclassified"
           codes = [{ code = "1", note = "a" }, { code = "1", sensitivity = ["HIV"], note = "b" }]"#,
        r#"unlisted = "unclassified"
           codes = [{ code = "1", to = "2", note = "no hierarchy" }]"#,
        r#"unlisted = "ordinary"
           hierarchy = true
           codes = [{ code = "B21", to = "B20", sensitivity = ["HIV"], note = "backwards" }]"#,
        r#"unlisted = "ordinary"
           hierarchy = true
           codes = [{ code = "??", sensitivity = ["HIV"], note = "no code" }]"#,
    ] {
        assert!(matches!(with_system(rows), TableError::BadRow { .. }), "{rows}");
    }
    let without = published.replace("\nHIV = \"R\"", "");
    assert_eq!(Table::parse(&without).unwrap_err(), TableError::NoConfidentiality { code: "HIV" });
}

/// Codings of the table, of known systems, and of nowhere.
fn coding() -> impl Strategy<Value = (String, String)> {
    let rows: Vec<(String, String)> =
        table().rows().map(|(system, row)| (system.to_owned(), row.code.clone())).collect();
    let systems: Vec<String> = table().systems().map(str::to_owned).collect();
    prop_oneof![
        6 => prop::sample::select(rows),
        1 => (prop::sample::select(systems), "[A-Z][0-9]{2}(\\.[0-9])?"),
        1 => ("urn:[a-z]{3}", "[a-z]{1,4}"),
    ]
}

fn label_of(codings: &[(String, String)]) -> Labels {
    let codings: Vec<(&str, &str)> = codings.iter().map(|(s, c)| (s.as_str(), c.as_str())).collect();
    of_condition(&codings)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn labels_only_rise_with_more_codes(first in coding(), mut codings in prop::collection::vec(coding(), 0..5), more in coding()) {
        codings.push(first);
        let before = label_of(&codings);
        codings.push(more);
        let after = label_of(&codings);
        prop_assert!(after.covers(&before), "{before:?} then {after:?}");
    }

    #[test]
    fn order_does_not_matter(codings in prop::collection::vec(coding(), 1..6).prop_shuffle()) {
        let mut sorted = codings.clone();
        sorted.sort();
        prop_assert_eq!(label_of(&codings), label_of(&sorted));
    }

    #[test]
    fn no_code_or_system_goes_unread(system in ".{0,20}", code in ".{0,12}") {
        let class = table().classify(&Coding::new(system.clone(), code));
        prop_assert!(table().systems().any(|known| known == system) || matches!(class, Class::Unknown(_)));
    }
}

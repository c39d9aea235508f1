//! Synthetic patients: reproducible, whole, labelled without rest, with something delicate.

use chartseal_fhir::{Bundle, SensitivityGroup, Table, join, split, synthetic};
use chartseal_types::Category;
use serde_json::Value;
use std::collections::BTreeSet;

fn references<'v>(value: &'v Value, found: &mut Vec<&'v str>) {
    match value {
        Value::Array(elements) => elements.iter().for_each(|element| references(element, found)),
        Value::Object(members) => {
            found.extend(members.get("reference").and_then(Value::as_str));
            members.values().for_each(|member| references(member, found));
        }
        _ => {}
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    assert_eq!(synthetic::generate(7, 3), synthetic::generate(7, 3));
    let distinct: BTreeSet<_> =
        (0..4).flat_map(|seed| (0..4).map(move |index| synthetic::generate(seed, index))).collect();
    assert_eq!(distinct.len(), 16);
}

#[test]
fn every_patient_is_whole_and_has_something_delicate() {
    let mut groups = BTreeSet::new();
    for (seed, index) in (0..6).flat_map(|seed| (0..8).map(move |index| (seed, index))) {
        let json = synthetic::generate(seed, index);
        let bundle = Bundle::parse(json.as_bytes()).unwrap();
        assert!((40..=80).contains(&bundle.entries().len()), "{}", bundle.entries().len());

        let value: Value = serde_json::from_str(&json).unwrap();
        let urls: BTreeSet<&str> = bundle.entries().iter().filter_map(|entry| entry.full_url()).collect();
        let mut found = Vec::new();
        references(&value, &mut found);
        assert!(found.iter().all(|reference| urls.contains(reference)));

        let split = split(&bundle, Table::published().unwrap());
        assert_eq!(split.report.unclassified, 0, "{:?}", split.unknown_codes);
        let delicate: BTreeSet<_> = split
            .records
            .iter()
            .map(|record| record.group)
            .filter(|g| *g != SensitivityGroup::General)
            .collect();
        assert_eq!(delicate.len(), 1);
        groups.extend(delicate);
        let categories: BTreeSet<_> = split.records.iter().map(|record| record.category).collect();
        for category in [
            Category::Demographics,
            Category::Summary,
            Category::Encounter,
            Category::Laboratory,
            Category::Observation,
            Category::Medication,
            Category::Immunization,
            Category::Procedure,
            Category::CarePlan,
            Category::Financial,
        ] {
            assert!(categories.contains(&category), "{category:?}");
        }
        let joined = join(split.records.iter().map(|record| &record.content)).unwrap();
        assert_eq!(joined.entries().len(), bundle.entries().len());
    }
    assert_eq!(
        groups.into_iter().collect::<Vec<_>>(),
        [SensitivityGroup::MentalHealth, SensitivityGroup::SubstanceUse, SensitivityGroup::Hiv]
    );
}

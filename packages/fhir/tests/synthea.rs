//! The four tool-made bundles: every resource back, equal as JSON.

use chartseal_fhir::{Bundle, SensitivityGroup, Table, join, split};
use chartseal_types::Confidentiality;
use serde_json::Value;
use std::fs;
use std::path::PathBuf;

/// The folder with the bundles; says so loudly when it is not there.
fn bundles() -> Vec<(String, Vec<u8>)> {
    let folder = std::env::var_os("CHARTSEAL_SYNTHEA").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/synthea"),
        PathBuf::from,
    );
    let Ok(files) = fs::read_dir(&folder) else {
        eprintln!(
            "SKIPPED: no Synthea bundles in {}; set CHARTSEAL_SYNTHEA to their folder",
            folder.display()
        );
        return Vec::new();
    };
    let mut bundles: Vec<_> = files
        .map(|file| file.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(path).unwrap()))
        .collect();
    bundles.sort();
    assert!(!bundles.is_empty(), "{} holds no bundle", folder.display());
    bundles
}

/// The resources of a bundle as JSON values, read by nothing of ours, in a canonical order.
fn resources(json: &[u8]) -> Vec<String> {
    let bundle: Value = serde_json::from_slice(json).unwrap();
    let mut resources: Vec<String> = bundle["entry"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| sorted(&entry["resource"]).to_string())
        .collect();
    resources.sort();
    resources
}

fn sorted(value: &Value) -> Value {
    match value {
        Value::Array(elements) => elements.iter().map(sorted).collect(),
        Value::Object(members) => {
            let mut members: Vec<_> =
                members.iter().map(|(name, value)| (name.clone(), sorted(value))).collect();
            members.sort_by(|a, b| a.0.cmp(&b.0));
            Value::Object(members.into_iter().collect())
        }
        other => other.clone(),
    }
}

#[test]
fn every_resource_comes_back_equal_as_json() {
    for (name, json) in bundles() {
        let bundle = Bundle::parse(&json).unwrap();
        let split = split(&bundle, Table::published().unwrap());
        assert_eq!(split.records.iter().map(|r| r.resources).sum::<usize>(), bundle.entries().len());

        let joined = join(split.records.iter().map(|record| record.content.as_bytes())).unwrap();
        assert_eq!(resources(joined.to_json().as_bytes()), resources(&json), "{name}");
        // And not only equal: the very bytes.
        let text = String::from_utf8(json).unwrap();
        assert!(joined.entries().iter().all(|entry| text.contains(entry.resource())), "{name}");
    }
}

#[test]
fn most_is_ordinary_and_what_is_delicate_is_restricted() {
    for (name, json) in bundles() {
        let bundle = Bundle::parse(&json).unwrap();
        let split = split(&bundle, Table::published().unwrap());
        let resources =
            |group| split.records.iter().filter(|r| r.group == group).map(|r| r.resources).sum::<usize>();
        eprintln!("{name}: {} records, {:?}", split.records.len(), split.report);
        for group in SensitivityGroup::ALL {
            eprintln!("  {:>22} {}", group.name(), resources(group));
        }
        for (code, count) in &split.unknown_codes {
            eprintln!("  {count} x {code:?}");
        }
        for record in &split.records {
            let expected = if record.group == SensitivityGroup::General {
                Confidentiality::N
            } else {
                Confidentiality::R
            };
            assert_eq!(record.confidentiality, expected, "{name}");
            assert!(record.visit.is_none() || record.quarter.is_some(), "{name}: every visit is dated");
        }
        assert!(resources(SensitivityGroup::Unclassified) * 10 < bundle.entries().len(), "{name}");
    }
}

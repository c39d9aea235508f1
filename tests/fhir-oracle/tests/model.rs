//! Every Consent and AuditEvent that packages/fhir writes is read by `fhir-model`, whose types refuse a missing
//! mandatory element, a code outside of a required value set and a date that is none; what it writes again is the same,
//! so it has passed over no element either.

#[path = "../../../packages/fhir/tests/arbitrary/mod.rs"]
mod arbitrary;

use arbitrary::{CHAIN, consent, entry, labels};
use chartseal_fhir::consent::Consent;
use chartseal_fhir::{audit, consent as mapping};
use fhir_model::r4b::resources::{self, Resource};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};

const CASES: u32 = 2_000;
const NOW: u64 = 1_700_000_000;

/// The same cases in every run.
fn runner() -> TestRunner {
    let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[4; 32]))
}

/// Read by the model, alone and as one of all resources, and written again.
fn through_model<T: serde::Serialize + serde::de::DeserializeOwned>(
    written: &Value,
) -> Result<Value, TestCaseError> {
    let fail = |error: serde_json::Error| TestCaseError::fail(format!("{error}: {written}"));
    let text = written.to_string();
    let alone: T = serde_json::from_str(&text).map_err(fail)?;
    let any: Resource = serde_json::from_str(&text).map_err(fail)?;
    let again = serde_json::to_value(alone).map_err(fail)?;
    prop_assert_eq!(&again, &serde_json::to_value(any).map_err(fail)?);
    Ok(again)
}

fn consent_json(consent: &chartseal_types::access::ConsentResponse) -> Value {
    let context = mapping::Context { chain_id: CHAIN, now: NOW };
    serde_json::to_value(mapping::to_fhir(consent, &context).unwrap()).unwrap()
}

#[test]
fn every_consent_is_fhir() {
    let checked = runner().run(&consent(), |consent| {
        let written = consent_json(&consent);
        let again = through_model::<resources::Consent>(&written)?;
        prop_assert_eq!(&again, &written);
        let back = mapping::restore(&Consent::parse(again.to_string().as_bytes()).unwrap(), CHAIN).unwrap();
        prop_assert_eq!(back, consent);
        Ok(())
    });
    checked.unwrap();
}

#[test]
fn every_audit_event_is_fhir() {
    let checked = runner().run(&(entry(), labels()), |(entry, labels)| {
        let context = audit::Context { chain_id: CHAIN, contract: "wasm1access", labels: &labels };
        let written = serde_json::to_value(audit::event(&entry, &context).unwrap()).unwrap();
        prop_assert_eq!(&through_model::<resources::AuditEvent>(&written)?, &written);
        Ok(())
    });
    checked.unwrap();
}

/// The oracle bites: what is not FHIR is refused, or does not come back.
#[test]
fn what_is_not_fhir_is_noticed() {
    let consent = consent().new_tree(&mut runner()).unwrap().current();
    let written = consent_json(&consent);
    let passes =
        |damaged: &Value| through_model::<resources::Consent>(damaged).is_ok_and(|again| again == *damaged);
    assert!(passes(&written));
    let rule = "/provision/provision/0";
    for (parent, name, value) in [
        ("", "status", json!("open")),
        ("", "status", Value::Null),
        ("", "dateTime", json!("soon")),
        ("", "category", json!({ "text": "not a list" })),
        ("", "colour", json!("red")),
        (rule, "type", json!("allow")),
        (rule, "uses", json!(5)),
        (rule, "data", json!([{ "meaning": "copy", "reference": { "type": "X" } }])),
        (rule, "actor", json!([{ "reference": { "type": "X" } }])),
        (rule, "period", json!({ "start": "2026-13-01" })),
    ] {
        let mut damaged = written.clone();
        damaged.pointer_mut(parent).unwrap()[name] = value;
        assert!(!passes(&damaged), "{parent}/{name}");
    }
}

//! A whole consent is read only from a Consent that says all of it, once, and of one patient.

mod arbitrary;

use arbitrary::CHAIN;
use chartseal_fhir::consent::{Consent, Context, ReadError, restore, to_fhir};
use chartseal_types::access::{ConsentEnd, ConsentResponse, Effect, Grantee, SetBy, TermsUnchecked};
use chartseal_types::{Commitment, Confidentiality, IdentityId, Role, Selection};
use cosmwasm_std::Addr;
use serde_json::{Value, json};

const NOW: u64 = 1_700_000_000;

fn consent() -> ConsentResponse {
    ConsentResponse {
        patient: IdentityId([1; 16]),
        consent: 7,
        version: 2,
        terms: TermsUnchecked {
            effect: Effect::Permit,
            grantee: Grantee::Role { organization: IdentityId([2; 16]), role: Role::ClaimsExaminer },
            categories: Selection::All {},
            compartments: Selection::All {},
            max_confidentiality: Confidentiality::N,
            purposes: Selection::All {},
            actions: Selection::All {},
            records: Selection::All {},
            valid_from: Some(NOW),
            valid_until: None,
            clinical_period: None,
            uses: Some(3),
            claim: Some(Commitment([5; 32])),
        },
        by: Addr::unchecked("wasm1account"),
        at: NOW,
        set_by: SetBy::Representative,
        request: Some(4),
        uses_left: Some(1),
        ended: Some(ConsentEnd { by: Addr::unchecked("wasm1other"), at: NOW + 1 }),
        in_force: false,
    }
}

fn written() -> Value {
    serde_json::to_value(to_fhir(&consent(), &Context { chain_id: CHAIN, now: NOW }).unwrap()).unwrap()
}

fn read(written: &Value) -> Result<ConsentResponse, ReadError> {
    restore(&Consent::parse(written.to_string().as_bytes())?, CHAIN)
}

/// The error when the element at a JSON pointer is another.
fn refused(pointer: &str, value: Value) -> ReadError {
    let mut damaged = written();
    *damaged.pointer_mut(pointer).unwrap() = value;
    read(&damaged).unwrap_err()
}

fn refused_without(element: &str) -> ReadError {
    let mut damaged = written();
    damaged.as_object_mut().unwrap().remove(element).unwrap();
    read(&damaged).unwrap_err()
}

fn path(error: ReadError) -> String {
    match error {
        ReadError::Missing { path, .. }
        | ReadError::Identifier { path, .. }
        | ReadError::UnknownCode { path, .. }
        | ReadError::Time { path, .. }
        | ReadError::WrongKind { path, .. }
        | ReadError::NotRepresentable { path } => path,
        other => panic!("expected an error about an element, got {other:?}"),
    }
}

#[test]
fn undamaged_it_is_read() {
    assert_eq!(read(&written()).unwrap(), consent());
}

#[test]
fn every_part_must_be_there() {
    for (element, at) in [
        ("identifier", "Consent.identifier"),
        ("meta", "Consent.meta.versionId"),
        ("performer", "Consent.performer"),
        ("dateTime", "Consent.dateTime"),
        ("extension", "Consent.extension"),
    ] {
        assert_eq!(path(refused_without(element)), at);
    }
}

#[test]
fn numbers_versions_and_accounts_are_as_they_were_written() {
    let number = |patient: u8, number: &str| {
        json!(format!("{}#consent-{number}", IdentityId([patient; 16]).did(CHAIN)))
    };
    for value in
        [number(1, ""), number(1, "07"), number(1, "+7"), number(1, "4294967296"), number(9, "7"), json!("7")]
    {
        assert_eq!(path(refused("/identifier/0/value", value)), "Consent.identifier");
    }
    for value in ["02", "", "two", "-2"] {
        let refused = refused("/meta/versionId", json!(value));
        let empty = ReadError::Empty { path: "Consent.meta.versionId".to_owned() };
        assert!(if value.is_empty() { refused == empty } else { path(refused) == "Consent.meta.versionId" });
    }
    assert_eq!(path(refused("/performer/0/identifier/system", json!("urn:x"))), "Consent.performer");
    assert_eq!(path(refused("/dateTime", json!("2026-01-01"))), "Consent.dateTime");
}

#[test]
fn what_the_chain_knows_is_said_once_and_in_its_shape() {
    let known = written()["extension"].as_array().unwrap().clone();
    assert_eq!(known.len(), 5);
    for fact in &known {
        let twice = json!([known.clone(), vec![fact.clone()]].concat());
        assert_eq!(path(refused("/extension", twice)), "Consent.extension[5]");
    }
    assert_eq!(
        path(refused("/extension/0/valueBoolean", json!("true"))),
        "Consent.extension[0].valueBoolean"
    );
    for left in [json!(-1), json!(2_147_483_648_u32), json!(1.5), json!("1")] {
        let at = path(refused("/extension/1/valueUnsignedInt", left));
        assert_eq!(at, "Consent.extension[1].valueUnsignedInt");
    }
    let end = |part: usize| written()["extension"][2]["extension"][part].clone();
    for parts in [json!([end(0)]), json!([end(1)]), json!([end(1), end(0)]), json!([end(0), end(1), end(1)])]
    {
        assert_eq!(path(refused("/extension/2/extension", parts)), "Consent.extension[2]");
    }
    let elsewhere = json!({ "system": "urn:x", "value": "wasm1other" });
    assert_eq!(path(refused("/extension/2/extension/0/valueIdentifier", elsewhere)), "Consent.extension[2]");
    assert_eq!(
        path(refused("/extension/2/extension/1/valueDateTime", json!("2026"))),
        "Consent.extension[2]"
    );
}

#[test]
fn what_narrows_is_said_once_and_in_its_shape() {
    let rule = "/provision/provision/0";
    let bounds = written().pointer(&format!("{rule}/modifierExtension")).unwrap().as_array().unwrap().clone();
    for place in 0..2 {
        let twice = json!([bounds.clone(), vec![bounds[place].clone()]].concat());
        let at = path(refused(&format!("{rule}/modifierExtension"), twice));
        assert_eq!(at, "Consent.provision.provision[0].modifierExtension[2]");
    }
    for (element, value, at) in [
        ("modifierExtension/0/valuePositiveInt", json!(0), "modifierExtension[0].valuePositiveInt"),
        ("modifierExtension/1/valueIdentifier/value", json!("05"), "modifierExtension[1]"),
        ("modifierExtension/1/valueIdentifier/system", json!("urn:x"), "modifierExtension[1]"),
        (
            "actor/0/modifierExtension/0/valueCoding/code",
            json!("surgeon"),
            "actor[0].modifierExtension[0].valueCoding",
        ),
        (
            "actor/0/modifierExtension/0/valueCoding/system",
            json!("urn:x"),
            "actor[0].modifierExtension[0].valueCoding",
        ),
        ("actor/0/modifierExtension/0/url", json!("urn:x"), "actor[0].modifierExtension"),
        ("actor/0/reference/type", json!("Practitioner"), "actor[0].modifierExtension"),
    ] {
        let found = path(refused(&format!("{rule}/{element}"), value));
        assert_eq!(found, format!("Consent.provision.provision[0].{at}"));
    }
}

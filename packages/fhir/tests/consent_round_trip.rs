//! Consents to FHIR and back: nothing is lost, and nothing is active that is not in force.

mod arbitrary;

use arbitrary::{CHAIN, END_OF_TIME, LARGEST, address, consent, identity, terms};
use chartseal_fhir::consent::{
    Consent, Context, ReadError, Status, WriteError, from_fhir, patient, restore, to_fhir,
};
use chartseal_types::access::{ConsentResponse, Effect, Grantee, SetBy, TermsUnchecked};
use chartseal_types::{Confidentiality, IdentityId, Selection};
use cosmwasm_std::Addr;
use proptest::prelude::*;
use serde_json::{Value, json};

const NOW: u64 = 1_700_000_000;

fn context() -> Context<'static> {
    Context { chain_id: CHAIN, now: NOW }
}

fn in_force(terms: TermsUnchecked) -> ConsentResponse {
    ConsentResponse {
        patient: IdentityId([1; 16]),
        consent: 7,
        version: 2,
        terms,
        by: Addr::unchecked("wasm1account"),
        at: NOW,
        set_by: SetBy::Patient,
        request: None,
        uses_left: None,
        ended: None,
        in_force: true,
    }
}

fn widest(effect: Effect) -> TermsUnchecked {
    TermsUnchecked {
        effect,
        grantee: Grantee::Everyone {},
        categories: Selection::All {},
        compartments: Selection::All {},
        max_confidentiality: Confidentiality::V,
        purposes: Selection::All {},
        actions: Selection::All {},
        records: Selection::All {},
        valid_from: Some(NOW),
        valid_until: None,
        clinical_period: None,
        uses: None,
        claim: None,
    }
}

/// Through the text, as another system would send it.
fn through_json(consent: &Consent) -> Consent {
    Consent::parse(&serde_json::to_vec(consent).unwrap()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn a_consent_comes_back_whole(consent in consent()) {
        let written = to_fhir(&consent, &context()).unwrap();
        let read = through_json(&written);
        prop_assert_eq!(&read, &written);
        prop_assert_eq!(patient(&read, CHAIN).unwrap(), consent.patient);
        prop_assert_eq!(restore(&read, CHAIN).unwrap(), consent);
    }

    #[test]
    fn terms_in_force_come_back_whole(terms in terms()) {
        let written = to_fhir(&in_force(terms.clone()), &context()).unwrap();
        prop_assert_eq!(from_fhir(&through_json(&written), CHAIN).unwrap(), terms);
    }

    #[test]
    fn terms_that_the_chain_keeps_come_back_whole(terms in terms()) {
        let terms = TermsUnchecked { valid_until: terms.valid_until.filter(|until| *until > NOW), ..terms };
        let kept = terms.check(NOW.min(END_OF_TIME));
        prop_assume!(kept.is_ok());
        let kept = kept.unwrap();
        let written = to_fhir(&in_force(kept.to_unchecked()), &context()).unwrap();
        prop_assert_eq!(from_fhir(&through_json(&written), CHAIN).unwrap().check(NOW).unwrap(), kept);
    }

    #[test]
    fn what_is_written_again_after_reading_is_the_same(consent in consent()) {
        let written = to_fhir(&consent, &context()).unwrap();
        let again = to_fhir(&restore(&through_json(&written), CHAIN).unwrap(), &context()).unwrap();
        prop_assert_eq!(again, written);
    }

    #[test]
    fn what_is_not_in_force_opens_nothing(consent in consent()) {
        let written = to_fhir(&consent, &context()).unwrap();
        let (permit, waits) = (consent.terms.effect == Effect::Permit, consent.terms.valid_from > Some(NOW));
        if consent.ended.is_some() || (!consent.in_force && (permit || !waits)) {
            prop_assert_eq!(written.status, Status::Inactive);
            prop_assert_eq!(from_fhir(&written, CHAIN).unwrap_err(), ReadError::NotActive);
        } else {
            prop_assert_eq!(written.status, Status::Active);
        }
    }

    #[test]
    fn it_is_of_one_chain(consent in consent()) {
        let written = to_fhir(&consent, &context()).unwrap();
        let refused = restore(&written, "chartseal-test-2").unwrap_err();
        prop_assert_eq!(
            refused,
            ReadError::Identifier {
                path: "Consent.patient.identifier".to_owned(),
                expected: "a DID of this chain in the system urn:ietf:rfc:3986",
            }
        );
    }

    #[test]
    fn it_names_nobody(consent in consent(), _by in address(), _who in identity()) {
        let text = serde_json::to_string(&to_fhir(&consent, &context()).unwrap()).unwrap();
        for element in ["display", "\"text\"", "\"name\"", "attachment", "\"reference\":\""] {
            prop_assert!(!text.contains(element), "{}", element);
        }
    }
}

#[test]
fn a_permit_reads_as_fhir_has_it() {
    let terms = TermsUnchecked {
        grantee: Grantee::Role { organization: IdentityId([2; 16]), role: chartseal_types::Role::Doctor },
        purposes: Selection::Only(vec![chartseal_types::Purpose::TREAT]),
        actions: Selection::Only(vec![chartseal_types::Action::Read, chartseal_types::Action::Write]),
        max_confidentiality: Confidentiality::R,
        compartments: Selection::Only(vec![chartseal_types::Compartment::new(3).unwrap()]),
        categories: Selection::Only(vec![chartseal_types::Category::CarePlan]),
        valid_until: Some(NOW + 3600),
        uses: Some(5),
        ..widest(Effect::Permit)
    };
    let written = serde_json::to_value(to_fhir(&in_force(terms), &context()).unwrap()).unwrap();
    let did = |byte: u8| json!({ "system": "urn:ietf:rfc:3986", "value": IdentityId([byte; 16]).did(CHAIN) });
    let concept = |system: &str, code: &str| json!({ "coding": [{ "system": system, "code": code }] });
    let act_code = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
    let action = "http://terminology.hl7.org/CodeSystem/consentaction";
    assert_eq!(
        written,
        json!({
            "resourceType": "Consent",
            "id": "01010101010101010101010101010101-7",
            "meta": { "versionId": "2" },
            "extension": [{
                "url": "https://chartseal.example/fhir/StructureDefinition/in-force",
                "valueBoolean": true
            }],
            "identifier": [{
                "system": "urn:ietf:rfc:3986",
                "value": "did:chartseal:chartseal-test-1:01010101010101010101010101010101#consent-7"
            }],
            "status": "active",
            "scope": concept("http://terminology.hl7.org/CodeSystem/consentscope", "patient-privacy"),
            "category": [concept(act_code, "INFA")],
            "patient": { "type": "Patient", "identifier": did(1) },
            "dateTime": "2023-11-14T22:13:20Z",
            "performer": [{
                "identifier": { "system": "https://chartseal.example/fhir/account", "value": "wasm1account" }
            }],
            "policyRule": concept(act_code, "OPTOUT"),
            "provision": { "provision": [{
                "modifierExtension": [{
                    "url": "https://chartseal.example/fhir/StructureDefinition/uses",
                    "valuePositiveInt": 5
                }],
                "type": "permit",
                "period": { "start": "2023-11-14T22:13:20Z", "end": "2023-11-14T23:13:19Z" },
                "actor": [{
                    "modifierExtension": [{
                        "url": "https://chartseal.example/fhir/StructureDefinition/grantee-role",
                        "valueCoding": {
                            "system": "https://chartseal.example/fhir/CodeSystem/role",
                            "code": "doctor"
                        }
                    }],
                    "role": concept("http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "IRCP"),
                    "reference": { "type": "Organization", "identifier": did(2) }
                }],
                "action": [concept(action, "access"), concept(action, "collect"), concept(action, "correct")],
                "securityLabel": [
                    { "system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "R" },
                    { "system": "https://chartseal.example/fhir/CodeSystem/compartment", "code": "3" }
                ],
                "purpose": [{ "system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "TREAT" }],
                "class": [{
                    "system": "https://chartseal.example/fhir/CodeSystem/category",
                    "code": "care_plan"
                }]
            }] }
        })
    );
}

#[test]
fn the_widest_terms_name_everyone_and_a_confidentiality() {
    for effect in [Effect::Permit, Effect::Deny] {
        let written = serde_json::to_value(to_fhir(&in_force(widest(effect)), &context()).unwrap()).unwrap();
        let rule = &written["provision"]["provision"][0];
        assert_eq!(rule["extension"][0]["valueCode"], "everyone");
        assert_eq!(rule["securityLabel"][0]["code"], "V");
        let absent = ["actor", "action", "purpose", "class", "data", "dataPeriod", "modifierExtension"];
        assert!(absent.iter().all(|name| rule[name] == Value::Null));
        assert_eq!(written["policyRule"]["coding"][0]["code"], "OPTOUT");
    }
}

#[test]
fn what_fhir_cannot_hold_is_said() {
    let permit = || widest(Effect::Permit);
    let refused = |terms| to_fhir(&in_force(terms), &context()).unwrap_err();
    let beyond = TermsUnchecked { valid_until: Some(END_OF_TIME + 2), ..permit() };
    assert!(matches!(refused(beyond), WriteError::Beyond { path: "period", .. }));
    let last = TermsUnchecked { valid_until: Some(END_OF_TIME + 1), ..permit() };
    assert!(to_fhir(&in_force(last), &context()).is_ok());
    let uses = TermsUnchecked { uses: Some(LARGEST + 1), ..permit() };
    assert!(matches!(refused(uses), WriteError::Beyond { path: "uses", .. }));
    let nothing = TermsUnchecked { purposes: Selection::Only(vec![]), ..permit() };
    assert_eq!(refused(nothing), WriteError::EmptySelection { path: "purpose" });
    let never = TermsUnchecked { valid_from: None, valid_until: Some(0), ..permit() };
    assert_eq!(refused(never), WriteError::EmptySelection { path: "period" });
}

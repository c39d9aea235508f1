//! A consortium that runs the Wasm of 0.1.0 and speaks its messages, with something of everything in its state.

use std::path::Path;

use chartseal_artifacts::{Chain, Outcome};
use chartseal_testing::certificate::{ca_params, end_entity_params, new_key, signing_request};
use chartseal_testing::{Ca, content_hash, descriptor};
use chartseal_types::{Category, Compartment, Confidentiality, Fingerprint, IdentityId, Label};
use cosmwasm_std::{Addr, Binary};
use rcgen::BasicConstraints;
use serde::Serialize;
use serde_json::{Value, json};

use crate::consortium::{CODES, instantiation};

const YEAR: u64 = 365 * 86_400;

/// Somebody with an account and an identity.
pub struct Person {
    pub account: Addr,
    pub id: IdentityId,
}

/// The consortium, and what is in its state.
pub struct Old {
    pub chain: Chain,
    pub admin: Addr,
    pub registrar: Person,
    pub hospital: Person,
    pub doctor: Person,
    pub patient: Person,
    pub certificate: Fingerprint,
    pub contracts: [Addr; 4],
    /// A live ticket of the doctor's by consent 1.
    pub ticket: u64,
}

/// What is anchored.
pub const RECORD: &str = "discharge letter";

impl Old {
    /// Uploads 0.1.0 and lives with it for a while.
    pub fn live() -> Self {
        let mut chain = Chain::new().expect("a chain");
        for code in CODES {
            chain.store_wasm(code, &released(code)).expect("the chain takes the code");
        }
        let admin = chain.account("admin");
        let contracts = CODES.map(|code| chain.address_of(&admin, code).expect("the code is stored"));
        let message = instantiation(&admin, &chain.account("pauser"), &contracts);
        for code in CODES {
            chain.instantiate(&admin, code, &message).expect("the contract instantiates");
        }
        let nobody = || Person { account: admin.clone(), id: IdentityId([0; 16]) };
        let mut old = Self {
            registrar: nobody(),
            hospital: nobody(),
            doctor: nobody(),
            patient: nobody(),
            certificate: Fingerprint([0; 32]),
            ticket: 0,
            chain,
            admin,
            contracts,
        };
        old.people();
        old.certify();
        old.consents();
        old.records();
        old
    }

    /// Sends a message that must be accepted, and ends the block.
    pub fn send(&mut self, sender: &Addr, contract: usize, message: &Value) -> Outcome {
        let contract = self.contracts[contract].clone();
        let outcome = self.chain.execute(sender, &contract, message).expect("the message is accepted");
        self.chain.next_block();
        outcome
    }

    fn now(&self) -> u64 {
        self.chain.block().time.seconds()
    }

    fn register(&mut self, name: &str, kind: &str) -> Person {
        let account = self.chain.account(name);
        let key = json!({ "suite": "x25519", "public_key": Binary::from([7; 32]) });
        let message =
            json!({ "register": { "kind": kind, "encryption_key": key, "evidence": "01".repeat(32) } });
        let id = self.send(&account, 0, &message).parse().expect("an identity");
        Person { account, id }
    }

    fn verified(&mut self, name: &str, kind: &str) -> Person {
        let person = self.register(name, kind);
        let by =
            if self.registrar.account == self.admin { &self.admin } else { &self.registrar.account }.clone();
        let message = json!({ "verify": {
            "identity": person.id, "level": "ial2", "evidence": "02".repeat(32), "expires_at": self.now() + YEAR,
        } });
        self.send(&by, 0, &message);
        person
    }

    fn people(&mut self) {
        let admin = self.admin.clone();
        self.registrar = self.verified("registrar", "organization");
        self.send(&admin, 0, &json!({ "appoint_registrar": { "organization": self.registrar.id } }));
        self.hospital = self.verified("north", "organization");
        let registrar = self.registrar.account.clone();
        let roles = ["doctor", "nurse", "compliance_officer"];
        self.send(
            &registrar,
            0,
            &json!({ "accredit": { "organization": self.hospital.id, "roles": roles } }),
        );
        self.doctor = self.verified("dora", "practitioner");
        let (hospital, doctor) = (self.hospital.account.clone(), self.doctor.account.clone());
        let role = "doctor";
        let offer = json!({ "offer_affiliation": { "practitioner": self.doctor.id, "role": role } });
        self.send(&hospital, 0, &offer);
        self.send(
            &doctor,
            0,
            &json!({ "accept_affiliation": { "organization": self.hospital.id, "role": role } }),
        );
        self.patient = self.verified("ana", "patient");
        // A change that waits, and an account that is frozen with it later.
        let phone = self.chain.account("ana's second phone");
        let patient = self.patient.account.clone();
        self.send(
            &patient,
            0,
            &json!({ "propose_change": { "change": { "add_account": { "account": phone } } } }),
        );
    }

    fn certify(&mut self) {
        let (admin, now) = (self.admin.clone(), self.now());
        let root = Ca::root(ca_params("Root", BasicConstraints::Unconstrained, now, 20), new_key());
        self.send(&admin, 1, &json!({ "add_trust_anchor": { "certificate": root.certificate() } }));
        let ca = root.below(ca_params("Issuing", BasicConstraints::Constrained(0), now, 10), new_key());
        let add = json!({
            "certificate": ca.certificate(), "issuer": root.fingerprint, "organization": self.hospital.id,
        });
        self.send(&admin, 1, &json!({ "add_issuing_ca": add }));
        let did = self.doctor.id.did(&self.chain.block().chain_id);
        let csr = signing_request(&did, &new_key());
        let doctor = self.doctor.account.clone();
        let ask = json!({ "request_certificate": { "ca": ca.fingerprint, "csr": csr } });
        let request: u64 = self.send(&doctor, 1, &ask).parse().expect("a number");
        let certificate = ca.sign(&end_entity_params(&did, self.now()), &csr);
        let hospital = self.hospital.account.clone();
        let issue = json!({ "issue_certificate": { "request": request, "certificate": certificate } });
        self.certificate = self.send(&hospital, 1, &issue).parse().expect("a fingerprint");
    }

    /// Consent 1 permits the doctor, 2 permits the hospital three times, 3 denies pharmacists; care is open.
    fn consents(&mut self) {
        let patient = self.patient.account.clone();
        let all = json!({ "all": {} });
        let terms = |effect: &str, grantee: Value, uses: Option<u32>| {
            let mut terms = json!({
                "effect": effect, "grantee": grantee, "categories": all, "compartments": all,
                "max_confidentiality": "V", "purposes": all, "actions": all, "records": all,
            });
            if let Some(uses) = uses {
                terms["uses"] = json!(uses);
            }
            json!({ "grant_consent": { "terms": terms } })
        };
        let organization = self.hospital.id;
        let doctor = json!({ "identity": { "identity": self.doctor.id } });
        self.send(&patient, 2, &terms("permit", doctor, None));
        self.send(
            &patient,
            2,
            &terms("permit", json!({ "organization": { "organization": organization } }), Some(3)),
        );
        let pharmacists = json!({ "role": { "organization": organization, "role": "pharmacist" } });
        self.send(&patient, 2, &terms("deny", pharmacists, None));
        let until = self.now() + 60 * 86_400;
        self.send(&patient, 2, &json!({ "open_care": { "organization": organization, "until": until } }));
    }

    fn records(&mut self) {
        let label = Label {
            category: Category::Document,
            confidentiality: Confidentiality::N,
            compartment: Compartment::all()[0],
        };
        let doctor = self.doctor.account.clone();
        let write = self.question(json!({ "labels": [label] }), "write");
        let writing: Value = self.send(&doctor, 2, &write).parse().expect("an answer");
        let anchor = json!({ "anchor": {
            "patient": self.patient.id, "ticket": writing["access"],
            "records": [without_nulls(&descriptor(RECORD, label))],
        } });
        self.send(&doctor, 3, &anchor);
        let read = self.question(json!({ "records": [content_hash(RECORD)] }), "read");
        let reading: Value = self.send(&doctor, 2, &read).parse().expect("an answer");
        self.ticket = reading["access"].as_u64().expect("a number");
    }

    /// What the doctor asks of the patient's records.
    pub fn question(&self, target: Value, action: &str) -> Value {
        json!({ "open": {
            "patient": self.patient.id,
            "hat": { "organization": { "organization": self.hospital.id, "role": "doctor" } },
            "target": target, "purpose": "TREAT", "action": action, "certificate": self.certificate,
        } })
    }
}

/// A message as a client of 0.1.0 wrote it: what it does not know of is not there.
fn without_nulls(message: &impl Serialize) -> Value {
    let mut value = serde_json::to_value(message).expect("the message is JSON");
    if let Value::Object(members) = &mut value {
        members.retain(|_, member| !member.is_null());
    }
    value
}

/// The Wasm that was released as 0.1.0.
pub fn released(code: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("releases/0.1.0");
    std::fs::read(folder.join(format!("{code}.wasm"))).expect("the file of the release")
}

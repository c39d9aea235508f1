//! From the Wasm of 0.1.0, with state in it, to the Wasm of today, in the chain's VM: what was goes on, what is new
//! works, and a migration that is none is refused and leaves nothing.

#[path = "../consortium/mod.rs"]
mod consortium;
mod old;

use chartseal_artifacts::ChainError;
use chartseal_testing::content_hash;
use chartseal_types::access::{self, ConsentResponse, LogResponse, PolicyResponse, TicketResponse};
use chartseal_types::anchor::{self, RecordResponse, RecordStatus};
use chartseal_types::certificate::{
    self, CertificateChange, CertificateStatus, CertificateStatusResponse, Change, RequestResponse,
    RequestState,
};
use chartseal_types::governance::MigrateMsg;
use chartseal_types::identity::{self, AccountPeriod, IdentityResponse, PendingChange};
use consortium::CODES;
use old::{Old, RECORD, released};
use serde_json::{Value, json};

const REGISTRY: usize = 0;
const CERTIFICATES: usize = 1;
const ACCESS: usize = 2;
const ANCHOR: usize = 3;
/// Seconds that a change of an identity waits (72 h).
const CHANGE_DELAY: u64 = 72 * 3600;

/// Uploads today's code under the name of the one before.
fn store_todays(old: &mut Old) {
    for code in CODES {
        old.chain.store(code).expect("the chain takes today's code");
    }
}

fn migrate(old: &mut Old, contract: usize, code: &str) -> Result<(), ChainError> {
    let address = old.contracts[contract].clone();
    old.chain.migrate(&address, code, &MigrateMsg {}).map(drop)
}

/// A consortium that lived with 0.1.0 and then migrated its four contracts.
fn migrated() -> Old {
    let mut old = Old::live();
    store_todays(&mut old);
    for (contract, code) in CODES.iter().enumerate() {
        migrate(&mut old, contract, code).expect("the contract migrates");
        old.chain.next_block();
    }
    old
}

fn ticket(old: &Old, access: u64) -> TicketResponse {
    old.chain.query(&old.contracts[ACCESS], &access::QueryMsg::Ticket { access }).expect("an answer")
}

fn identity(old: &Old, id: chartseal_types::IdentityId) -> IdentityResponse {
    old.chain.query(&old.contracts[REGISTRY], &identity::QueryMsg::Identity { id }).expect("an answer")
}

#[test]
fn what_was_permitted_stays_permitted_and_what_was_written_stays_written() {
    let old = Old::live();
    let log = |old: &Old| -> LogResponse {
        let query = access::QueryMsg::Log { start_after: None, limit: None };
        old.chain.query(&old.contracts[ACCESS], &query).expect("an answer")
    };
    let new = migrated();
    let before: Value =
        old.chain.query(&old.contracts[ACCESS], &json!({ "log": {} })).expect("0.1.0 answers");
    assert_eq!(before["total"], json!(2));
    assert_eq!(log(&new).total, 2);
    assert!(ticket(&new, new.ticket).alive, "a ticket from before lives on");

    let consents = access::QueryMsg::Consents { patient: new.patient.id, start_after: None, limit: None };
    let consents: Vec<ConsentResponse> =
        new.chain.query(&new.contracts[ACCESS], &consents).expect("an answer");
    let uses: Vec<_> =
        consents.iter().map(|consent| (consent.consent, consent.in_force, consent.uses_left)).collect();
    assert_eq!(uses, [(1, true, None), (2, true, Some(3)), (3, true, None)]);

    let record = anchor::QueryMsg::Record { patient: new.patient.id, record: content_hash(RECORD) };
    let record: RecordResponse = new.chain.query(&new.contracts[ANCHOR], &record).expect("an answer");
    assert_eq!(record.status, RecordStatus::Current);

    let status = certificate::QueryMsg::Status { certificate: new.certificate, at: None };
    let status: CertificateStatusResponse =
        new.chain.query(&new.contracts[CERTIFICATES], &status).expect("an answer");
    assert_eq!(status.status, CertificateStatus::Good);

    let accounts = identity::QueryMsg::AccountHistory { id: new.patient.id, start_after: None, limit: None };
    let accounts: Vec<AccountPeriod> =
        new.chain.query(&new.contracts[REGISTRY], &accounts).expect("an answer");
    assert_eq!(accounts.len(), 1);
    assert!(identity(&new, new.doctor.id).active);
}

#[test]
fn a_migrated_consortium_goes_on() {
    let mut new = migrated();
    // The doctor opens again, by the consent from before; then the patient revokes it with today's message.
    let question = new.question(json!({ "records": [content_hash(RECORD)] }), "read");
    let doctor = new.doctor.account.clone();
    let opened: Value = new.send(&doctor, ACCESS, &question).parse().expect("an answer");
    assert_eq!(opened["decisions"][0]["permitted"], json!(true));
    let patient = new.patient.account.clone();
    for consent in [1, 2] {
        new.send(&patient, ACCESS, &json!({ "revoke_consent": { "consent": consent } }));
    }
    assert!(ticket(&new, new.ticket).alive, "care is open still, and policy permits treatment");
    new.send(
        &patient,
        ACCESS,
        &json!({ "end_care": { "patient": new.patient.id, "organization": new.hospital.id } }),
    );
    assert!(!ticket(&new, new.ticket).alive);

    // The change that waited is applied by the account that it adds.
    new.chain.advance(CHANGE_DELAY);
    let phone = new.chain.account("ana's second phone");
    new.send(&phone, REGISTRY, &json!({ "apply_change": { "identity": new.patient.id, "number": 1 } }));
    let waiting = identity::QueryMsg::PendingChanges { id: new.patient.id };
    let waiting: Vec<PendingChange> = new.chain.query(&new.contracts[REGISTRY], &waiting).expect("an answer");
    assert_eq!(waiting, []);

    // What is new: erasing takes a second factor, which nobody of 0.1.0 has yet.
    let erase = json!({ "erase": {
        "patient": new.patient.id, "record": content_hash(RECORD), "basis": "patient_request",
    } });
    let anchor = new.contracts[ANCHOR].clone();
    let refused = new.chain.execute(&patient, &anchor, &erase);
    assert!(matches!(refused, Err(ChainError::Contract(why)) if why.contains("second factor for Erase")));
}

#[test]
fn a_certificate_from_before_keeps_its_request_and_its_history_goes_on() {
    let mut new = migrated();
    let certificate = new.certificate;
    let request = certificate::QueryMsg::Request { id: 1 };
    let request: RequestResponse =
        new.chain.query(&new.contracts[CERTIFICATES], &request).expect("an answer");
    assert_eq!(request.state, RequestState::Issued { certificate });

    let doctor = new.doctor.account.clone();
    new.send(&doctor, CERTIFICATES, &json!({ "hold_certificate": { "certificate": certificate } }));
    let history = certificate::QueryMsg::History { certificate, start_after: None, limit: None };
    let history: Vec<CertificateChange> =
        new.chain.query(&new.contracts[CERTIFICATES], &history).expect("an answer");
    let changes: Vec<_> = history.iter().map(|entry| entry.change).collect();
    assert_eq!(changes, [Change::Logged {}, Change::Held { since: history[1].at }]);
    assert!(!ticket(&new, new.ticket).alive, "a ticket ends with the certificate it rests on");
}

#[test]
fn a_registrar_from_before_can_be_distrusted() {
    let mut new = migrated();
    let admin = new.admin.clone();
    assert!(identity(&new, new.doctor.id).active);
    new.send(
        &admin,
        REGISTRY,
        &json!({ "distrust_registrar": { "registrar": new.registrar.id, "since": 0 } }),
    );
    assert!(!identity(&new, new.doctor.id).active, "the migration filled in who verified the doctor");
    assert!(!ticket(&new, new.ticket).alive);
}

#[test]
fn policy_from_before_has_the_settings_of_today() {
    let new = migrated();
    let policy: PolicyResponse =
        new.chain.query(&new.contracts[ACCESS], &access::QueryMsg::Policy {}).expect("an answer");
    assert_eq!(policy.current.version, 1);
    assert!(!policy.current.policy.emergencies_pass_denials);
    assert!(policy.current.policy.longest_emergency > 0);
    assert!(policy.current.policy.daily_openings > 0);
}

#[test]
fn a_migration_goes_forward_once_and_within_one_contract() {
    let mut new = migrated();
    for (contract, code) in CODES.iter().enumerate() {
        let address = new.contracts[contract].clone();
        let before = new.chain.entries(&address).expect("the contract is there");
        // Again.
        assert!(matches!(migrate(&mut new, contract, code), Err(ChainError::Contract(_))));
        // Backwards.
        new.chain.store_wasm("before", &released(code)).expect("the chain takes the code");
        assert!(matches!(migrate(&mut new, contract, "before"), Err(ChainError::Contract(_))));
        assert_eq!(new.chain.entries(&address).expect("the contract is there"), before);
    }

    let mut old = Old::live();
    store_todays(&mut old);
    for contract in 0..CODES.len() {
        let address = old.contracts[contract].clone();
        let before = old.chain.entries(&address).expect("the contract is there");
        for (other, code) in CODES.iter().enumerate().filter(|(other, _)| *other != contract) {
            let refused = migrate(&mut old, contract, code);
            assert!(matches!(refused, Err(ChainError::Contract(_))), "{other} took the state of {contract}");
        }
        assert_eq!(old.chain.entries(&address).expect("the contract is there"), before);
    }
}

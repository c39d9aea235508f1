//! Records become known under a live write ticket.

use chartseal_testing::{DAY, content_hash};
use chartseal_types::anchor::{Author, Descriptor, MAX_DESCRIPTORS, MAX_RETENTION, RecordStatus};
use chartseal_types::{Category, Hat, Quarter, Role};
use record_anchor::ContractError;
use record_anchor::domain::{DescriptorError, TicketError};

use crate::clinic::{Clinic, assert_refused, diary, label, laboratory, result};

#[test]
fn a_clinician_anchors_a_record_and_is_its_author() {
    let (mut clinic, who) = Clinic::open();
    let quarter = Quarter::new(2026, 3).ok();
    let now = clinic.suite.now();
    clinic.anchor(&who.doctor, &who.ana, &[Descriptor { quarter, ..result("blood count") }]);

    let record = clinic.record("blood count");
    assert_eq!(record.patient, who.ana.id);
    assert_eq!(record.record, content_hash("blood count"));
    assert_eq!((record.number, record.size, record.anchored_at), (1, Some(1000), now));
    assert_eq!((record.label, record.quarter), (laboratory(), quarter));
    assert_eq!(record.status, RecordStatus::Current);
    let hat = Hat::Organization { organization: who.north.id, role: Role::Doctor };
    assert_eq!(record.author, Author { identity: who.doctor.actor.id, hat });
    assert_eq!((record.supersedes, record.superseded_by, record.batch), (None, None, None));
    assert_eq!((record.hold, record.retraction, record.erasure), (None, None, None));
}

#[test]
fn a_patient_anchors_notes_of_their_own() {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor_own(&who.ana, &[diary("headache")]);
    assert_eq!(clinic.record("headache").author, Author { identity: who.ana.id, hat: Hat::Own {} });
}

#[test]
fn one_call_takes_a_hundred_records_and_no_more() {
    let (mut clinic, who) = Clinic::open();
    let named = |count: usize| -> Vec<_> { (0..count).map(|n| result(&format!("result {n}"))).collect() };
    assert_refused!(
        clinic.try_anchor(&who.doctor, &who.ana, &named(MAX_DESCRIPTORS + 1)),
        ContractError::Descriptor(DescriptorError::Count { got: 101 })
    );
    assert_refused!(
        clinic.try_anchor(&who.doctor, &who.ana, &[]),
        ContractError::Descriptor(DescriptorError::Count { got: 0 })
    );
    clinic.anchor(&who.doctor, &who.ana, &named(MAX_DESCRIPTORS));
    assert_eq!(clinic.record("result 99").number, 100);
}

#[test]
fn a_ticket_anchors_again_while_it_lives() {
    let (mut clinic, who) = Clinic::open();
    let ticket = clinic.ticket(&who.doctor, &who.ana, &[laboratory()]);
    for name in ["first", "second"] {
        let outcome = clinic.try_anchor_with(&who.doctor.actor.account, &who.ana, ticket, &[result(name)]);
        outcome.expect("the ticket lives");
        clinic.suite.next_block();
    }
    assert_eq!((clinic.record("first").number, clinic.record("second").number), (1, 2));
}

#[test]
fn every_label_must_be_covered_by_a_permitted_target() {
    let (mut clinic, who) = Clinic::open();
    let immunization = label(Category::Immunization);
    let ticket = clinic.ticket(&who.doctor, &who.ana, &[laboratory()]);
    let shot = Descriptor { label: immunization, ..result("tetanus shot") };
    assert_refused!(
        clinic.try_anchor_with(&who.doctor.actor.account, &who.ana, ticket, &[result("a"), shot.clone()]),
        ContractError::Ticket(TicketError::NotCovered { record }) if record == shot.record
    );

    // Policy lets a nurse write immunizations, but no laboratory results: the ticket lives for one label only.
    let ticket = clinic.ticket(&who.nurse, &who.ana, &[laboratory(), immunization]);
    assert_refused!(
        clinic.try_anchor_with(&who.nurse.actor.account, &who.ana, ticket, &[result("b")]),
        ContractError::Ticket(TicketError::NotCovered { .. })
    );
    clinic
        .try_anchor_with(&who.nurse.actor.account, &who.ana, ticket, &[shot])
        .expect("that label is permitted");
}

#[test]
fn a_record_is_anchored_once_for_each_patient() {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor(&who.doctor, &who.ana, &[result("blood count")]);
    assert_refused!(
        clinic.try_anchor(&who.doctor, &who.ana, &[result("blood count")]),
        ContractError::Descriptor(DescriptorError::Known { .. })
    );
    assert_refused!(
        clinic.try_anchor(&who.doctor, &who.ana, &[result("x-ray"), result("x-ray")]),
        ContractError::Descriptor(DescriptorError::Repeated { .. })
    );
    // A record is (patient, hash): for another patient it is another record.
    clinic.anchor(&who.doctor, &who.ben, &[result("blood count")]);
    assert_eq!(clinic.suite.record(who.ben.id, content_hash("blood count")).number, 1);
}

#[test]
fn a_refused_call_leaves_nothing_behind() {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor(&who.doctor, &who.ana, &[result("known")]);
    assert_refused!(
        clinic.try_anchor(&who.doctor, &who.ana, &[result("new"), result("known")]),
        ContractError::Descriptor(DescriptorError::Known { .. })
    );
    clinic.anchor(&who.doctor, &who.ana, &[result("new")]);
    assert_eq!(clinic.record("new").number, 2);
}

#[test]
fn a_sealed_object_is_never_empty() {
    let (mut clinic, who) = Clinic::open();
    assert_refused!(
        clinic.try_anchor(&who.doctor, &who.ana, &[Descriptor { size: 0, ..result("nothing") }]),
        ContractError::Descriptor(DescriptorError::Empty { .. })
    );
}

#[test]
fn retention_ends_after_now_and_within_thirty_years() {
    let (mut clinic, who) = Clinic::open();
    let now = clinic.suite.now();
    let kept = |name: &str, until: u64| Descriptor { retain_until: Some(until), ..result(name) };
    for until in [0, now, now + MAX_RETENTION + 1, u64::MAX] {
        assert_refused!(
            clinic.try_anchor(&who.doctor, &who.ana, &[kept("x-ray", until)]),
            ContractError::Descriptor(DescriptorError::Retention { .. })
        );
    }
    clinic.anchor(&who.doctor, &who.ana, &[kept("x-ray", now + MAX_RETENTION)]);
    assert_eq!(clinic.record("x-ray").retain_until, Some(now + MAX_RETENTION));
}

#[test]
fn a_patient_sets_no_retention() {
    let (mut clinic, who) = Clinic::open();
    let retain_until = Some(clinic.suite.now() + DAY);
    let ticket = clinic.own_ticket(&who.ana);
    let note = Descriptor { retain_until, ..diary("headache") };
    assert_refused!(
        clinic.try_anchor_with(&who.ana.account, &who.ana, ticket, &[note]),
        ContractError::Descriptor(DescriptorError::RetentionByPatient { .. })
    );
}

#[test]
fn events_tell_everything_an_indexer_needs() {
    let (mut clinic, who) = Clinic::open();
    let response = clinic.anchor(&who.doctor, &who.ana, &[result("blood count")]);
    let event = response.events.iter().find(|event| event.ty == "wasm-record_anchored");
    let event = event.expect("the anchoring is told");
    let told = |key: &str| event.attributes.iter().find(|a| a.key == key).map(|a| a.value.clone());
    assert_eq!(told("patient"), Some(who.ana.id.to_string()));
    assert_eq!(told("record"), Some(content_hash("blood count").to_string()));
    assert_eq!(told("number").as_deref(), Some("1"));
    assert_eq!(told("size").as_deref(), Some("1000"));
    assert_eq!(told("category").as_deref(), Some("laboratory"));
    assert_eq!(told("confidentiality").as_deref(), Some("N"));
    assert_eq!(told("compartment").as_deref(), Some("0"));
    assert_eq!(told("author"), Some(who.doctor.actor.id.to_string()));
    assert_eq!(told("organization"), Some(who.north.id.to_string()));
    assert_eq!(told("role").as_deref(), Some("doctor"));
    assert_eq!(told("supersedes"), None);
    assert!(response.has_event(&cosmwasm_std::Event::new("wasm").add_attribute("action", "anchor")));
}

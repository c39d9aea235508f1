//! What a ticket covers, over answers of access control that the real one never gives: what is absent or
//! contradictory never grants.

use chartseal_testing::{content_hash, descriptor};
use chartseal_types::access::{AccessEntry, Decision, Rule, Target, TicketResponse};
use chartseal_types::anchor::{Author, Descriptor};
use chartseal_types::{Action, Category, Hat, IdentityId, Label, Purpose, Role};
use record_anchor::domain::{TicketError, WriteTicket};

use crate::clinic::{label, laboratory, next, result};

const DOCTOR: IdentityId = IdentityId([1; 16]);
const PATIENT: IdentityId = IdentityId([2; 16]);
const HOSPITAL: Hat = Hat::Organization { organization: IdentityId([3; 16]), role: Role::Doctor };

fn decision(permitted: bool) -> Decision {
    Decision::by(if permitted { Rule::Care } else { Rule::Default })
}

/// A live ticket of the doctor's with these targets, decided now as said.
fn answer(target: Target, now: &[bool]) -> TicketResponse {
    let entry = AccessEntry {
        access: 7,
        number: 1,
        patient: PATIENT,
        survivor: None,
        requester: DOCTOR,
        hat: HOSPITAL,
        target,
        purpose: Purpose::TREAT,
        action: Action::Write,
        certificate: None,
        policy_version: 1,
        decisions: now.iter().map(|_| decision(true)).collect(),
        at: 0,
        height: 1,
        expires_at: Some(100),
    };
    let decisions = now.iter().map(|permitted| decision(*permitted)).collect();
    TicketResponse { entry, alive: true, expired: false, decisions }
}

fn shot() -> Descriptor {
    descriptor("shot", label(Category::Immunization))
}

fn parse(answer: TicketResponse) -> Result<WriteTicket, TicketError> {
    WriteTicket::parse(answer, DOCTOR, PATIENT, None)
}

fn labels() -> Target {
    Target::Labels(vec![laboratory(), shot().label])
}

#[test]
fn a_live_ticket_covers_the_labels_permitted_now() {
    let ticket = parse(answer(labels(), &[true, false])).expect("it lives");
    assert_eq!(ticket.author(), Author { identity: DOCTOR, hat: HOSPITAL });
    ticket.cover(&result("a"), None).expect("laboratory is permitted");
    assert!(matches!(ticket.cover(&shot(), None), Err(TicketError::NotCovered { .. })));
}

#[test]
fn a_target_without_a_decision_is_not_covered() {
    for now in [&[true][..], &[]] {
        let ticket = parse(answer(labels(), now)).expect("it is said to live");
        assert!(matches!(ticket.cover(&shot(), None), Err(TicketError::NotCovered { .. })));
    }
}

#[test]
fn a_ticket_that_is_expired_or_not_alive_is_dead_whatever_else_it_says() {
    for (alive, expired) in [(false, false), (true, true), (false, true)] {
        let dead = TicketResponse { alive, expired, ..answer(labels(), &[true, true]) };
        assert!(matches!(parse(dead), Err(TicketError::Dead { access: 7 })));
    }
}

#[test]
fn the_patient_s_hat_on_somebody_else_is_dead() {
    let mut answer = answer(labels(), &[true, true]);
    answer.entry.hat = Hat::Own {};
    assert!(matches!(parse(answer), Err(TicketError::Dead { .. })));
}

/// The doctor is also the survivor that the patient was merged into, and wears the patient's hat.
#[test]
fn the_patient_s_hat_fits_the_survivor_of_a_merge() {
    let mut answer = answer(Target::Labels(vec![label(Category::PatientReported)]), &[true]);
    answer.entry.hat = Hat::Own {};
    let parse = |survivor| WriteTicket::parse(answer.clone(), DOCTOR, PATIENT, survivor);
    let ticket = parse(Some(DOCTOR)).expect("it lives");
    assert_eq!(ticket.author(), Author { identity: DOCTOR, hat: Hat::Own {} });
    ticket.cover(&descriptor("note", label(Category::PatientReported)), None).expect("it is a note");
    for survivor in [None, Some(PATIENT), Some(IdentityId([3; 16]))] {
        assert!(matches!(parse(survivor), Err(TicketError::Dead { .. })));
    }
}

#[test]
fn a_representative_writes_nothing_whatever_the_ticket_says() {
    for (alive, expired) in [(true, false), (false, false), (true, true)] {
        let mut answer = TicketResponse { alive, expired, ..answer(labels(), &[true, true]) };
        answer.entry.hat = Hat::Representative {};
        assert!(matches!(parse(answer), Err(TicketError::Representative)));
    }
}

#[test]
fn a_patient_writes_no_category_but_the_patient_s_even_with_a_ticket_for_it() {
    let mut answer =
        answer(Target::Labels(vec![laboratory(), label(Category::PatientReported)]), &[true, true]);
    (answer.entry.hat, answer.entry.requester) = (Hat::Own {}, PATIENT);
    let ticket = WriteTicket::parse(answer, PATIENT, PATIENT, None).expect("it lives");
    assert!(matches!(ticket.cover(&result("a"), None), Err(TicketError::Category { .. })));
    ticket.cover(&descriptor("note", label(Category::PatientReported)), None).expect("it is a note");
}

#[test]
fn what_is_replaced_is_covered_as_well() {
    let ticket = parse(answer(labels(), &[true, false])).expect("it lives");
    ticket.cover(&next("v2", "v1"), Some(laboratory())).expect("both labels are permitted");
    for replaced in [Some(shot().label), None] {
        assert!(matches!(
            ticket.cover(&next("v2", "v1"), replaced),
            Err(TicketError::ReplacedNotCovered { head }) if head == content_hash("v1")
        ));
    }
    let both = parse(answer(labels(), &[true, true])).expect("it lives");
    both.cover(&next("v2", "v1"), Some(shot().label)).expect("both labels are permitted");
}

#[test]
fn a_named_record_covers_only_its_own_next_version_under_its_own_label() {
    let records = Target::Records(vec![content_hash("v1"), content_hash("w1")]);
    let ticket = parse(answer(records, &[true, false])).expect("it lives");
    let cover = |descriptor: &Descriptor, replaced: Option<Label>| ticket.cover(descriptor, replaced).is_ok();
    assert!(cover(&next("v2", "v1"), Some(laboratory())));
    assert!(!cover(&next("v2", "v1"), Some(shot().label)));
    assert!(!cover(&next("v2", "v1"), None));
    assert!(!cover(&next("w2", "w1"), Some(laboratory())));
    assert!(!cover(&next("x2", "x1"), Some(laboratory())));
    assert!(!cover(&result("v2"), Some(laboratory())));
}

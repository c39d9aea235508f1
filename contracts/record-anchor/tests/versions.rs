//! Versions form a chain: the author's organization replaces its head, and nothing is lost.

use chartseal_testing::content_hash;
use chartseal_types::anchor::{Descriptor, ExecuteMsg, QueryMsg, RecordResponse, RecordStatus};
use chartseal_types::{Category, Confidentiality, Label};
use record_anchor::ContractError;
use record_anchor::domain::{TicketError, VersionError};

use crate::clinic::{Clinic, assert_refused, diary, hashes, label, laboratory, next, result};

fn chain(
    clinic: &Clinic,
    patient: chartseal_types::IdentityId,
    name: &str,
    limit: u32,
) -> Vec<RecordResponse> {
    let msg = QueryMsg::Versions { patient, record: content_hash(name), limit: Some(limit) };
    clinic.suite.query(&clinic.suite.contracts.record_anchor, &msg)
}

#[test]
fn a_new_version_replaces_the_head_and_both_stay() {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor(&who.doctor, &who.ana, &[result("v1")]);
    clinic.anchor(&who.doctor, &who.ana, &[next("v2", "v1")]);

    let (old, new) = (clinic.record("v1"), clinic.record("v2"));
    assert_eq!((old.status, new.status), (RecordStatus::Superseded, RecordStatus::Current));
    assert_eq!(old.superseded_by, Some(content_hash("v2")));
    assert_eq!(new.supersedes, Some(content_hash("v1")));
    assert_eq!(old.size, Some(1000));
}

#[test]
fn a_colleague_of_the_same_organization_may_replace_it() {
    let (mut clinic, who) = Clinic::open();
    let shot = Label { category: Category::Immunization, ..laboratory() };
    let ticket = clinic.ticket(&who.doctor, &who.ana, &[shot]);
    let first = Descriptor { label: shot, ..result("v1") };
    clinic.try_anchor_with(&who.doctor.actor.account, &who.ana, ticket, &[first]).expect("it is anchored");
    let ticket = clinic.ticket(&who.nurse, &who.ana, &[shot]);
    let second = Descriptor { label: shot, ..next("v2", "v1") };
    clinic.try_anchor_with(&who.nurse.actor.account, &who.ana, ticket, &[second]).expect("it is replaced");
}

#[test]
fn only_the_author_s_side_replaces() {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor(&who.doctor, &who.ana, &[result("north's")]);
    assert_refused!(
        clinic.try_anchor(&who.rival, &who.ana, &[next("south's", "north's")]),
        ContractError::Version(VersionError::OtherAuthor { .. })
    );

    let ticket = clinic.own_ticket(&who.ana);
    let own = Descriptor { supersedes: Some(content_hash("north's")), ..diary("mine") };
    assert_refused!(
        clinic.try_anchor_with(&who.ana.account, &who.ana, ticket, &[own]),
        ContractError::Version(VersionError::OtherAuthor { .. })
    );

    clinic.anchor_own(&who.ana, &[diary("my note")]);
    assert_refused!(
        clinic.try_anchor(&who.doctor, &who.ana, &[next("corrected note", "my note")]),
        ContractError::Version(VersionError::OtherAuthor { .. })
    );
}

#[test]
fn a_patient_replaces_notes_of_their_own() {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor_own(&who.ana, &[diary("note 1")]);
    let second = Descriptor { supersedes: Some(content_hash("note 1")), ..diary("note 2") };
    clinic.anchor_own(&who.ana, &[second]);
    assert_eq!(clinic.record("note 1").status, RecordStatus::Superseded);
}

#[test]
fn only_the_head_is_replaced_so_a_chain_never_forks() {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor(&who.doctor, &who.ana, &[result("v1"), next("v2", "v1")]);
    assert_refused!(
        clinic.try_anchor(&who.doctor, &who.ana, &[next("v2b", "v1")]),
        ContractError::Version(VersionError::NotHead { by, .. }) if by == content_hash("v2")
    );
    // Nor within one call.
    assert_refused!(
        clinic.try_anchor(&who.doctor, &who.ana, &[next("v3", "v2"), next("v3b", "v2")]),
        ContractError::Version(VersionError::NotHead { .. })
    );
}

#[test]
fn what_is_replaced_must_be_a_known_record_of_the_patient() {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor(&who.doctor, &who.ben, &[result("ben's")]);
    for of in ["ben's", "never anchored", "itself"] {
        assert_refused!(
            clinic.try_anchor(&who.doctor, &who.ana, &[next("itself", of)]),
            ContractError::Version(VersionError::Unknown { record }) if record == content_hash(of)
        );
    }
}

#[test]
fn a_ticket_that_names_the_head_covers_its_next_version_under_the_same_label() {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor(&who.doctor, &who.ana, &[result("v1"), result("other")]);
    let ticket = clinic.version_ticket(&who.doctor, &who.ana, &["v1"]);
    let account = &who.doctor.actor.account;

    let relabelled = Descriptor {
        label: Label { confidentiality: Confidentiality::R, ..laboratory() },
        ..next("v2", "v1")
    };
    for descriptor in [relabelled, next("v2", "other"), result("v2")] {
        assert_refused!(
            clinic.try_anchor_with(account, &who.ana, ticket, &[descriptor]),
            ContractError::Ticket(TicketError::NotCovered { .. })
        );
    }
    clinic.try_anchor_with(account, &who.ana, ticket, &[next("v2", "v1")]).expect("it is the next version");
    assert_refused!(
        clinic.try_anchor_with(account, &who.ana, ticket, &[next("v3", "v2")]),
        ContractError::Ticket(TicketError::NotCovered { .. })
    );
}

#[test]
fn relabelling_needs_a_ticket_for_both_labels() {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor(&who.doctor, &who.ana, &[result("v1")]);
    let restricted = Label { confidentiality: Confidentiality::R, ..laboratory() };
    let relabelled = [Descriptor { label: restricted, ..next("v2", "v1") }];
    let account = &who.doctor.actor.account;
    let ticket = clinic.ticket(&who.doctor, &who.ana, &[restricted]);
    assert_refused!(
        clinic.try_anchor_with(account, &who.ana, ticket, &relabelled),
        ContractError::Ticket(TicketError::ReplacedNotCovered { head }) if head == content_hash("v1")
    );
    let ticket = clinic.ticket(&who.doctor, &who.ana, &[laboratory(), restricted]);
    clinic.try_anchor_with(account, &who.ana, ticket, &relabelled).expect("it is relabelled");
    assert_eq!((clinic.record("v1").label, clinic.record("v2").label), (laboratory(), restricted));
}

#[test]
fn who_may_not_write_a_label_replaces_nothing_under_it() {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor(&who.doctor, &who.ana, &[result("the doctor's")]);
    // Policy lets a nurse write immunizations, and no laboratory results.
    let shot = label(Category::Immunization);
    let ticket = clinic.ticket(&who.nurse, &who.ana, &[shot]);
    let disguised = Descriptor { label: shot, ..next("the nurse's", "the doctor's") };
    assert_refused!(
        clinic.try_anchor_with(&who.nurse.actor.account, &who.ana, ticket, &[disguised]),
        ContractError::Ticket(TicketError::ReplacedNotCovered { .. })
    );
    assert_eq!(clinic.record("the doctor's").status, RecordStatus::Current);
}

#[test]
fn a_corrected_version_replaces_a_retracted_head_which_stays_retracted() {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor(&who.doctor, &who.ana, &[result("wrong")]);
    clinic.try_retract(&who.doctor.actor.account, "wrong").expect("it is retracted");
    clinic.anchor(&who.doctor, &who.ana, &[next("right", "wrong")]);
    let wrong = clinic.record("wrong");
    assert_eq!(wrong.status, RecordStatus::Retracted);
    assert_eq!(wrong.superseded_by, Some(content_hash("right")));
    assert_eq!(clinic.record("right").status, RecordStatus::Current);
}

#[test]
fn nothing_replaces_an_erased_head() {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor(&who.doctor, &who.ana, &[result("v1")]);
    clinic.try_erase(&who.ana.account, "v1").expect("the patient erases");
    clinic.suite.wait(chartseal_types::anchor::ERASURE_DELAY);
    assert_refused!(
        clinic.try_anchor(&who.doctor, &who.ana, &[next("v2", "v1")]),
        ContractError::Version(VersionError::Erased { .. })
    );
}

#[test]
fn the_chain_is_told_around_a_version() {
    let (mut clinic, who) = Clinic::open();
    let names = ["v1", "v2", "v3", "v4", "v5"];
    clinic.anchor(&who.doctor, &who.ana, &[result("v1")]);
    for pair in names.windows(2) {
        clinic.anchor(&who.doctor, &who.ana, &[next(pair[1], pair[0])]);
    }
    let told = |name, limit| {
        chain(&clinic, who.ana.id, name, limit).into_iter().map(|r| r.record).collect::<Vec<_>>()
    };
    for name in names {
        assert_eq!(told(name, 10), hashes(&names));
    }
    assert_eq!(told("v3", 3), hashes(&["v2", "v3", "v4"]));
    assert_eq!(told("v1", 2), hashes(&["v1", "v2"]));
    assert_eq!(told("v5", 2), hashes(&["v4", "v5"]));
    assert_eq!(told("v3", 1), hashes(&["v3"]));
}

#[test]
fn a_label_of_a_patient_s_own_next_version_stays_a_patient_s() {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor_own(&who.ana, &[diary("note")]);
    let ticket = clinic.own_ticket(&who.ana);
    let promoted = Descriptor {
        label: label(Category::Laboratory),
        supersedes: Some(content_hash("note")),
        ..diary("result")
    };
    let msg = ExecuteMsg::Anchor { patient: who.ana.id, ticket, records: vec![promoted] };
    assert_refused!(
        clinic.suite.try_record_anchor(&who.ana.account, msg),
        ContractError::Ticket(TicketError::Category { .. })
    );
}

//! Opening: who may, who may not, and by which rule.

use access_control::{ContractError, PartyError, QuestionError};
use chartseal_testing::{Actor, DAY, Refusal, own_reading, permit};
use chartseal_types::access::{
    Decision, ExecuteMsg, Grantee, MAX_TARGETS, Question, Rule, StandingFault, Target,
};
use chartseal_types::anchor::{RecordRow, RecordStatus};
use chartseal_types::certificate::Standing;
use chartseal_types::identity::{self, Kind};
use chartseal_types::{
    Action, Category, Confidentiality, ContentHash, Fingerprint, Hat, IdentityId, Purpose, Role,
};

use crate::contract::world::{World, for_purpose, label, laboratory};

fn only(decisions: &[Decision]) -> Decision {
    assert_eq!(decisions.len(), 1);
    decisions[0]
}

#[test]
fn nobody_opens_by_default() {
    let mut world = World::new();
    let answer = world.dora_opens();
    assert_eq!(only(&answer.decisions), Decision::by(Rule::Default));
    assert_eq!(answer.expires_at, None);
}

#[test]
fn a_clinician_opens_with_consent() {
    let mut world = World::new();
    let consent = world.suite.grant(&world.ana, permit(world.dora_herself()));
    let answer = world.dora_opens();
    assert_eq!(only(&answer.decisions), Decision::by_consent(Rule::Consent, consent));
    assert_eq!(answer.expires_at, Some(world.suite.now() + 3600));
}

#[test]
fn a_clinician_opens_for_treatment_while_care_is_open() {
    let mut world = World::new();
    world.open_care();
    assert_eq!(only(&world.dora_opens().decisions), Decision::by(Rule::Care));
}

#[test]
fn what_is_very_restricted_needs_consent_although_care_is_open() {
    let mut world = World::new();
    world.open_care();
    world.result = world.labelled(2, laboratory(Confidentiality::V));
    assert_eq!(world.rule(), Rule::Default);
    world.suite.grant(&world.ana, permit(world.dora_herself()));
    assert_eq!(world.rule(), Rule::Consent);
}

#[test]
fn the_patient_opens_everything_of_theirs() {
    let mut world = World::new();
    let sealed_note = world.labelled(2, label(Category::Document, Confidentiality::V, 9));
    let question = own_reading(&world.ana, &[world.result, sealed_note]);
    let answer = world.suite.open(&world.ana, question);
    assert_eq!(answer.decisions, [Decision::by(Rule::Own); 2]);
    assert!(answer.expires_at.is_some());
}

#[test]
fn the_patient_opens_without_certificate_or_verification() {
    let mut world = World::new();
    let newcomer = world.suite.register("newcomer", Kind::Patient);
    world.ana = newcomer.clone();
    let result = world.labelled(5, laboratory(Confidentiality::N));
    let answer = world.suite.open(&newcomer, own_reading(&newcomer, &[result]));
    assert_eq!(only(&answer.decisions), Decision::by(Rule::Own));
}

#[test]
fn a_patient_who_froze_their_identity_does_not_open() {
    let mut world = World::new();
    world.suite.freeze(&world.ana.account.clone());
    let question = own_reading(&world.ana, &[world.result]);
    let answer = world.suite.open(&world.ana, question);
    assert_eq!(only(&answer.decisions), Decision::by_fault(StandingFault::Frozen));
}

#[test]
fn the_patient_writes_what_patients_report_and_nothing_else() {
    let mut world = World::new();
    let labels =
        vec![label(Category::PatientReported, Confidentiality::N, 0), laboratory(Confidentiality::N)];
    let question =
        Question { target: Target::Labels(labels), action: Action::Write, ..own_reading(&world.ana, &[]) };
    let answer = world.suite.open(&world.ana, question);
    assert_eq!(answer.decisions, [Decision::by(Rule::Own), Decision::by(Rule::PolicyDeny)]);
}

#[test]
fn the_hat_of_the_patient_fits_nobody_else() {
    let mut world = World::new();
    let question = own_reading(&world.ana, &[world.result]);
    let error: ContractError = world.suite.try_open(&world.dora.actor, question).refusal();
    let ContractError::Question(error) = error else { panic!("{error}") };
    let (patient, requester) = (world.ana.id, world.dora.actor.id);
    assert_eq!(error, QuestionError::NotThePatient { patient, requester });
}

#[test]
fn a_clinician_writes_while_care_is_open() {
    let mut world = World::new();
    let question = world.dora.to_write(&world.ana, &[laboratory(Confidentiality::R)]);
    assert_eq!(world.decision_of(&world.dora, question.clone()), Decision::by(Rule::Default));
    world.open_care();
    assert_eq!(world.decision_of(&world.dora, question), Decision::by(Rule::Care));
}

#[test]
fn a_new_version_is_decided_by_the_label_of_the_record() {
    let mut world = World::new();
    world.open_care();
    let money = world.labelled(2, label(Category::Financial, Confidentiality::N, 0));
    let records = Target::Records(vec![world.result, money]);
    let question = Question { action: Action::Write, target: records, ..world.reading() };
    let answer = world.opens(&world.dora.clone(), question);
    assert_eq!(answer.decisions, [Decision::by(Rule::Care), Decision::by(Rule::PolicyDeny)]);
}

#[test]
fn each_record_is_decided_on_its_own() {
    let mut world = World::new();
    world.open_care();
    let restricted = world.labelled(2, laboratory(Confidentiality::R));
    let answer =
        world.opens(&world.dora.clone(), world.dora.to_read(&world.ana, &[restricted, world.result]));
    assert_eq!(answer.decisions, [Decision::by(Rule::Default), Decision::by(Rule::Care)]);
    assert!(answer.expires_at.is_some());
}

#[test]
fn policy_knows_no_marketing_whatever_the_patient_says() {
    let mut world = World::new();
    world.open_care();
    world.suite.grant(&world.ana, permit(Grantee::Everyone {}));
    let question = for_purpose(Purpose::HMARKT, world.reading());
    assert_eq!(world.decision_of(&world.dora, question), Decision::by(Rule::PolicyDeny));
}

#[test]
fn what_is_erased_opens_to_nobody() {
    let mut world = World::new();
    world.suite.grant(&world.ana, permit(Grantee::Everyone {}));
    put_status(&mut world, RecordStatus::Erased);
    assert_eq!(world.rule(), Rule::Erased);
    let own = own_reading(&world.ana, &[world.result]);
    assert_eq!(only(&world.suite.open(&world.ana, own).decisions), Decision::by(Rule::Erased));
}

#[test]
fn an_erasure_that_is_due_denies_before_anybody_carries_it_out() {
    let mut world = World::new();
    world.open_care();
    let due = world.suite.now() + DAY;
    let row = RecordRow { erased_from: Some(due), ..world.row(laboratory(Confidentiality::N)) };
    world.put_record(1, row);
    assert_eq!(world.rule(), Rule::Care);
    world.suite.wait(DAY);
    assert_eq!(world.rule(), Rule::Erased);
}

#[test]
fn what_is_retracted_goes_on_to_the_authors_organization_the_auditors_and_the_patient_only() {
    let mut world = World::new();
    world.suite.grant(&world.ana, permit(Grantee::Everyone {}));
    put_status(&mut world, RecordStatus::Retracted);
    assert_eq!(world.rule(), Rule::Consent);

    let clinic = world.organization("south", Kind::Organization);
    let outsider = world.affiliate("otto", Role::Doctor, &clinic);
    let question = outsider.to_read(&world.ana, &[world.result]);
    assert_eq!(world.decision_of(&outsider, question), Decision::by(Rule::Retracted));

    let office = world.organization("auditors", Kind::Auditor);
    let auditor = world.affiliate("aude", Role::ComplianceOfficer, &office);
    let question = for_purpose(Purpose::HOPERAT, auditor.to_read(&world.ana, &[world.result]));
    assert_eq!(world.decision_of(&auditor, question).rule, Rule::Consent);

    let own = own_reading(&world.ana, &[world.result]);
    assert_eq!(only(&world.suite.open(&world.ana, own).decisions), Decision::by(Rule::Own));
}

#[test]
fn a_superseded_version_stays_readable() {
    let mut world = World::new();
    world.open_care();
    put_status(&mut world, RecordStatus::Superseded);
    assert_eq!(world.rule(), Rule::Care);
}

#[test]
fn no_certificate_no_access() {
    let mut world = World::new();
    world.open_care();
    let question = Question { certificate: None, ..world.reading() };
    let decision = world.decision_of(&world.dora, question);
    assert_eq!(decision, Decision::by_fault(StandingFault::NoCertificate));
}

#[test]
fn a_certificate_must_be_known_good_and_ones_own() {
    let mut world = World::new();
    world.open_care();
    let hospital = world.hospital.clone();
    let nurse = world.affiliate("nils", Role::Nurse, &hospital);
    let held = Fingerprint([0x11; 32]);
    world.put_certificate(held, world.dora.actor.id, Standing::OnHold);
    for certificate in [Fingerprint([0x22; 32]), nurse.certificate.unwrap(), held] {
        let question = Question { certificate: Some(certificate), ..world.reading() };
        let decision = world.decision_of(&world.dora, question);
        assert_eq!(decision, Decision::by_fault(StandingFault::Certificate));
    }
}

#[test]
fn a_frozen_or_suspended_clinician_does_not_open() {
    let mut world = World::new();
    world.open_care();
    world.suite.freeze(&world.dora.actor.account.clone());
    assert_eq!(world.decision(), Decision::by_fault(StandingFault::Frozen));
    world.suite.wait(14 * DAY);
    assert_eq!(world.rule(), Rule::Care);
    world.suite.suspend(world.dora.actor.id);
    assert_eq!(world.decision(), Decision::by_fault(StandingFault::Identity));
}

#[test]
fn an_organization_that_is_not_active_opens_nothing() {
    let mut world = World::new();
    world.open_care();
    world.suite.suspend(world.hospital.id);
    assert_eq!(world.decision(), Decision::by_fault(StandingFault::Organization));
}

#[test]
fn a_role_one_does_not_hold_opens_nothing() {
    let mut world = World::new();
    world.open_care();
    let hat = Hat::Organization { organization: world.hospital.id, role: Role::Nurse };
    let question = Question { hat, ..world.reading() };
    assert_eq!(world.decision_of(&world.dora, question), Decision::by_fault(StandingFault::Affiliation));
}

#[test]
fn a_role_the_organization_is_no_longer_accredited_for_opens_nothing() {
    let mut world = World::new();
    world.open_care();
    let registrar = world.suite.registrar.clone();
    let msg = identity::ExecuteMsg::Accredit { organization: world.hospital.id, roles: vec![Role::Nurse] };
    world.suite.try_identity(&registrar, msg).unwrap();
    assert_eq!(world.decision(), Decision::by_fault(StandingFault::Affiliation));
}

#[test]
fn an_ended_affiliation_opens_nothing() {
    let mut world = World::new();
    world.open_care();
    let (dora, hospital) = (world.dora.actor.clone(), world.hospital.clone());
    world.suite.dismiss(&dora, Role::Doctor, &hospital);
    assert_eq!(world.decision(), Decision::by_fault(StandingFault::Affiliation));
}

#[test]
fn what_is_unknown_is_an_error_and_no_decision() {
    let mut world = World::new();
    let unknown = ContentHash([99; 32]);
    let question = world.dora.to_read(&world.ana, &[unknown]);
    let error: ContractError = world.suite.try_open(&world.dora.actor, question).refusal();
    let ContractError::UnknownRecord { patient, record } = error else { panic!("{error}") };
    assert_eq!((patient, record), (world.ana.id, unknown));

    let nobody = Actor { account: world.suite.account("nobody"), id: IdentityId([9; 16]) };
    let question = world.reading();
    assert_eq!(
        party(world.suite.try_open(&nobody, question).refusal()),
        PartyError::UnknownAccount { account: nobody.account.clone() }
    );

    let question = Question { patient: nobody.id, ..world.reading() };
    assert_eq!(
        party(world.suite.try_open(&world.dora.actor, question).refusal()),
        PartyError::UnknownIdentity { identity: nobody.id }
    );

    let question = Question { patient: world.hospital.id, ..world.reading() };
    assert_eq!(
        party(world.suite.try_open(&world.dora.actor, question).refusal()),
        PartyError::NotPatient { identity: world.hospital.id }
    );
    assert_eq!(world.suite.patient_log(&world.ana).total, 0);
}

#[test]
fn another_patients_record_is_unknown() {
    let mut world = World::new();
    let ben = world.suite.patient("ben");
    let question = world.dora.to_read(&ben, &[world.result]);
    let error: ContractError = world.suite.try_open(&world.dora.actor, question).refusal();
    assert!(matches!(error, ContractError::UnknownRecord { .. }), "{error}");
}

#[test]
fn a_question_has_one_to_twenty_targets_each_once() {
    let mut world = World::new();
    world.open_care();
    let records: Vec<_> = (1..=21).map(|n| world.labelled(n, laboratory(Confidentiality::N))).collect();
    let twenty = world.dora.to_read(&world.ana, &records[..MAX_TARGETS]);
    assert_eq!(world.opens(&world.dora.clone(), twenty).decisions, [Decision::by(Rule::Care); MAX_TARGETS]);

    let refused = |world: &mut World, records: &[ContentHash]| {
        let question = world.dora.to_read(&world.ana, records);
        match world.suite.try_open(&world.dora.actor, question).refusal() {
            ContractError::Question(error) => error,
            other => panic!("{other}"),
        }
    };
    assert_eq!(refused(&mut world, &[]), QuestionError::Targets { got: 0 });
    assert_eq!(refused(&mut world, &records), QuestionError::Targets { got: 21 });
    let repeated = [records[0], records[1], records[0]];
    assert_eq!(refused(&mut world, &repeated), QuestionError::Repeated { place: 3 });
}

#[test]
fn labels_are_for_writing() {
    let mut world = World::new();
    let question = Question {
        action: Action::Read,
        ..world.dora.to_write(&world.ana, &[laboratory(Confidentiality::N)])
    };
    let error: ContractError = world.suite.try_open(&world.dora.actor, question).refusal();
    let ContractError::Question(error) = error else { panic!("{error}") };
    assert_eq!(error, QuestionError::LabelsToRead);
}

#[test]
fn who_asks_is_told_by_event_and_in_the_log_alike() {
    let mut world = World::new();
    world.open_care();
    let question = world.reading();
    let response = world.suite.try_access(&world.dora.actor.account, ExecuteMsg::Open(question)).unwrap();
    let event = response.events.iter().find(|event| event.ty == "wasm-access").unwrap();
    let attribute = |key: &str| {
        event
            .attributes
            .iter()
            .find(|attribute| attribute.key == key)
            .map(|attribute| attribute.value.as_str())
    };
    assert_eq!(attribute("patient"), Some(world.ana.id.to_string().as_str()));
    assert_eq!(attribute("requester"), Some(world.dora.actor.id.to_string().as_str()));
    assert_eq!(attribute("organization"), Some(world.hospital.id.to_string().as_str()));
    assert_eq!(attribute("role"), Some("doctor"));
    assert_eq!(attribute("purpose"), Some("TREAT"));
    assert_eq!(attribute("operation"), Some("read"));
    assert_eq!(attribute("outcome"), Some("permitted"));
    assert_eq!(attribute("access"), Some("1"));
}

fn put_status(world: &mut World, status: RecordStatus) {
    let row = RecordRow { status, ..world.row(laboratory(Confidentiality::N)) };
    world.put_record(1, row);
}

fn party(error: ContractError) -> PartyError {
    match error {
        ContractError::Party(error) => error,
        other => panic!("{other}"),
    }
}

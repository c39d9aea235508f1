//! Answers to requests: a permit no wider than asked, by the patient and nobody else, once and in time.

use access_control::{ContractError, Dimension, OnBehalfError, PartyError, RequestError};
use chartseal_testing::{DAY, Refusal, response_data};
use chartseal_types::access::{
    Decision, ExecuteMsg, Grantee, RequestOutcome, RequestStatus, Rule, TermsUnchecked,
};
use chartseal_types::{Category, Commitment, Compartment, Confidentiality, Role, Selection};

use crate::contract::world::World;

fn refused(world: &mut World, request: u32, terms: TermsUnchecked) -> ContractError {
    let ana = world.ana.clone();
    world.suite.try_answer(&ana, request, terms).refusal()
}

fn not_open(error: ContractError) -> RequestStatus {
    match error {
        ContractError::Request(RequestError::NotOpen { status, .. }) => status,
        other => panic!("{other}"),
    }
}

/// Dora has asked Ana for normal laboratory results.
fn asked() -> (World, u32, TermsUnchecked) {
    let mut world = World::new();
    let (dora, ana) = (world.dora.clone(), world.ana.clone());
    let request = world.suite.request(&dora, &ana);
    let terms = world.suite.requested(&ana, request).terms;
    (world, request, terms)
}

#[test]
fn an_answer_in_full_opens_what_was_asked_for() {
    let (mut world, request, _) = asked();
    assert_eq!(world.decision(), Decision::by(Rule::Default));
    let ana = world.ana.clone();
    let consent = world.suite.answer_in_full(&ana, request);
    assert_eq!(world.decision(), Decision::by_consent(Rule::Consent, consent));
    let told = world.suite.requested(&ana, request);
    assert_eq!(told.closed.unwrap().outcome, RequestOutcome::Answered { consent });
    // It is a consent like any other.
    world.suite.revoke(&ana, consent);
    assert_eq!(world.decision(), Decision::by(Rule::Default));
}

#[test]
fn an_answer_may_be_narrower_and_for_the_requester_alone() {
    let (mut world, request, terms) = asked();
    let elsewhere = Compartment::new(9).unwrap();
    let narrow = TermsUnchecked {
        grantee: world.dora_herself(),
        compartments: Selection::Only(vec![elsewhere]),
        uses: Some(1),
        ..terms
    };
    let ana = world.ana.clone();
    world.suite.try_answer(&ana, request, narrow).unwrap();
    assert_eq!(world.decision(), Decision::by(Rule::Default), "the result is in another compartment");
}

#[test]
fn no_answer_is_wider_than_what_was_asked() {
    let (mut world, request, terms) = asked();
    let hospital = world.hospital.id;
    let wider = [
        (TermsUnchecked { grantee: world.the_hospital(), ..terms.clone() }, Dimension::Grantee),
        (
            TermsUnchecked {
                grantee: Grantee::Role { organization: hospital, role: Role::Nurse },
                ..terms.clone()
            },
            Dimension::Grantee,
        ),
        (TermsUnchecked { categories: Selection::All {}, ..terms.clone() }, Dimension::Categories),
        (
            TermsUnchecked {
                categories: Selection::Only(vec![Category::Laboratory, Category::Imaging]),
                ..terms.clone()
            },
            Dimension::Categories,
        ),
        (
            TermsUnchecked { max_confidentiality: Confidentiality::R, ..terms.clone() },
            Dimension::Confidentiality,
        ),
        (TermsUnchecked { purposes: Selection::All {}, ..terms.clone() }, Dimension::Purposes),
        (TermsUnchecked { actions: Selection::All {}, ..terms.clone() }, Dimension::Actions),
        (TermsUnchecked { valid_until: None, ..terms.clone() }, Dimension::Period),
        (TermsUnchecked { claim: Some(Commitment([1; 32])), ..terms.clone() }, Dimension::Claim),
    ];
    for (terms, dimension) in wider {
        let error = refused(&mut world, request, terms);
        let ContractError::Request(error) = error else { panic!("{error}") };
        assert_eq!(error, RequestError::Wider { request, dimension });
    }
    // Control: what was asked for is no wider.
    let ana = world.ana.clone();
    world.suite.try_answer(&ana, request, terms).unwrap();
}

#[test]
fn a_request_is_answered_once() {
    let (mut world, request, terms) = asked();
    let ana = world.ana.clone();
    world.suite.answer_in_full(&ana, request);
    assert_eq!(not_open(refused(&mut world, request, terms)), RequestStatus::Answered);
    assert_eq!(not_open(world.suite.try_refuse(&ana, request).refusal()), RequestStatus::Answered);
    let dora = world.dora.actor.clone();
    let error = world.suite.try_withdraw_request(&dora, ana.id, request).refusal();
    assert_eq!(not_open(error), RequestStatus::Answered);
}

#[test]
fn nothing_is_answered_after_a_refusal_a_withdrawal_or_the_expiry() {
    let (mut world, request, terms) = asked();
    let (ana, dora) = (world.ana.clone(), world.dora.clone());
    world.suite.try_refuse(&ana, request).unwrap();
    assert_eq!(not_open(refused(&mut world, request, terms.clone())), RequestStatus::Refused);

    let request = world.suite.request(&dora, &ana);
    world.suite.try_withdraw_request(&dora.actor, ana.id, request).unwrap();
    assert_eq!(not_open(refused(&mut world, request, terms.clone())), RequestStatus::Withdrawn);

    let request = world.suite.request(&dora, &ana);
    let late = world.suite.request(&dora, &ana);
    world.suite.wait(7 * DAY - 1);
    world.suite.answer_in_full(&ana, request);
    world.suite.next_block();
    assert_eq!(not_open(refused(&mut world, late, terms)), RequestStatus::Expired);
}

#[test]
fn nobody_but_the_patient_answers_or_refuses() {
    let (mut world, request, terms) = asked();
    let (ana, dora, bob) = (world.ana.clone(), world.dora.actor.clone(), world.suite.patient("bob"));
    for who in [&dora, &bob] {
        let answer = ExecuteMsg::AnswerRequest { patient: Some(ana.id), request, terms: terms.clone() };
        let refuse = ExecuteMsg::RefuseRequest { patient: Some(ana.id), request };
        for msg in [answer, refuse] {
            let error: ContractError = world.suite.try_access(&who.account, msg).refusal();
            let ContractError::OnBehalf(error) = error else { panic!("{error}") };
            assert_eq!(error, OnBehalfError::NotForPatient { sender: who.id, patient: ana.id });
        }
    }
    // Without a name it is their own request of that number, which there is none of.
    let error: ContractError = world.suite.try_answer(&bob, request, terms).refusal();
    let ContractError::Request(error) = error else { panic!("{error}") };
    assert_eq!(error, RequestError::Unknown { patient: bob.id, request });
    assert_eq!(world.suite.requested(&ana, request).status, RequestStatus::Open);
}

#[test]
fn nobody_withdraws_what_another_asked() {
    let (mut world, request, _) = asked();
    let (ana, hospital) = (world.ana.clone(), world.hospital.clone());
    let colleague = world.affiliate("dirk", Role::Doctor, &hospital);
    for who in [&colleague.actor, &ana] {
        let error: ContractError = world.suite.try_withdraw_request(who, ana.id, request).refusal();
        let ContractError::Request(error) = error else { panic!("{error}") };
        assert_eq!(error, RequestError::NotRequester { request, identity: who.id });
    }
    // Who asked withdraws also without a role or a good standing.
    let dora = world.dora.actor.clone();
    world.suite.suspend(dora.id);
    world.suite.try_withdraw_request(&dora, ana.id, request).unwrap();
}

#[test]
fn a_frozen_patient_refuses_and_answers_nothing() {
    let (mut world, request, terms) = asked();
    let ana = world.ana.clone();
    world.suite.freeze(&ana.account);
    let error = refused(&mut world, request, terms);
    assert!(matches!(error, ContractError::Party(PartyError::Frozen { .. })), "{error}");
    world.suite.try_refuse(&ana, request).unwrap();
}

#[test]
fn the_answer_bears_the_number_of_the_request_through_its_versions() {
    let (mut world, request, terms) = asked();
    let ana = world.ana.clone();
    let answered = world.suite.try_answer(&ana, request, terms.clone()).unwrap();
    let consent: u32 = response_data(&answered);
    world.suite.amend(&ana, consent, TermsUnchecked { uses: Some(1), ..terms });
    assert_eq!(world.suite.consent(&ana, consent).request, Some(request));
    let own = world.suite.grant(&ana, chartseal_testing::permit(Grantee::Everyone {}));
    assert_eq!(world.suite.consent(&ana, own).request, None);
}

//! What is accepted, and what the contract says of it.

use chartseal_integrator::{ClaimResponse, ContractError, ExecuteMsg, execute, instantiate, query};
use chartseal_testing::{Refusal, TypedContract, assert_decided_by_consent, response_data};
use chartseal_types::IdentityId;
use chartseal_types::access::Rule;
use cosmwasm_std::coins;

use crate::insurer::{AMOUNT, CLAIM, Insurer, OTHER_CLAIM, setup};

#[test]
fn a_claim_is_submitted_upon_a_live_ticket() {
    let mut insurer = Insurer::new();
    let ticket = insurer.opened();
    assert_decided_by_consent(&ticket, Rule::Consent, insurer.consent);
    let erin = insurer.erin.actor.clone();
    let response = insurer.try_submit(&erin, ticket.access, CLAIM).expect("the claim is submitted");

    let expected = ClaimResponse {
        claim: CLAIM,
        patient: insurer.ana.id,
        examiner: erin.id,
        access: ticket.access,
        amount: AMOUNT,
        at: insurer.suite.now(),
    };
    assert_eq!(response_data::<ClaimResponse>(&response), expected);
    assert_eq!(insurer.claim(CLAIM), Some(expected));
    assert_eq!(insurer.claim(OTHER_CLAIM), None);
}

#[test]
fn ana_answered_narrower_than_she_was_asked() {
    let insurer = Insurer::new();
    let rule = |record| {
        let question = insurer.reading(&insurer.erin, &[record]);
        insurer.suite.explain_rule(&insurer.erin.actor, question)
    };
    assert_eq!(rule(insurer.result), Rule::Consent);
    assert_eq!(rule(insurer.kept), Rule::Default);
}

#[test]
fn a_record_that_is_denied_does_no_harm_beside_one_that_is_not() {
    let mut insurer = Insurer::new();
    let (erin, question) =
        (insurer.erin.actor.clone(), insurer.reading(&insurer.erin, &[insurer.result, insurer.kept]));
    let ticket = insurer.suite.open(&erin, question);
    assert_eq!(
        ticket.decisions.iter().map(|decision| decision.rule).collect::<Vec<_>>(),
        [Rule::Consent, Rule::Default]
    );
    insurer.try_submit(&erin, ticket.access, CLAIM).expect("the claim is submitted");
}

#[test]
fn a_claim_is_submitted_once() {
    let mut insurer = Insurer::new();
    let (erin, ticket, at) = (insurer.erin.actor.clone(), insurer.opened(), insurer.suite.now());
    insurer.try_submit(&erin, ticket.access, CLAIM).expect("the claim is submitted");
    insurer.suite.next_block();
    let error = insurer.try_submit(&erin, ticket.access, CLAIM).refusal();
    let ContractError::Submitted { at: first } = error else { panic!("{error}") };
    assert_eq!(first, at);
}

#[test]
fn only_an_active_payer_has_a_claims_contract() {
    let mut insurer = Insurer::new();
    let (payer, hospital, ana) = (insurer.payer.clone(), insurer.dora.organization, insurer.ana.id);
    let contracts = insurer.suite.contracts.clone();
    let mut deployed = |id| {
        let code = TypedContract::new(instantiate, execute, query);
        let msg = setup(id, &contracts.identity_registry, &contracts.access_control);
        insurer.suite.try_deploy(&payer.account, "another", code, &msg)
    };
    for id in [hospital, ana, IdentityId([0xff; 16])] {
        let error = deployed(id).refusal();
        let ContractError::NoPayer { got } = error else { panic!("{error}") };
        assert_eq!(got, id);
    }
    // Control.
    deployed(payer.id).expect("a payer has one");
}

#[test]
fn coins_are_refused() {
    let mut insurer = Insurer::new();
    let (erin, ticket) = (insurer.erin.actor.clone(), insurer.opened());
    let funds = coins(1, "ucoin");
    insurer.suite.app.init_modules(|router, _, storage| {
        router.bank.init_balance(storage, &erin.account, funds.clone()).expect("the bank gives coins");
    });
    let msg = ExecuteMsg::SubmitClaim {
        patient: insurer.ana.id,
        access: ticket.access,
        claim: CLAIM,
        amount: AMOUNT,
    };
    let error = insurer.suite.try_execute_with(&erin.account, &insurer.claims, &msg, &funds).refusal();
    assert!(matches!(error, ContractError::Funds), "{error}");
}

//! `Explain` answers the question of `Open` without recording it, as a trace of the rules.

use chartseal_testing::{own_reading, permit};
use chartseal_types::Confidentiality;
use chartseal_types::access::{Decision, ExplainResponse, QueryMsg, Rule, TermsUnchecked};

use crate::contract::world::{World, laboratory};

#[test]
fn it_says_what_open_would_say_and_records_nothing() {
    let mut world = World::new();
    world.open_care();
    let restricted = world.labelled(2, laboratory(Confidentiality::R));
    let question = world.dora.to_read(&world.ana, &[world.result, restricted]);
    let explained = world.suite.explain(&world.dora.actor, question.clone());
    assert_eq!(world.suite.patient_log(&world.ana).total, 0);
    let decisions: Vec<Decision> = explained.explanations.iter().map(|e| e.decision).collect();
    assert_eq!(decisions, world.opens(&world.dora.clone(), question).decisions);
    assert_eq!((explained.requester, explained.policy_version), (world.dora.actor.id, 1));
}

#[test]
fn the_trace_lists_the_rules_up_to_the_one_that_decided() {
    let mut world = World::new();
    world.open_care();
    let explained = world.suite.explain(&world.dora.actor, world.reading());
    let trace = &explained.explanations[0].trace;
    let rules: Vec<Rule> = trace.iter().map(|step| step.rule).collect();
    assert_eq!(rules, Rule::ORDER[..9]);
    assert!(trace.iter().all(|step| step.applies == (step.rule == Rule::Care)));

    let own = world.suite.explain(&world.ana, own_reading(&world.ana, &[world.result]));
    let rules: Vec<Rule> = own.explanations[0].trace.iter().map(|step| step.rule).collect();
    assert_eq!(rules, [Rule::Erased, Rule::Own]);
}

#[test]
fn it_takes_no_use() {
    let mut world = World::new();
    let once = TermsUnchecked { uses: Some(1), ..permit(world.dora_herself()) };
    world.suite.grant(&world.ana, once);
    for _ in 0..3 {
        assert_eq!(world.rule(), Rule::Consent);
    }
}

#[test]
fn an_account_without_identity_is_an_error() {
    let world = World::new();
    let account = world.suite.account("nobody").to_string();
    let msg = QueryMsg::Explain { account, question: world.reading() };
    assert!(world.suite.try_ask_access::<ExplainResponse>(&msg).is_err());
}

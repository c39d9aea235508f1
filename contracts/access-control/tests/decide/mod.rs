//! The decision as a pure function, over random facts: the order of the rules, and what must never grant.

mod facts;
mod model;

use access_control::domain::decide::{decide, explain};
use access_control::domain::facts::{Circumstances, Facts, Requester, TargetFacts};
use chartseal_types::access::{Decision, Grantee, Rule, StandingFault};
use facts::{any_case, any_consent, deny_everything};
use proptest::prelude::*;

fn decided(circumstances: &Circumstances, target: &TargetFacts) -> Decision {
    decide(&Facts { circumstances, target })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    /// The first rule that applies wins: the model looks at all rules on its own and takes the lowest.
    #[test]
    fn the_first_rule_that_applies_wins((circumstances, target) in any_case()) {
        let facts = Facts { circumstances: &circumstances, target: &target };
        let expected = model::applying(&facts).into_iter().next().unwrap_or(Rule::Default);
        prop_assert_eq!(decide(&facts).rule, expected);
    }

    #[test]
    fn explain_and_decide_are_one((circumstances, target) in any_case()) {
        let facts = Facts { circumstances: &circumstances, target: &target };
        let explanation = explain(&facts);
        prop_assert_eq!(explanation.decision, decide(&facts));
        let looked_at: Vec<Rule> = explanation.trace.iter().map(|step| step.rule).collect();
        prop_assert_eq!(&looked_at[..], &Rule::ORDER[..looked_at.len()]);
        let applied: Vec<Rule> = explanation.trace.iter().filter(|step| step.applies).map(|step| step.rule).collect();
        prop_assert_eq!(applied, vec![explanation.decision.rule]);
        prop_assert_eq!(looked_at.last(), Some(&explanation.decision.rule));
    }

    #[test]
    fn a_decision_says_what_it_rests_on((circumstances, target) in any_case()) {
        let decision = decided(&circumstances, &target);
        prop_assert_eq!(decision.permitted, decision.rule.permits());
        prop_assert_eq!(decision.fault.is_some(), decision.rule == Rule::Standing);
        prop_assert_eq!(decision.consent.is_some(), matches!(decision.rule, Rule::Denial | Rule::Consent));
        prop_assert_eq!(decision.emergency.is_some(), decision.rule == Rule::Emergency);
    }

    /// With nothing that permits, nothing is permitted, whoever asks but the patient.
    #[test]
    fn absence_never_grants((mut circumstances, mut target) in any_case()) {
        circumstances.permits.clear();
        circumstances.care_open = false;
        target.representative_in_scope = false;
        circumstances.emergency = None;
        let decision = decided(&circumstances, &target);
        prop_assert!(!decision.permitted || decision.rule == Rule::Own);
    }

    #[test]
    fn an_unknown_policy_denies((mut circumstances, target) in any_case()) {
        circumstances.policy = None;
        let decision = decided(&circumstances, &target);
        prop_assert!(!decision.permitted || decision.rule == Rule::Own);
    }

    /// Whatever permits, a deny that matches beats it: consents, care and representatives alike, and emergencies
    /// unless policy lets them pass.
    #[test]
    fn a_deny_that_matches_beats_every_permit((mut circumstances, target) in any_case()) {
        circumstances.denials.push(deny_everything(Grantee::Everyone {}, 4_000_000));
        circumstances.emergencies_pass_denials &= circumstances.emergency.is_none();
        let decision = decided(&circumstances, &target);
        prop_assert!(!decision.permitted || decision.rule == Rule::Own);
    }

    /// One denial more never opens anything.
    #[test]
    fn one_denial_more_never_opens((circumstances, target) in any_case(), denial in any_consent()) {
        let before = decided(&circumstances, &target).permitted;
        let mut with = circumstances;
        with.denials.push(denial);
        prop_assert!(before || !decided(&with, &target).permitted);
    }

    /// One permit more never closes anything.
    #[test]
    fn one_permit_more_never_closes((circumstances, target) in any_case(), permit in any_consent()) {
        let before = decided(&circumstances, &target).permitted;
        let mut with = circumstances;
        with.permits.push(permit);
        prop_assert!(!before || decided(&with, &target).permitted);
    }

    /// Taking away any fact that can permit never opens anything.
    #[test]
    fn one_permitting_fact_less_never_opens((circumstances, target) in any_case(), which in any::<prop::sample::Index>()) {
        let before = decided(&circumstances, &target).permitted;
        for (fewer, target) in model::with_one_permitting_fact_less(&circumstances, &target, which) {
            prop_assert!(before || !decided(&fewer, &target).permitted);
        }
    }

    /// A permit without uses left is as good as none.
    #[test]
    fn a_used_up_permit_is_none((circumstances, target) in any_case()) {
        let mut used_up = circumstances.clone();
        used_up.permits.iter_mut().for_each(|permit| permit.uses_left = Some(0));
        let mut without = circumstances;
        without.permits.clear();
        prop_assert_eq!(decided(&used_up, &target), decided(&without, &target));
    }

    /// Nothing but the patient's own account passes a fault of standing.
    #[test]
    fn no_permit_mends_a_fault_of_standing((mut circumstances, target) in any_case()) {
        let fault = match &mut circumstances.requester {
            Requester::Patient { .. } => return Ok(()),
            Requester::Affiliate(affiliate) => &mut affiliate.fault,
            Requester::Representative(representative) => &mut representative.fault,
        };
        *fault = Some(StandingFault::Certificate);
        prop_assert!(!decided(&circumstances, &target).permitted);
    }

    #[test]
    fn what_is_erased_opens_to_nobody((circumstances, mut target) in any_case()) {
        target.erased = true;
        prop_assert_eq!(decided(&circumstances, &target), Decision::by(Rule::Erased));
    }

    /// A permit that would lose a use is not taken while another covers the same.
    #[test]
    fn a_use_is_not_spent_where_another_permit_covers((circumstances, target) in any_case()) {
        let decision = decided(&circumstances, &target);
        if decision.rule == Rule::Consent {
            let facts = Facts { circumstances: &circumstances, target: &target };
            let free = circumstances.permits.iter().any(|p| p.uses_left.is_none() && p.permits(&facts));
            let taken = circumstances.permits.iter().find(|p| Some(p.provision.number) == decision.consent).unwrap();
            prop_assert_eq!(taken.uses_left.is_none(), free);
        }
    }
}

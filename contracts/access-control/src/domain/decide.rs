//! The decision order. One list of rules, looked at in order; the first that applies wins.

use chartseal_guard::{Check, holds};
use chartseal_types::Action;
use chartseal_types::access::{Decision, Explanation, PolicyOutcome, Rule, StandingFault, TraceStep};

use super::facts::{Facts, Requester};

/// Decides. What is absent or unknown never grants: every rule that permits needs a fact that says so.
pub fn decide(facts: &Facts<'_>) -> Decision {
    explain(facts).decision
}

/// Decides, and tells which rules were looked at.
pub fn explain(facts: &Facts<'_>) -> Explanation {
    let mut trace = Vec::with_capacity(Rule::ORDER.len());
    for rule in Rule::ORDER {
        let decision = look(rule, facts);
        trace.push(TraceStep { rule, applies: decision.is_some() });
        if let Some(decision) = decision {
            return Explanation { decision, trace };
        }
    }
    Explanation { decision: Decision::by(Rule::Default), trace }
}

fn look(rule: Rule, facts: &Facts<'_>) -> Option<Decision> {
    let applies = match rule {
        Rule::Standing => return fault(facts).map(Decision::by_fault),
        Rule::Denial => return denial(facts),
        Rule::Consent => return consent(facts),
        Rule::Emergency => return facts.circumstances.emergency.map(Decision::by_emergency),
        Rule::Erased => !holds(Check::Erased, !facts.target.erased),
        Rule::Own => own(facts),
        Rule::Retracted => !holds(Check::Retracted, !retracted(facts)),
        Rule::PolicyDeny => !holds(Check::PolicyDeny, policy(facts) != PolicyOutcome::Deny),
        Rule::Representative => facts.target.representative_in_scope,
        Rule::Care => policy(facts) == PolicyOutcome::Permit && facts.circumstances.care_open,
        Rule::Default => true,
    };
    applies.then(|| Decision::by(rule))
}

/// Rule 2. A patient reads everything of theirs, and writes what patients report and their own directory; for any other category they have
/// no role, so that rule 5 denies.
fn own(facts: &Facts<'_>) -> bool {
    facts.circumstances.requester == Requester::Patient { frozen: false }
        && match facts.circumstances.action {
            Action::Read => true,
            Action::Write => facts.target.scope.label.category.is_patients_own(),
        }
}

/// Rule 3. Who wrote it must be able to see what was withdrawn, and who audits as well; both go on to the next rules.
fn retracted(facts: &Facts<'_>) -> bool {
    facts.target.retracted
        && match &facts.circumstances.requester {
            Requester::Patient { .. } | Requester::Representative(_) => true,
            Requester::Affiliate(affiliate) => {
                !affiliate.auditor && facts.target.author_organization != Some(affiliate.organization)
            }
        }
}

/// Rule 4.
fn fault(facts: &Facts<'_>) -> Option<StandingFault> {
    match &facts.circumstances.requester {
        Requester::Patient { frozen } => frozen.then_some(StandingFault::Frozen),
        Requester::Affiliate(affiliate) => affiliate.fault,
        Requester::Representative(representative) => representative.fault,
    }
}

fn policy(facts: &Facts<'_>) -> PolicyOutcome {
    facts.circumstances.outcome(facts.target.scope)
}

/// Rule 6. Of several the oldest is named. An emergency passes them where policy says so.
fn denial(facts: &Facts<'_>) -> Option<Decision> {
    if facts.circumstances.emergency.is_some() && facts.circumstances.emergencies_pass_denials {
        return None;
    }
    let matching =
        facts.circumstances.denials.iter().filter(|deny| !holds(Check::Denial, !deny.denies(facts)));
    let number = matching.map(|deny| deny.provision.number).min()?;
    Some(Decision::by_consent(Rule::Denial, number))
}

/// Rule 8. Of several, one without a bound of uses is taken before one that would lose a use; then the oldest.
fn consent(facts: &Facts<'_>) -> Option<Decision> {
    let covering = facts.circumstances.permits.iter().filter(|permit| permit.permits(facts));
    let (_, number) = covering.map(|permit| (permit.uses_left.is_some(), permit.provision.number)).min()?;
    Some(Decision::by_consent(Rule::Consent, number))
}

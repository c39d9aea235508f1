//! The rules once more, each on its own and spelt out, to hold the contract's order against.

use access_control::domain::facts::{Affiliate, Circumstances, Consent, Facts, Requester, TargetFacts};
use chartseal_types::access::{Grantee, PolicyOutcome, Rule};
use chartseal_types::{Action, Category, IdentityId, Role};
use proptest::sample::Index;

/// All rules that apply, lowest first. Each is looked at whether or not an earlier one applies.
pub fn applying(facts: &Facts<'_>) -> Vec<Rule> {
    let (c, t) = (facts.circumstances, facts.target);
    let mut rules = vec![];
    if t.erased {
        rules.push(Rule::Erased);
    }
    let reports = matches!(t.scope.label.category, Category::PatientReported | Category::Directory);
    if c.requester == (Requester::Patient { frozen: false }) && (c.action == Action::Read || reports) {
        rules.push(Rule::Own);
    }
    let goes_on = match &c.requester {
        Requester::Patient { .. } | Requester::Representative(_) => false,
        Requester::Affiliate(a) => a.auditor || t.author_organization == Some(a.organization),
    };
    if t.retracted && !goes_on {
        rules.push(Rule::Retracted);
    }
    let faulty = match &c.requester {
        Requester::Patient { frozen } => *frozen,
        Requester::Affiliate(a) => a.fault.is_some(),
        Requester::Representative(r) => r.fault.is_some(),
    };
    if faulty {
        rules.push(Rule::Standing);
    }
    let outcome = match &c.policy {
        Some(row) => row.outcome(t.scope.label.category, t.scope.label.confidentiality),
        None => PolicyOutcome::Deny,
    };
    if outcome == PolicyOutcome::Deny {
        rules.push(Rule::PolicyDeny);
    }
    let passes = c.emergency.is_some() && c.emergencies_pass_denials;
    if !passes && c.denials.iter().any(|deny| speaks(c, t, deny, true)) {
        rules.push(Rule::Denial);
    }
    if t.representative_in_scope {
        rules.push(Rule::Representative);
    }
    if c.permits
        .iter()
        .any(|permit| permit.uses_left.is_none_or(|left| left > 0) && speaks(c, t, permit, false))
    {
        rules.push(Rule::Consent);
    }
    if outcome == PolicyOutcome::Permit && c.care_open {
        rules.push(Rule::Care);
    }
    if c.emergency.is_some() {
        rules.push(Rule::Emergency);
    }
    rules
}

fn speaks(c: &Circumstances, t: &TargetFacts, consent: &Consent, deny: bool) -> bool {
    let p = &consent.provision;
    let who = match (&c.requester, consent.grantee) {
        (_, Grantee::Everyone {}) => true,
        (Requester::Patient { .. }, _) => false,
        (Requester::Affiliate(a), grantee) => is_one_of(a, grantee, deny),
        (Requester::Representative(r), Grantee::Identity { identity }) => identity == r.identity,
        (Requester::Representative(r), grantee) => deny && is_affiliated(&r.affiliations, grantee),
    };
    let when = c.now >= p.valid_from && p.valid_until.is_none_or(|until| c.now < until);
    let label = t.scope.label;
    let what = p.categories.contains(label.category)
        && p.compartments.contains(label.compartment)
        && label.confidentiality <= p.max_confidentiality;
    let quarter = match (p.clinical_period, t.scope.quarter) {
        (None, _) => true,
        (Some(_), None) => deny,
        (Some(period), Some(quarter)) => period.from <= quarter && quarter <= period.to,
    };
    let which = match (&consent.records, t.record) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(named), Some(record)) => named.contains(&record),
    };
    let why = p.purposes.contains(c.purpose) && p.actions.contains(c.action);
    who && when && what && quarter && which && why
}

fn is_one_of(a: &Affiliate, grantee: Grantee, deny: bool) -> bool {
    match grantee {
        Grantee::Everyone {} => true,
        Grantee::Identity { identity } => identity == a.identity,
        Grantee::Organization { organization } => {
            organization == a.organization || deny && is_affiliated(&a.affiliations, grantee)
        }
        Grantee::Role { organization, role } => {
            (organization, role) == (a.organization, a.role)
                || deny && is_affiliated(&a.affiliations, grantee)
        }
    }
}

fn is_affiliated(affiliations: &[(IdentityId, Role)], grantee: Grantee) -> bool {
    affiliations.iter().any(|(at, as_)| match grantee {
        Grantee::Everyone {} | Grantee::Identity { .. } => false,
        Grantee::Organization { organization } => *at == organization,
        Grantee::Role { organization, role } => (*at, *as_) == (organization, role),
    })
}

/// The same facts, each time without one of those that can permit.
pub fn with_one_permitting_fact_less(
    circumstances: &Circumstances,
    target: &TargetFacts,
    which: Index,
) -> Vec<(Circumstances, TargetFacts)> {
    let (c, t) = (circumstances, target);
    let mut cases = vec![
        (Circumstances { care_open: false, ..c.clone() }, t.clone()),
        (Circumstances { policy: None, ..c.clone() }, t.clone()),
        (c.clone(), TargetFacts { representative_in_scope: false, ..t.clone() }),
        (Circumstances { emergency: None, ..c.clone() }, t.clone()),
    ];
    if !c.permits.is_empty() {
        let mut fewer = c.clone();
        fewer.permits.remove(which.index(c.permits.len()));
        cases.push((fewer, t.clone()));
    }
    cases
}

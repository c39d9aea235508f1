//! How a policy changes: what is tighter counts at once, what is looser after a notice.

use chartseal_types::access::{CategoryRule, Policy, PolicyRow};
use chartseal_types::second_factor::Sensitive;
use chartseal_types::{Category, Code, CodeSet, Confidentiality, Role};
use thiserror::Error;

/// A change of policy that cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PolicyChangeError {
    /// Nothing would change.
    #[error("expected a policy that differs from the one in force; withdraw_policy drops a pending one")]
    Unchanged,
    /// Nothing waits.
    #[error("expected a pending policy to withdraw, but none waits")]
    NothingPending,
}

/// What becomes of a proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// What counts at once, when that differs from what is in force: nothing in it is looser.
    pub at_once: Option<Policy>,
    /// What counts after the notice: the proposal, when it loosens anything.
    pub after_notice: Option<Policy>,
}

/// Splits a proposal into what tightens and what loosens.
pub fn plan(in_force: &Policy, proposed: Policy) -> Result<Plan, PolicyChangeError> {
    if *in_force == proposed {
        return Err(PolicyChangeError::Unchanged);
    }
    let tighter = meet(in_force, &proposed);
    let after_notice = (proposed != tighter).then_some(proposed);
    let at_once = (tighter != *in_force).then_some(tighter);
    Ok(Plan { at_once, after_notice })
}

/// For each question the stricter of two policies. What only one of them answers is denied.
pub fn meet(a: &Policy, b: &Policy) -> Policy {
    let rows = a.rows.iter().filter_map(|row| {
        let other = b.rows.iter().find(|other| key(other) == key(row))?;
        let rules: Vec<_> = row.rules.iter().filter_map(|rule| stricter(rule, other)).collect();
        (!rules.is_empty()).then_some(PolicyRow { rules, ..row.clone() })
    });
    Policy {
        rows: rows.collect(),
        longest_ticket: a.longest_ticket.min(b.longest_ticket),
        longest_emergency: a.longest_emergency.min(b.longest_emergency),
        emergency_roles: both(&a.emergency_roles, &b.emergency_roles),
        emergencies_pass_denials: a.emergencies_pass_denials && b.emergencies_pass_denials,
        justify_within: a.justify_within.min(b.justify_within),
        review_within: a.review_within.min(b.review_within),
        second_factor: either(&a.second_factor, &b.second_factor),
        daily_openings: a.daily_openings.min(b.daily_openings),
        daily_denials: a.daily_denials.min(b.daily_denials),
    }
}

fn both(a: &[Role], b: &[Role]) -> Vec<Role> {
    a.iter().copied().filter(|role| b.contains(role)).collect()
}

fn either(a: &[Sensitive], b: &[Sensitive]) -> Vec<Sensitive> {
    Sensitive::ALL.into_iter().filter(|sensitive| a.contains(sensitive) || b.contains(sensitive)).collect()
}

/// A list of codes as bits.
pub fn set<T: Code>(codes: &[T]) -> CodeSet<T> {
    codes.iter().fold(CodeSet::NONE, |set, code| set.with(*code))
}

fn key(row: &PolicyRow) -> impl PartialEq {
    (row.role, row.purpose, row.action)
}

fn stricter(rule: &CategoryRule, other: &PolicyRow) -> Option<CategoryRule> {
    let other = other.rules.iter().find(|candidate| candidate.category == rule.category)?;
    let permit_up_to = rule.permit_up_to.min(other.permit_up_to);
    let reach = reach(rule).min(reach(other))?;
    let consent_up_to = (Some(reach) > permit_up_to).then_some(reach);
    Some(CategoryRule { category: rule.category, permit_up_to, consent_up_to })
}

/// Up to where a rule does not deny.
fn reach(rule: &CategoryRule) -> Option<Confidentiality> {
    rule.permit_up_to.max(rule.consent_up_to)
}

/// The rules of a row as two characters a category, in the order of [`Category::ALL`]: the thresholds of `permit` and
/// of `consent_required`, `-` for none. A row is read by every decision, so it is kept small; a category that was
/// added after the row was written has no characters, and so no rule.
pub fn encode(rules: &[CategoryRule]) -> String {
    let cell = |category: &Category| {
        let rule = rules.iter().find(|rule| rule.category == *category);
        [rule.and_then(|rule| rule.permit_up_to), rule.and_then(|rule| rule.consent_up_to)].map(letter)
    };
    Category::ALL.iter().flat_map(cell).collect()
}

/// The rules of a row from their stored form. A letter that is not known is no threshold, and so denies.
pub fn decode(stored: &str) -> Vec<CategoryRule> {
    let mut letters = stored.chars().map(threshold);
    let rules = Category::ALL.iter().map_while(|category| {
        let (permit_up_to, consent_up_to) = (letters.next()?, letters.next()?);
        Some(CategoryRule { category: *category, permit_up_to, consent_up_to })
    });
    rules.filter(|rule| reach(rule).is_some()).collect()
}

const LETTERS: [(char, Confidentiality); 6] = [
    ('U', Confidentiality::U),
    ('L', Confidentiality::L),
    ('M', Confidentiality::M),
    ('N', Confidentiality::N),
    ('R', Confidentiality::R),
    ('V', Confidentiality::V),
];

fn letter(threshold: Option<Confidentiality>) -> char {
    LETTERS.iter().find(|(_, level)| Some(*level) == threshold).map_or('-', |(letter, _)| *letter)
}

fn threshold(letter: char) -> Option<Confidentiality> {
    LETTERS.iter().find(|(known, _)| *known == letter).map(|(_, level)| *level)
}

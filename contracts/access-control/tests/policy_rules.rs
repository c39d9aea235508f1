//! How a policy is split into what tightens and what loosens, over random policies.

use access_control::PolicyChangeError;
use access_control::domain::default_policy::default_policy;
use access_control::domain::policy::{Plan, decode, encode, meet, plan};
use chartseal_types::access::{CategoryRule, Policy, PolicyOutcome, PolicyRow, PolicyUnchecked};
use chartseal_types::{Action, Category, Confidentiality, PolicyRole, Purpose};
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

const LEVELS: [Confidentiality; 6] = [
    Confidentiality::U,
    Confidentiality::L,
    Confidentiality::M,
    Confidentiality::N,
    Confidentiality::R,
    Confidentiality::V,
];

fn any_rules() -> impl Strategy<Value = Vec<CategoryRule>> {
    let thresholds = (option::of(select(&LEVELS)), option::of(select(&LEVELS)));
    btree_map(select(&Category::ALL), thresholds, 0..6).prop_map(|rules| {
        rules
            .into_iter()
            .map(|(category, (permit_up_to, consent))| CategoryRule {
                category,
                permit_up_to,
                consent_up_to: consent.filter(|level| Some(*level) > permit_up_to),
            })
            .collect()
    })
}

fn any_policy() -> impl Strategy<Value = Policy> {
    let keys = (
        select(&[PolicyRole::Doctor, PolicyRole::Nurse]),
        select(&[Purpose::TREAT, Purpose::HRESCH]),
        select(&Action::ALL),
    );
    (btree_map(keys, any_rules(), 0..6), 60..86_400u64).prop_map(|(rows, longest_ticket)| {
        let rows = rows
            .into_iter()
            .map(|((role, purpose, action), rules)| PolicyRow { role, purpose, action, rules })
            .collect();
        PolicyUnchecked { rows, longest_ticket, ..PolicyUnchecked::default() }.check().unwrap()
    })
}

/// Everything that can be asked of the small world, with what a policy says to it.
fn answers(policy: &Policy) -> Vec<PolicyOutcome> {
    let mut answers = vec![];
    for role in [PolicyRole::Doctor, PolicyRole::Nurse] {
        for purpose in [Purpose::TREAT, Purpose::HRESCH] {
            for action in Action::ALL {
                let row =
                    policy.rows.iter().find(|r| (r.role, r.purpose, r.action) == (role, purpose, action));
                for category in Category::ALL {
                    for level in LEVELS {
                        answers.push(row.map_or(PolicyOutcome::Deny, |row| row.outcome(category, level)));
                    }
                }
            }
        }
    }
    answers
}

proptest! {
    #[test]
    fn the_meet_is_the_stricter_answer_to_each_question(a in any_policy(), b in any_policy()) {
        let expected: Vec<_> = answers(&a).into_iter().zip(answers(&b)).map(|(a, b)| a.min(b)).collect();
        let met = meet(&a, &b);
        prop_assert_eq!(answers(&met), expected);
        prop_assert_eq!(met.longest_ticket, a.longest_ticket.min(b.longest_ticket));
    }

    #[test]
    fn the_meet_is_in_normal_form(a in any_policy(), b in any_policy()) {
        let met = meet(&a, &b);
        prop_assert_eq!(PolicyUnchecked::from(met.clone()).check(), Ok(met));
    }

    /// What counts at once opens nothing that was closed; what opens something waits.
    #[test]
    fn nothing_looser_counts_without_notice(old in any_policy(), new in any_policy()) {
        match plan(&old, new.clone()) {
            Err(error) => {
                prop_assert_eq!(error, PolicyChangeError::Unchanged);
                prop_assert_eq!(old, new);
            }
            Ok(Plan { at_once, after_notice }) => {
                let counting = at_once.unwrap_or_else(|| old.clone());
                for ((counting, old), new) in answers(&counting).into_iter().zip(answers(&old)).zip(answers(&new)) {
                    prop_assert_eq!(counting, old.min(new));
                }
                prop_assert!(counting.longest_ticket <= old.longest_ticket);
                prop_assert_eq!(after_notice.unwrap_or(counting), new);
            }
        }
    }

    #[test]
    fn a_row_is_stored_and_read_back(rules in any_rules()) {
        let says_something = |rule: &CategoryRule| rule.permit_up_to.is_some() || rule.consent_up_to.is_some();
        let expected: Vec<_> = rules.iter().copied().filter(says_something).collect();
        prop_assert_eq!(decode(&encode(&rules)), expected);
    }

    /// A stored row of whatever characters reads as rules of which none is looser than what its letters say.
    #[test]
    fn a_strange_row_denies(letters in vec(select(&['x', '-', 'é', '7', 'n']), 0..40)) {
        let stored: String = letters.into_iter().collect();
        prop_assert_eq!(decode(&stored), vec![]);
    }
}

#[test]
fn the_default_policy_is_without_contradictions() {
    assert!(default_policy().check().is_ok());
}

#[test]
fn a_policy_that_only_tightens_counts_at_once_as_it_is() {
    let old = default_policy().check().unwrap();
    let tighter = Policy { longest_ticket: 600, ..old.clone() };
    assert_eq!(plan(&old, tighter.clone()), Ok(Plan { at_once: Some(tighter), after_notice: None }));
}

#[test]
fn a_policy_that_only_loosens_waits_as_it_is() {
    let old = default_policy().check().unwrap();
    let looser = Policy { longest_ticket: 7200, ..old.clone() };
    assert_eq!(plan(&old, looser.clone()), Ok(Plan { at_once: None, after_notice: Some(looser) }));
}

//! A consent is a Cedar policy: rule 6 is a patient's denials, rule 8 their permits.
//!
//! Each dimension of the terms that limits anything is one `when` of the policy.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt::Display;

use access_control::domain::facts::Consent;
use access_control::domain::provision::Provision;
use cedar_policy::{Policy, PolicyId};
use chartseal_types::access::{Effect, Grantee};
use chartseal_types::{Action, Category, Code, CodeSet, Compartment, Purpose};

use crate::OracleError;
use crate::annotation::Annotated;
use crate::vocabulary::{Spelt, long, quarter_number, rank};

/// Consents that were made policies. Parsing is dear, so it is done once for each consent; how many tickets a consent
/// still gives is a fact of the question and no part of its policy.
#[derive(Debug, Default)]
pub struct Library {
    by_text: HashMap<String, Annotated>,
    parsed: u64,
}

/// Policies that a library holds before it begins anew.
const HELD: usize = 4_096;

impl Library {
    /// The policy of a consent, under an id that is its text's alone: the numbers of consents are not, for after a merge
    /// the denials of two patients apply, and each patient counts from 1.
    pub fn policy(&mut self, effect: Effect, consent: &Consent) -> Result<&Annotated, OracleError> {
        if self.by_text.len() >= HELD {
            self.by_text.clear();
        }
        match self.by_text.entry(policy_text(effect, consent)) {
            Entry::Occupied(known) => Ok(known.into_mut()),
            Entry::Vacant(new) => {
                self.parsed += 1;
                let id = PolicyId::new(format!("consent-{}", self.parsed));
                let policy = Policy::parse(Some(id), new.key())?;
                Ok(new.insert(policy.try_into()?))
            }
        }
    }
}

/// A consent in the Cedar language.
pub fn policy_text(effect: Effect, consent: &Consent) -> String {
    let Consent { grantee, provision, records, .. } = consent;
    let number = provision.number;
    let (rule, keyword) = match effect {
        Effect::Deny => (6, "forbid"),
        Effect::Permit => (8, "permit"),
    };
    let mut text = format!(
        "@rule(\"{rule}\")\n@consent(\"{number}\")\n{keyword} (principal, {}, resource)\n",
        actions(provision.actions)
    );
    let mut clause = |keyword: &str, condition: String| {
        text.push_str(&format!("{keyword} {{ {condition} }}\n"));
    };
    if let Some(condition) = whom(effect, *grantee) {
        clause("when", condition);
    }
    for condition in what(provision) {
        clause("when", condition);
    }
    if let Some(period) = &provision.clinical_period {
        let (from, to) = (quarter_number(period.from), quarter_number(period.to));
        match effect {
            // What is not known never grants: a record without a quarter is outside a permit's period ...
            Effect::Permit => clause(
                "when",
                format!("resource has quarter && {from} <= resource.quarter && resource.quarter <= {to}"),
            ),
            // ... and a denial leaves out only what is known to lie outside of its own.
            Effect::Deny => clause(
                "unless",
                format!("resource has quarter && (resource.quarter < {from} || {to} < resource.quarter)"),
            ),
        }
    }
    if let Some(records) = records {
        clause("when", format!("resource has hash && {}.contains(resource.hash)", strings(records)));
    }
    match effect {
        Effect::Permit if provision.bounded => clause(
            "when",
            format!("context.uses.hasTag(\"{number}\") && 0 < context.uses.getTag(\"{number}\")"),
        ),
        Effect::Permit => {}
        Effect::Deny => {
            clause("unless", "context has emergency && context.emergenciesPassDenials".to_owned());
            clause("unless", OWN.to_owned());
        }
    }
    text.push(';');
    text
}

/// Rule 2, which comes before every denial.
const OWN: &str = "principal is Patient && !principal.frozen && \
    (action == Action::\"read\" || [\"patient_reported\", \"directory\"].contains(resource.category))";

/// A permit is for the hat worn; a denial also for every other affiliation of the person.
fn whom(effect: Effect, grantee: Grantee) -> Option<String> {
    let group = match grantee {
        Grantee::Everyone {} => return None,
        Grantee::Identity { identity } => {
            return Some(format!("principal has person && principal.person == Person::\"{identity}\""));
        }
        Grantee::Organization { organization } => format!("Organization::\"{organization}\""),
        Grantee::Role { organization, role } => format!("Role::\"{organization}/{}\"", role.spelt()),
    };
    Some(match effect {
        Effect::Permit => format!("principal in {group}"),
        Effect::Deny => {
            format!("principal in {group} || (principal has person && principal.person in {group})")
        }
    })
}

/// Label, purpose and period of validity.
fn what(provision: &Provision) -> Vec<String> {
    let mut conditions = vec![
        format!("resource.confidentiality <= {}", rank(provision.max_confidentiality)),
        format!("{} <= context.now", long(provision.valid_from)),
    ];
    if let Some(until) = provision.valid_until {
        conditions.push(format!("context.now < {}", long(until)));
    }
    conditions.extend(
        some_of(provision.categories, &Category::ALL)
            .map(|some| one_of(&strings(some.into_iter().map(Spelt::spelt)), "resource.category")),
    );
    conditions.extend(
        some_of(provision.compartments, &Compartment::all())
            .map(|some| one_of(&list(some.into_iter().map(Compartment::number)), "resource.compartment")),
    );
    conditions.extend(
        some_of(provision.purposes, &Purpose::ALL)
            .map(|some| one_of(&strings(some.into_iter().map(Spelt::spelt)), "context.purpose")),
    );
    conditions
}

fn actions(actions: CodeSet<Action>) -> String {
    let some = Action::ALL.into_iter().filter(|action| actions.contains(*action));
    format!("action in {}", list(some.map(|action| format!("Action::\"{}\"", action.spelt()))))
}

/// The codes selected; none if all are.
fn some_of<T: Code>(set: CodeSet<T>, all: &[T]) -> Option<Vec<T>> {
    (set != CodeSet::ALL).then(|| set.select(all))
}

fn one_of(list: &str, value: &str) -> String {
    format!("{list}.contains({value})")
}

fn strings(values: impl IntoIterator<Item = impl Display>) -> String {
    list(values.into_iter().map(|value| format!("\"{value}\"")))
}

fn list(values: impl IntoIterator<Item = impl Display>) -> String {
    let values: Vec<String> = values.into_iter().map(|value| value.to_string()).collect();
    format!("[{}]", values.join(", "))
}

//! `decide` and Cedar, asked the same.

use std::fmt;

use access_control::domain::decide::decide;
use access_control::domain::facts::{Circumstances, Facts, TargetFacts};
use chartseal_types::access::{Decision, Effect, Rule};

use crate::consent::policy_text;
use crate::{Oracle, OracleError, Verdict};

/// Facts of one question and one target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// What is the same for all targets.
    pub circumstances: Circumstances,
    /// What is so of the target.
    pub target: TargetFacts,
}

impl Case {
    /// The facts as rules take them.
    pub fn facts(&self) -> Facts<'_> {
        Facts { circumstances: &self.circumstances, target: &self.target }
    }
}

/// A case in which the two do not agree.
#[derive(Clone, Debug)]
pub struct Disagreement {
    /// The facts.
    pub case: Case,
    /// What `decide` says.
    pub decision: Decision,
    /// What Cedar says.
    pub verdict: Verdict,
}

impl fmt::Display for Disagreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { case, decision, verdict } = self;
        writeln!(f, "decide: {decision:?}\nCedar:  {verdict:?}\nof {case:#?}")?;
        for denial in &case.circumstances.denials {
            writeln!(f, "{}", policy_text(Effect::Deny, denial))?;
        }
        for permit in &case.circumstances.permits {
            writeln!(f, "{}", policy_text(Effect::Permit, permit))?;
        }
        Ok(())
    }
}

/// Disagreements that are kept; beyond, they are counted.
const KEPT: usize = 10;

/// What came of many cases.
#[derive(Clone, Debug, Default)]
pub struct Comparison {
    /// How many cases.
    pub cases: u64,
    /// How often each rule of [`Rule::ORDER`] decided, as `decide` tells it.
    pub by_rule: [u64; 11],
    /// How many disagreements.
    pub disagreed: u64,
    /// The first of them.
    pub disagreements: Vec<Disagreement>,
}

impl Comparison {
    /// Asks both about one case. They agree if they permit alike, by the same rule and, where consents decide, if
    /// `decide` names of those that Cedar found to apply one that loses no use, if there is one, and then the oldest.
    pub fn compare(&mut self, oracle: &mut Oracle, case: &Case) -> Result<(), OracleError> {
        let facts = case.facts();
        let decision = decide(&facts);
        let verdict = oracle.judge(&facts)?;
        self.cases += 1;
        self.by_rule[decision.rule as usize] += 1;
        let expected = Decision {
            permitted: verdict.permitted,
            rule: verdict.rule,
            consent: named(case, &verdict),
            ..decision
        };
        if decision != expected {
            self.disagreed += 1;
            if self.disagreements.len() < KEPT {
                self.disagreements.push(Disagreement { case: case.clone(), decision, verdict });
            }
        }
        Ok(())
    }

    /// How often a rule decided.
    pub fn decided_by(&self, rule: Rule) -> u64 {
        self.by_rule[rule as usize]
    }

    /// Both together.
    pub fn and(mut self, other: Self) -> Self {
        self.cases += other.cases;
        for (sum, more) in self.by_rule.iter_mut().zip(other.by_rule) {
            *sum += more;
        }
        self.disagreed += other.disagreed;
        self.disagreements.extend(other.disagreements);
        self.disagreements.truncate(KEPT);
        self
    }
}

/// The consent that a decision by Cedar's verdict names.
fn named(case: &Case, verdict: &Verdict) -> Option<u32> {
    let permits = &case.circumstances.permits;
    let loses_a_use = |number: u32| {
        verdict.permitted
            && permits.iter().any(|permit| permit.provision.number == number && permit.uses_left.is_some())
    };
    verdict.consents.iter().copied().min_by_key(|number| (loses_a_use(*number), *number))
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for disagreement in &self.disagreements {
            writeln!(f, "{disagreement}")?;
        }
        for (rule, count) in Rule::ORDER.iter().zip(self.by_rule) {
            let name = format!("{rule:?}");
            writeln!(f, "{:>2} {name:<15} {count:>10}", *rule as usize + 1)?;
        }
        write!(f, "cases {}, disagreements {}", self.cases, self.disagreed)
    }
}

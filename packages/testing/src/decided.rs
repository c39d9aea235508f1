//! Assertions that name the rule that decided.

use chartseal_types::access::{
    AccessEntry, Decision, ExplainResponse, OpenResponse, Question, Rule, StandingFault, TicketResponse,
};

use crate::identity::Actor;
use crate::suite::Suite;

/// What tells of decisions, one a target in the order asked.
pub trait Decided {
    /// The decisions. Of a ticket those of now, not those of when it was opened.
    fn decisions(&self) -> Vec<Decision>;
}

impl Decided for OpenResponse {
    fn decisions(&self) -> Vec<Decision> {
        self.decisions.clone()
    }
}

impl Decided for TicketResponse {
    fn decisions(&self) -> Vec<Decision> {
        self.decisions.clone()
    }
}

impl Decided for AccessEntry {
    fn decisions(&self) -> Vec<Decision> {
        self.decisions.clone()
    }
}

impl Decided for ExplainResponse {
    fn decisions(&self) -> Vec<Decision> {
        self.explanations.iter().map(|explanation| explanation.decision).collect()
    }
}

/// Asserts that one rule decided every target; the rule says whether that was to permit or to deny.
///
/// ```
/// use chartseal_testing::{Suite, assert_decided_by, content_hash, own_reading};
/// use chartseal_types::access::Rule;
/// use chartseal_types::{Category, Compartment, Confidentiality, Label, Role};
///
/// let mut suite = Suite::new();
/// let north = suite.hospital("north");
/// let ca = suite.ca(&north);
/// let dora = suite.certified("dora", Role::Doctor, &north, &ca);
/// let ana = suite.patient("ana");
/// suite.open_care(&ana, north.id);
/// let compartment = Compartment::new(3).unwrap();
/// let label = Label { category: Category::Laboratory, confidentiality: Confidentiality::N, compartment };
/// let result = suite.anchored(&dora, &ana, "result", label);
///
/// let answer = suite.open(&ana, own_reading(&ana, &[result]));
/// assert_decided_by(&answer, Rule::Own);
/// assert_decided_by(&suite.ticket(answer.access), Rule::Own);
/// assert_decided_by(&suite.access(answer.access), Rule::Own);
/// ```
#[track_caller]
pub fn assert_decided_by(decided: &impl Decided, rule: Rule) {
    let decisions = decided.decisions();
    assert!(!decisions.is_empty(), "expected a decision by {rule:?}, got none");
    for decision in decisions {
        assert_eq!(decision.rule, rule, "expected a decision by {rule:?}, got {decision:?}");
        assert_eq!(decision.permitted, rule.permits(), "{rule:?} decides otherwise: {decision:?}");
    }
}

/// Asserts that a consent decided every target: a permit that covers it, or a denial that matches.
#[track_caller]
pub fn assert_decided_by_consent(decided: &impl Decided, rule: Rule, consent: u32) {
    assert_decided_by(decided, rule);
    for decision in decided.decisions() {
        assert_eq!(decision.consent, Some(consent), "expected consent {consent}, got {decision:?}");
    }
}

/// Asserts that every target was denied by rule 4, for this fault.
#[track_caller]
pub fn assert_fault(decided: &impl Decided, fault: StandingFault) {
    assert_decided_by(decided, Rule::Standing);
    for decision in decided.decisions() {
        assert_eq!(decision.fault, Some(fault), "expected the fault {fault:?}, got {decision:?}");
    }
}

impl Suite {
    /// The rule that would decide a question now. Nothing is recorded. Panics when its targets are decided by different
    /// rules.
    ///
    /// ```
    /// # use chartseal_testing::{Suite, own_reading};
    /// # use chartseal_types::access::{Question, Rule, Target};
    /// # use chartseal_types::{Action, Category, Compartment, Confidentiality, Label};
    /// let mut suite = Suite::new();
    /// let ana = suite.patient("ana");
    /// let compartment = Compartment::new(3).unwrap();
    /// let category = Category::PatientReported;
    /// let diary = Label { category, confidentiality: Confidentiality::N, compartment };
    /// let writing =
    ///     Question { target: Target::Labels(vec![diary]), action: Action::Write, ..own_reading(&ana, &[]) };
    /// assert_eq!(suite.explain_rule(&ana, writing), Rule::Own);
    /// ```
    #[track_caller]
    pub fn explain_rule(&self, requester: &Actor, question: Question) -> Rule {
        let explained = self.explain(requester, question);
        let mut rules: Vec<Rule> = explained.decisions().iter().map(|decision| decision.rule).collect();
        rules.dedup();
        match rules[..] {
            [rule] => rule,
            _ => panic!("expected one rule for every target, got {rules:?}"),
        }
    }
}

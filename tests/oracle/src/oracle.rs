//! The engine: the decision order and a patient's consents, asked one question at a time.

use access_control::domain::facts::Facts;
use cedar_policy::{Authorizer, Decision, Policy, PolicyId, PolicySet, Response, Schema};
use chartseal_types::access::{Effect, Rule};

use crate::OracleError;
use crate::consent::Library;
use crate::question::question;
use crate::vocabulary::Types;

/// The schema of the policies.
pub const SCHEMA: &str = include_str!("../policies/schema.cedarschema");
/// The decision order but for rules 6 and 8, which are the patient's consents.
pub const ORDER: &str = include_str!("../policies/order.cedar");

/// The decision order as Cedar evaluates it.
#[derive(Debug)]
pub struct Oracle {
    authorizer: Authorizer,
    policies: PolicySet,
    library: Library,
    types: Types,
    schema: Option<Schema>,
    /// A rule that is left out.
    without: Option<Rule>,
}

/// What Cedar decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Whether it is permitted.
    pub permitted: bool,
    /// The lowest rule of the policies that decided.
    pub rule: Rule,
    /// The consents that decided, with rules 6 and 8, ascending.
    pub consents: Vec<u32>,
}

impl Oracle {
    /// The whole order.
    pub fn new() -> Result<Self, OracleError> {
        Ok(Self {
            authorizer: Authorizer::new(),
            policies: ORDER.parse()?,
            library: Library::default(),
            types: Types::new()?,
            schema: None,
            without: None,
        })
    }

    /// Checks each request and its entities against the schema, which takes its time.
    pub fn checked(self) -> Result<Self, OracleError> {
        let schema = SCHEMA.parse::<Schema>()?;
        Ok(Self { schema: Some(schema), ..self })
    }

    /// The order with one rule left out: what a comparison must notice.
    pub fn without(rule: Rule) -> Result<Self, OracleError> {
        let whole = Self::new()?;
        let mut policies = PolicySet::new();
        for policy in whole.policies.policies() {
            if rule_of(policy)? != rule {
                policies.add(policy.clone())?;
            }
        }
        Ok(Self { policies, without: Some(rule), ..whole })
    }

    /// What Cedar decides on facts.
    pub fn judge(&mut self, facts: &Facts<'_>) -> Result<Verdict, OracleError> {
        let (request, entities) = question(&self.types, self.schema.as_ref(), facts)?;
        let consents = self.enact(facts)?;
        let response = self.authorizer.is_authorized(&request, &self.policies, &entities);
        let verdict = self.verdict(&response);
        for consent in consents {
            self.policies.remove_static(consent)?;
        }
        verdict
    }

    /// Adds the consents' policies. Two consents that say the same are one policy.
    fn enact(&mut self, facts: &Facts<'_>) -> Result<Vec<PolicyId>, OracleError> {
        let denials = facts.circumstances.denials.iter().map(|consent| (Effect::Deny, consent));
        let permits = facts.circumstances.permits.iter().map(|consent| (Effect::Permit, consent));
        let mut added = Vec::new();
        for (effect, consent) in denials.chain(permits) {
            let policy = self.library.policy(effect, consent)?;
            if self.without != Some(rule_of(policy)?) && !added.contains(policy.id()) {
                self.policies.add(policy.clone())?;
                added.push(policy.id().clone());
            }
        }
        Ok(added)
    }

    fn verdict(&self, response: &Response) -> Result<Verdict, OracleError> {
        let permitted = response.decision() == Decision::Allow;
        if let Some(error) = response.diagnostics().errors().next() {
            return Err(error.clone().into());
        }
        let mut rule = Rule::Default;
        let mut consents = Vec::new();
        for id in response.diagnostics().reason() {
            let applied = self.policies.policy(id).ok_or(OracleError::Annotation(None))?;
            rule = rule.min(rule_of(applied)?);
            consents.extend(applied.annotation("consent").and_then(|number| number.parse::<u32>().ok()));
        }
        if !matches!(rule, Rule::Denial | Rule::Consent) {
            consents.clear();
        }
        consents.sort_unstable();
        if rule.permits() != permitted {
            return Err(OracleError::Contrary { rule, permitted });
        }
        Ok(Verdict { permitted, rule, consents })
    }
}

/// The rule that a policy is annotated with.
pub fn rule_of(policy: &Policy) -> Result<Rule, OracleError> {
    let annotation = policy.annotation("rule");
    annotation
        .and_then(|number| number.parse::<usize>().ok())
        .and_then(|number| Rule::ORDER[..10].get(number.checked_sub(1)?).copied())
        .ok_or_else(|| OracleError::Annotation(annotation.map(str::to_owned)))
}

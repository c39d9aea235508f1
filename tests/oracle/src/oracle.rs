//! The engine: the decision order and a patient's consents, asked one question at a time.

use std::collections::HashMap;

use access_control::domain::facts::Facts;
use cedar_policy::{Authorizer, Decision, PolicyId, PolicySet, Response, Schema};
use chartseal_types::access::{Effect, Rule};

use crate::OracleError;
use crate::annotation::Annotated;
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
    /// The annotations of the policies that are in force.
    in_force: HashMap<PolicyId, (Rule, Option<u32>)>,
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
        Self::but_for(None)
    }

    /// The order with one rule left out: what a comparison must notice.
    pub fn without(rule: Rule) -> Result<Self, OracleError> {
        Self::but_for(Some(rule))
    }

    fn but_for(without: Option<Rule>) -> Result<Self, OracleError> {
        let mut oracle = Self {
            authorizer: Authorizer::new(),
            policies: PolicySet::new(),
            in_force: HashMap::new(),
            library: Library::default(),
            types: Types::new()?,
            schema: None,
            without,
        };
        for policy in ORDER.parse::<PolicySet>()?.policies() {
            oracle.enact(policy.clone().try_into()?)?;
        }
        Ok(oracle)
    }

    /// Checks each request and its entities against the schema, which takes its time.
    pub fn checked(self) -> Result<Self, OracleError> {
        let schema = SCHEMA.parse::<Schema>()?;
        Ok(Self { schema: Some(schema), ..self })
    }

    /// What Cedar decides on facts.
    pub fn judge(&mut self, facts: &Facts<'_>) -> Result<Verdict, OracleError> {
        let (request, entities) = question(&self.types, self.schema.as_ref(), facts)?;
        let consents = self.enact_consents(facts)?;
        let response = self.authorizer.is_authorized(&request, &self.policies, &entities);
        let verdict = self.verdict(&response);
        for consent in consents {
            self.in_force.remove(&consent);
            self.policies.remove_static(consent)?;
        }
        verdict
    }

    /// Adds the consents' policies. Two consents that say the same are one policy.
    fn enact_consents(&mut self, facts: &Facts<'_>) -> Result<Vec<PolicyId>, OracleError> {
        let denials = facts.circumstances.denials.iter().map(|consent| (Effect::Deny, consent));
        let permits = facts.circumstances.permits.iter().map(|consent| (Effect::Permit, consent));
        let mut enacted = Vec::new();
        for (effect, consent) in denials.chain(permits) {
            let policy = self.library.policy(effect, consent)?.clone();
            enacted.extend(self.enact(policy)?);
        }
        Ok(enacted)
    }

    /// Adds a policy; none if it is in force already, or its rule is left out.
    fn enact(&mut self, annotated: Annotated) -> Result<Option<PolicyId>, OracleError> {
        let Annotated { policy, rule, consent } = annotated;
        let id = policy.id().clone();
        if self.without == Some(rule) || self.in_force.contains_key(&id) {
            return Ok(None);
        }
        self.policies.add(policy)?;
        self.in_force.insert(id.clone(), (rule, consent));
        Ok(Some(id))
    }

    fn verdict(&self, response: &Response) -> Result<Verdict, OracleError> {
        let permitted = response.decision() == Decision::Allow;
        if let Some(error) = response.diagnostics().errors().next() {
            return Err(error.clone().into());
        }
        let mut rule = Rule::Default;
        let mut consents = Vec::new();
        for id in response.diagnostics().reason() {
            let (applied, consent) = self.in_force.get(id).ok_or(OracleError::Annotation(None))?;
            rule = rule.min(*applied);
            consents.extend(consent);
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

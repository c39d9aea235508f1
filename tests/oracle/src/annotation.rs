//! What a policy says of itself, in annotations: which rule it is, and of which consent.

use cedar_policy::Policy;
use chartseal_types::access::Rule;

use crate::OracleError;

/// A policy with its annotations. Cedar parses the name at each look at one, so they are read once.
#[derive(Clone, Debug)]
pub struct Annotated {
    /// The policy.
    pub policy: Policy,
    /// Which rule of the order it is.
    pub rule: Rule,
    /// The consent's number, with rules 6 and 8.
    pub consent: Option<u32>,
}

impl TryFrom<Policy> for Annotated {
    type Error = OracleError;

    fn try_from(policy: Policy) -> Result<Self, OracleError> {
        let rule = rule(policy.annotation("rule"))?;
        let consent = policy.annotation("consent").and_then(|number| number.parse().ok());
        Ok(Self { policy, rule, consent })
    }
}

/// The rule of a number from 1 to 10. The eleventh is that nothing applies, so no policy is it.
fn rule(annotation: Option<&str>) -> Result<Rule, OracleError> {
    annotation
        .and_then(|number| number.parse::<usize>().ok())
        .and_then(|number| Rule::ORDER[..10].get(number.checked_sub(1)?).copied())
        .ok_or_else(|| OracleError::Annotation(annotation.map(str::to_owned)))
}

//! The policies and the schema fit each other.

use cedar_policy::{Policy, PolicySet, Schema, ValidationMode, ValidationResult, Validator};
use chartseal_oracle::annotation::Annotated;
use chartseal_oracle::consent::policy_text;
use chartseal_oracle::oracle::{ORDER, SCHEMA};
use chartseal_oracle::random::Cases;
use chartseal_types::access::{Effect, Rule};

fn validated(policies: &PolicySet) -> ValidationResult {
    let schema: Schema = SCHEMA.parse().unwrap();
    Validator::new(schema).validate(policies, ValidationMode::Strict)
}

#[test]
fn the_schema_has_no_warnings() {
    let (_, warnings) = Schema::from_cedarschema_str(SCHEMA).unwrap();
    assert_eq!(warnings.count(), 0);
}

#[test]
fn the_order_is_valid_and_has_each_rule_once() {
    let order: PolicySet = ORDER.parse().unwrap();
    let result = validated(&order);
    assert!(result.validation_passed_without_warnings(), "{result}");
    let mut rules: Vec<Rule> =
        order.policies().map(|policy| Annotated::try_from(policy.clone()).unwrap().rule).collect();
    rules.sort();
    let expected: Vec<Rule> = Rule::ORDER
        .into_iter()
        .filter(|rule| !matches!(rule, Rule::Denial | Rule::Consent | Rule::Default))
        .collect();
    assert_eq!(rules, expected);
}

#[test]
fn every_consent_is_a_valid_policy() {
    let cases = Cases::batch(1, 0);
    let (denials, permits) = cases.consents();
    let denials = denials.iter().map(|denial| policy_text(Effect::Deny, denial));
    let permits = permits.iter().map(|permit| policy_text(Effect::Permit, permit));
    let text: Vec<String> = denials.chain(permits).collect();
    let policies: PolicySet = text.join("\n").parse().unwrap();
    assert_eq!(policies.policies().count(), text.len());
    let result = validated(&policies);
    assert!(result.validation_passed_without_warnings(), "{result}");
}

/// What the validator is there for.
#[test]
fn a_policy_about_what_is_no_fact_is_refused() {
    for condition in [
        "resource.sensitivity == \"HIV\"",
        "context.now < \"tomorrow\"",
        "principal.fault == \"frozen\"",
        "context.policy.hasTag(resource.category)",
    ] {
        let text = format!("permit (principal, action, resource) when {{ {condition} }};");
        let policies = PolicySet::from_policies([Policy::parse(None, text).unwrap()]).unwrap();
        assert!(!validated(&policies).validation_passed(), "{condition}");
    }
}

//! Facts as a Cedar request and its entities. A translation and nothing else: what a rule compares, Cedar compares.

use std::collections::BTreeSet;

use access_control::domain::facts::{Circumstances, Consent, Facts, Requester, TargetFacts};
use cedar_policy::{
    Context, ContextCreationError, Entities, Entity, EntityUid, Request, RestrictedExpression, Schema,
};
use chartseal_types::access::{PolicyRow, StandingFault};
use chartseal_types::{Confidentiality, IdentityId, Role};

use crate::OracleError;
use crate::vocabulary::{Spelt, Types, long, quarter_number, rank};

type Attributes = Vec<(String, RestrictedExpression)>;

/// The question that facts pose. With a schema, request and entities are checked against it.
pub fn question(
    types: &Types,
    schema: Option<&Schema>,
    facts: &Facts<'_>,
) -> Result<(Request, Entities), OracleError> {
    let circumstances = facts.circumstances;
    let mut entities = Vec::new();
    let principal = requester(types, &circumstances.requester, &mut entities)?;
    entities.push(record(types, facts.target)?);
    entities.push(uses_left(types, &circumstances.permits)?);
    if let Some(row) = &circumstances.policy {
        entities.push(policy_row(types, row)?);
    }
    let context = Context::from_pairs(context(types, facts))?;
    let action = types.action(circumstances.action);
    let request = Request::new(principal, action, types.record(), context, schema)?;
    Ok((request, Entities::from_entities(entities, schema)?))
}

fn requester(
    types: &Types,
    requester: &Requester,
    entities: &mut Vec<Entity>,
) -> Result<EntityUid, OracleError> {
    let mut roles = BTreeSet::new();
    let (uid, attributes, hat) = match requester {
        Requester::Patient { frozen } => (types.patient(), vec![boolean("frozen", *frozen)], None),
        Requester::Affiliate(who) => {
            let mut attributes = someone(types, who.identity, &who.affiliations, who.fault, entities);
            attributes.push(reference("organization", types.organization(who.organization)));
            attributes.push(boolean("auditor", who.auditor));
            roles.extend(who.affiliations.iter().copied());
            roles.insert((who.organization, who.role));
            (types.affiliate(), attributes, Some(types.role(who.organization, who.role)))
        }
        Requester::Representative(who) => {
            roles.extend(who.affiliations.iter().copied());
            let attributes = someone(types, who.identity, &who.affiliations, who.fault, entities);
            (types.representative(), attributes, None)
        }
    };
    for (organization, role) in roles {
        let below = [types.organization(organization)].into();
        entities.push(Entity::new_no_attrs(types.role(organization, role), below));
    }
    entities.push(Entity::new_with_tags(uid.clone(), attributes, hat, [])?);
    Ok(uid)
}

/// What is so of whoever is not the patient.
fn someone(
    types: &Types,
    identity: IdentityId,
    affiliations: &[(IdentityId, Role)],
    fault: Option<StandingFault>,
    entities: &mut Vec<Entity>,
) -> Attributes {
    let person = types.person(identity);
    let roles = affiliations.iter().map(|(organization, role)| types.role(*organization, *role));
    entities.push(Entity::new_no_attrs(person.clone(), roles.collect()));
    let mut attributes = vec![reference("person", person)];
    attributes.extend(fault.map(|fault| string("fault", fault.spelt())));
    attributes
}

fn record(types: &Types, target: &TargetFacts) -> Result<Entity, OracleError> {
    let label = target.scope.label;
    let mut attributes = vec![
        string("category", label.category.spelt()),
        number("confidentiality", rank(label.confidentiality)),
        number("compartment", label.compartment.number().into()),
        boolean("erased", target.erased),
        boolean("retracted", target.retracted),
    ];
    attributes.extend(target.record.map(|hash| string("hash", hash)));
    attributes.extend(target.scope.quarter.map(|quarter| number("quarter", quarter_number(quarter))));
    let author = target.author_organization.map(|author| types.organization(author));
    attributes.extend(author.map(|author| reference("authorOrganization", author)));
    Ok(Entity::new_with_tags(types.record(), attributes, [], [])?)
}

fn policy_row(types: &Types, row: &PolicyRow) -> Result<Entity, OracleError> {
    let up_to = |name: &str, most: Option<Confidentiality>| most.map(|most| number(name, rank(most)));
    let mut tags = Vec::new();
    for rule in &row.rules {
        let thresholds = up_to("permitUpTo", rule.permit_up_to)
            .into_iter()
            .chain(up_to("consentUpTo", rule.consent_up_to));
        let record = RestrictedExpression::new_record(thresholds).map_err(ContextCreationError::from)?;
        tags.push((rule.category.spelt().to_owned(), record));
    }
    Ok(Entity::new_with_tags(types.policy_row(), [], [], tags)?)
}

fn uses_left(types: &Types, permits: &[Consent]) -> Result<Entity, OracleError> {
    let tags = permits.iter().filter_map(|permit| {
        let left = permit.uses_left?;
        Some(number(&permit.provision.number.to_string(), left.into()))
    });
    Ok(Entity::new_with_tags(types.uses_left(), [], [], tags)?)
}

fn context(types: &Types, facts: &Facts<'_>) -> Attributes {
    let Circumstances { now, purpose, policy, care_open, emergency, emergencies_pass_denials, .. } =
        facts.circumstances;
    let mut attributes = vec![
        number("now", long(*now)),
        string("purpose", purpose.spelt()),
        reference("uses", types.uses_left()),
        boolean("careOpen", *care_open),
        boolean("inScope", facts.target.representative_in_scope),
        boolean("emergenciesPassDenials", *emergencies_pass_denials),
    ];
    attributes.extend(policy.as_ref().map(|_| reference("policy", types.policy_row())));
    attributes.extend(emergency.map(|emergency| number("emergency", emergency.into())));
    attributes
}

fn boolean(name: &str, value: bool) -> (String, RestrictedExpression) {
    (name.to_owned(), RestrictedExpression::new_bool(value))
}

fn number(name: &str, value: i64) -> (String, RestrictedExpression) {
    (name.to_owned(), RestrictedExpression::new_long(value))
}

fn string(name: &str, value: impl ToString) -> (String, RestrictedExpression) {
    (name.to_owned(), RestrictedExpression::new_string(value.to_string()))
}

fn reference(name: &str, entity: EntityUid) -> (String, RestrictedExpression) {
    (name.to_owned(), RestrictedExpression::new_entity_uid(entity))
}

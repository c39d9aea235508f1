//! From a consent to FHIR.

use super::resource::{Actor, Consent, Data, Provision, Root, Status};
use super::{
    ACCESS, COLLECT, CORRECT, Context, DENY, EVERYONE, INFORMATION_ACCESS, INSTANCE, OPT_OUT, ORGANIZATION,
    PATIENT_PRIVACY, PERMIT, RECIPIENT, REPRESENTATIVE, WriteError,
};
use crate::datatype::{
    CodeableConcept, Coding, Extension, ExtensionValue as Value, Identifier, Meta, Period, Reference,
};
use crate::label::{ACT_CODE, CONFIDENTIALITY};
use crate::vocabulary::{self, coding};
use crate::{moment, naming};
use chartseal_types::access::{ClinicalPeriod, ConsentResponse, Effect, Grantee, SetBy, TermsUnchecked};
use chartseal_types::{Action, Quarter, Selection};
use serde::Serialize;

/// Writes a consent as FHIR R4 Consent.
///
/// It is `active` while it is in force, and a denial also while it waits for its time; else `inactive`, so that nothing
/// is open by what is over or replaced.
///
/// # Errors
///
/// [`WriteError::Beyond`] for a time after the year 9999 or more than 2^31 - 1 uses, [`WriteError::EmptySelection`] for
/// terms that the chain would not have accepted.
pub fn to_fhir(consent: &ConsentResponse, context: &Context<'_>) -> Result<Consent, WriteError> {
    let Context { chain_id, now } = *context;
    Ok(Consent {
        id: Some(format!("{}-{}", consent.patient, consent.consent)),
        meta: Some(Meta { version_id: consent.version.to_string() }),
        extension: state(consent)?,
        identifier: vec![naming::consent(chain_id, consent.patient, consent.consent)],
        status: status(consent, now),
        scope: Coding::new(vocabulary::CONSENT_SCOPE, PATIENT_PRIVACY).into(),
        category: vec![Coding::new(ACT_CODE, INFORMATION_ACCESS).into()],
        patient: Reference::to("Patient", naming::identity(chain_id, consent.patient)),
        date_time: Some(time(consent.at, "Consent.dateTime")?),
        performer: vec![naming::account(consent.by.as_str()).into()],
        policy_rule: Coding::new(ACT_CODE, OPT_OUT).into(),
        provision: Root { provision: vec![provision(&consent.terms, chain_id)?] },
    })
}

fn status(consent: &ConsentResponse, now: u64) -> Status {
    let terms = &consent.terms;
    let waits = terms.effect == Effect::Deny && terms.valid_from.is_some_and(|from| from > now);
    if consent.ended.is_none() && (consent.in_force || waits) { Status::Active } else { Status::Inactive }
}

/// What the chain knows of a consent besides its terms.
fn state(consent: &ConsentResponse) -> Result<Vec<Extension>, WriteError> {
    let mut state = vec![Extension::new(vocabulary::IN_FORCE, Value::Boolean(consent.in_force))];
    if let Some(left) = consent.uses_left {
        let left = Value::UnsignedInt(integer(left, "uses left")?);
        state.push(Extension::new(vocabulary::USES_LEFT, left));
    }
    if let Some(ended) = &consent.ended {
        let by = Value::Identifier(naming::account(ended.by.as_str()));
        let at = Value::DateTime(time(ended.at, "the end of the consent")?);
        let ended = vec![Extension::new("by", by), Extension::new("at", at)];
        state.push(Extension::new(vocabulary::ENDED, Value::Extensions(ended)));
    }
    if consent.set_by == SetBy::Representative {
        state.push(Extension::new(vocabulary::SET_BY, Value::Code(REPRESENTATIVE.to_owned())));
    }
    if let Some(request) = consent.request {
        let request = Value::PositiveInt(integer(request, "the request answered")?);
        state.push(Extension::new(vocabulary::ANSWERS, request));
    }
    Ok(state)
}

fn provision(terms: &TermsUnchecked, chain_id: &str) -> Result<Provision, WriteError> {
    let mut security_label = vec![coding(CONFIDENTIALITY, terms.max_confidentiality)];
    let compartments = only(&terms.compartments, "securityLabel")?;
    security_label.extend(codings(vocabulary::COMPARTMENT, compartments));
    let (extension, actor) = grantee(terms.grantee, chain_id);
    Ok(Provision {
        extension,
        modifier_extension: bounds(terms)?,
        rule_type: match terms.effect {
            Effect::Permit => PERMIT,
            Effect::Deny => DENY,
        }
        .to_owned(),
        period: period(terms)?,
        actor,
        action: only(&terms.actions, "action")?.iter().flat_map(|action| actions(*action)).collect(),
        security_label,
        purpose: codings(vocabulary::ACT_REASON, only(&terms.purposes, "purpose")?),
        class: codings(vocabulary::CATEGORY, only(&terms.categories, "class")?),
        data_period: terms.clinical_period.map(clinical),
        data: only(&terms.records, "data")?.iter().map(|hash| instance(naming::content(hash))).collect(),
    })
}

/// The values of a selection, none for all. FHIR says "all" by leaving the element out, so a selection of nothing must
/// not get there.
fn only<'t, T>(selection: &'t Selection<T>, path: &'static str) -> Result<&'t [T], WriteError> {
    match selection {
        Selection::All {} => Ok(&[]),
        Selection::Only(values) if values.is_empty() => Err(WriteError::EmptySelection { path }),
        Selection::Only(values) => Ok(values),
    }
}

fn codings<T: Serialize>(system: &str, codes: &[T]) -> Vec<Coding> {
    codes.iter().map(|code| coding(system, code)).collect()
}

fn grantee(grantee: Grantee, chain_id: &str) -> (Vec<Extension>, Vec<Actor>) {
    let actor = |reference, modifier_extension| {
        let role = Coding::new(vocabulary::PARTICIPATION_TYPE, RECIPIENT).into();
        (Vec::new(), vec![Actor { modifier_extension, role, reference }])
    };
    let organization = |id| Reference::to(ORGANIZATION, naming::identity(chain_id, id));
    match grantee {
        Grantee::Everyone {} => {
            (vec![Extension::new(vocabulary::GRANTEE, Value::Code(EVERYONE.to_owned()))], Vec::new())
        }
        Grantee::Identity { identity } => actor(naming::identity(chain_id, identity).into(), Vec::new()),
        Grantee::Organization { organization: id } => actor(organization(id), Vec::new()),
        Grantee::Role { organization: id, role } => {
            let role = Value::Coding(coding(vocabulary::ROLE, role));
            actor(organization(id), vec![Extension::new(vocabulary::GRANTEE_ROLE, role)])
        }
    }
}

/// What narrows a rule and has no element in FHIR.
fn bounds(terms: &TermsUnchecked) -> Result<Vec<Extension>, WriteError> {
    let mut bounds = Vec::new();
    if let Some(uses) = terms.uses {
        let uses = Value::PositiveInt(integer(uses, "uses")?);
        bounds.push(Extension::new(vocabulary::USES, uses));
    }
    if let Some(claim) = &terms.claim {
        let claim = Value::Identifier(naming::commitment(claim));
        bounds.push(Extension::new(vocabulary::CLAIM, claim));
    }
    Ok(bounds)
}

fn actions(action: Action) -> Vec<CodeableConcept> {
    let codes: &[&str] = match action {
        Action::Read => &[ACCESS],
        Action::Write => &[COLLECT, CORRECT],
    };
    codes.iter().map(|code| Coding::new(vocabulary::CONSENT_ACTION, *code).into()).collect()
}

fn instance(record: Identifier) -> Data {
    Data { meaning: INSTANCE.to_owned(), reference: record.into() }
}

/// FHIR's end is the last second that counts; ours is the first that does not.
fn period(terms: &TermsUnchecked) -> Result<Option<Period>, WriteError> {
    let path = "period";
    let last = |until: u64| until.checked_sub(1).ok_or(WriteError::EmptySelection { path });
    let start = terms.valid_from.map(|from| time(from, path)).transpose()?;
    let end = terms.valid_until.map(|until| time(last(until)?, path)).transpose()?;
    Ok((start.is_some() || end.is_some()).then_some(Period { start, end }))
}

/// From the first day of a quarter to the last day of one.
fn clinical(ClinicalPeriod { from, to }: ClinicalPeriod) -> Period {
    let first_month = |quarter: Quarter| quarter.quarter() * 3 - 2;
    let last_day = match to.quarter() {
        1 => "03-31",
        2 => "06-30",
        3 => "09-30",
        _ => "12-31",
    };
    Period {
        start: Some(format!("{}-{:02}-01", from.year(), first_month(from))),
        end: Some(format!("{}-{last_day}", to.year())),
    }
}

fn time(seconds: u64, path: &'static str) -> Result<String, WriteError> {
    moment::written(seconds).ok_or(WriteError::Beyond { path, expected: "a time before the year 10000" })
}

fn integer(number: u32, path: &'static str) -> Result<u32, WriteError> {
    let fits = i32::try_from(number).is_ok();
    fits.then_some(number).ok_or(WriteError::Beyond { path, expected: "at most 2147483647" })
}

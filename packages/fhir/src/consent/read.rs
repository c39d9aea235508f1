//! From a FHIR Consent, anybody's, to terms.

use super::resource::{Actor, Consent, Data, Provision, Status};
use super::state::State;
use super::{
    ACCESS, COLLECT, CORRECT, DENY, EVERYONE, INFORMATION_ACCESS, INSTANCE, OPT_OUT, ORGANIZATION,
    PATIENT_PRIVACY, PERMIT, RECIPIENT, ReadError,
};
use crate::datatype::{CodeableConcept, Coding, Extension, ExtensionValue as Value, Period, Reference};
use crate::label::{ACT_CODE, CONFIDENTIALITY};
use crate::{moment, naming, vocabulary};
use chartseal_types::access::{ClinicalPeriod, Effect, Grantee, TermsUnchecked};
use chartseal_types::{
    Action, Category, Commitment, Compartment, Confidentiality, ContentHash, IdentityId, Purpose, Quarter,
    Role, Selection,
};
use serde::de::DeserializeOwned;

/// Information disclosure, which is as good a category of a consent to open records.
const DISCLOSURE: &str = "IDSCL";
/// LOINC, of which one code is known: 59284-0, patient consent.
const LOINC: &str = "http://loinc.org";
const PATIENT_CONSENT: &str = "59284-0";
/// The types of resource that are one person.
const PERSONS: [&str; 3] = ["Practitioner", "Patient", "RelatedPerson"];

/// Who the patient is, by a DID of that chain. Compare it with who is about to grant the terms.
///
/// # Errors
///
/// [`ReadError::Identifier`] for anything but a DID of the chain.
pub fn patient(consent: &Consent, chain_id: &str) -> Result<IdentityId, ReadError> {
    identity(&consent.patient, &["Patient"], "Consent.patient", chain_id)
}

/// The terms of an active Consent, to be granted on a chain.
///
/// Values are taken as they are written; the chain checks them as it does all terms, against its own time.
///
/// # Errors
///
/// [`ReadError`] for a Consent that is not active, or that says anything a Chartseal consent cannot.
pub fn from_fhir(consent: &Consent, chain_id: &str) -> Result<TermsUnchecked, ReadError> {
    let ended = State::read(&consent.extension)?.ended;
    if consent.status != Status::Active || ended.is_some() {
        return Err(ReadError::NotActive);
    }
    terms(consent, chain_id)
}

/// The terms, whatever the status.
pub(super) fn terms(consent: &Consent, chain_id: &str) -> Result<TermsUnchecked, ReadError> {
    patient(consent, chain_id)?;
    one_code(
        &consent.scope,
        "Consent.scope",
        &[(vocabulary::CONSENT_SCOPE, PATIENT_PRIVACY)],
        "patient-privacy",
    )?;
    if consent.category.is_empty() {
        return Err(missing("Consent.category", "INFA, IDSCL or LOINC 59284-0"));
    }
    let known = [(ACT_CODE, INFORMATION_ACCESS), (ACT_CODE, DISCLOSURE), (LOINC, PATIENT_CONSENT)];
    for (place, category) in consent.category.iter().enumerate() {
        let path = format!("Consent.category[{place}]");
        one_code(category, &path, &known, "INFA, IDSCL or LOINC 59284-0")?;
    }
    one_code(&consent.policy_rule, "Consent.policyRule", &[(ACT_CODE, OPT_OUT)], "OPTOUT")?;
    match consent.provision.provision.as_slice() {
        [rule] => provision(rule, "Consent.provision.provision[0]", chain_id),
        [] => Err(missing("Consent.provision.provision", "a rule")),
        rules => Err(too_many("Consent.provision.provision".to_owned(), rules.len())),
    }
}

fn provision(rule: &Provision, path: &str, chain_id: &str) -> Result<TermsUnchecked, ReadError> {
    let at = |name: &str| format!("{path}.{name}");
    let (max_confidentiality, compartments) = security(&rule.security_label, &at("securityLabel"))?;
    let (uses, claim) = bounds(&rule.modifier_extension, &at("modifierExtension"))?;
    let (valid_from, valid_until) =
        rule.period.as_ref().map_or(Ok((None, None)), |p| period(p, &at("period")))?;
    Ok(TermsUnchecked {
        effect: match rule.rule_type.as_str() {
            PERMIT => Effect::Permit,
            DENY => Effect::Deny,
            _ => return Err(unknown(at("type"), "permit or deny")),
        },
        grantee: grantee(rule, path, chain_id)?,
        categories: codes::<Category>(
            &rule.class,
            vocabulary::CATEGORY,
            &at("class"),
            "a category of records",
        )?,
        compartments,
        max_confidentiality,
        purposes: codes::<Purpose>(
            &rule.purpose,
            vocabulary::ACT_REASON,
            &at("purpose"),
            "a purpose of use that policies know",
        )?,
        actions: actions(&rule.action, &at("action"))?,
        records: records(&rule.data, &at("data"))?,
        valid_from,
        valid_until,
        clinical_period: rule.data_period.as_ref().map(|p| clinical(p, &at("dataPeriod"))).transpose()?,
        uses,
        claim,
    })
}

fn selection<T>(values: Vec<T>) -> Selection<T> {
    if values.is_empty() { Selection::All {} } else { Selection::Only(values) }
}

fn codes<T: DeserializeOwned>(
    codings: &[Coding],
    system: &str,
    path: &str,
    expected: &'static str,
) -> Result<Selection<T>, ReadError> {
    let code = |(place, coding): (usize, &Coding)| {
        let known = if coding.system == system { vocabulary::read(&coding.code) } else { None };
        known.ok_or_else(|| unknown(format!("{path}[{place}]"), expected))
    };
    codings.iter().enumerate().map(code).collect::<Result<_, _>>().map(selection)
}

/// One confidentiality, the high-water mark; the rest are compartments.
fn security(labels: &[Coding], path: &str) -> Result<(Confidentiality, Selection<Compartment>), ReadError> {
    let mut marks = Vec::new();
    let mut compartments = Vec::new();
    for (place, label) in labels.iter().enumerate() {
        let expected = "a confidentiality or a compartment";
        let refused = || unknown(format!("{path}[{place}]"), expected);
        match label.system.as_str() {
            CONFIDENTIALITY => marks.push(vocabulary::read(&label.code).ok_or_else(refused)?),
            vocabulary::COMPARTMENT => compartments.push(compartment(&label.code).ok_or_else(refused)?),
            _ => return Err(refused()),
        }
    }
    match marks.as_slice() {
        [mark] => Ok((*mark, selection(compartments))),
        [] => Err(missing(path, "a confidentiality up to which the rule reaches; V for all")),
        several => Err(too_many(path.to_owned(), several.len())),
    }
}

fn compartment(code: &str) -> Option<Compartment> {
    Compartment::new(naming::canonical(code)?.try_into().ok()?).ok()
}

fn grantee(rule: &Provision, path: &str, chain_id: &str) -> Result<Grantee, ReadError> {
    let everyone = match rule.extension.as_slice() {
        [] => false,
        [Extension { url, value: Value::Code(code) }] if url == vocabulary::GRANTEE && code == EVERYONE => {
            true
        }
        _ => return Err(ReadError::NotRepresentable { path: format!("{path}.extension") }),
    };
    let actors = format!("{path}.actor");
    match rule.actor.as_slice() {
        [] if everyone => Ok(Grantee::Everyone {}),
        [] => Err(missing(&actors, "whom the rule is about")),
        [_] if everyone => Err(ReadError::NotRepresentable { path: actors }),
        [actor] => one_grantee(actor, &format!("{actors}[0]"), chain_id),
        several => Err(too_many(actors, several.len())),
    }
}

fn one_grantee(actor: &Actor, path: &str, chain_id: &str) -> Result<Grantee, ReadError> {
    let recipient = (vocabulary::PARTICIPATION_TYPE, RECIPIENT);
    one_code(&actor.role, &format!("{path}.role"), &[recipient], "IRCP, the recipient of information")?;
    let reference = format!("{path}.reference");
    let is_organization = actor.reference.resource_type.as_deref() == Some(ORGANIZATION);
    match actor.modifier_extension.as_slice() {
        [] if is_organization => {
            let organization = identity(&actor.reference, &[ORGANIZATION], &reference, chain_id)?;
            Ok(Grantee::Organization { organization })
        }
        [] => Ok(Grantee::Identity { identity: identity(&actor.reference, &PERSONS, &reference, chain_id)? }),
        [Extension { url, value: Value::Coding(coding) }]
            if url == vocabulary::GRANTEE_ROLE && is_organization =>
        {
            let organization = identity(&actor.reference, &[ORGANIZATION], &reference, chain_id)?;
            Ok(Grantee::Role { organization, role: role(coding, path)? })
        }
        _ => Err(ReadError::NotRepresentable { path: format!("{path}.modifierExtension") }),
    }
}

fn role(coding: &Coding, path: &str) -> Result<Role, ReadError> {
    let known = if coding.system == vocabulary::ROLE { vocabulary::read(&coding.code) } else { None };
    known.ok_or_else(|| {
        unknown(format!("{path}.modifierExtension[0].valueCoding"), "a role at an organization")
    })
}

fn bounds(extensions: &[Extension], path: &str) -> Result<(Option<u32>, Option<Commitment>), ReadError> {
    let (mut uses, mut claim) = (None, None);
    for (place, extension) in extensions.iter().enumerate() {
        let path = format!("{path}[{place}]");
        match (extension.url.as_str(), &extension.value) {
            (vocabulary::USES, Value::PositiveInt(number)) if uses.is_none() => uses = Some(*number),
            (vocabulary::CLAIM, Value::Identifier(identifier)) if claim.is_none() => {
                let commitment =
                    identifier.value.parse().ok().filter(|_| identifier.system == naming::COMMITMENT);
                claim =
                    Some(commitment.ok_or(ReadError::Identifier { path, expected: "a salted commitment" })?);
            }
            _ => return Err(ReadError::NotRepresentable { path }),
        }
    }
    Ok((uses, claim))
}

/// `access` is to read. Whoever writes both adds and supersedes, so `collect` and `correct` come together or not at all.
fn actions(concepts: &[CodeableConcept], path: &str) -> Result<Selection<Action>, ReadError> {
    let expected = "access, or collect followed by correct";
    let known = [ACCESS, COLLECT, CORRECT].map(|code| (vocabulary::CONSENT_ACTION, code));
    let mut actions = Vec::new();
    let mut half_written = false;
    for (place, concept) in concepts.iter().enumerate() {
        let path = format!("{path}[{place}]");
        half_written = match (one_code(concept, &path, &known, expected)?, half_written) {
            (ACCESS, false) => {
                actions.push(Action::Read);
                false
            }
            (COLLECT, false) => true,
            (CORRECT, true) => {
                actions.push(Action::Write);
                false
            }
            _ => return Err(unknown(path, expected)),
        };
    }
    if half_written {
        return Err(missing(&format!("{path}[{}]", concepts.len()), "correct after collect"));
    }
    Ok(selection(actions))
}

fn records(data: &[Data], path: &str) -> Result<Selection<ContentHash>, ReadError> {
    let record = |(place, data): (usize, &Data)| {
        if data.meaning != INSTANCE {
            return Err(unknown(format!("{path}[{place}].meaning"), "instance"));
        }
        naming::read_content(&data.reference.identifier).ok_or_else(|| ReadError::Identifier {
            path: format!("{path}[{place}].reference"),
            expected: "urn:sha256: and the 64 lower-case hex digits of a record's content address",
        })
    };
    data.iter().enumerate().map(record).collect::<Result<_, _>>().map(selection)
}

fn period(period: &Period, path: &str) -> Result<(Option<u64>, Option<u64>), ReadError> {
    let read = |text: &Option<String>, name| {
        text.as_deref().map(|text| time(text, &format!("{path}.{name}"))).transpose()
    };
    let end = read(&period.end, "end")?;
    Ok((read(&period.start, "start")?, end.map(|last| last.saturating_add(1))))
}

pub(super) fn time(text: &str, path: &str) -> Result<u64, ReadError> {
    let expected = "a dateTime from 1970 on with whole seconds and a time zone";
    moment::read(text).ok_or_else(|| ReadError::Time { path: path.to_owned(), expected })
}

/// Both ends, on the boundaries of quarters.
fn clinical(period: &Period, path: &str) -> Result<ClinicalPeriod, ReadError> {
    let read = |text: &Option<String>, name: &str, quarter: fn(&str) -> Option<Quarter>, expected| {
        let path = format!("{path}.{name}");
        let text = text.as_deref().ok_or_else(|| missing(&path, expected))?;
        quarter(text).ok_or(ReadError::Time { path, expected })
    };
    Ok(ClinicalPeriod {
        from: read(&period.start, "start", first_day, "the first day of a quarter from 1900 to 2199")?,
        to: read(&period.end, "end", last_day, "the last day of a quarter from 1900 to 2199")?,
    })
}

fn first_day(date: &str) -> Option<Quarter> {
    boundary(date, &["01-01", "04-01", "07-01", "10-01"])
}

fn last_day(date: &str) -> Option<Quarter> {
    boundary(date, &["03-31", "06-30", "09-30", "12-31"])
}

fn boundary(date: &str, days: &[&str; 4]) -> Option<Quarter> {
    let (year, day) = date.split_once('-')?;
    let place = days.iter().position(|known| *known == day)?;
    let year = u16::try_from(naming::canonical(year)?).ok()?;
    Quarter::new(year, u8::try_from(place).ok()? + 1).ok()
}

fn identity(
    reference: &Reference,
    types: &[&str],
    path: &str,
    chain_id: &str,
) -> Result<IdentityId, ReadError> {
    if reference.resource_type.as_deref().is_some_and(|given| !types.contains(&given)) {
        return Err(unknown(format!("{path}.type"), "a type of resource that has a DID there"));
    }
    naming::read_identity(chain_id, &reference.identifier).ok_or_else(|| ReadError::Identifier {
        path: format!("{path}.identifier"),
        expected: "a DID of this chain in the system urn:ietf:rfc:3986",
    })
}

/// The one code of a concept. Several are translations of each other, and may not mean quite the same.
fn one_code<'k>(
    concept: &CodeableConcept,
    path: &str,
    known: &[(&str, &'k str)],
    expected: &'static str,
) -> Result<&'k str, ReadError> {
    let path = format!("{path}.coding");
    match concept.coding.as_slice() {
        [coding] => {
            let matches = |(system, code): &&(&str, &str)| coding.system == *system && coding.code == *code;
            let found = known.iter().find(matches);
            found.map(|(_, code)| *code).ok_or_else(|| unknown(format!("{path}[0]"), expected))
        }
        [] => Err(missing(&path, expected)),
        several => Err(too_many(path, several.len())),
    }
}

fn missing(path: &str, expected: &'static str) -> ReadError {
    ReadError::Missing { path: path.to_owned(), expected }
}

fn unknown(path: String, expected: &'static str) -> ReadError {
    ReadError::UnknownCode { path, expected }
}

fn too_many(path: String, got: usize) -> ReadError {
    ReadError::TooMany { path, max: 1, got }
}

//! From an entry of the log to FHIR.

use super::resource::{Agent, AuditEvent, Detail, Entity, Source};
use crate::datatype::{CodeableConcept, Coding, Identifier, Reference};
use crate::label::CONFIDENTIALITY;
use crate::vocabulary::{self, coding, spelt};
use crate::{moment, naming};
use chartseal_types::access::{AccessEntry, Decision, Rule, Target};
use chartseal_types::{Action, ContentHash, Hat, IdentityId, Label, Role};
use std::collections::{BTreeMap, BTreeSet};
use thiserror::Error;

const EXPORT: &str = "110106";
const IMPORT: &str = "110107";
const DESTINATION: &str = "110152";
const SOURCE: &str = "110153";
const APPLICATION_SERVER: &str = "4";
const PERSON: &str = "1";
const SYSTEM_OBJECT: &str = "2";
const PATIENT: &str = "1";
const DOMAIN_RESOURCE: &str = "4";
const SECURITY_RESOURCE: &str = "13";

/// What an entry of the log does not say itself.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The chain, which is part of every DID.
    pub chain_id: &'a str,
    /// The address of the access-control contract, which recorded the access.
    pub contract: &'a str,
    /// Labels of records, where they are known; others are written without one.
    pub labels: &'a BTreeMap<ContentHash, Label>,
}

/// An entry is not one that the chain wrote.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum EventError {
    /// Decisions and targets do not belong together.
    #[error(
        "expected one decision a target, got {decisions} for {targets}; ask the chain for the entry again"
    )]
    Decisions {
        /// How many targets there are.
        targets: usize,
        /// How many decisions.
        decisions: usize,
    },
    /// FHIR ends with the year 9999.
    #[error("expected an access before the year 10000, got {at}")]
    Time {
        /// Unix seconds.
        at: u64,
    },
}

/// Writes an entry of the log as FHIR R4 AuditEvent.
///
/// The outcome is `0` when everything asked was permitted and `4` when anything was denied: FHIR's `4` is an action that
/// did not succeed for a minor reason, as HTTP's 400s are; `8` and `12` are faults of the system, which a denial is not.
/// What was decided of each target, and by which rule, is in its entity's details.
///
/// # Errors
///
/// [`EventError`] for an entry that no chain wrote.
pub fn event(entry: &AccessEntry, context: &Context<'_>) -> Result<AuditEvent, EventError> {
    let targets = targets(&entry.target, context.labels);
    let decisions = entry.decisions.len();
    if targets.len() != decisions {
        return Err(EventError::Decisions { targets: targets.len(), decisions });
    }
    let permitted = entry.decisions.iter().filter(|decision| decision.permitted).count();
    let purpose = CodeableConcept::from(coding(vocabulary::ACT_REASON, entry.purpose));
    let mut entity = vec![patient(entry, context), log(entry, context)?];
    entity
        .extend(targets.into_iter().zip(&entry.decisions).map(|(target, decision)| target.entity(decision)));
    Ok(AuditEvent {
        id: entry.access.to_string(),
        event_type: Coding::new(
            vocabulary::DICOM,
            match entry.action {
                Action::Read => EXPORT,
                Action::Write => IMPORT,
            },
        ),
        action: match (entry.action, &entry.target) {
            (Action::Read, _) => "R",
            (Action::Write, Target::Labels(_)) => "C",
            (Action::Write, Target::Records(_)) => "U",
        }
        .to_owned(),
        recorded: moment(entry.at)?,
        outcome: if permitted == decisions { "0" } else { "4" }.to_owned(),
        outcome_desc: format!("permitted {permitted} of {decisions}"),
        purpose_of_event: vec![purpose.clone()],
        agent: agents(entry, purpose, context),
        source: Source {
            site: context.chain_id.to_owned(),
            observer: contract(context),
            source_type: vec![Coding::new(vocabulary::AUDIT_SOURCE_TYPE, APPLICATION_SERVER)],
        },
        entity,
    })
}

fn agents(entry: &AccessEntry, purpose: CodeableConcept, context: &Context<'_>) -> Vec<Agent> {
    let dicom = |code| Some(CodeableConcept::from(Coding::new(vocabulary::DICOM, code)));
    let (requester, records) = match entry.action {
        Action::Read => (DESTINATION, SOURCE),
        Action::Write => (SOURCE, DESTINATION),
    };
    let (role, organization) = hat(entry.hat);
    let mut agents = vec![Agent {
        agent_type: dicom(requester),
        role,
        who: naming::identity(context.chain_id, entry.requester).into(),
        requestor: true,
        policy: consents(entry, context.chain_id),
        purpose_of_use: vec![purpose],
    }];
    let other = |agent_type, who| Agent {
        agent_type,
        role: Vec::new(),
        who,
        requestor: false,
        policy: Vec::new(),
        purpose_of_use: Vec::new(),
    };
    agents.extend(organization.map(|organization| {
        other(None, Reference::to("Organization", naming::identity(context.chain_id, organization)))
    }));
    agents.push(other(dicom(records), contract(context)));
    agents
}

/// As whom somebody asked, and for which organization.
fn hat(hat: Hat) -> (Vec<CodeableConcept>, Option<IdentityId>) {
    let kind = |code| Coding::new(vocabulary::HAT, code).into();
    match hat {
        Hat::Own {} => (vec![kind("self")], None),
        Hat::Representative {} => (vec![kind("representative")], None),
        Hat::Organization { organization, role } => {
            let mut roles = vec![kind("organization"), coding(vocabulary::ROLE, role).into()];
            roles.extend(hl7_role(role).map(|code| Coding::new(vocabulary::PRACTITIONER_ROLE, code).into()));
            (roles, Some(organization))
        }
    }
}

/// HL7 has a code for four of the roles.
fn hl7_role(role: Role) -> Option<&'static str> {
    match role {
        Role::Doctor => Some("doctor"),
        Role::Nurse => Some("nurse"),
        Role::Pharmacist => Some("pharmacist"),
        Role::Researcher => Some("researcher"),
        Role::RecordsClerk | Role::ClaimsExaminer | Role::ComplianceOfficer => None,
    }
}

/// The consents that decided, permits and denials, each once. After a merge permits are the survivor's.
fn consents(entry: &AccessEntry, chain_id: &str) -> Vec<String> {
    let whose = |rule| if rule == Rule::Consent { entry.subject() } else { entry.patient };
    let decided = entry.decisions.iter().filter_map(|one| Some((one.consent?, whose(one.rule))));
    let decided: BTreeSet<(u32, IdentityId)> = decided.collect();
    decided.into_iter().map(|(number, whose)| naming::consent_uri(chain_id, whose, number)).collect()
}

fn contract(context: &Context<'_>) -> Reference {
    Reference::to("Device", naming::account(context.contract))
}

fn patient(entry: &AccessEntry, context: &Context<'_>) -> Entity {
    Entity {
        what: Some(Reference::to("Patient", naming::identity(context.chain_id, entry.patient))),
        entity_type: Coding::new(vocabulary::AUDIT_ENTITY_TYPE, PERSON),
        role: Coding::new(vocabulary::OBJECT_ROLE, PATIENT),
        security_label: Vec::new(),
        detail: Vec::new(),
    }
}

/// The entry itself: where it stands in the log, what counted, how long it can be a ticket.
fn log(entry: &AccessEntry, context: &Context<'_>) -> Result<Entity, EventError> {
    let mut details = vec![
        detail("number-in-patient-log", entry.number),
        detail("height", entry.height),
        detail("policy-version", entry.policy_version),
    ];
    details.extend(entry.survivor.map(|survivor| detail("survivor", survivor)));
    details.extend(entry.certificate.map(|certificate| detail("certificate", certificate)));
    let expires_at = entry.expires_at.map(moment).transpose()?;
    details.extend(expires_at.map(|at| detail("expires-at", at)));
    let system = naming::ACCESS;
    let value = format!("{}:{}", context.chain_id, entry.access);
    Ok(system_object(
        Some(Identifier { system: system.to_owned(), value }),
        SECURITY_RESOURCE,
        Vec::new(),
        details,
    ))
}

/// A target as far as it is known.
struct Known<'e> {
    record: Option<&'e ContentHash>,
    label: Option<Label>,
}

fn targets<'e>(target: &'e Target, labels: &BTreeMap<ContentHash, Label>) -> Vec<Known<'e>> {
    match target {
        Target::Records(hashes) => {
            hashes.iter().map(|hash| Known { record: Some(hash), label: labels.get(hash).copied() }).collect()
        }
        Target::Labels(labels) => {
            labels.iter().map(|label| Known { record: None, label: Some(*label) }).collect()
        }
    }
}

impl Known<'_> {
    fn entity(self, decision: &Decision) -> Entity {
        let label = |label: Label| {
            vec![
                coding(CONFIDENTIALITY, label.confidentiality),
                coding(vocabulary::COMPARTMENT, label.compartment),
            ]
        };
        let mut details = vec![
            detail("decision", if decision.permitted { "permitted" } else { "denied" }),
            detail("rule", spelt(decision.rule)),
        ];
        details.extend(decision.fault.map(|fault| detail("fault", spelt(fault))));
        details.extend(decision.consent.map(|consent| detail("consent", consent)));
        details.extend(decision.emergency.map(|emergency| detail("emergency", emergency)));
        details.extend(self.label.map(|label| detail("category", spelt(label.category))));
        system_object(
            self.record.map(naming::content),
            DOMAIN_RESOURCE,
            self.label.map(label).unwrap_or_default(),
            details,
        )
    }
}

fn system_object(
    what: Option<Identifier>,
    role: &str,
    security_label: Vec<Coding>,
    detail: Vec<Detail>,
) -> Entity {
    Entity {
        what: what.map(Reference::from),
        entity_type: Coding::new(vocabulary::AUDIT_ENTITY_TYPE, SYSTEM_OBJECT),
        role: Coding::new(vocabulary::OBJECT_ROLE, role),
        security_label,
        detail,
    }
}

fn detail(detail_type: &str, value: impl ToString) -> Detail {
    Detail { detail_type: detail_type.to_owned(), value_string: value.to_string() }
}

fn moment(at: u64) -> Result<String, EventError> {
    moment::written(at).ok_or(EventError::Time { at })
}

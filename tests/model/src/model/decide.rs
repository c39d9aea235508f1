//! The decision: the rules of docs/concepts.md, one after the other, over the model's data.

use std::collections::BTreeSet;

use chartseal_types::access::{
    Decision, Effect, Grantee, PolicyOutcome, Question, Rule, StandingFault, Target,
};
use chartseal_types::identity::{Kind, Right};
use chartseal_types::{
    Action, CodeSet, ContentHash, Fingerprint, Hat, IdentityId, Label, PolicyRole, Quarter, Role,
};

use super::access::Entry;
use super::anchor::RecordState;
use super::consent::Consent;
use super::{Model, Record};

/// What a ticket rests on of what can run out.
pub(super) struct Rests {
    /// Whose these are.
    pub(super) subject: IdentityId,
    consents: BTreeSet<u32>,
    pub(super) emergency: Option<u32>,
}

/// A ticket as it stands now.
#[derive(Debug, Clone, PartialEq)]
pub struct Ticket {
    /// Whether it lives for at least one target.
    pub alive: bool,
    /// Whether its time is over.
    pub expired: bool,
    /// What deciding again says.
    pub decisions: Vec<Decision>,
}

/// What is looked at of one target.
struct Looked<'a> {
    hash: Option<ContentHash>,
    label: Label,
    quarter: Option<Quarter>,
    record: Option<&'a Record>,
}

impl Model {
    /// Rule 4 of a hat of an organization.
    pub(super) fn fault(
        &self,
        id: IdentityId,
        organization: IdentityId,
        role: Role,
        certificate: Option<Fingerprint>,
    ) -> Option<StandingFault> {
        let at = self.registry.get(organization);
        let counts =
            at.is_some_and(|at| at.kind.is_organization()) && self.registry.is_active(organization, self.now);
        let own = self.own_fault(id);
        if own.is_some() {
            own
        } else if !counts {
            Some(StandingFault::Organization)
        } else if !self.has_role(id, organization, role) {
            Some(StandingFault::Affiliation)
        } else {
            self.certificate_fault(id, certificate)
        }
    }

    fn own_fault(&self, id: IdentityId) -> Option<StandingFault> {
        if self.registry.get(id).is_some_and(|one| one.is_frozen(self.now)) {
            Some(StandingFault::Frozen)
        } else if !self.registry.is_active(id, self.now) {
            Some(StandingFault::Identity)
        } else {
            None
        }
    }

    fn certificate_fault(&self, id: IdentityId, certificate: Option<Fingerprint>) -> Option<StandingFault> {
        match certificate {
            None => Some(StandingFault::NoCertificate),
            Some(certificate) if !self.certifies(certificate, id) => Some(StandingFault::Certificate),
            Some(_) => None,
        }
    }

    /// A ticket as it stands now.
    pub fn ticket(&self, entry: &Entry) -> Ticket {
        let Some(expires_at) = entry.answer.expires_at else {
            return Ticket { alive: false, expired: false, decisions: entry.answer.decisions.clone() };
        };
        let decided = &entry.answer.decisions;
        let consents = decided.iter().filter(|one| one.rule == Rule::Consent).filter_map(|one| one.consent);
        let emergency = decided.iter().find_map(|one| one.emergency);
        let rests = Rests { subject: entry.subject, consents: consents.collect(), emergency };
        let (_, policy) = self.access.policy(self.now);
        let expired = self.now >= expires_at.min(entry.at + policy.longest_ticket);
        let today = self.decide_for(entry.requester, &entry.question, Some(&rests));
        let decisions: Vec<Decision> = decided
            .iter()
            .zip(today)
            .map(|(then, today)| if then.permitted { today } else { *then })
            .collect();
        Ticket { alive: !expired && decisions.iter().any(|one| one.permitted), expired, decisions }
    }

    /// What is decided of a question that is asked anew.
    pub(super) fn decide(&self, requester: IdentityId, question: &Question) -> Vec<Decision> {
        self.decide_for(requester, question, None)
    }

    fn decide_for(&self, requester: IdentityId, question: &Question, rests: Option<&Rests>) -> Vec<Decision> {
        let looked: Vec<Looked<'_>> = match &question.target {
            Target::Labels(labels) => {
                let unwritten =
                    |label: &Label| Looked { hash: None, label: *label, quarter: None, record: None };
                labels.iter().map(unwritten).collect()
            }
            Target::Records(records) => records
                .iter()
                .filter_map(|hash| {
                    let record = self.anchor.records.get(&(question.patient, *hash))?;
                    let (label, quarter) = (record.label, record.quarter);
                    Some(Looked { hash: Some(*hash), label, quarter, record: Some(record) })
                })
                .collect(),
        };
        looked.iter().map(|target| self.decide_one(requester, question, target, rests)).collect()
    }

    fn decide_one(
        &self,
        requester: IdentityId,
        question: &Question,
        target: &Looked<'_>,
        rests: Option<&Rests>,
    ) -> Decision {
        let now = self.now;
        let patient = self.registry.get(question.patient);
        let holder = patient.and_then(|one| one.merged_into).unwrap_or(question.patient);
        // 1. What is erased, nobody has.
        if target.hash.is_some_and(|hash| self.is_erased((question.patient, hash))) {
            return Decision::by(Rule::Erased);
        }
        // 2. One's own records are one's own.
        let own = matches!(question.hat, Hat::Own {});
        let holder_frozen = self.registry.get(holder).is_none_or(|one| one.is_frozen(now));
        let stopped = holder_frozen || requester != holder;
        let writes = question.action == Action::Write;
        if own && !stopped && (!writes || target.label.category.is_patients_own()) {
            return Decision::by(Rule::Own);
        }
        // 3. What was retracted is for its author's organization.
        let author = target.record.and_then(|record| record.author.organization());
        if target.record.is_some_and(|record| record.state == RecordState::Retracted) {
            let passes = match question.hat {
                Hat::Organization { organization, .. } => {
                    let kind = self.registry.get(organization).map(|one| one.kind);
                    author == Some(organization) || kind == Some(Kind::Auditor)
                }
                Hat::Own {} | Hat::Representative {} => false,
            };
            if !passes {
                return Decision::by(Rule::Retracted);
            }
        }
        // 4. Everybody else is in good standing.
        let fault = match question.hat {
            Hat::Own {} => stopped.then_some(StandingFault::Frozen),
            Hat::Representative {} => {
                self.own_fault(requester).or_else(|| self.certificate_fault(requester, question.certificate))
            }
            Hat::Organization { organization, role } => {
                self.fault(requester, organization, role, question.certificate)
            }
        };
        if let Some(fault) = fault {
            return Decision::by_fault(fault);
        }
        // 5. Policy says never.
        let outcome = self.policy_of(question, target.label);
        if outcome == PolicyOutcome::Deny {
            return Decision::by(Rule::PolicyDeny);
        }
        // 6. The patient denies: the requester, or wherever the requester works.
        let emergency = self.called_upon(requester, question, rests).map(|(number, _)| number);
        let passes = emergency.is_some() && self.access.policy(now).1.emergencies_pass_denials;
        let mut family = self.registry.duplicates(holder);
        family.push(holder);
        let denial = family
            .iter()
            .flat_map(|one| self.consents(*one).map(move |(number, deny)| (*one, number, deny)))
            .filter(|(_, _, deny)| deny.terms.effect == Effect::Deny)
            .filter(|(_, _, deny)| self.is_meant(requester, question, deny.terms.grantee, true))
            // Another's numbers of compartments mean nothing here: a denial of any closes all.
            .filter(|(whose, _, deny)| self.covers(deny, question, target, *whose == question.patient))
            .map(|(_, number, _)| number)
            .min();
        if let Some(number) = denial.filter(|_| !passes) {
            return Decision::by_consent(Rule::Denial, number);
        }
        // 7. A representative reads within the appointment.
        let representative = self.registry.representative(holder, requester);
        let whole = |compartments| compartments == CodeSet::ALL;
        let in_scope = representative.is_some_and(|one| {
            (holder == question.patient || whole(one.compartments))
                && one.may(Right::Read, now)
                && one.compartments.contains(target.label.compartment)
        });
        if matches!(question.hat, Hat::Representative {}) && !writes && in_scope {
            return Decision::by(Rule::Representative);
        }
        // 8. The patient permits; what is without a bound is used first.
        let generation = self.generation(holder);
        // A representative has the appointment, and no permits.
        let may_have = !matches!(question.hat, Hat::Representative {});
        let permit = self
            .consents(holder)
            .filter(|(_, one)| may_have && (holder == question.patient || whole(one.terms.compartments)))
            .filter(|(_, one)| one.terms.effect == Effect::Permit && one.generation == generation)
            .filter(|(_, one)| self.rests(holder, one.by))
            .filter(|(_, one)| self.is_meant(requester, question, one.terms.grantee, false))
            .filter(|(_, one)| self.covers(one, question, target, true))
            .filter(|(number, one)| match (one.uses, rests) {
                (None, _) => true,
                (Some(_), Some(rests)) => rests.subject == holder && rests.consents.contains(number),
                (Some(left), None) => left > 0,
            })
            .map(|(number, one)| (one.uses.is_some(), number))
            .min();
        if let Some((_, number)) = permit {
            return Decision::by_consent(Rule::Consent, number);
        }
        // 9. Policy permits those who treat.
        let Hat::Organization { organization, .. } = question.hat else { return Decision::by(Rule::Default) };
        let care = self.care(holder, organization);
        if outcome == PolicyOutcome::Permit && care.is_open(now) {
            return Decision::by(Rule::Care);
        }
        // 10. Somebody broke the glass.
        match emergency {
            Some(number) => Decision::by_emergency(number),
            None => Decision::by(Rule::Default),
        }
    }

    fn policy_of(&self, question: &Question, label: Label) -> PolicyOutcome {
        let role: PolicyRole = match question.hat {
            Hat::Own {} => return PolicyOutcome::Deny,
            Hat::Representative {} => PolicyRole::Representative,
            Hat::Organization { role, .. } => role.into(),
        };
        let (_, policy) = self.access.policy(self.now);
        let key = (role, question.purpose, question.action);
        let row = policy.rows.iter().find(|row| (row.role, row.purpose, row.action) == key);
        row.map_or(PolicyOutcome::Deny, |row| row.outcome(label.category, label.confidentiality))
    }

    /// Whether a consent is about the requester: by the hat worn, and a denial also by every role held.
    fn is_meant(&self, requester: IdentityId, question: &Question, grantee: Grantee, denies: bool) -> bool {
        let held = || self.registry.get(requester).into_iter().flat_map(|one| one.in_force());
        let worn = match question.hat {
            Hat::Organization { organization, role } => Some((organization, role)),
            Hat::Own {} | Hat::Representative {} => None,
        };
        match grantee {
            Grantee::Everyone {} => true,
            Grantee::Identity { identity } => identity == requester,
            Grantee::Organization { organization } => {
                worn.is_some_and(|(at, _)| at == organization)
                    || (denies && held().any(|(at, _)| at == organization))
            }
            Grantee::Role { organization, role } => {
                worn == Some((organization, role))
                    || (denies && held().any(|one| one == (organization, role)))
            }
        }
    }

    fn covers(
        &self,
        consent: &Consent,
        question: &Question,
        target: &Looked<'_>,
        same_numbers: bool,
    ) -> bool {
        let terms = &consent.terms;
        let in_period = match (terms.clinical_period, target.quarter) {
            (None, _) => true,
            (Some(period), Some(quarter)) => period.from <= quarter && quarter <= period.to,
            (Some(_), None) => terms.effect == Effect::Deny,
        };
        let named = match (&terms.records, target.hash) {
            (None, _) => true,
            (Some(named), Some(record)) => named.contains(&record),
            (Some(_), None) => false,
        };
        consent.stands(self.now)
            && terms.valid_from <= self.now
            && terms.purposes.contains(question.purpose)
            && terms.actions.contains(question.action)
            && terms.categories.contains(target.label.category)
            && (!same_numbers || terms.compartments.contains(target.label.compartment))
            && target.label.confidentiality <= terms.max_confidentiality
            && in_period
            && named
    }
}

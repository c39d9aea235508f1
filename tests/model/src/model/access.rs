//! Access control: policy, care relationships, and the log.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use chartseal_types::access::{
    CategoryRule, ExecuteMsg, OpenResponse, POLICY_NOTICE, Policy, PolicyUnchecked, Question, Target,
};
use chartseal_types::identity::Kind;
use chartseal_types::second_factor::Sensitive;
use chartseal_types::{Commitment, Hat, IdentityId, Role, Selection};
use cosmwasm_std::Addr;

use super::check::{Check, Refused};
use super::consent::{Consent, Setter};
use super::emergency::Emergency;
use super::identity::repeats;
use super::request::Request;
use super::{Answer, Model, Verdict};
use crate::call::Contract;

const LONGEST_CARE: u64 = 90 * 86_400;
const ATTESTATION: u64 = 24 * 3600;
const MAX_TARGETS: usize = 20;

/// A care relationship.
#[derive(Debug, Clone, Default)]
pub struct Care {
    /// Until when it is open; none when it never was.
    pub until: Option<u64>,
    /// Who attested it, when, until when.
    pub attested: Option<(IdentityId, u64, u64)>,
    /// Whether it was ended, and then whether by the patient.
    pub ended: Option<bool>,
    /// Whether it was ended by the patient, and by nobody for the patient.
    pub ended_by_patient_alone: bool,
    /// When it was ended.
    pub ended_at: u64,
    /// Who opened it, where the patient or a representative did.
    pub by: Option<Setter>,
    /// When the patient last opened it, and when a representative did.
    pub openings: (Option<u64>, Option<u64>),
    /// The patient's generation.
    pub generation: u32,
}

impl Care {
    /// Whether it is open now.
    pub fn is_open(&self, now: u64) -> bool {
        self.ended.is_none() && self.until.is_some_and(|until| now < until)
    }

    fn standing(&self, now: u64) -> Option<(IdentityId, u64, u64)> {
        self.attested.filter(|(_, at, until)| now < at + ATTESTATION && now < *until)
    }
}

/// An access of the log.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Who asked.
    pub requester: IdentityId,
    /// Whose permits and emergencies counted.
    pub subject: IdentityId,
    /// What.
    pub question: Question,
    /// When.
    pub at: u64,
    /// The place in the patient's log.
    pub number: u64,
    /// The policy version that counted.
    pub policy: u32,
    /// What was answered.
    pub answer: OpenResponse,
}

/// Access control.
#[derive(Debug, Clone)]
pub struct Access {
    /// How many versions of the policy there are.
    pub versions: u32,
    /// The policy that counts, or counted until the pending one does.
    pub current: (u32, Rc<Policy>),
    /// The one that counts later, and from when.
    pub pending: Option<(u32, Rc<Policy>, u64)>,
    /// Consents by patient, by number from 1.
    pub consents: BTreeMap<IdentityId, Vec<Consent>>,
    /// Care relationships.
    pub care: BTreeMap<(IdentityId, IdentityId), Care>,
    /// Requests by patient, by number from 1.
    pub requests: BTreeMap<IdentityId, Vec<Request>>,
    /// Emergencies by patient, by number from 1.
    pub emergencies: BTreeMap<IdentityId, Vec<Emergency>>,
    /// Commitments that a sender used.
    pub commitments: BTreeSet<(IdentityId, Commitment)>,
    /// Openings and denials of a requester's last day.
    pub daily: BTreeMap<IdentityId, (u64, u32, u32)>,
    /// The log.
    pub log: Vec<Rc<Entry>>,
}

impl Access {
    /// A new contract with a policy.
    pub fn new(policy: Policy) -> Self {
        Self {
            versions: 1,
            current: (1, Rc::new(policy)),
            pending: None,
            consents: BTreeMap::new(),
            care: BTreeMap::new(),
            requests: BTreeMap::new(),
            emergencies: BTreeMap::new(),
            commitments: BTreeSet::new(),
            daily: BTreeMap::new(),
            log: vec![],
        }
    }

    /// The policy that counts at a time, and its version.
    pub fn policy(&self, now: u64) -> (u32, &Rc<Policy>) {
        match &self.pending {
            Some((version, policy, from)) if *from <= now => (*version, policy),
            _ => (self.current.0, &self.current.1),
        }
    }

    /// What a patient's care relationship with an organization is in a generation. Of earlier ones, only how it ended
    /// counts.
    pub fn care(&self, patient: IdentityId, organization: IdentityId, generation: u32) -> Care {
        let care = self.care.get(&(patient, organization)).cloned().unwrap_or_default();
        if care.generation == generation {
            care
        } else {
            let Care { ended, ended_by_patient_alone, ended_at, .. } = care;
            Care { generation, ended, ended_by_patient_alone, ended_at, ..Care::default() }
        }
    }
}

/// The stricter of two policies in everything.
fn stricter(one: &Policy, other: &Policy) -> Policy {
    let reach = |rule: &CategoryRule| rule.permit_up_to.max(rule.consent_up_to);
    let mut rows = vec![];
    for row in &one.rows {
        let key = (row.role, row.purpose, row.action);
        let Some(twin) = other.rows.iter().find(|twin| (twin.role, twin.purpose, twin.action) == key) else {
            continue;
        };
        let mut rules = vec![];
        for rule in &row.rules {
            let Some(against) = twin.rules.iter().find(|against| against.category == rule.category) else {
                continue;
            };
            let permit_up_to = rule.permit_up_to.min(against.permit_up_to);
            let reach = reach(rule).min(reach(against));
            let consent_up_to = reach.filter(|_| reach > permit_up_to);
            if reach.is_some() {
                rules.push(CategoryRule { category: rule.category, permit_up_to, consent_up_to });
            }
        }
        if !rules.is_empty() {
            rows.push(chartseal_types::access::PolicyRow { rules, ..row.clone() });
        }
    }
    let also = one.second_factor.iter().chain(&other.second_factor).copied().collect::<BTreeSet<_>>();
    Policy {
        rows,
        longest_ticket: one.longest_ticket.min(other.longest_ticket),
        longest_emergency: one.longest_emergency.min(other.longest_emergency),
        emergency_roles: other
            .emergency_roles
            .iter()
            .filter(|r| one.emergency_roles.contains(r))
            .copied()
            .collect(),
        emergencies_pass_denials: one.emergencies_pass_denials && other.emergencies_pass_denials,
        justify_within: one.justify_within.min(other.justify_within),
        review_within: one.review_within.min(other.review_within),
        second_factor: also.into_iter().collect(),
        daily_openings: one.daily_openings.min(other.daily_openings),
        daily_denials: one.daily_denials.min(other.daily_denials),
    }
}

impl Model {
    /// What access control does with a message.
    pub(super) fn access(&mut self, sender: &Addr, msg: &ExecuteMsg, confirmed: bool) -> Verdict {
        match msg {
            ExecuteMsg::ProposePolicy { policy } => self.propose_policy(sender, policy),
            ExecuteMsg::WithdrawPolicy {} => self.withdraw_policy(sender),
            ExecuteMsg::GrantConsent { patient, terms } => self.grant(sender, *patient, terms, confirmed),
            ExecuteMsg::AmendConsent { patient, consent, terms } => {
                self.amend(sender, *patient, *consent, terms, confirmed)
            }
            ExecuteMsg::RevokeConsent { patient, consent } => {
                self.revoke_consent(sender, *patient, *consent, confirmed)
            }
            ExecuteMsg::OpenCare { patient, organization, until } => {
                self.open_care(sender, *patient, *organization, *until, confirmed)
            }
            ExecuteMsg::AttestCare { patient, organization, until } => {
                self.attest_care(sender, *patient, *organization, *until)
            }
            ExecuteMsg::EndCare { patient, organization } => self.end_care(sender, *patient, *organization),
            ExecuteMsg::Open(question) => self.open(sender, question),
            ExecuteMsg::RequestAccess { patient, organization, role, certificate, terms, expires_at } => {
                let hat = (*organization, *role, *certificate);
                self.request_access(sender, *patient, hat, terms, *expires_at, confirmed)
            }
            ExecuteMsg::AnswerRequest { patient, request, terms } => {
                self.answer_request(sender, *patient, *request, terms, confirmed)
            }
            ExecuteMsg::RefuseRequest { patient, request } => self.refuse_request(sender, *patient, *request),
            ExecuteMsg::WithdrawRequest { patient, request } => {
                self.withdraw_request(sender, *patient, *request)
            }
            ExecuteMsg::OpenEmergency(opening) => self.open_emergency(sender, opening, confirmed),
            ExecuteMsg::CloseEmergency { patient, emergency } => {
                self.close_emergency(sender, *patient, *emergency)
            }
            ExecuteMsg::JustifyEmergency { patient, emergency, justification } => {
                self.justify_emergency(sender, *patient, *emergency, *justification)
            }
            ExecuteMsg::ReviewEmergency { patient, emergency, organization, finding, report } => {
                self.review_emergency(sender, (*patient, *emergency), *organization, *finding, *report)
            }
            ExecuteMsg::EscalateEmergency { patient, emergency } => {
                self.escalate_emergency(*patient, *emergency)
            }
            ExecuteMsg::Confirmed { .. } | ExecuteMsg::Governance(_) => {
                unreachable!("taken apart before")
            }
        }
    }

    fn propose_policy(&mut self, sender: &Addr, policy: &PolicyUnchecked) -> Verdict {
        let now = self.now;
        let mut check = Check::default();
        check.refuse(Refused::Sender, !self.is_admin(Contract::Access, sender));
        let proposed = check.need(Refused::Malformed, policy.clone().check().ok())?;
        let (version, current) = self.access.policy(now);
        let current = Rc::clone(current);
        let tighter = stricter(&current, &proposed);
        check.refuse(Refused::State, proposed == *current);
        let loosens = tighter != proposed;
        check.refuse(Refused::Paused, loosens && self.is_paused(Contract::Access)).done()?;
        let access = &mut self.access;
        access.pending = None;
        access.current = (version, current);
        if tighter != *access.current.1 {
            access.versions += 1;
            access.current = (access.versions, Rc::new(tighter));
        }
        if loosens {
            access.versions += 1;
            access.pending = Some((access.versions, Rc::new(proposed), now + POLICY_NOTICE));
        }
        Ok(Answer::Nothing)
    }

    fn withdraw_policy(&mut self, sender: &Addr) -> Verdict {
        let mut check = Check::default();
        check.refuse(Refused::Sender, !self.is_admin(Contract::Access, sender));
        let waits = self.access.pending.as_ref().is_some_and(|(_, _, from)| self.now < *from);
        check.refuse(Refused::State, !waits).done()?;
        self.access.pending = None;
        Ok(Answer::Nothing)
    }

    fn open_care(
        &mut self,
        sender: &Addr,
        patient: Option<IdentityId>,
        organization: IdentityId,
        until: u64,
        confirmed: bool,
    ) -> Verdict {
        let now = self.now;
        let mut check = Check::default();
        check.refuse(Refused::Paused, self.is_paused(Contract::Access));
        check.refuse(Refused::SecondFactor, !confirmed && self.needs_factor(Sensitive::OpenCare));
        check.refuse(Refused::Time, until <= now || until > now + LONGEST_CARE);
        self.refuse_organization(&mut check, organization);
        let acting = self.acting(sender, patient);
        let acting = check.within(acting)?;
        self.refuse_permitting(&mut check, &acting);
        let everything = Selection::All {}.to_set("compartment").expect("everything is a selection");
        check.refuse(Refused::Scope, !acting.reaches(everything) || acting.outlives(until));
        let mut care = self.care(acting.patient, organization);
        let closed = care.ended.is_some() && care.ended_by_patient_alone;
        check.refuse(Refused::State, acting.scope.is_some() && closed).done()?;
        care.until = Some(until);
        care.attested = None;
        care.ended = None;
        care.by = Some(acting.sets_as());
        match acting.appointed {
            None => care.openings.0 = Some(now),
            Some(_) => care.openings.1 = Some(now),
        }
        self.access.care.insert((acting.patient, organization), care);
        Ok(Answer::Nothing)
    }

    /// A patient's care relationship with an organization as it counts: what the patient ended by the name of a duplicate
    /// bars it until the patient opens it after that, and what a representative opened ends with the appointment.
    pub(super) fn care(&self, patient: IdentityId, organization: IdentityId) -> Care {
        let mut care = self.access.care(patient, organization, self.generation(patient));
        for duplicate in self.registry.duplicates(patient) {
            let Some(other) = self.access.care.get(&(duplicate, organization)) else { continue };
            let (own, for_patient) = care.openings;
            let lifts = if other.ended_by_patient_alone { own } else { own.max(for_patient) };
            let lifted = lifts.is_some_and(|at| other.ended_at < at);
            if other.ended == Some(true) && !lifted {
                care.ended_by_patient_alone |= other.ended_by_patient_alone;
                care.ended = Some(true);
            }
        }
        if care.is_open(self.now) && !care.by.is_none_or(|by| self.rests(patient, by)) {
            care.until = Some(self.now);
        }
        care
    }

    /// Rules of an organization that has to count now.
    pub(super) fn refuse_organization(&self, check: &mut Check, organization: IdentityId) {
        let kind = self.registry.get(organization).map(|one| one.kind);
        check.refuse(Refused::Unknown, kind.is_none());
        check.refuse(Refused::Standing, kind.is_some_and(|kind| !kind.is_organization()));
        check.refuse(Refused::Standing, kind.is_some() && !self.registry.is_active(organization, self.now));
    }

    /// Rules of a patient about whom others act: known, and merged into nobody.
    pub(super) fn refuse_patient(&self, check: &mut Check, patient: IdentityId) {
        let identity = self.registry.get(patient);
        check.refuse(Refused::Unknown, identity.is_none());
        check.refuse(Refused::Standing, identity.is_some_and(|one| one.kind != Kind::Patient));
        check.refuse(Refused::Standing, identity.is_some_and(|one| one.merged_into.is_some()));
    }

    fn attest_care(
        &mut self,
        sender: &Addr,
        patient: IdentityId,
        organization: IdentityId,
        until: u64,
    ) -> Verdict {
        let now = self.now;
        let mut check = Check::default();
        check.refuse(Refused::Paused, self.is_paused(Contract::Access));
        check.refuse(Refused::Time, until <= now || until > now + LONGEST_CARE);
        self.refuse_patient(&mut check, patient);
        check.refuse(Refused::Standing, self.registry.get(patient).is_some_and(|one| one.deceased));
        self.refuse_organization(&mut check, organization);
        let own = check.need(Refused::Sender, self.registry.owner(sender))?;
        let clinical = [Role::Doctor, Role::Nurse, Role::Pharmacist].into_iter();
        let is_clinician = clinical.into_iter().any(|role| self.has_role(own, organization, role));
        check.refuse(Refused::Sender, !is_clinician || !self.registry.is_active(own, now));
        let mut care = self.care(patient, organization);
        check.refuse(Refused::State, care.ended == Some(true)).done()?;
        match care.standing(now).filter(|(by, _, _)| *by != own) {
            Some((_, _, first)) => {
                let agreed = first.min(until);
                let before = care.until.filter(|_| care.is_open(now)).unwrap_or_default();
                care.until = Some(agreed.max(before));
                care.attested = None;
                care.ended = None;
                care.by = None;
            }
            None => care.attested = Some((own, now, until)),
        }
        self.access.care.insert((patient, organization), care);
        Ok(Answer::Nothing)
    }

    /// Whether somebody has a role in force at an organization that may offer it.
    pub(super) fn has_role(&self, id: IdentityId, organization: IdentityId, role: Role) -> bool {
        let accredited = self.registry.get(organization).is_some_and(|one| one.roles.contains(&role));
        let identity = self.registry.get(id);
        accredited && identity.is_some_and(|one| one.in_force().any(|held| held == (organization, role)))
    }

    fn end_care(&mut self, sender: &Addr, patient: IdentityId, organization: IdentityId) -> Verdict {
        let now = self.now;
        let mut check = Check::default();
        let own = check.need(Refused::Sender, self.registry.owner(sender))?;
        let kind = check.need(Refused::Unknown, self.registry.get(patient))?.kind;
        check.refuse(Refused::Standing, kind != Kind::Patient).done()?;
        let works_there =
            self.registry.get(own).is_some_and(|one| one.in_force().any(|(at, _)| at == organization));
        let acting = self.acting(sender, Some(patient));
        let by_patient = acting.is_ok();
        let alone = acting.as_ref().is_ok_and(|acting| acting.scope.is_none());
        if !by_patient && own != organization && !works_there {
            check.also(acting.err().unwrap_or_default()).done()?;
        }
        let mut care = self.care(patient, organization);
        let existed = care.until.is_some() || care.attested.is_some() || care.ended.is_some();
        let stands = care.is_open(now) || care.standing(now).is_some();
        check.refuse(Refused::State, !(stands || by_patient && existed)).done()?;
        care.attested = None;
        care.ended = Some(by_patient);
        care.ended_by_patient_alone = alone;
        care.ended_at = now;
        self.access.care.insert((patient, organization), care);
        Ok(Answer::Nothing)
    }

    /// How often what was permitted in a patient's name has ended.
    pub(super) fn generation(&self, patient: IdentityId) -> u32 {
        self.registry.get(patient).map_or(0, |one| one.generation)
    }

    fn open(&mut self, sender: &Addr, question: &Question) -> Verdict {
        let now = self.now;
        let mut check = Check::default();
        let own = check.need(Refused::Sender, self.registry.owner(sender))?;
        self.refuse_question(&mut check, own, question)?;
        let emergency = self.called_upon(own, question, None).is_some();
        let others = !matches!(question.hat, Hat::Own {});
        check.refuse(Refused::Paused, others && !emergency && self.is_paused(Contract::Access));
        let decisions = check.done().map(|()| self.decide(own, question));
        let (version, policy) = self.access.policy(now);
        let (openings, denials) = (policy.daily_openings, policy.daily_denials);
        let longest = now + policy.longest_ticket;
        let (day, mut opened, mut denied) = self.access.daily.get(&own).copied().unwrap_or_default();
        if day != now / 86_400 {
            (opened, denied) = (0, 0);
        }
        let refused = decisions.as_ref().is_ok_and(|list| list.iter().all(|one| !one.permitted));
        let counted = refused || (others && !emergency);
        check.refuse(Refused::Limit, counted && opened >= openings);
        check.refuse(Refused::Limit, counted && refused && denied >= denials).done()?;
        let decisions = decisions?;
        let by_emergency = decisions.iter().any(|one| one.emergency.is_some());
        let over = self.called_upon(own, question, None).filter(|_| by_emergency).map(|(_, until)| until);
        let expires_at = (!refused).then(|| over.map_or(longest, |over| over.min(longest)));
        let access = self.access.log.len() as u64 + 1;
        let answer = OpenResponse { access, expires_at, decisions };
        self.take_uses(question.patient, &answer);
        let of_patient = self.access.log.iter().filter(|one| one.question.patient == question.patient);
        let number = of_patient.count() as u64 + 1;
        let (question, policy) = (question.clone(), version);
        let merged_into = self.registry.get(question.patient).and_then(|one| one.merged_into);
        let subject = merged_into.unwrap_or(question.patient);
        let logged = answer.clone();
        let entry = Entry { requester: own, subject, question, at: now, number, policy, answer: logged };
        self.access.log.push(Rc::new(entry));
        if counted {
            let denied = denied + u32::from(refused);
            self.access.daily.insert(own, (now / 86_400, opened + 1, denied));
        }
        Ok(Answer::Opened(Box::new(answer)))
    }

    fn refuse_question(
        &self,
        check: &mut Check,
        own: IdentityId,
        question: &Question,
    ) -> Result<(), super::Refusals> {
        let patient = check.need(Refused::Unknown, self.registry.get(question.patient))?;
        check.refuse(Refused::Standing, patient.kind != Kind::Patient);
        let is_patient = own == question.patient || Some(own) == patient.merged_into;
        match question.hat {
            Hat::Own {} => check.refuse(Refused::Sender, !is_patient),
            Hat::Representative {} => check.refuse(Refused::Malformed, is_patient),
            Hat::Organization { organization, .. } => {
                check.refuse(Refused::Unknown, self.registry.get(organization).is_none())
            }
        };
        let (count, again) = match &question.target {
            Target::Records(records) => (records.len(), repeats(records)),
            Target::Labels(labels) => (labels.len(), repeats(labels)),
        };
        let labels_to_read =
            matches!((&question.target, question.action), (Target::Labels(_), chartseal_types::Action::Read));
        check.refuse(Refused::Malformed, !(1..=MAX_TARGETS).contains(&count) || again || labels_to_read);
        if let Target::Records(records) = &question.target {
            let known = |record: &chartseal_types::ContentHash| {
                self.anchor.records.contains_key(&(question.patient, *record))
            };
            check.refuse(Refused::Unknown, !records.iter().all(known));
        }
        let stranger = self.registry.verified_until(own) == 0 && own != question.patient;
        check.refuse(Refused::Standing, stranger && !matches!(question.hat, Hat::Own {}));
        Ok(())
    }
}

//! Messages to access control.

use chartseal_testing::DAY;
use chartseal_types::access::{
    EmergencyOpening, EmergencyReason, ExecuteMsg, Finding, Grantee, LONGEST_REQUEST, Policy,
    PolicyUnchecked, TermsUnchecked,
};
use chartseal_types::second_factor::Sensitive;
use chartseal_types::{Fingerprint, Hat, IdentityId, Role, Selection};
use cosmwasm_std::Addr;

use super::{Draft, Generator};
use crate::call::{Contract, Message};
use crate::model::{Emergency, Model, Request};
use crate::world::World;

const LONGEST_CARE: u64 = 90 * DAY;

impl Generator {
    pub(super) fn access(&mut self, world: &World, model: &Model) -> Draft {
        let (sender, msg, at) = match self.rng.u8(..100) {
            0..=4 => self.policy(model),
            5..=14 => self.grant(world, model),
            15..=21 => self.amend(world, model),
            22..=33 => self.care(world, model),
            34..=62 => {
                let (requester, question) = self.question(model);
                (self.account(world, model, requester), ExecuteMsg::Open(question), None)
            }
            63..=69 => self.ask(world, model),
            70..=76 => self.settle_request(world, model),
            77..=82 => self.break_glass(world, model),
            _ => self.settle_emergency(world, model),
        };
        let by_policy = match &msg {
            ExecuteMsg::GrantConsent { .. } => Some(Sensitive::GrantPermit),
            ExecuteMsg::AmendConsent { .. } => Some(Sensitive::AmendConsent),
            ExecuteMsg::OpenCare { .. } => Some(Sensitive::OpenCare),
            ExecuteMsg::RequestAccess { .. } => Some(Sensitive::RequestAccess),
            ExecuteMsg::AnswerRequest { .. } => Some(Sensitive::AnswerRequest),
            ExecuteMsg::OpenEmergency(_) => Some(Sensitive::OpenEmergency),
            _ => None,
        };
        let sensitive = by_policy.is_some_and(|one| model.needs_factor(one));
        Draft { sender, message: Message::Access(msg), at, sensitive }
    }

    fn policy(&mut self, model: &Model) -> (Addr, ExecuteMsg, Option<u64>) {
        let admin = model.governance[&Contract::Access].admin.clone();
        let waits = model.access.pending.is_some();
        if self.chance(if waits { 50 } else { 10 }) {
            return (admin, ExecuteMsg::WithdrawPolicy {}, None);
        }
        let (_, current) = model.access.policy(model.now);
        let base = if self.chance(40) { world_policy(model) } else { Policy::clone(current).into() };
        let mut policy: PolicyUnchecked = base;
        match self.rng.u8(..16) {
            0 => policy.longest_ticket = 59,
            1 => policy.longest_ticket = 60 + self.rng.u64(..86_000),
            2 => policy.longest_emergency = 600 + self.rng.u64(..80_000),
            3 => policy.emergency_roles = vec![Role::Doctor, Role::Nurse],
            4 => policy.emergency_roles = vec![],
            5 => policy.emergencies_pass_denials = !policy.emergencies_pass_denials,
            6 => policy.justify_within = 3600 * (1 + self.rng.u64(..100)),
            7 => policy.review_within = DAY * (1 + self.rng.u64(..20)),
            8..=9 => {
                let optional = [
                    Sensitive::GrantPermit,
                    Sensitive::AmendConsent,
                    Sensitive::AnswerRequest,
                    Sensitive::OpenCare,
                    Sensitive::RequestAccess,
                    Sensitive::IssueCertificate,
                    Sensitive::AnchorBatch,
                    Sensitive::RegistrarAct,
                ];
                let one = *self.pick(&optional).expect("there are some");
                policy.second_factor = vec![one];
            }
            10 => policy.daily_openings = 1 + self.rng.u32(..5),
            11 => policy.daily_denials = 1 + self.rng.u32(..3),
            12 if !policy.rows.is_empty() => {
                let place = self.rng.usize(..policy.rows.len());
                policy.rows.remove(place);
            }
            13 if !policy.rows.is_empty() => policy.rows.push(policy.rows[0].clone()),
            _ => {}
        }
        (admin, ExecuteMsg::ProposePolicy { policy }, None)
    }

    /// Somebody who acts for a patient, mostly: the patient, a survivor, a representative. Gives the member that names
    /// the patient.
    fn actor(
        &mut self,
        world: &World,
        model: &Model,
        some: &[IdentityId],
    ) -> (Addr, Option<IdentityId>, IdentityId) {
        let some = self.pick(some).copied().filter(|_| self.rng.u8(..12) > 0);
        let patient = some.unwrap_or_else(|| self.patient(model));
        let found = model.registry.get(patient);
        let survivor = found.and_then(|one| one.merged_into);
        let representatives: Vec<_> =
            found.map(|one| one.representatives.iter().map(|one| one.identity).collect()).unwrap_or_default();
        let other = self.pick(&representatives).copied().or(survivor);
        match other.filter(|_| self.rng.u8(..10) < 6) {
            Some(other) => (self.account(world, model, other), Some(patient), patient),
            None => {
                let named = self.chance(15).then_some(patient);
                (self.account(world, model, patient), named, patient)
            }
        }
    }

    fn grant(&mut self, world: &World, model: &Model) -> (Addr, ExecuteMsg, Option<u64>) {
        let (sender, patient, whose) = self.actor(world, model, &[]);
        let terms = self.terms(model, whose);
        (sender, ExecuteMsg::GrantConsent { patient, terms }, None)
    }

    fn amend(&mut self, world: &World, model: &Model) -> (Addr, ExecuteMsg, Option<u64>) {
        let stands = |whose: &IdentityId| model.consents(*whose).any(|(_, one)| one.stands(model.now));
        let some: Vec<_> = model.access.consents.keys().copied().filter(stands).collect();
        let (sender, patient, whose) = self.actor(world, model, &some);
        let given = model.consents(whose).filter(|(_, one)| one.stands(model.now) || self.rng.u8(..8) == 0);
        let given: Vec<_> = given.map(|(number, one)| (number, one.terms.clone())).collect();
        let chosen = self.pick(&given).cloned().filter(|_| self.rng.u8(..20) > 0);
        let (consent, before) = match chosen {
            Some((number, terms)) => (number, Some(terms)),
            None => (self.number(given.len()) as u32, None),
        };
        if self.chance(50) {
            return (sender, ExecuteMsg::RevokeConsent { patient, consent }, None);
        }
        let mut terms = self.terms(model, whose);
        if let Some(before) = before.filter(|_| self.rng.u8(..12) > 0) {
            terms.effect = before.effect;
            terms.uses = terms.uses.filter(|_| before.effect == chartseal_types::access::Effect::Permit);
        }
        (sender, ExecuteMsg::AmendConsent { patient, consent, terms }, None)
    }

    fn care(&mut self, world: &World, model: &Model) -> (Addr, ExecuteMsg, Option<u64>) {
        let organization = self.workplace(model);
        let until = self.until(model.now, LONGEST_CARE);
        match self.rng.u8(..10) {
            0..=3 => {
                let (sender, patient, _) = self.actor(world, model, &[]);
                (sender, ExecuteMsg::OpenCare { patient, organization, until }, None)
            }
            4..=7 => {
                let clinician = self.practitioner(model);
                let organization = match self.hat(model, clinician) {
                    Hat::Organization { organization, .. } => organization,
                    Hat::Own {} | Hat::Representative {} => organization,
                };
                // The same few patients, so that a second clinician finds the first one's attestation.
                let patient = if self.rng.bool() { world.id("ben") } else { self.patient(model) };
                let msg = ExecuteMsg::AttestCare { patient, organization, until };
                (self.account(world, model, clinician), msg, None)
            }
            _ => {
                let known: Vec<_> = model.access.care.keys().copied().collect();
                let (patient, organization) =
                    self.pick(&known).copied().unwrap_or((world.unclaimed, organization));
                let clinician = self.practitioner(model);
                let side = *self.pick(&[patient, organization, clinician]).expect("there are three");
                (self.account(world, model, side), ExecuteMsg::EndCare { patient, organization }, None)
            }
        }
    }

    fn ask(&mut self, world: &World, model: &Model) -> (Addr, ExecuteMsg, Option<u64>) {
        let requester = self.practitioner(model);
        let (organization, role) = match self.hat(model, requester) {
            Hat::Organization { organization, role } => (organization, role),
            Hat::Own {} | Hat::Representative {} => (self.organization(model), self.role()),
        };
        let certificate = self.certificate_of(model, requester).unwrap_or(Fingerprint([8; 32]));
        let patient = if self.chance(40) { world.id("ben") } else { self.patient(model) };
        let terms = self.asked(model, patient, role);
        let expires_at = self.until(model.now, LONGEST_REQUEST);
        let msg = ExecuteMsg::RequestAccess { patient, organization, role, certificate, terms, expires_at };
        (self.account(world, model, requester), msg, None)
    }

    fn settle_request(&mut self, world: &World, model: &Model) -> (Addr, ExecuteMsg, Option<u64>) {
        let all = model.access.requests.iter();
        let open: Vec<(IdentityId, u32, Request)> = all
            .flat_map(|(patient, list)| (1..).zip(list).map(|(number, one)| (*patient, number, one.clone())))
            .filter(|(_, _, one)| one.is_open(model.now) || self.rng.u8(..30) == 0)
            .collect();
        let Some((whose, request, asked)) = self.pick(&open).cloned() else {
            if !self.chance(10) {
                return self.ask(world, model);
            }
            let (sender, patient, _) = self.actor(world, model, &[]);
            return (sender, ExecuteMsg::RefuseRequest { patient, request: self.rng.u32(..3) }, None);
        };
        let sender = self.account(world, model, whose);
        match self.rng.u8(..10) {
            0..=4 => {
                let terms = self.answer(model, whose, &asked);
                (sender, ExecuteMsg::AnswerRequest { patient: None, request, terms }, None)
            }
            5..=6 => (sender, ExecuteMsg::RefuseRequest { patient: None, request }, None),
            _ => {
                let side = if self.rng.bool() { asked.requester } else { asked.organization };
                let msg = ExecuteMsg::WithdrawRequest { patient: whose, request };
                (self.account(world, model, side), msg, None)
            }
        }
    }

    /// What was asked, or a little less or more.
    fn answer(&mut self, model: &Model, whose: IdentityId, asked: &Request) -> TermsUnchecked {
        let mut terms = asked.terms.to_unchecked();
        terms.valid_from = None;
        match self.rng.u8(..12) {
            0 => terms.valid_until = None,
            1 => terms.grantee = Grantee::Identity { identity: asked.requester },
            2 => terms.grantee = Grantee::Everyone {},
            3 => terms.categories = Selection::All {},
            4 => terms.claim = None,
            5 => terms.uses = None,
            6 => terms.max_confidentiality = chartseal_types::Confidentiality::L,
            7 => terms = self.terms(model, whose),
            _ => {}
        }
        terms
    }

    fn break_glass(&mut self, world: &World, model: &Model) -> (Addr, ExecuteMsg, Option<u64>) {
        let clinician = if self.rng.bool() { world.id("dora") } else { self.practitioner(model) };
        let held: Vec<_> =
            model.registry.get(clinician).map(|one| one.in_force().collect()).unwrap_or_default();
        let doctors: Vec<_> = held.iter().filter(|(_, role)| *role == Role::Doctor).copied().collect();
        let hat = self.pick(&doctors).copied().filter(|_| self.rng.u8(..8) > 0);
        let (organization, role) = hat.unwrap_or_else(|| (self.workplace(model), self.role()));
        let opening = EmergencyOpening {
            patient: self.patient(model),
            organization,
            role,
            certificate: self.certificate_of(model, clinician).unwrap_or(Fingerprint([8; 32])),
            reason: EmergencyReason::UnableToConsent,
            statement: self.commitment(),
        };
        (self.account(world, model, clinician), ExecuteMsg::OpenEmergency(opening), None)
    }

    fn settle_emergency(&mut self, world: &World, model: &Model) -> (Addr, ExecuteMsg, Option<u64>) {
        let all = model.access.emergencies.iter();
        let known: Vec<(IdentityId, u32, Emergency)> = all
            .flat_map(|(patient, list)| (1..).zip(list).map(|(number, one)| (*patient, number, one.clone())))
            .collect();
        let Some((patient, emergency, opened)) = self.pick(&known).cloned() else {
            return self.break_glass(world, model);
        };
        let emergency = if self.chance(4) { emergency + 1 } else { emergency };
        let now = model.now;
        match self.rng.u8(..20) {
            0..=2 => {
                let side = if self.rng.bool() { opened.clinician } else { patient };
                (self.account(world, model, side), ExecuteMsg::CloseEmergency { patient, emergency }, None)
            }
            3..=8 => {
                let justification = self.commitment();
                let msg = ExecuteMsg::JustifyEmergency { patient, emergency, justification };
                let at = Some(opened.justify_by).filter(|_| self.rng.u8(..4) == 0);
                (self.account(world, model, opened.clinician), msg, at)
            }
            9..=12 => {
                let at = Some(opened.review_by).filter(|by| now < *by);
                (self.anybody(world), ExecuteMsg::EscalateEmergency { patient, emergency }, at)
            }
            _ => {
                let finding = if self.chance(45) { Finding::Misuse } else { Finding::Justified };
                let auditors = opened.escalated || opened.finding().is_some();
                let other = if auditors { world.id("auditor") } else { opened.organization };
                let organization = if self.chance(8) { self.organization(model) } else { other };
                let officers = self.who(model, |one| {
                    one.in_force().any(|(at, role)| at == organization && role == Role::ComplianceOfficer)
                });
                let report = self.commitment();
                let msg = ExecuteMsg::ReviewEmergency { patient, emergency, organization, finding, report };
                (self.account(world, model, officers), msg, None)
            }
        }
    }
}

/// The policy that the contract began with: what a consortium goes back to.
fn world_policy(model: &Model) -> PolicyUnchecked {
    PolicyUnchecked { rows: model.access.current.1.rows.clone(), ..PolicyUnchecked::default() }
}

//! Emergencies: opened, justified, reviewed, escalated; whom they bar.

use chartseal_types::access::{
    EmergencyOpening, Finding, MAX_DAILY_EMERGENCIES, MAX_FINDINGS, MAX_OPEN_EMERGENCIES, Question,
};
use chartseal_types::identity::Kind;
use chartseal_types::{Commitment, Hat, IdentityId, Purpose, Role};
use cosmwasm_std::Addr;

use super::check::{Check, Refusals, Refused};
use super::decide::Rests;
use super::{Answer, Model, Verdict};

/// An emergency.
#[derive(Debug, Clone)]
pub struct Emergency {
    /// Who opened it.
    pub clinician: IdentityId,
    /// Where they work.
    pub organization: IdentityId,
    /// As what.
    pub role: Role,
    /// When.
    pub opened_at: u64,
    /// Until when it is open.
    pub until: u64,
    /// Whether it was ended before.
    pub ended: bool,
    /// Until when it is to be justified.
    pub justify_by: u64,
    /// When it was.
    pub justified_at: Option<u64>,
    /// Until when it is to be reviewed.
    pub review_by: u64,
    /// Who found what.
    pub findings: Vec<(IdentityId, Finding)>,
    /// Whether it was handed to the auditors.
    pub escalated: bool,
}

impl Emergency {
    /// Whether it is open.
    pub fn is_open(&self, now: u64) -> bool {
        !self.ended && now < self.until
    }

    /// What was found last.
    pub fn finding(&self) -> Option<Finding> {
        self.findings.last().map(|(_, finding)| *finding)
    }

    /// Whether it bars the clinician from the next one.
    pub fn bars(&self, now: u64) -> bool {
        match self.finding() {
            Some(finding) => finding == Finding::Misuse,
            None => self.justified_at.is_none_or(|at| at >= self.justify_by) && now >= self.justify_by,
        }
    }
}

impl Model {
    fn emergencies_of(&self, clinician: IdentityId) -> impl Iterator<Item = (IdentityId, u32, &Emergency)> {
        let all = self.access.emergencies.iter().flat_map(|(patient, list)| {
            (1..).zip(list).map(|(number, emergency)| (*patient, number, emergency))
        });
        all.filter(move |(_, _, emergency)| emergency.clinician == clinician)
    }

    /// The open emergency that a question calls upon, and until when; for a ticket, the one it rests on.
    pub(super) fn called_upon(
        &self,
        requester: IdentityId,
        question: &Question,
        rests: Option<&Rests>,
    ) -> Option<(u32, u64)> {
        let Hat::Organization { organization, role } = question.hat else { return None };
        if question.purpose != Purpose::BTG {
            return None;
        }
        let merged_into = self.registry.get(question.patient).and_then(|one| one.merged_into);
        let holder = merged_into.unwrap_or(question.patient);
        if self.registry.get(holder).is_some_and(|one| one.deceased) {
            return None;
        }
        let bound = rests.and_then(|rests| Some((rests.subject, rests.emergency?)));
        let (_, policy) = self.access.policy(self.now);
        let mut own = self.emergencies_of(requester);
        let (_, number, emergency) = own.find(|(patient, number, emergency)| {
            *patient == holder
                && (emergency.organization, emergency.role) == (organization, role)
                && bound.is_none_or(|bound| bound == (*patient, *number))
                && emergency.is_open(self.now)
        })?;
        let until = emergency.until.min(emergency.opened_at + policy.longest_emergency);
        (policy.emergency_roles.contains(&role) && self.now < until).then_some((number, until))
    }

    pub(super) fn open_emergency(
        &mut self,
        sender: &Addr,
        opening: &EmergencyOpening,
        confirmed: bool,
    ) -> Verdict {
        let now = self.now;
        let EmergencyOpening { patient, organization, role, certificate, statement, .. } = *opening;
        let mut check = Check::default();
        check.refuse(Refused::SecondFactor, !confirmed);
        self.refuse_patient(&mut check, patient);
        check.refuse(Refused::Standing, self.registry.get(patient).is_some_and(|one| one.deceased));
        let own = check.need(Refused::Sender, self.registry.owner(sender))?;
        let known = self.registry.get(organization).is_some();
        check.refuse(Refused::Unknown, !known);
        let fault = self.fault(own, organization, role, Some(certificate));
        check.refuse(Refused::Standing, known && fault.is_some());
        check.refuse(Refused::State, self.emergencies_of(own).any(|(_, _, one)| one.bars(now)));
        let (_, policy) = self.access.policy(now);
        check.refuse(Refused::Policy, !policy.emergency_roles.contains(&role));
        let open = || self.emergencies_of(own).filter(|(_, _, one)| one.is_open(now));
        check.refuse(Refused::State, open().any(|(about, _, _)| about == patient));
        check.refuse(Refused::Limit, open().count() >= MAX_OPEN_EMERGENCIES);
        let today = self.emergencies_of(own).filter(|(_, _, one)| now < one.opened_at + 86_400);
        check.refuse(Refused::Limit, today.count() >= MAX_DAILY_EMERGENCIES as usize);
        check.refuse(Refused::State, self.access.commitments.contains(&(own, statement))).done()?;
        let emergency = Emergency {
            clinician: own,
            organization,
            role,
            opened_at: now,
            until: now + policy.longest_emergency,
            ended: false,
            justify_by: now + policy.justify_within,
            justified_at: None,
            review_by: now + policy.review_within,
            findings: vec![],
            escalated: false,
        };
        self.access.commitments.insert((own, statement));
        let list = self.access.emergencies.entry(patient).or_default();
        list.push(emergency);
        Ok(Answer::Number(list.len() as u64))
    }

    fn emergency(&self, check: &mut Check, patient: IdentityId, number: u32) -> Result<&Emergency, Refusals> {
        let list = self.access.emergencies.get(&patient).map(Vec::as_slice).unwrap_or_default();
        let place = usize::try_from(number).ok().and_then(|number| number.checked_sub(1));
        check.need(Refused::Unknown, place.and_then(|place| list.get(place)))
    }

    fn emergency_mut(&mut self, patient: IdentityId, number: u32) -> &mut Emergency {
        let list = self.access.emergencies.get_mut(&patient).expect("looked up before");
        &mut list[number as usize - 1]
    }

    pub(super) fn close_emergency(&mut self, sender: &Addr, patient: IdentityId, number: u32) -> Verdict {
        let now = self.now;
        let mut check = Check::default();
        let own = check.need(Refused::Sender, self.registry.owner(sender))?;
        let emergency = self.emergency(&mut check, patient, number)?;
        check.refuse(Refused::Sender, own != emergency.clinician && own != patient);
        check.refuse(Refused::State, !emergency.is_open(now)).done()?;
        self.emergency_mut(patient, number).ended = true;
        Ok(Answer::Nothing)
    }

    pub(super) fn justify_emergency(
        &mut self,
        sender: &Addr,
        patient: IdentityId,
        number: u32,
        justification: Commitment,
    ) -> Verdict {
        let now = self.now;
        let mut check = Check::default();
        let own = check.need(Refused::Sender, self.registry.owner(sender))?;
        let emergency = self.emergency(&mut check, patient, number)?;
        check.refuse(Refused::Sender, own != emergency.clinician);
        check.refuse(Refused::State, emergency.justified_at.is_some());
        check.refuse(Refused::State, self.access.commitments.contains(&(own, justification))).done()?;
        self.access.commitments.insert((own, justification));
        self.emergency_mut(patient, number).justified_at = Some(now);
        Ok(Answer::Nothing)
    }

    pub(super) fn review_emergency(
        &mut self,
        sender: &Addr,
        (patient, number): (IdentityId, u32),
        organization: IdentityId,
        finding: Finding,
        report: Commitment,
    ) -> Verdict {
        let now = self.now;
        let mut check = Check::default();
        self.refuse_organization(&mut check, organization);
        let own = check.need(Refused::Sender, self.registry.owner(sender))?;
        let is_officer = self.has_role(own, organization, Role::ComplianceOfficer);
        check.refuse(Refused::Sender, !is_officer || !self.registry.is_active(own, now));
        let emergency = self.emergency(&mut check, patient, number)?;
        let is_auditor = self.registry.get(organization).is_some_and(|one| one.kind == Kind::Auditor);
        let auditor = is_auditor && organization != emergency.organization;
        check.refuse(Refused::Sender, organization != emergency.organization && !auditor);
        let works_there = self
            .registry
            .get(own)
            .is_some_and(|one| one.in_force().any(|(at, _)| at == emergency.organization));
        let opened = self.emergencies_of(own).any(|(about, _, _)| about == patient);
        check.refuse(Refused::Sender, opened || (auditor && works_there));
        match emergency.finding() {
            None => drop(check.refuse(Refused::Sender, auditor != emergency.escalated)),
            Some(standing) => {
                let again = emergency.findings.iter().any(|(by, _)| *by == own);
                check.refuse(Refused::State, !auditor || finding == standing || again);
                check.refuse(Refused::State, emergency.findings.len() >= MAX_FINDINGS);
            }
        }
        let unjustified = finding == Finding::Justified && emergency.justified_at.is_none();
        check.refuse(Refused::State, unjustified);
        let open = finding == Finding::Justified && emergency.is_open(now);
        check.refuse(Refused::State, open);
        check.refuse(Refused::State, self.access.commitments.contains(&(own, report))).done()?;
        self.access.commitments.insert((own, report));
        let emergency = self.emergency_mut(patient, number);
        emergency.findings.push((own, finding));
        emergency.ended |= finding == Finding::Misuse && now < emergency.until;
        Ok(Answer::Nothing)
    }

    pub(super) fn escalate_emergency(&mut self, patient: IdentityId, number: u32) -> Verdict {
        let now = self.now;
        let mut check = Check::default();
        let emergency = self.emergency(&mut check, patient, number)?;
        check.refuse(Refused::State, emergency.finding().is_some() || emergency.escalated);
        check.refuse(Refused::Time, now < emergency.review_by).done()?;
        self.emergency_mut(patient, number).escalated = true;
        Ok(Answer::Nothing)
    }
}

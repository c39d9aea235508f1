//! Emergencies: opened for a while, justified by the clinician, reviewed by somebody independent.
//!
//! Every time is from the opening on, by the policy that counted then. All are exclusive: at `justify_by` a
//! justification is late, at `review_by` a review is.
//!
//! | what | bars the clinician from the next one |
//! | --- | --- |
//! | no justification in time | from `justify_by` until it is justified, late, and found justified |
//! | a finding of misuse | from the finding until it is overturned |
//! | a late review | nobody: it goes to the auditors |

use chartseal_guard::{Check, holds};
use chartseal_types::access::{
    EmergencyEnd, EmergencyOpening, EmergencyReason, EmergencyStatus, Escalation, Finding, Justification,
    MAX_FINDINGS, MAX_OPEN_EMERGENCIES, Policy, Review,
};
use chartseal_types::{CodeSet, Commitment, Fingerprint, IdentityId, Role};
use cosmwasm_std::Addr;
use serde::{Deserialize, Serialize};

use super::daily::DAY_SECONDS;
use super::policy::set;

mod error;

pub use error::EmergencyError;

/// What policy says of emergencies.
#[derive(Serialize, Deserialize, Clone, Copy, Debug, PartialEq, Eq)]
pub struct EmergencyRules {
    /// The longest that one lasts, seconds.
    pub longest: u64,
    /// In which roles one may be opened.
    pub roles: CodeSet<Role>,
    /// Whether one passes the patient's denials.
    pub pass_denials: bool,
    /// Within which time of its opening it is justified, seconds.
    pub justify_within: u64,
    /// Within which time of its opening it is reviewed, seconds.
    pub review_within: u64,
}

impl EmergencyRules {
    /// What a policy says of them.
    pub fn of(policy: &Policy) -> Self {
        Self {
            longest: policy.longest_emergency,
            roles: set(&policy.emergency_roles),
            pass_denials: policy.emergencies_pass_denials,
            justify_within: policy.justify_within,
            review_within: policy.review_within,
        }
    }
}

/// An emergency.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
pub struct Emergency {
    /// Who opened it.
    pub clinician: IdentityId,
    /// For which organization.
    pub organization: IdentityId,
    /// In which role there.
    pub role: Role,
    /// The certificate shown.
    pub certificate: Fingerprint,
    /// Why.
    pub reason: EmergencyReason,
    /// Commitment to the written reason.
    pub statement: Commitment,
    /// When, Unix seconds.
    pub opened_at: u64,
    /// Until when, Unix seconds, exclusive.
    pub until: u64,
    /// Its end before its time.
    pub ended: Option<EmergencyEnd>,
    /// Until when it is to be justified, Unix seconds, exclusive.
    pub justify_by: u64,
    /// The clinician's account.
    pub justification: Option<Justification>,
    /// Until when it is to be reviewed, Unix seconds, exclusive.
    pub review_by: u64,
    /// What was found; the last one counts.
    pub reviews: Vec<Review>,
    /// When it was handed to the auditors.
    pub escalated: Option<Escalation>,
}

/// Somebody who reviews an emergency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reviewer {
    /// Who.
    pub identity: IdentityId,
    /// For which organization.
    pub organization: IdentityId,
    /// Whether that organization is an auditor.
    pub auditor: bool,
    /// Whether they have a role at the clinician's organization, whatever hat is worn.
    pub at_clinicians: bool,
    /// Whether they ever opened an emergency about the same patient.
    pub involved: bool,
}

impl Emergency {
    /// What a clinician opens.
    pub fn open(clinician: IdentityId, opening: &EmergencyOpening, rules: EmergencyRules, now: u64) -> Self {
        Self {
            clinician,
            organization: opening.organization,
            role: opening.role,
            certificate: opening.certificate,
            reason: opening.reason,
            statement: opening.statement,
            opened_at: now,
            until: now.saturating_add(rules.longest),
            ended: None,
            justify_by: now.saturating_add(rules.justify_within),
            justification: None,
            review_by: now.saturating_add(rules.review_within),
            reviews: vec![],
            escalated: None,
        }
    }

    /// Whether tickets can be had under it by the policy that counted when it was opened.
    pub fn is_open(&self, now: u64) -> bool {
        self.ended.is_none() && now < self.until
    }

    /// What the last review found.
    pub fn finding(&self) -> Option<Finding> {
        self.reviews.last().map(|review| review.finding)
    }

    /// From when it bars its clinician, Unix seconds, as things stand.
    pub fn bars_from(&self) -> Option<u64> {
        match (self.reviews.last(), &self.justification) {
            (Some(Review { finding: Finding::Misuse, at, .. }), _) => Some(*at),
            (Some(_), _) => None,
            (None, Some(justification))
                if holds(Check::JustifiedInTime, justification.at < self.justify_by) =>
            {
                None
            }
            (None, _) => Some(self.justify_by),
        }
    }

    /// Whether it bars its clinician now.
    pub fn bars(&self, now: u64) -> bool {
        self.bars_from().is_some_and(|from| from <= now)
    }

    /// Where it stands.
    pub fn status(&self, now: u64) -> EmergencyStatus {
        match self.finding() {
            Some(Finding::Justified) => EmergencyStatus::Justified,
            Some(Finding::Misuse) => EmergencyStatus::Misuse,
            None if self.escalated.is_some() => EmergencyStatus::Escalated,
            None if self.is_open(now) => EmergencyStatus::Open,
            None if self.review_by <= now => EmergencyStatus::ReviewLate,
            None if self.justification.is_some() => EmergencyStatus::ToReview,
            None if self.justify_by <= now => EmergencyStatus::Unjustified,
            None => EmergencyStatus::ToJustify,
        }
    }

    /// The clinician or the patient ends it.
    pub fn close(
        mut self,
        number: u32,
        patient: IdentityId,
        by: IdentityId,
        now: u64,
    ) -> Result<Self, EmergencyError> {
        if by != self.clinician && by != patient {
            return Err(EmergencyError::NotParty { identity: by });
        }
        if !self.is_open(now) {
            return Err(EmergencyError::NotOpen { emergency: number });
        }
        self.ended = Some(EmergencyEnd { by, at: now });
        Ok(self)
    }

    /// The clinician accounts for it, while it is open or afterwards, in time or late.
    pub fn justify(
        mut self,
        by: IdentityId,
        commitment: Commitment,
        now: u64,
    ) -> Result<Self, EmergencyError> {
        if by != self.clinician {
            return Err(EmergencyError::NotClinician { clinician: self.clinician, identity: by });
        }
        if self.justification.is_some() {
            return Err(EmergencyError::JustifiedAlready);
        }
        self.justification = Some(Justification { commitment, at: now });
        Ok(self)
    }

    /// Somebody independent reviews it, or an auditor overturns what was found.
    pub fn review(
        mut self,
        reviewer: Reviewer,
        finding: Finding,
        report: Commitment,
        now: u64,
    ) -> Result<Self, EmergencyError> {
        self.check_reviewer(reviewer)?;
        match self.finding() {
            Some(standing) => self.check_overturns(reviewer, standing, finding)?,
            None if !holds(Check::ReviewTurn, reviewer.auditor == self.escalated.is_some()) => {
                return Err(EmergencyError::Turn { escalated: self.escalated.is_some() });
            }
            None => {}
        }
        match finding {
            Finding::Justified if !holds(Check::JustifiedFirst, self.justification.is_some()) => {
                return Err(EmergencyError::NotJustified);
            }
            Finding::Justified if !holds(Check::JustifiedWhenOver, !self.is_open(now)) => {
                return Err(EmergencyError::StillOpen { until: self.until });
            }
            Finding::Misuse if self.is_open(now) => {
                self.ended = Some(EmergencyEnd { by: reviewer.identity, at: now });
            }
            Finding::Justified | Finding::Misuse => {}
        }
        let Reviewer { identity: by, organization, auditor, .. } = reviewer;
        self.reviews.push(Review { by, organization, auditor, finding, report, at: now });
        Ok(self)
    }

    /// A late review goes to the auditors.
    pub fn escalate(mut self, by: Addr, now: u64) -> Result<Self, EmergencyError> {
        if self.finding().is_some() {
            return Err(EmergencyError::ReviewedAlready);
        }
        if self.escalated.is_some() {
            return Err(EmergencyError::EscalatedAlready);
        }
        if !holds(Check::EscalatedLate, self.review_by <= now) {
            return Err(EmergencyError::NotLate { review_by: self.review_by });
        }
        self.escalated = Some(Escalation { by, at: now });
        Ok(self)
    }

    fn check_reviewer(&self, reviewer: Reviewer) -> Result<(), EmergencyError> {
        let (expected, got) = (self.organization, reviewer.organization);
        if !holds(Check::ReviewedAtHome, got == expected || reviewer.auditor) {
            return Err(EmergencyError::OtherOrganization { expected, got });
        }
        let independent = holds(Check::ReviewedByAnother, reviewer.identity != self.clinician)
            && holds(Check::ReviewerUninvolved, !reviewer.involved)
            && holds(Check::AuditorImpartial, !(reviewer.auditor && reviewer.at_clinicians));
        if !independent {
            return Err(EmergencyError::NotIndependent { identity: reviewer.identity });
        }
        Ok(())
    }

    fn check_overturns(
        &self,
        reviewer: Reviewer,
        standing: Finding,
        finding: Finding,
    ) -> Result<(), EmergencyError> {
        if !holds(Check::OverturnedByAuditor, reviewer.auditor) {
            return Err(EmergencyError::ReviewedAlready);
        }
        let again = self.reviews.iter().any(|review| review.by == reviewer.identity);
        if finding == standing || again || self.reviews.len() >= MAX_FINDINGS {
            return Err(EmergencyError::NothingOverturned { standing });
        }
        Ok(())
    }
}

/// An open emergency as the clinician's row has it: what decisions look up.
#[derive(Serialize, Deserialize, Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// About whom.
    pub patient: IdentityId,
    /// Its number.
    pub number: u32,
    /// For which organization.
    pub organization: IdentityId,
    /// In which role there.
    pub role: Role,
    /// When it was opened, Unix seconds.
    pub opened_at: u64,
    /// Until when, Unix seconds, exclusive.
    pub until: u64,
}

impl Standing {
    /// How the clinician's row has an emergency.
    pub fn of(patient: IdentityId, number: u32, emergency: &Emergency) -> Self {
        let Emergency { organization, role, opened_at, until, .. } = *emergency;
        Self { patient, number, organization, role, opened_at, until }
    }

    /// Until when it is open by today's policy, Unix seconds, exclusive; none if today's policy does not let that role
    /// open emergencies. What has become looser since does not make it longer.
    pub fn open_until(&self, rules: EmergencyRules) -> Option<u64> {
        let until = self.until.min(self.opened_at.saturating_add(rules.longest));
        holds(Check::EmergencyRole, rules.roles.contains(self.role)).then_some(until)
    }
}

/// Whether a clinician with these open can open another one about a patient; drops from the row what is over.
pub fn check_room(row: &mut Vec<Standing>, patient: IdentityId, now: u64) -> Result<(), EmergencyError> {
    row.retain(|standing| now < standing.until);
    if let Some(standing) = row.iter().find(|standing| standing.patient == patient) {
        return Err(EmergencyError::AlreadyOpen { emergency: standing.number });
    }
    if !holds(Check::OpenEmergencies, row.len() < MAX_OPEN_EMERGENCIES) {
        return Err(EmergencyError::TooManyOpen);
    }
    Ok(())
}

/// Whether a clinician can open another one today: `opened_at` is when the first of the last twelve was
/// opened, Unix seconds.
pub fn check_day(opened_at: Option<u64>, now: u64) -> Result<(), EmergencyError> {
    let from = opened_at.map_or(0, |at| at.saturating_add(DAY_SECONDS));
    if holds(Check::DailyEmergencies, from <= now) {
        Ok(())
    } else {
        Err(EmergencyError::TooManyToday { from })
    }
}

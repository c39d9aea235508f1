//! Care relationships: who opens, attests and ends them.

use chartseal_guard::{Check, holds};
use chartseal_types::IdentityId;
use chartseal_types::access::CareEnd;
use cosmwasm_schema::cw_serde;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::mandate::Mandate;

/// The longest that a care relationship is opened for, seconds (90 days).
pub const LONGEST_CARE: u64 = 90 * 86_400;
/// Seconds in which a second affiliate confirms what a first attested (24 h).
pub const ATTESTATION: u64 = 24 * 3600;

/// A care relationship as it is stored.
#[derive(Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
pub struct Care {
    /// Since when it is or was open, Unix seconds; none before the first opening.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opened_at: Option<u64>,
    /// Until when, Unix seconds, exclusive.
    pub until: u64,
    /// Who set that: the patient, or two affiliates.
    pub opened_by: Vec<IdentityId>,
    /// What a first affiliate attested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attested: Option<Attestation>,
    /// Its end before its time, or the patient's at any time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended: Option<CareEnd>,
    /// The appointment under which a representative opened it; none where the patient or two affiliates did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mandate: Option<Mandate>,
    /// When the patient last opened it, Unix seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_opening: Option<u64>,
    /// When a representative last did, Unix seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opening_for: Option<u64>,
    /// The generation of the patient that it is of.
    #[serde(default, skip_serializing_if = "is_first")]
    pub generation: u32,
}

fn is_first(generation: &u32) -> bool {
    *generation == 0
}

/// One affiliate's word that there is a care relationship.
#[cw_serde]
pub struct Attestation {
    /// Who.
    pub by: IdentityId,
    /// When, Unix seconds.
    pub at: u64,
    /// Until when care is to last, Unix seconds.
    pub until: u64,
}

/// What is wrong with opening or ending a care relationship.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CareError {
    /// Over already, or too long.
    #[error(
        "expected `until` after {now} and at most 90 days ahead, got {until}; open it again when it runs out"
    )]
    Period {
        /// What came, Unix seconds.
        until: u64,
        /// The time of the block.
        now: u64,
    },
    /// The patient ended it.
    #[error("the patient {patient} ended this care relationship: only the patient opens it again")]
    EndedByPatient {
        /// The patient.
        patient: IdentityId,
    },
    /// Nothing to end.
    #[error(
        "expected an open or attested care relationship with {organization}, found none; nothing is to be ended"
    )]
    NotOpen {
        /// With which organization.
        organization: IdentityId,
    },
    /// Attested by somebody who does not treat patients there.
    #[error(
        "expected an active doctor, nurse or pharmacist of {organization}, got {identity}, who is none in force"
    )]
    NotClinician {
        /// Who attested.
        identity: IdentityId,
        /// Of which organization.
        organization: IdentityId,
    },
    /// Ended by somebody who is no party to it.
    #[error(
        "expected the patient, who acts for the patient, the organization or one of its affiliates, got {identity}"
    )]
    NotParty {
        /// Who tried.
        identity: IdentityId,
    },
}

impl Care {
    /// The relationship as it stands for a generation of the patient. What was opened or attested in another is over
    /// for good; an end stays, so that nobody escapes the patient's.
    pub fn in_generation(self, generation: u32) -> Self {
        match holds(Check::CareGeneration, self.generation == generation) {
            true => self,
            false => Self { generation, ended: self.ended, ..Self::default() },
        }
    }

    /// The relationship with an end that the patient set to another one with the same organization, by the name of a
    /// duplicate that was merged: it is the patient's own until they open this one after it. What was ended for the
    /// patient, whoever acts for the patient opens again.
    pub fn with_end_by_duplicate(
        self,
        patient: IdentityId,
        duplicate: IdentityId,
        end: Option<CareEnd>,
    ) -> Self {
        let Some(end) = end.filter(|end| end.by == duplicate) else { return self };
        let opened = match end.for_patient {
            None => self.own_opening,
            Some(_) => self.own_opening.max(self.opening_for),
        };
        let is_lifted = opened.is_some_and(|at| end.at < at);
        if is_lifted || self.is_ended_by(patient) {
            return self;
        }
        Self { ended: Some(CareEnd { by: patient, ..end }), ..self }
    }

    /// The relationship when it lets policy permit nothing any more, and nobody ended it.
    pub fn over(self, now: u64) -> Self {
        Self { until: self.until.min(now), ..self }
    }

    /// Whether the patient ended it, and nobody for the patient.
    pub fn is_ended_by(&self, patient: IdentityId) -> bool {
        self.ended.as_ref().is_some_and(|end| end.by == patient && end.for_patient.is_none())
    }

    /// Whether it lets policy permit now.
    pub fn is_open(&self, now: u64) -> bool {
        self.opened_at.is_some() && self.ended.is_none() && holds(Check::CarePeriod, now < self.until)
    }

    /// The patient opens it, or sets another end; by themselves or by a representative under an appointment.
    pub fn open(
        mut self,
        by: IdentityId,
        mandate: Option<Mandate>,
        until: u64,
        now: u64,
    ) -> Result<Self, CareError> {
        check_period(until, now)?;
        self.set_open(vec![by], until, now);
        self.mandate = mandate;
        match mandate {
            None => self.own_opening = Some(now),
            Some(_) => self.opening_for = Some(now),
        }
        Ok(self)
    }

    /// An affiliate attests. Opens it when another affiliate did so within 24 h, until the earlier of what the two
    /// said; never for shorter than it is open already.
    pub fn attest(
        mut self,
        patient: IdentityId,
        by: IdentityId,
        until: u64,
        now: u64,
    ) -> Result<Self, CareError> {
        check_period(until, now)?;
        if !holds(Check::EndedByPatient, self.ended.as_ref().is_none_or(|end| end.by != patient)) {
            return Err(CareError::EndedByPatient { patient });
        }
        match self.standing_attestation(now).filter(|first| holds(Check::TwoAttest, first.by != by)) {
            Some(first) => {
                let agreed = first.until.min(until);
                let until = if self.is_open(now) { agreed.max(self.until) } else { agreed };
                let by = vec![first.by, by];
                self.set_open(by, until, now);
            }
            None => self.attested = Some(Attestation { by, at: now, until }),
        }
        Ok(self)
    }

    /// A party ends it, or what was attested of it, at once. The patient also ends what is over already, so that
    /// nobody escapes the patient's end, after which only the patient opens it again, by ending it first. `by` is the
    /// patient also where somebody else ends it `for_patient`.
    pub fn end(
        mut self,
        patient: IdentityId,
        organization: IdentityId,
        by: IdentityId,
        for_patient: Option<IdentityId>,
        now: u64,
    ) -> Result<Self, CareError> {
        let existed = self.opened_at.is_some() || self.attested.is_some() || self.ended.is_some();
        let stands = self.is_open(now) || self.standing_attestation(now).is_some();
        if !(stands || by == patient && existed) {
            return Err(CareError::NotOpen { organization });
        }
        self.attested = None;
        self.ended = Some(CareEnd { by, at: now, for_patient });
        Ok(self)
    }

    fn standing_attestation(&self, now: u64) -> Option<&Attestation> {
        let in_time = |first: &Attestation| {
            holds(Check::AttestedLately, now < first.at.saturating_add(ATTESTATION)) && now < first.until
        };
        self.attested.as_ref().filter(|first| in_time(first))
    }

    fn set_open(&mut self, by: Vec<IdentityId>, until: u64, now: u64) {
        if !self.is_open(now) {
            self.opened_at = Some(now);
        }
        self.until = until;
        self.opened_by = by;
        self.mandate = None;
        self.attested = None;
        self.ended = None;
    }
}

fn check_period(until: u64, now: u64) -> Result<(), CareError> {
    if until > now && until <= now.saturating_add(LONGEST_CARE) {
        Ok(())
    } else {
        Err(CareError::Period { until, now })
    }
}

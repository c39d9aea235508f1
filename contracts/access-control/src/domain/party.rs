//! As whom somebody acts on a patient's rules: the patient, or a representative within a scope.

use chartseal_guard::{Check, holds};
use chartseal_types::access::{Effect, SetBy, Terms};
use chartseal_types::identity::{RepresentativeRow, Right};
use chartseal_types::{CodeSet, Compartment, IdentityId};
use thiserror::Error;

use super::mandate::Mandate;

/// As whom somebody acts for a patient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Party {
    /// As the patient: by an account of the patient's, or of the survivor that the patient was merged into.
    Patient,
    /// As a representative who may consent over these compartments.
    Representative {
        /// Which.
        compartments: CodeSet<Compartment>,
        /// Under which appointment.
        mandate: Mandate,
        /// When that appointment ends, Unix seconds, exclusive.
        until: u64,
    },
}

/// Somebody who acts for a patient, and what the registry says of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Acting {
    /// Who sends.
    pub sender: IdentityId,
    /// For whom.
    pub patient: IdentityId,
    /// The survivor that the patient was merged into.
    pub merged_into: Option<IdentityId>,
    /// What the sender was appointed to do for the patient, or for that survivor.
    pub appointment: Option<RepresentativeRow>,
}

/// Somebody acts for a patient who may not, or not this.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum OnBehalfError {
    /// Merged into another identity, which acts for it.
    #[error(
        "identity {identity} was merged into {survivor}: send this from an account of the survivor's, and name {identity} only to end or amend what is its own"
    )]
    Merged {
        /// The duplicate.
        identity: IdentityId,
        /// The survivor.
        survivor: IdentityId,
    },
    /// A death was marked.
    #[error(
        "identity {identity} is marked as deceased: only representatives that registrars appointed act for it"
    )]
    Deceased {
        /// The patient.
        identity: IdentityId,
    },
    /// Neither the patient nor anybody who may consent for the patient.
    #[error(
        "expected an account of patient {patient} or an undisputed representative with the right `consent` now, got {sender}"
    )]
    NotForPatient {
        /// Who sends.
        sender: IdentityId,
        /// For whom.
        patient: IdentityId,
    },
    /// A representative who does not count now.
    #[error(
        "expected a representative who is active, got {representative}, who is not: verified, not suspended and not frozen"
    )]
    RepresentativeNotActive {
        /// The representative.
        representative: IdentityId,
    },
    /// A permit for oneself.
    #[error(
        "expected a permit for somebody else, got one for the representative: a representative reads by the appointment"
    )]
    ToOneself,
    /// What opens for longer than the appointment lasts.
    #[error(
        "expected what opens to begin and end by {latest} (Unix seconds), when the appointment ends; leave the end out or name an earlier one"
    )]
    Outlives {
        /// The latest end.
        latest: u64,
    },
    /// Beyond the compartments of the appointment.
    #[error("expected compartments within those of the appointment; a representative acts on no others")]
    BeyondScope,
    /// What the patient set.
    #[error(
        "expected a rule that a representative set, but the patient set consent {consent}: a representative only revokes the patient's permits"
    )]
    PatientsOwn {
        /// Its number.
        consent: u32,
    },
}

impl Acting {
    /// As whom the sender acts now. The patient's own accounts come first; a duplicate's own act no more.
    pub fn party(&self, now: u64) -> Result<Party, OnBehalfError> {
        let Self { sender, patient, merged_into, appointment } = *self;
        match merged_into {
            Some(survivor) if sender == patient => {
                return Err(OnBehalfError::Merged { identity: patient, survivor });
            }
            Some(survivor) if sender == survivor => return Ok(Party::Patient),
            None if sender == patient => return Ok(Party::Patient),
            _ => {}
        }
        match appointment.filter(|appointment| appointment.allows(Right::Consent, now)) {
            Some(RepresentativeRow { from, until, compartments, .. }) => {
                let mandate = Mandate { representative: sender, since: from };
                Ok(Party::Representative { compartments, mandate, until })
            }
            None if holds(Check::ActsForPatient, false) => Ok(Party::Patient),
            None => Err(OnBehalfError::NotForPatient { sender, patient }),
        }
    }
}

impl Party {
    /// Refuses what reaches beyond the compartments of the appointment.
    pub fn ensure_in_scope(self, compartments: CodeSet<Compartment>) -> Result<(), OnBehalfError> {
        match self {
            Self::Representative { compartments: scope, .. } if !compartments.is_within(scope) => {
                Err(OnBehalfError::BeyondScope)
            }
            Self::Patient | Self::Representative { .. } => Ok(()),
        }
    }

    /// Refuses the amending of a rule: a representative amends what a representative set.
    pub fn ensure_may_amend(self, consent: u32, set_by: SetBy) -> Result<(), OnBehalfError> {
        match (self, set_by) {
            (Self::Representative { .. }, SetBy::Patient) if !holds(Check::PatientsOwnRules, false) => {
                Err(OnBehalfError::PatientsOwn { consent })
            }
            (Self::Patient | Self::Representative { .. }, _) => Ok(()),
        }
    }

    /// Refuses the ending of a rule: a representative ends any permit, and of the denials what a representative set.
    pub fn ensure_may_revoke(self, consent: u32, effect: Effect, set_by: SetBy) -> Result<(), OnBehalfError> {
        match effect {
            Effect::Permit => Ok(()),
            Effect::Deny => self.ensure_may_amend(consent, set_by),
        }
    }

    /// The terms as they count: what a representative permits ends when the appointment does, unless it is to end
    /// before. A denial closes, and stays.
    pub fn within_appointment(self, terms: Terms) -> Result<Terms, OnBehalfError> {
        let Self::Representative { until: latest, .. } = self else { return Ok(terms) };
        if terms.effect == Effect::Deny {
            return Ok(terms);
        }
        self.ensure_ends_in_time(terms.valid_until.unwrap_or(latest))?;
        if terms.valid_from >= latest {
            return Err(OnBehalfError::Outlives { latest });
        }
        Ok(Terms { valid_until: terms.valid_until.or(Some(latest)), ..terms })
    }

    /// Refuses what opens for longer than the appointment lasts.
    pub fn ensure_ends_in_time(self, until: u64) -> Result<(), OnBehalfError> {
        match self {
            Self::Representative { until: latest, .. } if until > latest => {
                Err(OnBehalfError::Outlives { latest })
            }
            Self::Patient | Self::Representative { .. } => Ok(()),
        }
    }

    /// Under which appointment somebody acts; none as the patient.
    pub fn mandate(self) -> Option<Mandate> {
        match self {
            Self::Patient => None,
            Self::Representative { mandate, .. } => Some(mandate),
        }
    }
}

//! Who acts for a patient, by what authority, for what and until when.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::Addr;
use thiserror::Error;

use super::abi::RepresentativeRow;
use super::domain::{Authority, Right};
use crate::{Commitment, Compartment, IdentityId, Quarter, Selection, SelectionError};

/// Representatives that a patient may have at once.
pub const MAX_REPRESENTATIVES: usize = 8;
/// Seconds that an appointment may last at most (3 years).
pub const MAX_APPOINTMENT: u64 = 3 * 365 * 86_400;

/// What a representative is appointed for.
#[cw_serde]
pub struct Appointment {
    /// By what authority.
    pub authority: Authority,
    /// Salted commitment to the document that gives it.
    pub evidence: Commitment,
    /// Until when, Unix seconds, exclusive; at most 3 years ahead.
    pub expires_at: u64,
    /// Over which compartments.
    pub compartments: Selection<Compartment>,
    /// What, without repeats; at least one.
    pub rights: Vec<Right>,
    /// The quarter in which a minor comes of age: the representation ends as it begins. On the chain no finer than that.
    pub majority: Option<Quarter>,
}

/// What is wrong with an appointment.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AppointmentError {
    /// Ends before it begins, or too late.
    #[error(
        "expected an appointment that expires after {now} and at most {MAX_APPOINTMENT} seconds later (3 years), got {expires_at} (Unix seconds)"
    )]
    Expiry {
        /// The block's time.
        now: u64,
        /// What came.
        expires_at: u64,
    },
    /// The patient is of age.
    #[error(
        "expected a quarter of majority that begins after {now} (Unix seconds), got {majority}, which began at {began}; whoever is of age appoints for themselves"
    )]
    OfAge {
        /// The quarter.
        majority: Quarter,
        /// When it began, Unix seconds.
        began: u64,
        /// The block's time.
        now: u64,
    },
    /// Compartments or rights: none, or one twice.
    #[error(transparent)]
    Selection(#[from] SelectionError),
}

impl Appointment {
    /// The row that others read: in force from `now` until it expires or the patient comes of age.
    pub fn row(&self, now: u64) -> Result<RepresentativeRow, AppointmentError> {
        let Self { expires_at, ref compartments, ref rights, majority, .. } = *self;
        if expires_at <= now || expires_at > now.saturating_add(MAX_APPOINTMENT) {
            return Err(AppointmentError::Expiry { now, expires_at });
        }
        let until = match majority {
            Some(majority) if majority.starts_at() <= now => {
                return Err(AppointmentError::OfAge { majority, began: majority.starts_at(), now });
            }
            Some(majority) => expires_at.min(majority.starts_at()),
            None => expires_at,
        };
        let compartments = compartments.to_set("compartment")?;
        let rights = Selection::Only(rights.clone()).to_set("right")?;
        Ok(RepresentativeRow { from: now, until, compartments, rights, disputed: false })
    }
}

/// By whose word a representation began or ended.
#[cw_serde]
#[derive(Eq)]
pub enum Word {
    /// An account of the patient.
    Patient {
        /// Which.
        account: Addr,
    },
    /// An account of the representative.
    Representative {
        /// Which.
        account: Addr,
    },
    /// Two registrars, by an act: to appoint or end it, or one that ends representations, such as a claim.
    Registrars {
        /// The act's number.
        act: u32,
    },
}

/// One representation, from its appointment to its end. Never deleted.
#[cw_serde]
pub struct Representation {
    /// Whose.
    pub patient: IdentityId,
    /// Who.
    pub representative: IdentityId,
    /// By what authority, for what, until when.
    pub appointment: Appointment,
    /// By whom.
    pub appointed_by: Word,
    /// From when, Unix seconds.
    pub from: u64,
    /// Until when it can be in force, Unix seconds, exclusive: its expiry, or the patient's majority if that is earlier.
    pub until: u64,
    /// When it was ended before that, and by whom.
    pub ended: Option<RepresentationEnd>,
}

/// The end of a representation before its time.
#[cw_serde]
pub struct RepresentationEnd {
    /// When, Unix seconds.
    pub at: u64,
    /// By whom.
    pub by: Word,
}

/// A representation that was not ended.
#[cw_serde]
pub struct RepresentativeResponse {
    /// From its appointment on.
    pub representation: Representation,
    /// Whether two registrars put it in dispute: it is read-only then.
    pub disputed: bool,
    /// Whether it has not run out.
    pub in_force: bool,
}

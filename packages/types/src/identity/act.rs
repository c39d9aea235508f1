//! What takes two distinct registrars: joint acts.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::Addr;

use super::domain::{EncryptionKey, EncryptionKeyUnchecked};
use super::representative::Appointment;
use crate::second_factor::{Passkey, PasskeyUnchecked};
use crate::{Commitment, IdentityId};

/// Seconds from the confirmation of an appointment or a merge until it can be applied (72 h): the patient's time to veto.
/// It begins anew for a patient who is claimed, parted from a survivor, alive after all, or recovered.
pub const ACT_DELAY: u64 = 72 * 3600;
/// Seconds that an act waits for its confirmation, and once it can be applied, for that (30 days). Then it lapses.
pub const ACT_LAPSE: u64 = 30 * 86_400;
/// Acts of one registrar's proposal that may be open at once.
pub const MAX_OPEN_ACTS: usize = 8;

/// What two registrars do together, as the first of them proposes it.
#[cw_serde]
pub enum ActUnchecked {
    /// Appoints a representative of a patient. After 72 h, unless the patient vetoes.
    AppointRepresentative {
        /// Whose.
        patient: IdentityId,
        /// Whom.
        representative: IdentityId,
        /// By what authority, for what, until when.
        appointment: Appointment,
    },
    /// Ends a representation. At once.
    EndRepresentative {
        /// Whose representative.
        patient: IdentityId,
        /// Who.
        representative: IdentityId,
    },
    /// Puts a representation in dispute, which makes it read-only. At once. Until two registrars settle it the
    /// representative is not appointed anew, by nobody.
    DisputeRepresentative {
        /// Whose representative.
        patient: IdentityId,
        /// Who.
        representative: IdentityId,
    },
    /// Ends the dispute in the representative's favour, also of a representation that has ended. At once.
    SettleDispute {
        /// Whose representative.
        patient: IdentityId,
        /// Who.
        representative: IdentityId,
    },
    /// Gives a patient that no account controls to its owner. Applied by the new account itself, which proves that it can sign.
    Claim {
        /// The unclaimed patient.
        patient: IdentityId,
        /// The owner's account; it controls no identity yet.
        account: String,
        /// The public half of a key made on the owner's client.
        encryption_key: EncryptionKeyUnchecked,
        /// The owner's first passkey.
        passkey: Option<PasskeyUnchecked>,
    },
    /// Merges a duplicate into a survivor, which acts for it from then on. After 72 h, unless either patient vetoes.
    Merge {
        /// The identity that is to give way.
        duplicate: IdentityId,
        /// The identity that stays.
        survivor: IdentityId,
    },
    /// Takes a merge back. At once. If the survivor is marked as dead, so is the duplicate from then on, until two
    /// registrars undo that.
    Unmerge {
        /// The identity that was merged.
        duplicate: IdentityId,
    },
    /// Marks a patient's death. At once.
    Death {
        /// Whose.
        patient: IdentityId,
    },
    /// Takes the mark of a death back. At once.
    UndoDeath {
        /// Whose.
        patient: IdentityId,
    },
}

/// [`ActUnchecked`] after its checks.
#[cw_serde]
pub enum Act {
    /// Appoints a representative of a patient.
    AppointRepresentative {
        /// Whose.
        patient: IdentityId,
        /// Whom.
        representative: IdentityId,
        /// By what authority, for what, until when.
        appointment: Appointment,
    },
    /// Ends a representation.
    EndRepresentative {
        /// Whose representative.
        patient: IdentityId,
        /// Who.
        representative: IdentityId,
    },
    /// Puts a representation in dispute.
    DisputeRepresentative {
        /// Whose representative.
        patient: IdentityId,
        /// Who.
        representative: IdentityId,
    },
    /// Ends the dispute in the representative's favour.
    SettleDispute {
        /// Whose representative.
        patient: IdentityId,
        /// Who.
        representative: IdentityId,
    },
    /// Gives a patient that no account controls to its owner.
    Claim {
        /// The unclaimed patient.
        patient: IdentityId,
        /// The owner's account.
        account: Addr,
        /// The owner's key.
        encryption_key: EncryptionKey,
        /// The owner's first passkey.
        passkey: Option<Passkey>,
    },
    /// Merges a duplicate into a survivor.
    Merge {
        /// The identity that is to give way.
        duplicate: IdentityId,
        /// The identity that stays.
        survivor: IdentityId,
    },
    /// Takes a merge back.
    Unmerge {
        /// The identity that was merged.
        duplicate: IdentityId,
    },
    /// Marks a patient's death.
    Death {
        /// Whose.
        patient: IdentityId,
    },
    /// Takes the mark of a death back.
    UndoDeath {
        /// Whose.
        patient: IdentityId,
    },
}

/// How long a confirmed act waits, and for whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// It takes effect when it is confirmed.
    Confirmation,
    /// It waits [`ACT_DELAY`] under its subjects' veto, then either registrar applies it.
    Delay,
    /// The new account applies it.
    NewAccount,
}

impl Act {
    /// The patients that it is about: two for a merge.
    pub fn subjects(&self) -> impl Iterator<Item = IdentityId> {
        let (first, second) = match *self {
            Self::AppointRepresentative { patient, .. }
            | Self::EndRepresentative { patient, .. }
            | Self::DisputeRepresentative { patient, .. }
            | Self::SettleDispute { patient, .. }
            | Self::Claim { patient, .. }
            | Self::Death { patient }
            | Self::UndoDeath { patient } => (patient, None),
            Self::Merge { duplicate, survivor } => (duplicate, Some(survivor)),
            Self::Unmerge { duplicate } => (duplicate, None),
        };
        std::iter::once(first).chain(second)
    }

    /// What it takes beside the two registrars.
    pub fn takes(&self) -> Takes {
        match self {
            Self::AppointRepresentative { .. } | Self::Merge { .. } => Takes::Delay,
            Self::Claim { .. } => Takes::NewAccount,
            Self::EndRepresentative { .. }
            | Self::DisputeRepresentative { .. }
            | Self::SettleDispute { .. }
            | Self::Unmerge { .. }
            | Self::Death { .. }
            | Self::UndoDeath { .. } => Takes::Confirmation,
        }
    }

    /// Whether it gives somebody a right they did not have: then a pause stops it. Taking a merge or a death back gives
    /// back what was theirs, which waits for nothing.
    pub fn grants(&self) -> bool {
        match self {
            Self::AppointRepresentative { .. }
            | Self::SettleDispute { .. }
            | Self::Claim { .. }
            | Self::Merge { .. } => true,
            Self::EndRepresentative { .. }
            | Self::DisputeRepresentative { .. }
            | Self::Unmerge { .. }
            | Self::Death { .. }
            | Self::UndoDeath { .. } => false,
        }
    }

    /// Whether it only takes rights of a representative away: then no policy asks a second factor for it.
    pub fn closes(&self) -> bool {
        matches!(self, Self::EndRepresentative { .. } | Self::DisputeRepresentative { .. })
    }
}

/// A registrar's hand in an act.
#[cw_serde]
pub struct Signature {
    /// The registrar's identity.
    pub registrar: IdentityId,
    /// The account that sent it.
    pub by: Addr,
    /// Unix seconds.
    pub at: u64,
}

/// How an act ended.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum Outcome {
    /// It took effect.
    Applied,
    /// An account of a patient it is about refused it.
    Vetoed,
    /// One of its registrars took it back.
    Withdrawn,
}

/// The end of an act.
#[cw_serde]
pub struct Ending {
    /// How.
    pub outcome: Outcome,
    /// The account that sent it.
    pub by: Addr,
    /// Unix seconds.
    pub at: u64,
}

/// An act from its proposal to its end. Never deleted.
#[cw_serde]
pub struct JointAct {
    /// Counts up from 1 for the whole registry.
    pub number: u32,
    /// What.
    pub act: Act,
    /// Salted commitment to what the registrars were shown, and to their reasons.
    pub evidence: Commitment,
    /// The first registrar.
    pub proposed: Signature,
    /// The second registrar.
    pub confirmed: Option<Signature>,
    /// None while it is open or has lapsed.
    pub ended: Option<Ending>,
}

/// Where an act stands.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum Stage {
    /// It waits for another registrar.
    Proposed,
    /// It is confirmed and waits to be applied.
    Confirmed,
    /// It took effect.
    Applied,
    /// An account of a patient it is about refused it.
    Vetoed,
    /// One of its registrars took it back.
    Withdrawn,
    /// Nobody confirmed or applied it in time, or one of its registrars was distrusted meanwhile.
    Lapsed,
}

/// An act as it stands now.
#[cw_serde]
pub struct ActResponse {
    /// The act.
    pub act: JointAct,
    /// Where it stands.
    pub stage: Stage,
    /// From when it can be applied, Unix seconds; none before it is confirmed. Later when a patient could object only
    /// since then, perhaps not before it lapses.
    pub applies_at: Option<u64>,
    /// From when it counts as lapsed unless it goes on, Unix seconds.
    pub lapses_at: u64,
}

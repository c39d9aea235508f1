//! Guardians, and how they give an identity back to an owner who lost every account.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::Addr;
use thiserror::Error;

use super::domain::EncryptionKey;
use crate::IdentityId;
use crate::second_factor::Passkey;

/// Guardians an identity may have.
pub const MAX_GUARDIANS: usize = 7;
/// Seconds from the last approval of a recovery until it can be completed (7 days).
pub const RECOVERY_DELAY: u64 = 7 * 86_400;
/// Seconds after which a recovery lapses: from its start, its veto, or the day it fell due (30 days).
pub const RECOVERY_LAPSES_AFTER: u64 = 30 * 86_400;

/// Who recovers an identity: so many of these.
#[cw_serde]
#[derive(Eq, Default)]
pub struct Guardians {
    /// Other identities, sorted, each once, at most 7; none means that nobody recovers it.
    pub identities: Vec<IdentityId>,
    /// How many of them it takes: at least one, and 0 when there are none.
    pub threshold: u8,
}

/// What is wrong with a list of guardians.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum GuardiansError {
    /// Too many of them.
    #[error("expected at most {MAX_GUARDIANS} guardians, got {got}; take one out first")]
    TooMany {
        /// How many came.
        got: usize,
    },
    /// One came twice.
    #[error("expected each guardian once, got {guardian} again; leave it out")]
    Repeated {
        /// Which.
        guardian: IdentityId,
    },
    /// Who lost every account cannot be among those who help.
    #[error("expected other identities as guardians, got {identity} itself; leave it out")]
    Own {
        /// Which.
        identity: IdentityId,
    },
    /// More than there are, or none of some, or some of none.
    #[error(
        "expected a threshold from 1 to the {guardians} guardians, or 0 of none, got {got}; half of them or more is usual"
    )]
    Threshold {
        /// How many guardians came.
        guardians: usize,
        /// What came.
        got: u8,
    },
}

impl Guardians {
    /// Checks a list for an identity: at most 7, each once, not the identity itself, a threshold that they can reach.
    pub fn check(
        own: IdentityId,
        mut identities: Vec<IdentityId>,
        threshold: u8,
    ) -> Result<Self, GuardiansError> {
        let count = identities.len();
        if count > MAX_GUARDIANS {
            return Err(GuardiansError::TooMany { got: count });
        }
        if identities.contains(&own) {
            return Err(GuardiansError::Own { identity: own });
        }
        identities.sort_unstable();
        let repeated = identities.windows(2).find_map(|pair| match pair {
            [one, other] if one == other => Some(*one),
            _ => None,
        });
        if let Some(guardian) = repeated {
            return Err(GuardiansError::Repeated { guardian });
        }
        let needed = usize::from(threshold);
        if needed > count || (needed == 0) != (count == 0) {
            return Err(GuardiansError::Threshold { guardians: count, got: threshold });
        }
        Ok(Self { identities, threshold })
    }

    /// Whether that identity is one of them.
    pub fn contains(&self, guardian: IdentityId) -> bool {
        self.identities.contains(&guardian)
    }

    /// Whether so many of them are enough.
    pub fn suffices(&self, count: usize) -> bool {
        self.threshold > 0 && count >= usize::from(self.threshold)
    }
}

/// The guardians of an identity, from when on. Never deleted; the last one counts.
#[cw_serde]
pub struct GuardiansVersion {
    /// Who.
    pub guardians: Guardians,
    /// Since when, Unix seconds.
    pub since: u64,
    /// The account that applied the change.
    pub by: Addr,
}

/// An account's objection to a recovery.
#[cw_serde]
#[derive(Eq)]
pub struct Veto {
    /// The account.
    pub by: Addr,
    /// Unix seconds.
    pub at: u64,
}

/// How a recovery ended.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum RecoveryOutcome {
    /// The new account took over.
    Completed,
    /// The guardian who started it withdrew it.
    Withdrawn,
    /// The identity was recovered otherwise, or has other guardians.
    Dropped,
}

/// The end of a recovery.
#[cw_serde]
#[derive(Copy, Eq)]
pub struct RecoveryEnd {
    /// How.
    pub outcome: RecoveryOutcome,
    /// Unix seconds.
    pub at: u64,
}

/// A recovery of an identity. Never deleted.
#[cw_serde]
pub struct Recovery {
    /// Counts up from 1 for each identity.
    pub number: u32,
    /// The guardian who started it.
    pub started_by: IdentityId,
    /// Unix seconds.
    pub started_at: u64,
    /// The account that is to control the identity.
    pub account: Addr,
    /// The encryption key that is to count.
    pub encryption_key: EncryptionKey,
    /// The passkey that is to confirm; without one the identity has none afterwards.
    pub passkey: Option<Passkey>,
    /// The guardians who approved it, who started it first.
    pub approvals: Vec<IdentityId>,
    /// The objection of an account of the identity.
    pub veto: Option<Veto>,
    /// The guardians who override the veto.
    pub overrides: Vec<IdentityId>,
    /// The registrar who overrides the veto.
    pub registrar: Option<IdentityId>,
    /// From when it can be completed, Unix seconds; none while approvals are missing or a veto stands.
    pub due_at: Option<u64>,
    /// From when it counts for nothing, Unix seconds.
    pub lapses_at: u64,
    /// How it ended; none while it stands or when it lapsed.
    pub ended: Option<RecoveryEnd>,
}

impl Recovery {
    /// Whether it can still come to something.
    pub fn stands(&self, now: u64) -> bool {
        self.ended.is_none() && now < self.lapses_at
    }

    /// Whether guardians and a registrar have overridden the veto.
    pub fn is_overridden(&self) -> bool {
        self.veto.is_some() && self.due_at.is_some()
    }
}

//! Changes to an identity that take effect after a delay, so that its owner can object.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::Addr;

use super::domain::{EncryptionKey, EncryptionKeyUnchecked};
use super::recovery::Guardians;
use crate::second_factor::{Passkey, PasskeyUnchecked};
use crate::{CredentialHash, IdentityId};

/// A change to an identity that takes effect after a delay, so that its owner can object.
#[cw_serde]
pub enum ChangeUnchecked {
    /// One account more controls the identity. The new account applies it, which proves that it can sign.
    AddAccount {
        /// The new account.
        account: String,
    },
    /// One account less.
    RemoveAccount {
        /// The account to remove.
        account: String,
    },
    /// A new encryption key.
    ReplaceKey {
        /// The new key.
        key: EncryptionKeyUnchecked,
    },
    /// One passkey more confirms messages. The first one of an identity is proposed without a second factor.
    AddPasskey {
        /// The new passkey.
        passkey: PasskeyUnchecked,
    },
    /// One passkey less; never the last.
    RemovePasskey {
        /// SHA-256 of its credential id.
        credential: CredentialHash,
    },
    /// Other guardians. Recoveries under way end.
    SetGuardians {
        /// Other identities, at most 7; none means that nobody recovers the identity.
        guardians: Vec<IdentityId>,
        /// How many of them it takes; 0 of none.
        threshold: u8,
    },
}

/// [`ChangeUnchecked`] after its checks.
#[cw_serde]
pub enum Change {
    /// One account more.
    AddAccount {
        /// The new account.
        account: Addr,
    },
    /// One account less.
    RemoveAccount {
        /// The account to remove.
        account: Addr,
    },
    /// A new encryption key.
    ReplaceKey {
        /// The new key.
        key: EncryptionKey,
    },
    /// One passkey more.
    AddPasskey {
        /// The new passkey.
        passkey: Passkey,
    },
    /// One passkey less.
    RemovePasskey {
        /// SHA-256 of its credential id.
        credential: CredentialHash,
    },
    /// Other guardians.
    SetGuardians {
        /// Who, and how many of them.
        guardians: Guardians,
    },
}

/// A change that waits.
#[cw_serde]
pub struct PendingChange {
    /// Counts up from 1 for each identity.
    pub number: u32,
    /// What is to change.
    pub change: Change,
    /// The account that proposed it.
    pub proposed_by: Addr,
    /// From when it can be applied, Unix seconds. It lapses [`CHANGE_LAPSES_AFTER`] later.
    pub applies_at: u64,
    /// Whether a passkey of the identity confirmed the proposal. One that none confirmed is applied only while the
    /// identity has no passkey.
    #[serde(default)]
    pub confirmed: bool,
    /// The older account that approved it, whereupon it could be applied at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved_by: Option<Addr>,
}

impl PendingChange {
    /// From when it cannot be applied any more, Unix seconds.
    pub fn lapses_at(&self) -> u64 {
        self.applies_at.saturating_add(CHANGE_LAPSES_AFTER)
    }
}

/// Changes that may wait at once for one identity.
pub const MAX_PENDING_CHANGES: usize = 4;
/// Seconds from the proposal of a change until it can be applied (72 h).
pub const CHANGE_DELAY: u64 = 72 * 3600;
/// Seconds in which a change that is due can be applied (30 days).
pub const CHANGE_LAPSES_AFTER: u64 = 30 * 86_400;
/// Seconds that an account must have controlled the identity before it can approve a change (30 days).
pub const APPROVER_AGE: u64 = 30 * 86_400;

//! The passkeys of identities, over time.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::Addr;

use crate::CredentialHash;
use crate::second_factor::Passkey;

/// Passkeys an identity may have at once.
pub const MAX_PASSKEYS: usize = 8;

/// A passkey's time with an identity. Never deleted.
#[cw_serde]
pub struct PasskeyPeriod {
    /// The passkey.
    pub passkey: Passkey,
    /// SHA-256 of its credential id: by what it is removed.
    pub credential: CredentialHash,
    /// Since when it confirms messages, Unix seconds.
    pub added_at: u64,
    /// Until when, Unix seconds, exclusive; none while it does.
    pub removed_at: Option<u64>,
    /// The account that applied the removal.
    pub removed_by: Option<Addr>,
}

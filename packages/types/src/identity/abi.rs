//! Storage that other contracts read raw. Version 1.
//!
//! These keys and values are an ABI: a change breaks contracts that are already deployed, so it needs a new
//! version, a migration and a new golden test. What is absent never grants.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Addr, Binary};
use cw_storage_plus::{Item, Map};
use serde::{Deserialize, Serialize};

use super::domain::{Kind, Status};
use crate::second_factor::RelyingParty;
use crate::{CodeSet, CredentialHash, IdentityId, Role, RpIdHash};

/// Version of this ABI.
pub const VERSION: u16 = 1;

/// account → the identity it controls.
pub const ACCOUNTS: Map<&Addr, IdentityId> = Map::new("accounts");
/// identity → what others need to know of it in one read.
pub const IDENTITIES: Map<IdentityId, IdentityRow> = Map::new("identities");
/// practitioner → its affiliations in force, at most 8.
pub const AFFILIATIONS: Map<IdentityId, Vec<Affiliation>> = Map::new("affiliations");
/// organization → registrar, while it is one.
pub const REGISTRARS: Map<IdentityId, RegistrarRow> = Map::new("registrars");
/// (identity, SHA-256 of the credential id) → a passkey that counts.
pub const PASSKEYS: Map<(IdentityId, CredentialHash), PasskeyRow> = Map::new("passkeys");
/// The relying parties whose passkeys count, at most 8.
pub const RELYING_PARTIES: Item<Vec<RelyingParty>> = Item::new("relying_parties");

/// An identity in one row.
#[derive(Serialize, Deserialize, Clone, Copy, Debug, PartialEq, Eq)]
pub struct IdentityRow {
    /// What kind of subject.
    pub kind: Kind,
    /// Where it stands.
    pub status: Status,
    /// Until when its verification counts, Unix seconds, exclusive; 0 before the first.
    pub verified_until: u64,
    /// Until when it is frozen, Unix seconds, exclusive; 0 when it never was.
    pub frozen_until: u64,
    /// The version of the encryption key that counts.
    pub key_version: u32,
    /// The roles it may offer, when it is an organization. An affiliation in another role is not in force.
    pub roles: CodeSet<Role>,
}

impl IdentityRow {
    /// Verified, not suspended or revoked, not frozen.
    pub fn is_active(&self, now: u64) -> bool {
        self.status == Status::Active && now < self.verified_until && !self.is_frozen(now)
    }

    /// Frozen by one of its accounts.
    pub fn is_frozen(&self, now: u64) -> bool {
        now < self.frozen_until
    }
}

/// An affiliation in force.
#[cw_serde]
#[derive(Copy, Eq)]
pub struct Affiliation {
    /// Where.
    pub organization: IdentityId,
    /// As what.
    pub role: Role,
    /// Since when, Unix seconds.
    pub since: u64,
}

/// An organization that may verify identities.
#[cw_serde]
pub struct RegistrarRow {
    /// Since when, Unix seconds.
    pub since: u64,
}

/// A passkey that counts.
#[cw_serde]
#[derive(Eq)]
pub struct PasskeyRow {
    /// P-256, SEC 1 uncompressed, 65 bytes.
    pub public_key: Binary,
    /// The relying party it is bound to.
    pub rp_id_hash: RpIdHash,
    /// Since when, Unix seconds.
    pub added_at: u64,
}

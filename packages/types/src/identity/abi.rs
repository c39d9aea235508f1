//! Storage that other contracts read raw. Version 2: rows of version 1 read as rows that nobody verified since,
//! nobody merged and nobody represents; the migration fills in who verified them.
//!
//! These keys and values are an ABI: a change breaks contracts that are already deployed, so it needs a new
//! version, a migration and a new golden test. What is absent never grants.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Addr, Binary};
use cw_storage_plus::{Item, Map};
use serde::{Deserialize, Serialize};

use super::domain::{Kind, Right, Status};
use crate::second_factor::RelyingParty;
use crate::{CodeSet, Compartment, CredentialHash, IdentityId, Role, RpIdHash};

/// Version of this ABI.
pub const VERSION: u16 = 2;

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
/// Registrars whose verifications since a time count for nothing, at most [`MAX_DISTRUSTED`].
pub const DISTRUSTED: Item<Vec<Distrusted>> = Item::new("distrusted");
/// (patient, representative) → what the representative may do.
pub const REPRESENTATIVES: Map<(IdentityId, IdentityId), RepresentativeRow> = Map::new("representatives");
/// survivor → the duplicates merged into it, at most [`MAX_DUPLICATES`].
pub const DUPLICATES: Map<IdentityId, Vec<IdentityId>> = Map::new("duplicates");

/// Registrars that can be distrusted.
pub const MAX_DISTRUSTED: usize = 16;
/// Duplicates that one survivor can take in.
pub const MAX_DUPLICATES: usize = 4;

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
    /// The registrar that verified it last; none when the admin did, or nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registrar: Option<IdentityId>,
    /// When it was verified last, Unix seconds; 0 before the first.
    #[serde(default, skip_serializing_if = "is_default")]
    pub verified_at: u64,
    /// Counts up when everything that was permitted in its name ends: at a claim, a merge, a death. Consents and care
    /// relationships of another generation do not count; denials do.
    #[serde(default, skip_serializing_if = "is_default")]
    pub generation: u32,
    /// The survivor that this duplicate was merged into. The survivor acts for it, and is asked in its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<IdentityId>,
    /// Whether duplicates were merged into it: then [`DUPLICATES`] names them.
    #[serde(default, skip_serializing_if = "is_default")]
    pub has_duplicates: bool,
    /// Whether two registrars marked a death: its accounts do nothing from then on.
    #[serde(default, skip_serializing_if = "is_default")]
    pub deceased: bool,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// A duplicate's merge, as long as it lasts: a later one, into the same survivor too, is of another generation.
#[cw_serde]
#[derive(Copy, Eq)]
pub struct Merge {
    /// Who acts for the duplicate.
    pub survivor: IdentityId,
    /// The duplicate's generation that the merge began.
    pub generation: u32,
}

impl IdentityRow {
    /// The merge of which it is the duplicate.
    pub fn merge(&self) -> Option<Merge> {
        self.merged_into.map(|survivor| Merge { survivor, generation: self.generation })
    }

    /// An identity as it is registered: pending, with the first version of its key.
    pub fn pending(kind: Kind) -> Self {
        Self {
            kind,
            status: Status::Pending,
            verified_until: 0,
            frozen_until: 0,
            key_version: 1,
            roles: CodeSet::NONE,
            registrar: None,
            verified_at: 0,
            generation: 0,
            merged_into: None,
            has_duplicates: false,
            deceased: false,
        }
    }

    /// Verified, not suspended or revoked, not frozen.
    pub fn is_active(&self, now: u64) -> bool {
        self.status == Status::Active && now < self.verified_until && !self.is_frozen(now)
    }

    /// Frozen by one of its accounts or guardians, or deceased, or merged into another: nothing is done in its name.
    pub fn is_frozen(&self, now: u64) -> bool {
        now < self.frozen_until || self.deceased || self.merged_into.is_some()
    }

    /// The row without a verification that a registrar gave after it went bad.
    pub fn without_distrusted(self, distrusted: &[Distrusted]) -> Self {
        let void = |bad: &Distrusted| self.registrar == Some(bad.registrar) && bad.since <= self.verified_at;
        if distrusted.iter().any(void) { Self { verified_until: 0, ..self } } else { self }
    }
}

/// A registrar found bad, and since when.
#[cw_serde]
#[derive(Copy, Eq)]
pub struct Distrusted {
    /// Which.
    pub registrar: IdentityId,
    /// Verifications from this time on are void, Unix seconds.
    pub since: u64,
}

/// What a representative may do for a patient, and when.
#[derive(Serialize, Deserialize, Clone, Copy, Debug, PartialEq, Eq)]
pub struct RepresentativeRow {
    /// From when, Unix seconds.
    pub from: u64,
    /// Until when, Unix seconds, exclusive: the appointment's expiry, or the patient's majority if that is earlier.
    pub until: u64,
    /// Over which compartments.
    pub compartments: CodeSet<Compartment>,
    /// What.
    pub rights: CodeSet<Right>,
    /// Whether two registrars put it in dispute: it is read-only then.
    pub disputed: bool,
}

impl RepresentativeRow {
    /// Whether the representative may do this now, in some compartment.
    pub fn allows(&self, right: Right, now: u64) -> bool {
        let undisputed = !self.disputed || right == Right::Read;
        (self.from..self.until).contains(&now) && undisputed && self.rights.contains(right)
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

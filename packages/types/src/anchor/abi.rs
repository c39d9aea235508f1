//! Storage that other contracts read raw. Version 2: rows are packed, see [`chartseal_packed`]; version 1 had them as JSON,
//! which is still read, as rows whose erasure no survivor asked for.
//!
//! These keys and values are an ABI: a change breaks contracts that are already deployed, so it needs a new
//! version, a migration and a new golden test. What is absent never grants.

use chartseal_packed::PackedMap;
use cosmwasm_schema::cw_serde;

use super::domain::{Author, RecordStatus};
use crate::identity::Merge;
use crate::{ContentHash, IdentityId, Label, Quarter};

/// Version of this ABI.
pub const VERSION: u16 = 2;

/// (patient, record) → what others need to know of it in one read.
pub const RECORDS: PackedMap<(IdentityId, ContentHash), RecordRow> = PackedMap::new("records");

/// A record in one row. Also the tombstone, once it is erased.
#[cw_serde]
pub struct RecordRow {
    /// Its number among that patient's records, from 1.
    pub number: u64,
    /// What the chain sees of it.
    pub label: Label,
    /// No finer than a quarter.
    #[serde(default)]
    pub quarter: Option<Quarter>,
    /// Who wrote it.
    pub author: Author,
    /// Where it stands.
    pub status: RecordStatus,
    /// From when it counts as erased, Unix seconds; set while an erasure is under way and once it is done.
    #[serde(default)]
    pub erased_from: Option<u64>,
    /// The merge under which a survivor asked for that erasure of a duplicate's record; none when the patient did. It
    /// comes about while that merge lasts.
    #[serde(default)]
    pub asked_under: Option<Merge>,
}

impl RecordRow {
    /// Erased, or due to be: an erasure that nobody has carried out yet denies all the same. `merge` is the patient's as
    /// the identity registry has it now.
    pub fn is_erased(&self, now: u64, merge: Option<Merge>) -> bool {
        self.status == RecordStatus::Erased
            || self.erased_from.is_some_and(|from| from <= now) && self.may_come_about(merge)
    }

    /// Whether who asked for an erasure that is under way still acts for the patient.
    pub fn may_come_about(&self, merge: Option<Merge>) -> bool {
        self.asked_under.is_none() || self.asked_under == merge
    }
}

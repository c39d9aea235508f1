//! What is known of a record on the chain.

use cosmwasm_schema::cw_serde;

use crate::{Commitment, ContentHash, Hat, IdentityId, Label, Quarter};

/// A record as its author describes it.
#[cw_serde]
pub struct Descriptor {
    /// SHA-256 of the sealed bytes.
    pub record: ContentHash,
    /// How many sealed bytes.
    pub size: u64,
    /// What the chain sees of it.
    pub label: Label,
    /// When it was written or observed, no finer than a quarter.
    pub quarter: Option<Quarter>,
    /// The record that this one replaces as head of its chain of versions: one of the same author's side, current or
    /// retracted.
    pub supersedes: Option<ContentHash>,
    /// Until when the law keeps it from being erased, Unix seconds, exclusive; at most 30 years ahead. An
    /// organization's records only.
    pub retain_until: Option<u64>,
}

/// Who wrote a record: the identity, and the hat it wore.
#[cw_serde]
#[derive(Copy, Eq)]
pub struct Author {
    /// Who.
    pub identity: IdentityId,
    /// As whom.
    pub hat: Hat,
}

impl Author {
    /// The organization for which it was written; none for the patient's own.
    pub fn organization(&self) -> Option<IdentityId> {
        match self.hat {
            Hat::Organization { organization, .. } => Some(organization),
            Hat::Own {} | Hat::Representative {} => None,
        }
    }
}

/// Why a record was retracted.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum RetractionReason {
    /// Entered in error.
    EnteredInError,
    /// Written for the wrong patient.
    WrongPatient,
    /// Labelled too openly.
    Mislabelled,
}

/// Why a record must not be erased for now.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum HoldReason {
    /// A court or an authority asked for it.
    Litigation,
    /// An investigation of its authenticity or of an access.
    Investigation,
    /// Public health law.
    PublicHealth,
}

/// On what ground a record is erased.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum ErasureBasis {
    /// GDPR Art. 17(1)(b): consent withdrawn.
    ConsentWithdrawn,
    /// GDPR Art. 17(1)(a): no longer necessary.
    NoLongerNecessary,
    /// GDPR Art. 17(1)(d): unlawfully processed.
    Unlawful,
    /// The patient's own wish where no other ground is needed.
    PatientRequest,
}

/// A vault's or trustee's word that it deleted its copy.
#[cw_serde]
pub struct DeletionReceipt {
    /// The organization or service whose account reported it.
    pub reporter: IdentityId,
    /// SHA-256 of the receipt document, kept off the chain.
    pub receipt: Commitment,
    /// Unix seconds.
    pub at: u64,
}

/// What happened to a record after it became known, or to a tombstone that came first.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum Happening {
    /// Its author's side withdrew it.
    Retracted {
        /// Why.
        reason: RetractionReason,
    },
    /// It must not be erased for now.
    Held {
        /// Why.
        reason: HoldReason,
        /// Until when, Unix seconds, exclusive.
        until: u64,
        /// Whether that stopped an erasure that was under way.
        stopped_erasure: bool,
    },
    /// A hold was ended before its time.
    HoldReleased {},
    /// The patient asked to have it erased.
    ErasureRequested {
        /// On what ground.
        basis: ErasureBasis,
        /// From when it counts as erased unless stopped, Unix seconds.
        erased_from: u64,
    },
    /// The patient took that back.
    ErasureCancelled {},
    /// It became a tombstone.
    Erased {},
}

/// Where a record stands.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum RecordStatus {
    /// The current version.
    Current,
    /// Replaced by a later version; still readable.
    Superseded,
    /// Withdrawn by its author's organization, or by the patient who wrote it. A later version can replace it, and it
    /// stays retracted.
    Retracted,
    /// Gone.
    Erased,
}

/// Descriptors in one `Anchor` at most.
pub const MAX_DESCRIPTORS: usize = 100;
/// Leaves of one batch at most.
pub const MAX_BATCH: u64 = 1 << 20;
/// Longest proof: one hash for each level of the largest batch.
pub const MAX_PROOF: usize = 20;
/// Seconds from a request for erasure until the record is erased (14 days), in which any account may cancel.
pub const ERASURE_DELAY: u64 = 14 * 86_400;
/// Seconds that a hold may last at most (a year).
pub const MAX_HOLD: u64 = 365 * 86_400;
/// Seconds that a retention period may last at most (30 years).
pub const MAX_RETENTION: u64 = 30 * 365 * 86_400;
/// Receipts kept for one erased record at most.
pub const MAX_RECEIPTS: usize = 16;

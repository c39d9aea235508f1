//! Messages of the record anchor.

use cosmwasm_schema::{QueryResponses, cw_serde};

use super::domain::{
    Author, DeletionReceipt, Descriptor, ErasureBasis, HoldReason, RecordStatus, RetractionReason,
};
use crate::governance::{GovernanceMsg, GovernanceResponse};
use crate::{Commitment, ContentHash, Fingerprint, IdentityId, Label, MerkleHash, Quarter, Role, Salt};

pub use crate::governance::{InstantiateMsg, MigrateMsg};

/// A leaf of a batch: what was committed to before anybody knew of it.
///
/// [`super::leaf_bytes`] gives its bytes for the tree.
#[cw_serde]
pub struct Leaf {
    /// Whose record.
    pub patient: IdentityId,
    /// The record.
    pub descriptor: Descriptor,
    /// 32 random bytes, so that the root tells nothing of records never opened.
    pub salt: Salt,
}

/// What the record anchor does.
#[cw_serde]
pub enum ExecuteMsg {
    /// Makes up to 100 records of one patient known. The sender holds a live ticket to write for that patient
    /// which covers every label.
    Anchor {
        /// Whose records.
        patient: IdentityId,
        /// The ticket (see access-control `Open` with the action `write`).
        ticket: u64,
        /// The records.
        records: Vec<Descriptor>,
    },
    /// An organization commits to up to 2^20 records in one transaction. Sent by one of its accounts, or by an
    /// affiliate in a role there with a good certificate. The response data is the batch number as JSON.
    AnchorBatch {
        /// For which organization.
        organization: IdentityId,
        /// In which role, unless the organization's own account sends it.
        role: Option<Role>,
        /// The sender's certificate, with a role.
        certificate: Option<Fingerprint>,
        /// RFC 9162 root over the leaves.
        root: MerkleHash,
        /// How many leaves, 1 to 2^20.
        size: u64,
    },
    /// Makes a record of a batch known: by a holder of a live write ticket of the batch's organization, or by the
    /// patient, who confirms it.
    ProveRecord {
        /// The batch.
        batch: u64,
        /// Which leaf, from 0.
        index: u64,
        /// The leaf itself.
        leaf: Leaf,
        /// RFC 9162 inclusion proof, from the leaf's sibling up.
        proof: Vec<MerkleHash>,
        /// The write ticket; none when the patient confirms.
        ticket: Option<u64>,
    },
    /// The author's organization withdraws the head of a chain of versions. Sent by a holder of a live write ticket
    /// of that organization for that patient, or by the organization's own account.
    Retract {
        /// Whose record.
        patient: IdentityId,
        /// Which.
        record: ContentHash,
        /// Why.
        reason: RetractionReason,
    },
    /// The author's organization or the admin stops erasure until a time, at most a year ahead.
    Hold {
        /// Whose record.
        patient: IdentityId,
        /// Which.
        record: ContentHash,
        /// Why.
        reason: HoldReason,
        /// Until when, Unix seconds.
        until: u64,
    },
    /// Who placed the hold, or the admin, ends it.
    ReleaseHold {
        /// Whose record.
        patient: IdentityId,
        /// Which.
        record: ContentHash,
    },
    /// The patient has a record erased, 14 days from now: not against retention or a hold. A record of a batch that
    /// was never made known can be named too; its tombstone then comes first.
    Erase {
        /// Whose record.
        patient: IdentityId,
        /// Which.
        record: ContentHash,
        /// On what ground.
        basis: ErasureBasis,
    },
    /// Any account of the patient cancels an erasure that has not come about.
    CancelErasure {
        /// Whose record.
        patient: IdentityId,
        /// Which.
        record: ContentHash,
    },
    /// Anybody turns an erasure whose time has come into a tombstone.
    CompleteErasure {
        /// Whose record.
        patient: IdentityId,
        /// Which.
        record: ContentHash,
    },
    /// A vault's or trustee's organization or service reports that its copy of an erased record is gone.
    ReportDeletion {
        /// Whose record.
        patient: IdentityId,
        /// Which.
        record: ContentHash,
        /// SHA-256 of the receipt document.
        receipt: Commitment,
    },
    /// What every contract does alike.
    Governance(GovernanceMsg),
}

/// What the record anchor tells.
#[cw_serde]
#[derive(QueryResponses)]
pub enum QueryMsg {
    /// A record.
    #[returns(RecordResponse)]
    Record {
        /// Whose.
        patient: IdentityId,
        /// Which.
        record: ContentHash,
    },
    /// A patient's records, in the order in which they became known.
    #[returns(RecordsResponse)]
    Records {
        /// Whose.
        patient: IdentityId,
        /// After this number.
        start_after: Option<u64>,
        /// At most 100, 10 unless told.
        limit: Option<u32>,
    },
    /// The chain of versions that a record belongs to, oldest first, around that record.
    #[returns(Vec<RecordResponse>)]
    Versions {
        /// Whose.
        patient: IdentityId,
        /// A version of it.
        record: ContentHash,
        /// At most 100, 10 unless told.
        limit: Option<u32>,
    },
    /// A batch.
    #[returns(BatchResponse)]
    Batch {
        /// Its number.
        batch: u64,
    },
    /// Batches of all organizations.
    #[returns(Vec<BatchResponse>)]
    Batches {
        /// After this one.
        start_after: Option<u64>,
        /// At most 100, 10 unless told.
        limit: Option<u32>,
    },
    /// Who governs the contract.
    #[returns(GovernanceResponse)]
    Governance {},
}

/// A record as it stands now.
#[cw_serde]
pub struct RecordResponse {
    /// Whose.
    pub patient: IdentityId,
    /// Its number among that patient's records, from 1.
    pub number: u64,
    /// SHA-256 of the sealed bytes.
    pub record: ContentHash,
    /// How many sealed bytes.
    pub size: u64,
    /// What the chain sees of it.
    pub label: Label,
    /// No finer than a quarter.
    pub quarter: Option<Quarter>,
    /// Who wrote it.
    pub author: Author,
    /// Where it stands.
    pub status: RecordStatus,
    /// What it replaces.
    pub supersedes: Option<ContentHash>,
    /// What replaced it.
    pub superseded_by: Option<ContentHash>,
    /// The batch it was proven from.
    pub batch: Option<u64>,
    /// Unix seconds.
    pub anchored_at: u64,
    /// Retention by law.
    pub retain_until: Option<u64>,
    /// A hold in force.
    pub hold: Option<HoldResponse>,
    /// Why it was retracted, and when.
    pub retraction: Option<RetractionResponse>,
    /// Its erasure, asked for or done.
    pub erasure: Option<ErasureResponse>,
}

/// A hold.
#[cw_serde]
pub struct HoldResponse {
    /// Why.
    pub reason: HoldReason,
    /// Until when, Unix seconds.
    pub until: u64,
}

/// A retraction.
#[cw_serde]
pub struct RetractionResponse {
    /// Why.
    pub reason: RetractionReason,
    /// When, Unix seconds.
    pub at: u64,
}

/// An erasure: asked for, due, done.
#[cw_serde]
pub struct ErasureResponse {
    /// On what ground.
    pub basis: ErasureBasis,
    /// When it was asked for, Unix seconds.
    pub requested_at: u64,
    /// From when it counts, Unix seconds.
    pub erased_from: u64,
    /// Who reported that copies are gone.
    pub receipts: Vec<DeletionReceipt>,
}

/// A page of records.
#[cw_serde]
pub struct RecordsResponse {
    /// The records.
    pub records: Vec<RecordResponse>,
    /// How many that patient has in all.
    pub total: u64,
}

/// A batch.
#[cw_serde]
pub struct BatchResponse {
    /// Its number, from 1.
    pub batch: u64,
    /// Whose.
    pub organization: IdentityId,
    /// RFC 9162 root.
    pub root: MerkleHash,
    /// How many leaves.
    pub size: u64,
    /// Unix seconds.
    pub anchored_at: u64,
}

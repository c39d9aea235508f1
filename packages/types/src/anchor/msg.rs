//! Messages of the record anchor.

use cosmwasm_schema::{QueryResponses, cw_serde};
use cosmwasm_std::{Addr, Binary};

use super::domain::{
    Author, DeletionReceipt, Descriptor, ErasureBasis, Happening, HoldReason, RecordStatus, RetractionReason,
};
use crate::governance::{GovernanceMsg, GovernanceResponse};
use crate::second_factor::{Assertion, Confirmable};
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
    /// Makes up to 100 records of one patient known. The sender holds a live ticket to write for that patient which
    /// covers each: by its label, or because it is the next version, under the same label, of a record that the
    /// ticket names. A record that is replaced is covered as well, by its label or by its name.
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
    /// Makes a record of a batch known: by a holder of a live write ticket of the batch's organization which covers
    /// it as in `anchor`, or by the patient, who confirms it. Its author is who anchored the batch. For a duplicate that
    /// was merged, here and below, the patient is the survivor.
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
    /// Withdraws the head of a chain of versions. Sent by the own account of the author's organization, or by the
    /// author with a good certificate while affiliated there in the role it wrote in; what a patient wrote, the patient
    /// withdraws.
    Retract {
        /// Whose record.
        patient: IdentityId,
        /// Which.
        record: ContentHash,
        /// Why.
        reason: RetractionReason,
        /// The author's certificate, when the author itself withdraws what it wrote at an organization.
        certificate: Option<Fingerprint>,
    },
    /// The author's organization, by its own account, or the admin stops erasure until a time, at most a year ahead. An
    /// erasure under way ends with it. A hold can be renewed by who placed it; the admin's gives way to nobody's.
    Hold {
        /// Whose record.
        patient: IdentityId,
        /// Which.
        record: ContentHash,
        /// Why.
        reason: HoldReason,
        /// Until when, Unix seconds, exclusive.
        until: u64,
    },
    /// The author's organization, by its own account, ends its hold; the admin ends any. An erasure that it
    /// stopped has to be asked for again.
    ReleaseHold {
        /// Whose record.
        patient: IdentityId,
        /// Which.
        record: ContentHash,
    },
    /// The patient has a record erased, 14 days from now: not against retention or a hold, and only inside `confirmed`. A
    /// record of a batch that was never made known can be named too; its tombstone then comes first. What a survivor asks
    /// for a duplicate's record ends when the merge is taken back before it is carried out.
    Erase {
        /// Whose record.
        patient: IdentityId,
        /// Which.
        record: ContentHash,
        /// On what ground.
        basis: ErasureBasis,
    },
    /// Any account of the patient cancels an erasure that has not come about, also while frozen. A merged duplicate's own
    /// accounts do so beside the survivor's.
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
    /// A message of this contract, confirmed by a passkey of the sender's identity. Any but `confirmed` and `governance`
    /// can be; `erase` has to be, and
    /// `anchor_batch` where policy says so.
    Confirmed {
        /// The message as JSON: the very bytes that the assertion is about.
        message: Binary,
        /// The passkey's assertion.
        assertion: Assertion,
    },
    /// What every contract does alike.
    Governance(GovernanceMsg),
}

impl Confirmable for ExecuteMsg {
    fn is_confirmable(&self) -> bool {
        !matches!(self, Self::Confirmed { .. } | Self::Governance(_))
    }
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
    /// What happened to a record since it became known, oldest first. Never edited.
    #[returns(Vec<HistoryEntry>)]
    History {
        /// Whose.
        patient: IdentityId,
        /// Which.
        record: ContentHash,
        /// After this entry.
        start_after: Option<u32>,
        /// At most 100, 10 unless told.
        limit: Option<u32>,
    },
    /// The erasure of a record, asked for or done; also of one that was never made known.
    #[returns(Option<ErasureResponse>)]
    Erasure {
        /// Whose.
        patient: IdentityId,
        /// Which.
        record: ContentHash,
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
    /// The nonce that an identity's next assertion for this contract has to carry: how many it has confirmed here.
    #[returns(u64)]
    SecondFactorNonce {
        /// Which identity.
        identity: IdentityId,
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
    /// How many sealed bytes; none once it is erased.
    pub size: Option<u64>,
    /// What the chain sees of it.
    pub label: Label,
    /// No finer than a quarter; none once it is erased.
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
    /// Retention by law, Unix seconds, exclusive.
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
    /// Until when, Unix seconds, exclusive.
    pub until: u64,
    /// When it was placed, Unix seconds.
    pub placed_at: u64,
    /// Whether the admin placed it; the author's organization otherwise.
    pub by_admin: bool,
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
    /// Who asked for it: the patient, or the survivor that the patient is merged into.
    pub requested_by: IdentityId,
    /// When it was asked for, Unix seconds.
    pub requested_at: u64,
    /// From when it counts, Unix seconds, whether or not anybody completed it.
    pub erased_from: u64,
    /// Whether that time has come.
    pub due: bool,
    /// When it was turned into a tombstone, Unix seconds.
    pub completed_at: Option<u64>,
    /// Who reported that copies are gone, in the order of their identities.
    pub receipts: Vec<DeletionReceipt>,
}

/// One thing that happened to a record.
#[cw_serde]
pub struct HistoryEntry {
    /// Counts up from 1 for each record.
    pub number: u32,
    /// What.
    pub happening: Happening,
    /// The account that did it.
    pub by: Addr,
    /// Unix seconds.
    pub at: u64,
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
    /// Who anchored it, and as whom: the author of its records. The organization's own account counts as its records
    /// clerk.
    pub author: Author,
    /// RFC 9162 root.
    pub root: MerkleHash,
    /// How many leaves.
    pub size: u64,
    /// Unix seconds.
    pub anchored_at: u64,
}

//! Storage. Nothing outside this file knows a key.
//!
//! Namespaces: `records` (the ABI that others read raw, see `chartseal_types::anchor::abi`), `details`, `erasures`,
//! `receipts`, `history`, `batches`, `batch_count`; `governance__…` and `second_factor__…` belong to shared
//! parts.
//!
//! A write costs 30 gas a byte, so what a record always has is two packed rows, and what is rare has rows of its own. A
//! patient's last record tells how many there are; version 0.1 kept `counts`, which nothing reads any more.

use chartseal_packed::PackedMap;
use chartseal_types::anchor::abi::{RECORDS, RecordRow};
use chartseal_types::anchor::{
    Author, DeletionReceipt, Happening, HistoryEntry, HoldResponse, RetractionResponse,
};
use chartseal_types::{Commitment, ContentHash, Hat, IdentityId, MerkleHash, Role};
use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Addr, Order, StdError, StdResult, Storage};
use cw_storage_plus::{Bound, Item, Map};

use crate::domain::Erasure;

const DETAILS: PackedMap<(IdentityId, u64), Detail> = PackedMap::new("details");
const ERASURES: Map<(IdentityId, ContentHash), Erasure> = Map::new("erasures");
const RECEIPTS: Map<(IdentityId, ContentHash, IdentityId), Receipt> = Map::new("receipts");
const HISTORY: Map<(IdentityId, ContentHash, u32), Entry> = Map::new("history");
const BATCHES: Map<u64, Batch> = Map::new("batches");
const BATCH_COUNT: Item<u64> = Item::new("batch_count");

/// What nobody else needs to know of a record at a decision.
#[cw_serde]
pub struct Detail {
    pub record: ContentHash,
    pub anchored_at: u64,
    #[serde(default)]
    pub size: Option<u64>,
    #[serde(default)]
    pub supersedes: Option<ContentHash>,
    #[serde(default)]
    pub superseded_by: Option<ContentHash>,
    #[serde(default)]
    pub batch: Option<u64>,
    #[serde(default)]
    pub retain_until: Option<u64>,
    #[serde(default)]
    pub retraction: Option<RetractionResponse>,
    #[serde(default)]
    pub hold: Option<HoldResponse>,
}

impl Detail {
    /// The hold, while it is in force.
    pub fn hold_in_force(&self, now: u64) -> Option<&HoldResponse> {
        self.hold.as_ref().filter(|hold| now < hold.until)
    }
}

/// A record with all that is known of it.
pub struct Record {
    pub row: RecordRow,
    pub detail: Detail,
}

/// A batch.
#[cw_serde]
pub struct Batch {
    pub organization: IdentityId,
    /// Who anchored it, and in which role there.
    pub by: IdentityId,
    pub role: Role,
    pub root: MerkleHash,
    pub size: u64,
    pub at: u64,
}

impl Batch {
    /// The author of its records.
    pub fn author(&self) -> Author {
        let Self { organization, by, role, .. } = *self;
        Author { identity: by, hat: Hat::Organization { organization, role } }
    }
}

#[cw_serde]
struct Receipt {
    receipt: Commitment,
    at: u64,
}

#[cw_serde]
struct Entry {
    happening: Happening,
    by: Addr,
    at: u64,
}

pub fn row(storage: &dyn Storage, patient: IdentityId, record: ContentHash) -> StdResult<Option<RecordRow>> {
    RECORDS.may_load(storage, (patient, record))
}

pub fn record(storage: &dyn Storage, patient: IdentityId, record: ContentHash) -> StdResult<Option<Record>> {
    let Some(row) = row(storage, patient, record)? else { return Ok(None) };
    let detail = DETAILS.load(storage, (patient, row.number))?;
    Ok(Some(Record { row, detail }))
}

pub fn save_record(storage: &mut dyn Storage, patient: IdentityId, record: &Record) -> StdResult<()> {
    RECORDS.save(storage, (patient, record.detail.record), &record.row)?;
    DETAILS.save(storage, (patient, record.row.number), &record.detail)
}

/// How many records a patient has.
pub fn count(storage: &dyn Storage, patient: IdentityId) -> StdResult<u64> {
    Ok(DETAILS.keys(storage, patient, None, Order::Descending).next().transpose()?.unwrap_or_default())
}

pub fn records(
    storage: &dyn Storage,
    patient: IdentityId,
    start_after: Option<u64>,
    limit: usize,
) -> StdResult<Vec<Record>> {
    DETAILS
        .keys(storage, patient, start_after, Order::Ascending)
        .take(limit)
        .map(|number| {
            let detail = DETAILS.load(storage, (patient, number?))?;
            Ok(Record { row: RECORDS.load(storage, (patient, detail.record))?, detail })
        })
        .collect()
}

pub fn erasure(
    storage: &dyn Storage,
    patient: IdentityId,
    record: ContentHash,
) -> StdResult<Option<Erasure>> {
    ERASURES.may_load(storage, (patient, record))
}

pub fn save_erasure(
    storage: &mut dyn Storage,
    patient: IdentityId,
    record: ContentHash,
    erasure: &Erasure,
) -> StdResult<()> {
    ERASURES.save(storage, (patient, record), erasure)
}

/// Ends an erasure that never came about; the history keeps that it was asked for.
pub fn end_erasure(storage: &mut dyn Storage, patient: IdentityId, record: ContentHash) {
    ERASURES.remove(storage, (patient, record));
}

/// The receipts of a record, at most [`chartseal_types::anchor::MAX_RECEIPTS`].
pub fn receipts(
    storage: &dyn Storage,
    patient: IdentityId,
    record: ContentHash,
) -> StdResult<Vec<DeletionReceipt>> {
    RECEIPTS
        .prefix((patient, record))
        .range(storage, None, None, Order::Ascending)
        .map(|entry| {
            let (reporter, Receipt { receipt, at }) = entry?;
            Ok(DeletionReceipt { reporter, receipt, at })
        })
        .collect()
}

pub fn save_receipt(
    storage: &mut dyn Storage,
    patient: IdentityId,
    record: ContentHash,
    DeletionReceipt { reporter, receipt, at }: &DeletionReceipt,
) -> StdResult<()> {
    RECEIPTS.save(storage, (patient, record, *reporter), &Receipt { receipt: *receipt, at: *at })
}

/// Adds to a record's history.
pub fn note(
    storage: &mut dyn Storage,
    patient: IdentityId,
    record: ContentHash,
    happening: Happening,
    by: &Addr,
    at: u64,
) -> StdResult<()> {
    let last = HISTORY.prefix((patient, record)).keys(storage, None, None, Order::Descending).next();
    let number = last.transpose()?.unwrap_or_default().checked_add(1);
    let number = number.ok_or_else(|| StdError::msg("a record's history is full"))?;
    HISTORY.save(storage, (patient, record, number), &Entry { happening, by: by.clone(), at })
}

pub fn history(
    storage: &dyn Storage,
    patient: IdentityId,
    record: ContentHash,
    start_after: Option<u32>,
    limit: usize,
) -> StdResult<Vec<HistoryEntry>> {
    HISTORY
        .prefix((patient, record))
        .range(storage, start_after.map(Bound::exclusive), None, Order::Ascending)
        .take(limit)
        .map(|entry| {
            let (number, Entry { happening, by, at }) = entry?;
            Ok(HistoryEntry { number, happening, by, at })
        })
        .collect()
}

pub fn batch(storage: &dyn Storage, batch: u64) -> StdResult<Option<Batch>> {
    BATCHES.may_load(storage, batch)
}

/// Adds a batch and gives its number.
pub fn add_batch(storage: &mut dyn Storage, batch: &Batch) -> StdResult<u64> {
    let number = BATCH_COUNT.may_load(storage)?.unwrap_or_default() + 1;
    BATCH_COUNT.save(storage, &number)?;
    BATCHES.save(storage, number, batch)?;
    Ok(number)
}

pub fn batches(
    storage: &dyn Storage,
    start_after: Option<u64>,
    limit: usize,
) -> StdResult<Vec<(u64, Batch)>> {
    BATCHES.range(storage, start_after.map(Bound::exclusive), None, Order::Ascending).take(limit).collect()
}

//! Erasures: asked for, due, done.

use chartseal_types::ContentHash;
use chartseal_types::anchor::{ERASURE_DELAY, ErasureBasis, MAX_RECEIPTS};
use chartseal_types::identity::Merge;
use chartseal_types::{IdentityId, anchor::HoldResponse};
use cosmwasm_schema::cw_serde;
use thiserror::Error;

/// A record cannot be erased, or an erasure not cancelled, completed or reported.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ErasureError {
    /// It was asked for already.
    #[error("the erasure of {record} is under way and counts from {erased_from} (Unix seconds)")]
    UnderWay {
        /// Which record.
        record: ContentHash,
        /// From when it counts.
        erased_from: u64,
    },
    /// It has come about.
    #[error("record {record} is erased since {since} (Unix seconds); that cannot be taken back or repeated")]
    Done {
        /// Which record.
        record: ContentHash,
        /// Since when.
        since: u64,
    },
    /// The law keeps it.
    #[error("the law keeps {record} until {until} (Unix seconds); ask for its erasure after that")]
    Retained {
        /// Which record.
        record: ContentHash,
        /// Until when.
        until: u64,
    },
    /// A hold keeps it.
    #[error("a hold keeps {record} until {until} (Unix seconds); the query `record` says why")]
    Held {
        /// Which record.
        record: ContentHash,
        /// Until when.
        until: u64,
    },
    /// Nobody asked for it.
    #[error("expected an erasure of {record} under way, but none was asked for; the patient sends `erase`")]
    NotRequested {
        /// Which record.
        record: ContentHash,
    },
    /// Its time has not come.
    #[error("the erasure of {record} counts from {erased_from} (Unix seconds); come back then")]
    NotDue {
        /// Which record.
        record: ContentHash,
        /// From when it counts.
        erased_from: u64,
    },
    /// The reporter did so before.
    #[error("expected one receipt a reporter, got a second from {reporter} for {record}")]
    ReportedBefore {
        /// Which record.
        record: ContentHash,
        /// Who.
        reporter: IdentityId,
    },
    /// The list of receipts is full.
    #[error("record {record} has {MAX_RECEIPTS} receipts already, the most that are kept")]
    TooManyReceipts {
        /// Which record.
        record: ContentHash,
    },
}

/// An erasure as it is stored.
#[cw_serde]
#[derive(Copy, Eq)]
pub struct Erasure {
    /// On what ground.
    pub basis: ErasureBasis,
    /// When it was asked for, Unix seconds.
    pub requested_at: u64,
    /// From when it counts, Unix seconds.
    pub erased_from: u64,
    /// When somebody turned the record into a tombstone, Unix seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub completed_at: Option<u64>,
    /// The merge under which a survivor asked for it; none when the patient did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked_under: Option<Merge>,
}

/// What decides whether a record can be erased. One that was never made known has no retention and no hold.
#[derive(Debug, Clone, Copy)]
pub struct ErasureFacts<'a> {
    /// Which record.
    pub record: ContentHash,
    /// An erasure asked for before.
    pub before: Option<&'a Erasure>,
    /// Retention by law, Unix seconds, exclusive.
    pub retain_until: Option<u64>,
    /// The hold in force.
    pub hold: Option<&'a HoldResponse>,
    /// The merge under which a survivor asks; none when the patient does.
    pub asked_under: Option<Merge>,
}

impl Erasure {
    /// A new erasure, unless there is one, or retention or a hold forbids it.
    pub fn request(facts: ErasureFacts<'_>, basis: ErasureBasis, now: u64) -> Result<Self, ErasureError> {
        let record = facts.record;
        if let Some(before) = facts.before {
            before.ensure_under_way(record, now)?;
            return Err(ErasureError::UnderWay { record, erased_from: before.erased_from });
        }
        if let Some(until) = facts.retain_until.filter(|until| now < *until) {
            return Err(ErasureError::Retained { record, until });
        }
        if let Some(hold) = facts.hold {
            return Err(ErasureError::Held { record, until: hold.until });
        }
        let erased_from = now.saturating_add(ERASURE_DELAY);
        let asked_under = facts.asked_under;
        Ok(Self { basis, requested_at: now, erased_from, completed_at: None, asked_under })
    }

    /// Who asked for it.
    pub fn requested_by(&self, patient: IdentityId) -> IdentityId {
        self.asked_under.map_or(patient, |merge| merge.survivor)
    }

    /// Whether it was carried out, or who asked for it acts for the patient, whose merge this is now.
    pub fn stands(&self, merge: Option<Merge>) -> bool {
        self.completed_at.is_some() || self.asked_under.is_none() || self.asked_under == merge
    }

    /// Whether it counts, completed or not.
    pub fn is_due(&self, now: u64) -> bool {
        self.erased_from <= now
    }

    /// Refuses once it counts.
    pub fn ensure_under_way(&self, record: ContentHash, now: u64) -> Result<(), ErasureError> {
        if self.is_due(now) { Err(ErasureError::Done { record, since: self.erased_from }) } else { Ok(()) }
    }

    /// Refuses until it counts.
    pub fn ensure_due(&self, record: ContentHash, now: u64) -> Result<(), ErasureError> {
        if self.is_due(now) {
            Ok(())
        } else {
            Err(ErasureError::NotDue { record, erased_from: self.erased_from })
        }
    }

    /// The erasure carried out, once and not before it counts.
    pub fn complete(self, record: ContentHash, now: u64) -> Result<Self, ErasureError> {
        self.ensure_due(record, now)?;
        match self.completed_at {
            Some(_) => Err(ErasureError::Done { record, since: self.erased_from }),
            None => Ok(Self { completed_at: Some(now), ..self }),
        }
    }
}

//! A patient's rule: permit or deny, for whom, over what, for what, how long.

use cosmwasm_schema::cw_serde;
use thiserror::Error;

use crate::set::sorted;
use crate::{
    Action, Category, Code, CodeSet, Commitment, Compartment, Confidentiality, ContentHash, IdentityId,
    Purpose, Quarter, Role, Selection, SelectionError,
};

/// Whether a consent opens or closes.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum Effect {
    /// It opens.
    Permit,
    /// It closes, and beats every permit.
    Deny,
}

/// Whom a consent is about.
#[cw_serde]
#[derive(Copy, Eq, Hash)]
pub enum Grantee {
    /// Everyone.
    Everyone {},
    /// One identity, whatever hat it wears.
    Identity {
        /// Which.
        identity: IdentityId,
    },
    /// All active affiliates of an organization.
    Organization {
        /// Which.
        organization: IdentityId,
    },
    /// A role at an organization.
    Role {
        /// Where.
        organization: IdentityId,
        /// As what.
        role: Role,
    },
}

/// Clinical quarters, both ends included.
#[cw_serde]
#[derive(Copy, Eq)]
pub struct ClinicalPeriod {
    /// From this quarter.
    pub from: Quarter,
    /// To this one.
    pub to: Quarter,
}

/// What a consent says, as the patient sends it.
#[cw_serde]
pub struct TermsUnchecked {
    /// Permit or deny.
    pub effect: Effect,
    /// Whom it is about.
    pub grantee: Grantee,
    /// Which categories.
    pub categories: Selection<Category>,
    /// Which compartments.
    pub compartments: Selection<Compartment>,
    /// A permit: records up to this confidentiality. A deny: records from `U` up to this one; `V` for all.
    pub max_confidentiality: Confidentiality,
    /// For which purposes.
    pub purposes: Selection<Purpose>,
    /// To do what.
    pub actions: Selection<Action>,
    /// Which records; at most 20 when they are named.
    pub records: Selection<ContentHash>,
    /// From when, Unix seconds; now unless told.
    pub valid_from: Option<u64>,
    /// Until when, Unix seconds, exclusive; without end unless told. What a representative permits ends by the end of the
    /// appointment, and at that unless told.
    pub valid_until: Option<u64>,
    /// Only records of these quarters. A record without a quarter is not covered by a permit, and is by a deny.
    pub clinical_period: Option<ClinicalPeriod>,
    /// How many tickets a permit gives; without bound unless told. A deny has none.
    pub uses: Option<u32>,
    /// Salted commitment to the insurance claim that the consent is for.
    pub claim: Option<Commitment>,
}

/// What a consent says, checked and compact: this is how it is stored, packed.
#[derive(serde::Serialize, serde::Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Permit or deny.
    pub effect: Effect,
    /// Whom it is about.
    pub grantee: Grantee,
    /// Which categories.
    pub categories: CodeSet<Category>,
    /// Which compartments.
    pub compartments: CodeSet<Compartment>,
    /// Up to this confidentiality.
    pub max_confidentiality: Confidentiality,
    /// For which purposes.
    pub purposes: CodeSet<Purpose>,
    /// To do what.
    pub actions: CodeSet<Action>,
    /// The records named; none for all.
    pub records: Option<Vec<ContentHash>>,
    /// From when, Unix seconds.
    pub valid_from: u64,
    /// Until when, Unix seconds, exclusive.
    pub valid_until: Option<u64>,
    /// Only records of these quarters.
    pub clinical_period: Option<ClinicalPeriod>,
    /// How many tickets a permit gives in all.
    pub uses: Option<u32>,
    /// The claim it is for.
    pub claim: Option<Commitment>,
}

/// Records that one consent may name.
pub const MAX_NAMED_RECORDS: usize = 20;
/// Denials in force of one patient at most.
pub const MAX_DENIALS: usize = 32;
/// Of those, kept for the patient's own.
pub const OWN_DENIALS: usize = 8;
/// Permits in force of one patient for one grantee at most.
pub const MAX_PERMITS: usize = 16;

/// What is wrong with the terms of a consent.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TermsError {
    /// A selection is empty, repeats or is too long.
    #[error(transparent)]
    Selection(#[from] SelectionError),
    /// The period ends before it begins, or has ended.
    #[error("expected `valid_until` after `valid_from` and in the future, got {until} with {from} at {now}")]
    Period {
        /// From when.
        from: u64,
        /// Until when.
        until: u64,
        /// The time of the block.
        now: u64,
    },
    /// The quarters are the wrong way round.
    #[error("expected a clinical period from an earlier to a later quarter, got {from} to {to}; swap them")]
    ClinicalPeriod {
        /// From.
        from: Quarter,
        /// To.
        to: Quarter,
    },
    /// No uses at all, or uses of a deny.
    #[error(
        "expected at least one use on a permit and none on a deny, got {got}; leave `uses` out for no bound"
    )]
    Uses {
        /// What came.
        got: u32,
    },
}

impl TermsUnchecked {
    /// Checks the terms at a time and makes them compact.
    pub fn check(self, now: u64) -> Result<Terms, TermsError> {
        let valid_from = self.valid_from.unwrap_or(now);
        if let Some(until) = self.valid_until
            && (until <= valid_from || until <= now)
        {
            return Err(TermsError::Period { from: valid_from, until, now });
        }
        if let Some(ClinicalPeriod { from, to }) = self.clinical_period
            && from > to
        {
            return Err(TermsError::ClinicalPeriod { from, to });
        }
        if let Some(got) = self.uses
            && (got == 0 || self.effect == Effect::Deny)
        {
            return Err(TermsError::Uses { got });
        }
        Ok(Terms {
            effect: self.effect,
            grantee: self.grantee,
            categories: self.categories.to_set("category")?,
            compartments: self.compartments.to_set("compartment")?,
            max_confidentiality: self.max_confidentiality,
            purposes: self.purposes.to_set("purpose")?,
            actions: self.actions.to_set("action")?,
            records: named(self.records)?,
            valid_from,
            valid_until: self.valid_until,
            clinical_period: self.clinical_period,
            uses: self.uses,
            claim: self.claim,
        })
    }
}

fn named(records: Selection<ContentHash>) -> Result<Option<Vec<ContentHash>>, SelectionError> {
    let what = "record";
    let Selection::Only(records) = records else { return Ok(None) };
    let got = records.len();
    if got == 0 {
        return Err(SelectionError::Empty { what });
    }
    if got > MAX_NAMED_RECORDS {
        return Err(SelectionError::TooMany { what, max: MAX_NAMED_RECORDS, got });
    }
    sorted(records, |record| *record).map(Some).map_err(|_| SelectionError::Repeated { what })
}

impl Terms {
    /// The terms as they read in messages and answers.
    pub fn to_unchecked(&self) -> TermsUnchecked {
        TermsUnchecked {
            effect: self.effect,
            grantee: self.grantee,
            categories: selection(self.categories, &Category::ALL),
            compartments: selection(self.compartments, &Compartment::all()),
            max_confidentiality: self.max_confidentiality,
            purposes: selection(self.purposes, &Purpose::ALL),
            actions: selection(self.actions, &Action::ALL),
            records: self.records.clone().map_or(Selection::All {}, Selection::Only),
            valid_from: Some(self.valid_from),
            valid_until: self.valid_until,
            clinical_period: self.clinical_period,
            uses: self.uses,
            claim: self.claim,
        }
    }
}

fn selection<T: Code>(set: CodeSet<T>, all: &[T]) -> Selection<T> {
    if set == CodeSet::ALL { Selection::All {} } else { Selection::Only(set.select(all)) }
}

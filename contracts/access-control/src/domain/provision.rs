//! What of a consent decides, compact: the rows that every decision reads hold these.

use chartseal_guard::{Check, holds};
use chartseal_types::access::{ClinicalPeriod, Effect, Terms};
use chartseal_types::{
    Action, Category, CodeSet, Compartment, Confidentiality, ContentHash, Label, Purpose, Quarter,
};
use serde::{Deserialize, Serialize};

/// A consent without what is read only where a rule names it: the records it names and the uses it has left.
#[derive(Serialize, Deserialize, Clone, Copy, Debug, PartialEq, Eq)]
#[serde(from = "Stored", into = "Stored")]
pub struct Provision {
    /// The consent's number.
    pub number: u32,
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
    /// From when, Unix seconds.
    pub valid_from: u64,
    /// Until when, Unix seconds, exclusive.
    pub valid_until: Option<u64>,
    /// Only records of these quarters.
    pub clinical_period: Option<ClinicalPeriod>,
    /// Whether its uses are bounded.
    pub bounded: bool,
    /// Whether it names records.
    pub names: bool,
}

/// The first of the record's facts that a consent looks at, whichever record it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scope {
    /// What the chain sees of it.
    pub label: Label,
    /// When it was written or observed.
    pub quarter: Option<Quarter>,
}

impl Provision {
    /// What of these terms decides.
    pub fn of(number: u32, terms: &Terms) -> Self {
        Self {
            number,
            categories: terms.categories,
            compartments: terms.compartments,
            max_confidentiality: terms.max_confidentiality,
            purposes: terms.purposes,
            actions: terms.actions,
            valid_from: terms.valid_from,
            valid_until: terms.valid_until,
            clinical_period: terms.clinical_period,
            bounded: terms.uses.is_some(),
            names: terms.records.is_some(),
        }
    }

    /// The same over every compartment. Compartments are numbered by each identity's own secret, so that a denial of one
    /// identity says nothing of which compartments it means among the records of another it was merged with.
    pub fn in_every_compartment(self) -> Self {
        Self { compartments: CodeSet::ALL, ..self }
    }

    /// Whether its period is over for good.
    pub fn is_over(&self, now: u64) -> bool {
        self.valid_until.is_some_and(|until| until <= now)
    }

    /// Whether it is in force and speaks of this purpose and action.
    pub fn answers(&self, now: u64, purpose: Purpose, action: Action) -> bool {
        holds(Check::ConsentStart, self.valid_from <= now)
            && holds(Check::ConsentEnd, !self.is_over(now))
            && self.purposes.contains(purpose)
            && self.actions.contains(action)
    }

    /// Whether it speaks of records of this label and quarter. A record without a quarter lies outside the clinical
    /// period of a permit and inside that of a deny: what is not known never grants.
    pub fn covers(&self, effect: Effect, scope: Scope) -> bool {
        let in_period = match (self.clinical_period, scope.quarter) {
            (None, _) => true,
            (Some(period), Some(quarter)) => (period.from..=period.to).contains(&quarter),
            (Some(_), None) => effect == Effect::Deny,
        };
        in_period
            && self.categories.contains(scope.label.category)
            && self.compartments.contains(scope.label.compartment)
            && scope.label.confidentiality <= self.max_confidentiality
    }
}

/// Whether named records include this one. What has no hash yet is never among named records.
pub fn names_record(named: Option<&[ContentHash]>, record: Option<ContentHash>) -> bool {
    match (named, record) {
        (None, _) => true,
        (Some(named), Some(record)) => named.contains(&record),
        (Some(_), None) => false,
    }
}

/// The stored form, packed. Version 0.1 wrote it as a JSON array.
pub(super) type Stored = (u32, What, Why, When, Quarters, Flags);
pub(super) type What = (CodeSet<Category>, CodeSet<Compartment>, Confidentiality);
pub(super) type Why = (CodeSet<Purpose>, CodeSet<Action>);
pub(super) type When = (u64, Option<u64>);
pub(super) type Quarters = Option<(Quarter, Quarter)>;
pub(super) type Flags = (bool, bool);

impl From<Provision> for Stored {
    fn from(p: Provision) -> Self {
        (
            p.number,
            (p.categories, p.compartments, p.max_confidentiality),
            (p.purposes, p.actions),
            (p.valid_from, p.valid_until),
            p.clinical_period.map(|period| (period.from, period.to)),
            (p.bounded, p.names),
        )
    }
}

impl From<Stored> for Provision {
    fn from(stored: Stored) -> Self {
        let (number, what, why, when, quarters, (bounded, names)) = stored;
        let (categories, compartments, max_confidentiality) = what;
        let (purposes, actions) = why;
        let (valid_from, valid_until) = when;
        let clinical_period = quarters.map(|(from, to)| ClinicalPeriod { from, to });
        Self {
            number,
            categories,
            compartments,
            max_confidentiality,
            purposes,
            actions,
            valid_from,
            valid_until,
            clinical_period,
            bounded,
            names,
        }
    }
}

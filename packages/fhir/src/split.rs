//! From a bundle to records: one collection Bundle for each visit, category and sensitivity group.

use crate::bundle::{Bundle, Entry, write_collection};
use crate::category::category;
use crate::label::{Labels, Report, SensitivityGroup, Table, UnknownCode, assess};
use crate::reference::{Index, Target};
use crate::view::View;
use chartseal_types::{Category, Confidentiality, Quarter};
use std::collections::{BTreeMap, BTreeSet};

/// How many resources are looked at to find the visit of one: chains of parts are short, and the
/// work for a bundle must stay in proportion to its size.
const MAX_ORIGINS: usize = 16;

/// One record to be sealed.
#[derive(Debug, Clone)]
pub struct Record {
    /// What kind of document.
    pub category: Category,
    /// Which of the patient's compartments it goes to.
    pub group: SensitivityGroup,
    /// The highest confidentiality of what is in it.
    pub confidentiality: Confidentiality,
    /// All that was found in it. Health data: stays on the client.
    pub labels: Labels,
    /// When it took place: the visit's quarter; without a visit the quarter that all of it shares.
    pub quarter: Option<Quarter>,
    /// Which visit it belongs to, counted from 0 in the order of the bundle.
    pub visit: Option<usize>,
    /// How many resources are in it.
    pub resources: usize,
    /// A FHIR R4 Bundle of type collection, labelled in `meta.security`: what is sealed.
    pub content: String,
}

/// A bundle as records.
#[derive(Debug, Clone)]
pub struct Split {
    /// The records: first what belongs to no visit, then visit by visit; the same bundle and table
    /// always give the same.
    pub records: Vec<Record>,
    /// What was labelled by the careful side, in numbers.
    pub report: Report,
    /// The codes behind the numbers, with how often each came. Health data: for the screen of who
    /// imports, never for a log.
    pub unknown_codes: BTreeMap<UnknownCode, usize>,
}

/// Splits a bundle into labelled records. Every resource is in exactly one of them.
pub fn split(bundle: &Bundle, table: &Table) -> Split {
    let index = bundle.index();
    let assessment = assess(bundle, &index, table);
    let visits = visits(bundle, &index);

    let mut records: BTreeMap<(Option<usize>, Category, SensitivityGroup), Draft<'_>> = BTreeMap::new();
    let parts = bundle.entries().iter().zip(bundle.views()).zip(assessment.labels).zip(&visits.of_entry);
    for (((entry, view), labels), visit) in parts {
        let key = (*visit, category(entry.resource_type(), view, table), labels.group());
        let draft = records.entry(key).or_default();
        draft.labels.raise(&labels);
        draft.quarters.insert(view.quarter);
        draft.entries.push(entry);
    }
    let records = records
        .into_iter()
        .map(|((visit, category, group), draft)| {
            let of_visit = visit.and_then(|visit| visits.quarters.get(visit).copied().flatten());
            draft.finish(category, group, visit, of_visit)
        })
        .collect();
    Split { records, report: assessment.report, unknown_codes: assessment.unknown_codes }
}

#[derive(Default)]
struct Draft<'b> {
    labels: Labels,
    quarters: BTreeSet<Option<Quarter>>,
    entries: Vec<&'b Entry>,
}

impl Draft<'_> {
    fn finish(
        self,
        category: Category,
        group: SensitivityGroup,
        visit: Option<usize>,
        of_visit: Option<Quarter>,
    ) -> Record {
        // A consent may be limited to a period: a record that spans quarters claims none of them.
        let shared = if self.quarters.len() == 1 { self.quarters.first().copied().flatten() } else { None };
        Record {
            category,
            group,
            confidentiality: self.labels.confidentiality,
            quarter: of_visit.or(shared),
            visit,
            resources: self.entries.len(),
            content: write_collection(&self.labels.security(), self.entries.into_iter()),
            labels: self.labels,
        }
    }
}

struct Visits {
    of_entry: Vec<Option<usize>>,
    quarters: Vec<Option<Quarter>>,
}

/// What identifies a visit: an Encounter in the bundle, or how references name one outside of it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Inside(usize),
    Outside(String),
}

/// Finds the visit of each resource and numbers the visits in the order of their first resource.
fn visits(bundle: &Bundle, index: &Index<'_>) -> Visits {
    let mut numbers = BTreeMap::new();
    let mut visits = Visits { of_entry: Vec::new(), quarters: Vec::new() };
    for position in 0..bundle.entries().len() {
        let number = visit(bundle, index, position).map(|key| {
            let quarter = match &key {
                Key::Inside(encounter) => bundle.views().get(*encounter).and_then(|view| view.quarter),
                Key::Outside(_) => None,
            };
            *numbers.entry(key).or_insert_with(|| {
                visits.quarters.push(quarter);
                visits.quarters.len() - 1
            })
        });
        visits.of_entry.push(number);
    }
    visits
}

/// The visit of a resource: itself, the one it names, or that of what it is a part of.
fn visit(bundle: &Bundle, index: &Index<'_>, position: usize) -> Option<Key> {
    let mut seen = BTreeSet::new();
    let mut waiting = vec![position];
    while let Some(position) = waiting.pop() {
        if !seen.insert(position) {
            continue;
        }
        if seen.len() > MAX_ORIGINS {
            return None;
        }
        let (Some(entry), Some(view)) = (bundle.entries().get(position), bundle.views().get(position)) else {
            continue;
        };
        if entry.resource_type() == "Encounter" {
            return Some(Key::Inside(position));
        }
        if let Some(key) = named_visit(bundle, index, view) {
            return Some(key);
        }
        let origins = view.references.iter().filter(|reference| reference.names_origin());
        waiting.extend(origins.filter_map(|reference| match index.resolve(reference) {
            Target::Entry(origin) => Some(origin),
            _ => None,
        }));
    }
    None
}

fn named_visit(bundle: &Bundle, index: &Index<'_>, view: &View) -> Option<Key> {
    view.references.iter().filter(|reference| reference.names_encounter()).find_map(|reference| {
        match index.resolve(reference) {
            Target::Entry(target) => {
                let is_encounter = bundle.entries().get(target)?.resource_type() == "Encounter";
                is_encounter.then_some(Key::Inside(target))
            }
            Target::Outside(Some("Encounter")) => Some(Key::Outside(reference.target.clone())),
            _ => None,
        }
    })
}

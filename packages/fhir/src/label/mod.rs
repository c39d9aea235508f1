//! Labels: from codes to sensitivities, from sensitivities to a confidentiality.
//!
//! Whatever is added to a resource can only raise its label. What no row of the table covers is
//! labelled by the careful side: restricted, in a group of its own, and counted in the report.

mod assess;
mod report;
mod sensitivity;
mod table;

pub(crate) use assess::assess;
pub use report::{Reason, Report, UnknownCode};
pub use sensitivity::{Sensitivity, SensitivityGroup};
pub use table::{Class, Row, Table, TableError};

use chartseal_types::Confidentiality;
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// HL7 v3 Confidentiality, the system of U, L, M, N, R and V.
pub const CONFIDENTIALITY: &str = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";
/// HL7 v3 ActCode, the system of sensitivities.
pub const ACT_CODE: &str = "http://terminology.hl7.org/CodeSystem/v3-ActCode";

/// A code with the system that gives it its meaning (FHIR R4 Coding).
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Coding {
    /// `Coding.system`, a URI; empty when absent.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub system: String,
    /// `Coding.code`; empty when absent.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub code: String,
}

impl Coding {
    /// A coding of that system and code.
    pub fn new(system: impl Into<String>, code: impl Into<String>) -> Self {
        Self { system: system.into(), code: code.into() }
    }

    pub(crate) fn of(value: &Value) -> Option<Self> {
        value.as_object().and_then(Self::of_members)
    }

    pub(crate) fn of_members(members: &Map<String, Value>) -> Option<Self> {
        Some(Self::new(members.get("system")?.as_str()?, members.get("code")?.as_str()?))
    }
}

/// The label of one resource or record, before its compartment is numbered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labels {
    /// Why it is delicate. Never leaves the client.
    pub sensitivities: BTreeSet<Sensitivity>,
    /// Whether something in it was beyond the table.
    pub unclassified: bool,
    /// How confidential it is.
    pub confidentiality: Confidentiality,
}

impl Default for Labels {
    /// Nothing delicate known: normal confidentiality.
    fn default() -> Self {
        Self { sensitivities: BTreeSet::new(), unclassified: false, confidentiality: Confidentiality::N }
    }
}

impl Labels {
    /// Takes over whatever is higher in the other; says whether anything changed.
    pub fn raise(&mut self, other: &Self) -> bool {
        let before = (self.sensitivities.len(), self.unclassified, self.confidentiality);
        self.sensitivities.extend(other.sensitivities.iter().copied());
        self.unclassified |= other.unclassified;
        self.confidentiality = self.confidentiality.max(other.confidentiality);
        before != (self.sensitivities.len(), self.unclassified, self.confidentiality)
    }

    /// Whether this label is as high as the other in every respect.
    pub fn covers(&self, other: &Self) -> bool {
        self.sensitivities.is_superset(&other.sensitivities)
            && (self.unclassified || !other.unclassified)
            && self.confidentiality >= other.confidentiality
    }

    /// The one group that a record with this label goes to.
    pub fn group(&self) -> SensitivityGroup {
        let mut groups: BTreeSet<_> =
            self.sensitivities.iter().map(|sensitivity| sensitivity.group()).collect();
        // Psychotherapy notes are always about mental health, and kept more closely.
        if groups.contains(&SensitivityGroup::PsychotherapyNotes) {
            groups.remove(&SensitivityGroup::MentalHealth);
        }
        match (groups.pop_first(), groups.is_empty()) {
            (Some(only), true) => only,
            (Some(_), false) => SensitivityGroup::Several,
            (None, _) if self.unclassified => SensitivityGroup::Unclassified,
            (None, _) => SensitivityGroup::General,
        }
    }

    /// The label as DS4P writes it: one confidentiality, then the sensitivities.
    pub fn security(&self) -> Vec<Coding> {
        let confidentiality = Coding::new(CONFIDENTIALITY, format!("{:?}", self.confidentiality));
        std::iter::once(confidentiality)
            .chain(self.sensitivities.iter().map(|s| Coding::new(ACT_CODE, s.code())))
            .collect()
    }
}

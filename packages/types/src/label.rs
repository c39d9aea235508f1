//! What the chain sees of a record: a coarse category, a confidentiality and a compartment number.

use cosmwasm_schema::cw_schema::{DefinitionReference, SchemaVisitor, Schemaifier};
use cosmwasm_schema::cw_serde;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;
use thiserror::Error;

/// What kind of document a record is. Coarse on purpose: a category must not tell a diagnosis.
#[cw_serde]
#[derive(Copy, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// Who the patient is: FHIR Patient, Coverage, RelatedPerson.
    Demographics,
    /// Problems, allergies, family history: what every treating clinician reads first.
    Summary,
    /// Visits: FHIR Encounter and what documents them.
    Encounter,
    /// Laboratory results.
    Laboratory,
    /// Imaging studies and their reports.
    Imaging,
    /// Vital signs and other observations that are not laboratory.
    Observation,
    /// Prescriptions, dispenses, administrations.
    Medication,
    /// Immunizations.
    Immunization,
    /// Procedures and devices.
    Procedure,
    /// Care plans, goals, care teams.
    CarePlan,
    /// Claims and explanations of benefit.
    Financial,
    /// Notes and documents of other kinds.
    Document,
    /// Written by the patient.
    PatientReported,
    /// The patient's directory: the secret permutation that numbers compartments.
    Directory,
}

impl Category {
    /// All categories, in the order of their bits in a [`CodeSet`](crate::CodeSet).
    pub const ALL: [Self; 14] = [
        Self::Demographics,
        Self::Summary,
        Self::Encounter,
        Self::Laboratory,
        Self::Imaging,
        Self::Observation,
        Self::Medication,
        Self::Immunization,
        Self::Procedure,
        Self::CarePlan,
        Self::Financial,
        Self::Document,
        Self::PatientReported,
        Self::Directory,
    ];

    /// Whether patients write it themselves, under no hat but their own.
    pub fn is_patients_own(self) -> bool {
        matches!(self, Self::PatientReported | Self::Directory)
    }
}

/// HL7 v3 Confidentiality, ordered U < L < M < N < R < V.
#[derive(
    Serialize, Deserialize, JsonSchema, Schemaifier, Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash,
)]
#[schemaifier(crate = "::cosmwasm_schema::cw_schema")]
pub enum Confidentiality {
    /// Unrestricted.
    U,
    /// Low.
    L,
    /// Moderate.
    M,
    /// Normal.
    N,
    /// Restricted.
    R,
    /// Very restricted.
    V,
}

/// One of a patient's sixteen compartments, 0 to 15, numbered by a secret permutation of their own
/// so that a number says nothing about what is in it.
#[derive(Serialize, Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, JsonSchema)]
#[serde(transparent)]
pub struct Compartment(#[schemars(range(min = 0, max = 15))] u8);

/// A compartment number was out of range.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "expected a compartment from 0 to 15, got {0}; a patient's directory says which number stands for what"
)]
pub struct CompartmentError(pub u8);

impl Compartment {
    /// How many compartments every patient has.
    pub const COUNT: u8 = 16;

    /// The compartment of that number.
    pub fn new(number: u8) -> Result<Self, CompartmentError> {
        if number < Self::COUNT { Ok(Self(number)) } else { Err(CompartmentError(number)) }
    }

    /// All sixteen.
    pub fn all() -> [Self; Self::COUNT as usize] {
        std::array::from_fn(|number| Self(number as u8))
    }

    /// Its number, 0 to 15.
    pub fn number(self) -> u8 {
        self.0
    }
}

impl Schemaifier for Compartment {
    fn visit_schema(visitor: &mut SchemaVisitor) -> DefinitionReference {
        u8::visit_schema(visitor)
    }
}

impl<'de> Deserialize<'de> for Compartment {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(u8::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

/// A calendar quarter: clinical dates are on the chain no finer than this.
#[derive(Serialize, Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, JsonSchema)]
#[serde(transparent)]
pub struct Quarter(
    /// `4 * year + (quarter - 1)`, so that quarters count up by one.
    u16,
);

/// A quarter was out of range.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("expected a quarter from 1900-Q1 to 2199-Q4, got number {0}; a quarter is 4 * year + (quarter - 1)")]
pub struct QuarterError(pub u32);

impl Quarter {
    /// The quarter of a year (1900 to 2199) and a number from 1 to 4.
    pub fn new(year: u16, quarter: u8) -> Result<Self, QuarterError> {
        let number = (u32::from(year) * 4 + u32::from(quarter)).wrapping_sub(1);
        if (1..=4).contains(&quarter) { Self::from_number(number) } else { Err(QuarterError(number)) }
    }

    fn from_number(number: u32) -> Result<Self, QuarterError> {
        match u16::try_from(number) {
            Ok(n) if (7600..8800).contains(&n) => Ok(Self(n)),
            _ => Err(QuarterError(number)),
        }
    }

    /// When it begins, Unix seconds (UTC); 0 for a quarter before 1970.
    pub fn starts_at(self) -> u64 {
        let (years, before) = (u64::from(self.year()), [0, 90, 181, 273]);
        let leap_years = |years: u64| years / 4 - years / 100 + years / 400;
        let leap_day = u64::from(leap_years(years) != leap_years(years - 1) && self.quarter() > 1);
        let in_year = before.get(usize::from(self.0 % 4)).copied().unwrap_or_default() + leap_day;
        let days =
            (years * 365 + leap_years(years - 1) + in_year).saturating_sub(1970 * 365 + leap_years(1969));
        days * 86_400
    }

    /// The calendar year.
    pub fn year(self) -> u16 {
        self.0 / 4
    }

    /// The quarter within the year, 1 to 4.
    pub fn quarter(self) -> u8 {
        (self.0 % 4) as u8 + 1
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-Q{}", self.year(), self.quarter())
    }
}

impl Schemaifier for Quarter {
    fn visit_schema(visitor: &mut SchemaVisitor) -> DefinitionReference {
        u16::visit_schema(visitor)
    }
}

impl<'de> Deserialize<'de> for Quarter {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::from_number(u32::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

/// The label of a record as the chain sees it.
#[cw_serde]
#[derive(Copy, Eq, Hash)]
pub struct Label {
    /// What kind of document.
    pub category: Category,
    /// How confidential.
    pub confidentiality: Confidentiality,
    /// Which of the patient's compartments.
    pub compartment: Compartment,
}

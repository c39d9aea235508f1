//! Which of the coarse categories a resource belongs to.

use crate::label::{Coding, Table};
use crate::view::View;
use chartseal_types::Category;

const OBSERVATION_CATEGORY: [&str; 2] = [
    "http://terminology.hl7.org/CodeSystem/observation-category",
    "http://hl7.org/fhir/observation-category",
];
const DIAGNOSTIC_SERVICE: [&str; 2] =
    ["http://terminology.hl7.org/CodeSystem/v2-0074", "http://hl7.org/fhir/v2/0074"];

/// Sections of table 0074 that produce images (HL7 v2).
const IMAGING_SECTIONS: [&str; 11] =
    ["RAD", "RUS", "RX", "CT", "CUS", "NMR", "NMS", "OUS", "VUS", "IMG", "XRC"];
/// Sections of table 0074 that are laboratories.
const LABORATORY_SECTIONS: [&str; 14] =
    ["LAB", "CH", "HM", "MB", "BLB", "SR", "IMM", "VR", "TX", "MCB", "MYC", "PAR", "CP", "GE"];

/// The category of a resource; what the table does not know is a document.
pub(crate) fn category(resource_type: &str, view: &View, table: &Table) -> Category {
    let says = |systems: &[&str], codes: &[&str]| {
        view.categories.iter().any(|Coding { system, code }| {
            systems.contains(&system.as_str()) && codes.contains(&code.as_str())
        })
    };
    let default = table.resource(resource_type).map_or(Category::Document, |known| known.category);
    match resource_type {
        "Observation" if says(&OBSERVATION_CATEGORY, &["laboratory"]) => Category::Laboratory,
        "Observation" if says(&OBSERVATION_CATEGORY, &["imaging"]) => Category::Imaging,
        "DiagnosticReport" if says(&DIAGNOSTIC_SERVICE, &LABORATORY_SECTIONS) => Category::Laboratory,
        "DiagnosticReport" if says(&DIAGNOSTIC_SERVICE, &IMAGING_SECTIONS) => Category::Imaging,
        _ => default,
    }
}

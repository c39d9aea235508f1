//! Synthetic patients: FHIR R4 bundles that look like a few years of ordinary care, with one
//! sensitive reason among them. Nobody real is in them.
//!
//! The same seed and index give the same bytes on every machine.

mod chart;
mod content;
mod random;
mod visits;

use chart::Chart;
use random::Random;
use serde_json::json;

/// A patient's record as a FHIR R4 Bundle of type collection: demographics, insurance, an allergy,
/// yearly check-ups with measurements and laboratory panels, a minor illness, a chronic condition
/// with its care plan, a procedure, and a visit because of HIV, depression, opioid or alcohol
/// dependence. Every code is in the published label table, every reference leads to an entry.
///
/// Patients of one seed differ by their index; four consecutive ones have all four reasons.
pub fn generate(seed: u64, index: u32) -> String {
    let mut chart = Chart::new(Random::new(seed, index));
    let chronic = *chart.random.pick(&content::CHRONIC);
    let illness = *chart.random.pick(&content::ILLNESSES);
    let delicate = content::delicate(index);

    visits::allergy(&mut chart);
    for year in visits::FIRST_YEAR..visits::FIRST_YEAR + visits::CHECK_UPS {
        visits::check_up(&mut chart, year, chronic);
    }
    visits::illness(&mut chart, illness);
    visits::procedure(&mut chart);
    visits::delicate(&mut chart, delicate);

    json!({ "resourceType": "Bundle", "type": "collection", "entry": chart.into_entries() }).to_string()
}

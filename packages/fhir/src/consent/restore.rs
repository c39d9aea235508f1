//! From a FHIR Consent that was written here to the whole consent.

use super::read::{self, time};
use super::resource::Consent;
use super::state::{State, account};
use super::{ReadError, patient};
use crate::naming;
use chartseal_types::access::ConsentResponse;

/// The consent as the chain told it when [`to_fhir`](super::to_fhir) wrote the Consent: terms, number, version, who
/// set it and when, uses left, its end.
///
/// It is what a document says. What holds is what the chain says.
///
/// # Errors
///
/// [`ReadError`] for a Consent that was not written by `to_fhir` for this chain.
pub fn restore(consent: &Consent, chain_id: &str) -> Result<ConsentResponse, ReadError> {
    let patient = patient(consent, chain_id)?;
    let number = consent.identifier.iter().find_map(|known| naming::read_consent(chain_id, known));
    let number = match number {
        Some((whose, number)) if whose == patient => number,
        _ => return Err(identifier("Consent.identifier", "the patient's DID and the number of a consent")),
    };
    let version = consent.meta.as_ref().and_then(|meta| naming::canonical(&meta.version_id));
    let state = State::read(&consent.extension)?;
    Ok(ConsentResponse {
        patient,
        consent: number,
        version: version.ok_or_else(|| identifier("Consent.meta.versionId", "the number of a version"))?,
        terms: read::terms(consent, chain_id)?,
        by: match consent.performer.as_slice() {
            [performer] => account(&performer.identifier, "Consent.performer[0]")?,
            _ => return Err(missing("Consent.performer", "the account that set this version")),
        },
        at: match &consent.date_time {
            Some(text) => time(text, "Consent.dateTime")?,
            None => return Err(missing("Consent.dateTime", "when this version was set")),
        },
        set_by: state.set_by,
        request: state.request,
        uses_left: state.uses_left,
        ended: state.ended,
        in_force: state.in_force.ok_or_else(|| missing("Consent.extension", "whether it was in force"))?,
    })
}

fn identifier(path: &str, expected: &'static str) -> ReadError {
    ReadError::Identifier { path: path.to_owned(), expected }
}

fn missing(path: &str, expected: &'static str) -> ReadError {
    ReadError::Missing { path: path.to_owned(), expected }
}

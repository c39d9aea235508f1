//! Events of representations.

use cosmwasm_std::{Event, StdResult, to_json_string};

use super::code;
use crate::identity::{Appointment, Representation, RepresentationEnd, Word};
use crate::{IdentityId, Selection};

/// Somebody represents a patient from now on.
pub fn representative_appointed(representation: &Representation) -> StdResult<Event> {
    let Representation { patient, representative, appointment, appointed_by, until, .. } = representation;
    let event = about("representative_appointed", *patient, *representative)
        .add_attribute("until", until.to_string());
    Ok(by(with_appointment(event, appointment)?, appointed_by))
}

/// A representation ended before its time.
pub fn representative_ended(
    patient: IdentityId,
    representative: IdentityId,
    end: &RepresentationEnd,
) -> Event {
    by(about("representative_ended", patient, representative), &end.by)
}

/// A representation is in dispute from now on: it is read-only.
pub fn representative_disputed(patient: IdentityId, representative: IdentityId) -> Event {
    about("representative_disputed", patient, representative)
}

/// The dispute ended in the representative's favour.
pub fn dispute_settled(patient: IdentityId, representative: IdentityId) -> Event {
    about("dispute_settled", patient, representative)
}

/// Compartments are `all` or comma-separated numbers, rights comma-separated codes, majority a quarter's number.
pub(super) fn with_appointment(event: Event, appointment: &Appointment) -> StdResult<Event> {
    let Appointment { authority, evidence, expires_at, compartments, rights, majority } = appointment;
    let rights = rights.iter().map(code).collect::<StdResult<Vec<_>>>()?.join(",");
    let compartments = match compartments {
        Selection::All {} => "all".into(),
        Selection::Only(list) => list.iter().map(code).collect::<StdResult<Vec<_>>>()?.join(","),
    };
    let event = event
        .add_attribute("authority", code(authority)?)
        .add_attribute("authority_evidence", evidence.to_string())
        .add_attribute("expires_at", expires_at.to_string())
        .add_attribute("compartments", compartments)
        .add_attribute("rights", rights);
    Ok(match majority {
        Some(majority) => event.add_attribute("majority", to_json_string(majority)?),
        None => event,
    })
}

fn about(kind: &str, patient: IdentityId, representative: IdentityId) -> Event {
    Event::new(kind)
        .add_attribute("patient", patient.to_string())
        .add_attribute("representative", representative.to_string())
}

/// `by` is the account, and without it `act` the number of the registrars' act.
fn by(event: Event, word: &Word) -> Event {
    match word {
        Word::Patient { account } | Word::Representative { account } => event.add_attribute("by", account),
        Word::Registrars { act } => event.add_attribute("act", act.to_string()),
    }
}

//! Consents to FHIR R4 Consent and back, without loss.
//!
//! One Chartseal consent is one Consent with one rule below an empty root. Its base is always `OPTOUT`, for a permit
//! and for a denial alike: what no rule permits stays closed, and a denial exported under `OPTIN` would open everything
//! else to whoever reads the base first. What narrows a rule and has no element in FHIR (uses, a claim, a role at an
//! organization) is a *modifier* extension, which a reader that does not know it must not pass over.
//!
//! Reading is default deny: an element that a Chartseal consent cannot say is an error that names it, and so is
//! anything left open that could be taken for "everyone" or "everything".
//!
//! Two ways back: [`from_fhir`] takes the terms of anybody's active Consent, to be granted anew; [`restore`] takes a
//! whole consent as the chain tells it, from a Consent that [`to_fhir`] wrote.

mod element;
mod error;
mod parse;
mod read;
mod resource;
mod restore;
mod state;
mod write;

pub use error::{ReadError, WriteError};
pub use parse::MAX_CONSENT_BYTES;
pub use read::{from_fhir, patient};
pub use resource::{Actor, Consent, Data, Provision, Root, Status};
pub use restore::restore;
pub use write::to_fhir;

/// Where and when a consent is written.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The chain, which is part of every DID.
    pub chain_id: &'a str,
    /// The time at which the chain was asked, Unix seconds.
    pub now: u64,
}

// What both directions spell.
const PATIENT_PRIVACY: &str = "patient-privacy";
const INFORMATION_ACCESS: &str = "INFA";
const OPT_OUT: &str = "OPTOUT";
const RECIPIENT: &str = "IRCP";
/// Value of the extension that says who set a consent.
const REPRESENTATIVE: &str = "representative";
const ORGANIZATION: &str = "Organization";
const EVERYONE: &str = "everyone";
const INSTANCE: &str = "instance";
const PERMIT: &str = "permit";
const DENY: &str = "deny";
// FHIR has a code for opening a record. To write one is to add new ones and to supersede, which are two.
const ACCESS: &str = "access";
const COLLECT: &str = "collect";
const CORRECT: &str = "correct";

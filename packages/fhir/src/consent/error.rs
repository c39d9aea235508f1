//! Why a consent was not written or not read. Messages name elements, never values.

use crate::json::JsonProblem;
use thiserror::Error;

/// A Consent says what no Chartseal consent says, or does not say it well. Paths are FHIRPath-like, such as
/// `Consent.provision.provision[0].purpose[1]`, counted from 0.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ReadError {
    /// More bytes than are read.
    #[error(
        "expected a Consent of at most {limit} bytes, got {bytes}; leave out its narrative and attachments"
    )]
    TooLarge {
        /// How many came.
        bytes: usize,
        /// How many are read.
        limit: usize,
    },
    /// Not text.
    #[error("expected UTF-8, got another byte at offset {offset}; save the file as UTF-8")]
    NotUtf8 {
        /// Offset of the first byte that is not UTF-8.
        offset: usize,
    },
    /// Not JSON at all.
    #[error("expected a FHIR Consent in JSON, got {problem} at line {line}, column {column}")]
    NotJson {
        /// What is wrong.
        problem: JsonProblem,
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
    },
    /// JSON, but not a Consent.
    #[error("expected an object with resourceType \"Consent\", got another JSON document")]
    NotAConsent,
    /// An element has another JSON type than FHIR gives it.
    #[error("expected {expected} at {path}, got another kind of JSON value; compare with FHIR R4 Consent")]
    WrongKind {
        /// Where.
        path: String,
        /// What FHIR has there.
        expected: &'static str,
    },
    /// A list or a text with nothing in it. To one reader that selects nothing, to another everything.
    #[error("expected something in {path}, got nothing; leave the element out to select everything")]
    Empty {
        /// Where.
        path: String,
    },
    /// An element that must be there is not.
    #[error("expected {expected} at {path}, got none; what a consent leaves open is not guessed")]
    Missing {
        /// Where.
        path: String,
        /// What is needed.
        expected: &'static str,
    },
    /// More of an element than one consent can say.
    #[error("expected at most {max} at {path}, got {got}; write a Consent for each")]
    TooMany {
        /// Where.
        path: String,
        /// How many can be said.
        max: usize,
        /// How many came.
        got: usize,
    },
    /// An element that a Chartseal consent has no place for. To ignore it could open what it keeps closed.
    #[error(
        "expected no {path}: a Chartseal consent cannot say it; leave it out only if the rule is meant without it"
    )]
    NotRepresentable {
        /// Which.
        path: String,
    },
    /// A code that is not known there.
    #[error("expected {expected} at {path}, got another code; unknown codes are refused")]
    UnknownCode {
        /// Where.
        path: String,
        /// What is known.
        expected: &'static str,
    },
    /// A time that is not exact enough, or not on the boundary it must be on.
    #[error("expected {expected} at {path}, got another time")]
    Time {
        /// Where.
        path: String,
        /// What is needed.
        expected: &'static str,
    },
    /// A reference or an identifier that does not name what it must.
    #[error("expected {expected} at {path}, got another identifier")]
    Identifier {
        /// Where.
        path: String,
        /// What is needed.
        expected: &'static str,
    },
    /// The Consent is not in force, so its terms are nobody's will today.
    #[error(
        "expected Consent.status active, got another; a draft, a refusal or an ended consent grants nothing"
    )]
    NotActive,
}

/// A consent holds a value that FHIR R4 has no room for.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum WriteError {
    /// A number or time is too large.
    #[error(
        "expected {expected} for {path}, got more; FHIR R4 ends there, so amend the consent to a smaller value"
    )]
    Beyond {
        /// For which element.
        path: &'static str,
        /// What FHIR can hold.
        expected: &'static str,
    },
    /// A selection of nothing: FHIR would read it as everything.
    #[error(
        "expected something selected for {path}, got an empty selection; FHIR would read it as everything"
    )]
    EmptySelection {
        /// For which element.
        path: &'static str,
    },
}

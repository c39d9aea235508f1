//! What is wrong with a bundle. Messages name places, never values.

use crate::json::JsonProblem;
use thiserror::Error;

/// A text is not a well-formed FHIR R4 Bundle. Paths are FHIRPath-like, such as
/// `Bundle.entry[3].resource`, counted from 0.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ShapeError {
    /// More bytes than are read.
    #[error("expected at most {limit} bytes, got {bytes}; export the patient in several bundles")]
    TooLarge {
        /// How many came.
        bytes: usize,
        /// How many are read.
        limit: usize,
    },
    /// Not text.
    #[error(
        "expected UTF-8, got another byte at offset {offset}; save the file as UTF-8 (FHIR R4 JSON, RFC 8259)"
    )]
    NotUtf8 {
        /// Offset of the first byte that is not UTF-8.
        offset: usize,
    },
    /// Not JSON at all.
    #[error(
        "expected a FHIR Bundle in JSON, got {problem} at line {line}, column {column}; XML and NDJSON are not read, and a cut-off file must be exported again"
    )]
    NotJson {
        /// What is wrong.
        problem: JsonProblem,
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
    },
    /// One part of the document is not JSON that can be read safely.
    #[error(
        "expected readable JSON at {path}, got {problem} (line {line}, column {column} of that part); mend or leave out that part"
    )]
    Unreadable {
        /// Which part.
        path: String,
        /// What is wrong.
        problem: JsonProblem,
        /// Line within the part, from 1.
        line: usize,
        /// Column within the part, from 1.
        column: usize,
    },
    /// JSON, but not a Bundle.
    #[error(
        "expected an object with resourceType \"Bundle\", got another JSON document; put single resources into a Bundle of type collection"
    )]
    NotABundle,
    /// A Bundle of a type that is not read here.
    #[error(
        "expected Bundle.type to be one of {expected}, got another; history, message and response bundles hold no current record"
    )]
    UnsupportedType {
        /// The types that are read here, separated by commas.
        expected: String,
    },
    /// An element has another JSON type than FHIR gives it.
    #[error("expected {expected} at {path}, got another kind of JSON value; compare with FHIR R4 Bundle")]
    WrongKind {
        /// Where.
        path: String,
        /// What FHIR says is there.
        expected: &'static str,
    },
    /// An entry without a resource.
    #[error("expected a resource at {path}, got none; leave out entries that only delete or refer")]
    NoResource {
        /// Where.
        path: String,
    },
    /// A resource that does not say what it is.
    #[error(
        "expected a resourceType of ASCII letters at {path}, got none; every FHIR resource names its type"
    )]
    NoResourceType {
        /// Where.
        path: String,
    },
    /// A Bundle inside a Bundle.
    #[error("expected a resource that is not itself a Bundle at {path}; import the inner bundle by itself")]
    NestedBundle {
        /// Where.
        path: String,
    },
    /// Nothing in it.
    #[error("expected at least one entry at Bundle.entry, got none; an empty bundle has no record")]
    Empty,
    /// More entries than are read.
    #[error("expected at most {limit} entries, got {entries}; export the patient in several bundles")]
    TooManyEntries {
        /// How many came.
        entries: usize,
        /// How many are read.
        limit: usize,
    },
    /// The same fullUrl twice.
    #[error(
        "expected a fullUrl of its own at {path}, got that of {first} again; references to it would be ambiguous, keep one"
    )]
    DuplicateFullUrl {
        /// The later entry.
        path: String,
        /// The earlier entry.
        first: String,
    },
    /// The same type and id twice.
    #[error(
        "expected a type and id of its own at {path}, got those of {first} again; references to it would be ambiguous, keep one version"
    )]
    DuplicateId {
        /// The later entry.
        path: String,
        /// The earlier entry.
        first: String,
    },
}

/// A bundle cannot be imported.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum BundleError {
    /// It is malformed.
    #[error(transparent)]
    Shape(#[from] ShapeError),
    /// Nobody whose record it could be.
    #[error("expected one Patient resource, got none; add the Patient to the bundle")]
    NoPatient,
    /// More than one patient: their records must not be mixed.
    #[error(
        "expected one Patient resource, got {count}; split the bundle by patient and import each by itself"
    )]
    SeveralPatients {
        /// How many Patient resources.
        count: usize,
    },
    /// A resource is about somebody else.
    #[error(
        "expected {path} to refer to the bundle's patient, got another; mend the reference, or take the resource out if it belongs to another record"
    )]
    OtherPatient {
        /// The element.
        path: String,
    },
    /// It cannot be told whom a resource is about.
    #[error(
        "expected {path} to refer to an entry of the bundle, got a reference that leads nowhere; give the patient's entry that fullUrl, or mend the reference"
    )]
    UnresolvedSubject {
        /// The element.
        path: String,
    },
}

//! What the labeller could not classify, and why.

use super::Coding;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;

/// Why a resource counts as unclassified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// A code of a system that the table does not know.
    UnknownSystem,
    /// A code that a known system's rows do not list, where unlisted codes may mean anything.
    UnknownCode,
    /// A coding without a system or without a code.
    CodeWithoutSystem,
    /// A resource that should have a code and has none.
    NoCode,
    /// Words, an attachment or a document that only a person can read.
    FreeText,
    /// A type of resource that the table does not know.
    UnknownType,
    /// A reference to something clinical outside of the bundle.
    UnresolvedReference,
    /// A reference to a resource that is itself unclassified.
    RefersToUnclassified,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UnknownSystem => "a code system that the table does not know",
            Self::UnknownCode => "a code that the table does not list",
            Self::CodeWithoutSystem => "a coding without system or code",
            Self::NoCode => "no code where one is expected",
            Self::FreeText => "words or a document that only a person can read",
            Self::UnknownType => "a type of resource that the table does not know",
            Self::UnresolvedReference => "a reference out of the bundle",
            Self::RefersToUnclassified => "a reference to an unclassified resource",
        })
    }
}

/// A code that was not classified. Health data: show it to who imports, never log it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnknownCode {
    /// System and code as written.
    pub coding: Coding,
    /// Why.
    pub reason: Reason,
}

/// Counts of what was labelled by the careful side. Counts only: no code, text or identifier.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Resources labelled.
    pub resources: usize,
    /// Resources with at least one reason; they count as restricted.
    pub unclassified: usize,
    /// Resources for each reason; one resource may have several.
    pub by_reason: BTreeMap<Reason, usize>,
}

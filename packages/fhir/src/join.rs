//! From opened records back to one bundle.

use crate::bundle::{Collection, ShapeError};
use std::collections::HashSet;
use thiserror::Error;

/// Records do not fit together.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum JoinError {
    /// One of them is not what [`crate::split()`] makes.
    #[error("record {record}: {source}")]
    Record {
        /// Which, from 0.
        record: usize,
        /// What is wrong.
        source: ShapeError,
    },
    /// Two of them hold the same resource.
    #[error(
        "expected every resource once, got one of record {record} again; give each record in one version only"
    )]
    Duplicate {
        /// The later record, from 0.
        record: usize,
    },
}

/// Joins the contents of records; the resources come in the order of the records, byte for byte.
///
/// # Errors
/// [`JoinError`] for a content that is not a collection Bundle, or a resource that comes twice.
pub fn join<C: AsRef<[u8]>>(contents: impl IntoIterator<Item = C>) -> Result<Collection, JoinError> {
    let mut entries = Vec::new();
    let mut urls = HashSet::new();
    let mut ids = HashSet::new();
    for (record, content) in contents.into_iter().enumerate() {
        let collection =
            Collection::parse(content.as_ref()).map_err(|source| JoinError::Record { record, source })?;
        for entry in collection.into_entries() {
            let known_url = entry.full_url().is_some_and(|url| !urls.insert(url.to_owned()));
            let known_id =
                entry.id().is_some_and(|id| !ids.insert((entry.resource_type().to_owned(), id.to_owned())));
            if known_url || known_id {
                return Err(JoinError::Duplicate { record });
            }
            entries.push(entry);
        }
    }
    Ok(Collection::from_entries(entries))
}

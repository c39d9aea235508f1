//! What can go wrong with a vault.

use std::error::Error;
use std::io::{self, ErrorKind};

use chartseal_types::ContentHash;
use thiserror::Error;

use crate::ObjectId;

/// A result of this crate.
pub type Result<T, E = VaultError> = std::result::Result<T, E>;

/// Why a vault did not do what it was asked.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum VaultError {
    /// The object is not in the vault.
    #[error("{object} is not in the vault; check the name, or look in another member's vault")]
    NotFound {
        /// What was asked for.
        object: ObjectId,
    },
    /// A stored object is not what was put.
    #[error(
        "{object} is damaged: expected SHA-256 {expected}, got {got}; put it again or restore it from a backup"
    )]
    Corrupt {
        /// The object.
        object: ObjectId,
        /// What its bytes should hash to.
        expected: ContentHash,
        /// What they hash to.
        got: ContentHash,
    },
    /// A stored object has a length that no object of its kind has.
    #[error("{object} is damaged: it has {size} bytes; put it again or restore it from a backup")]
    BadSize {
        /// The object.
        object: ObjectId,
        /// Its length in bytes.
        size: u64,
    },
    /// The bytes given for a record do not have the hash that names it. Nothing was stored.
    #[error(
        "expected the bytes of record {expected}, got bytes with SHA-256 {got}; the source changed or was cut off"
    )]
    Mismatch {
        /// The name given.
        expected: ContentHash,
        /// The hash of what came.
        got: ContentHash,
    },
    /// There are other bytes under this name. They were kept.
    #[error("{object} is in the vault with other content; it was kept")]
    AlreadyExists {
        /// The object.
        object: ObjectId,
    },
    /// The record was erased and cannot come back.
    #[error("record {record} was erased from this vault and cannot be stored again")]
    Erased {
        /// The record.
        record: ContentHash,
    },
    /// More than an envelope or import keys may have.
    #[error("expected at most {limit} bytes for {object}, got {got}")]
    TooLarge {
        /// The object.
        object: ObjectId,
        /// The most allowed.
        limit: usize,
        /// How many came.
        got: usize,
    },
    /// A range outside the record.
    #[error("expected a range within the record's {size} bytes")]
    Range {
        /// The record's length.
        size: u64,
    },
    /// No space left.
    #[error("no space left in the vault; nothing of this object was stored. Free some space and try again")]
    Full(#[source] Box<dyn Error + Send + Sync>),
    /// There is no vault at the address.
    #[error("no vault at {address}; create one first")]
    Missing {
        /// The address.
        address: String,
    },
    /// There is a vault at the address already.
    #[error("there is a vault at {address} already; open it, or choose another place")]
    Exists {
        /// The address.
        address: String,
    },
    /// The address is not one this build understands.
    #[error(
        "expected a directory, file://, memory:// or, in a build with cloud support, s3://, gs:// or az://; got {address}"
    )]
    Address {
        /// The address.
        address: String,
    },
    /// A vault written by a later version of this program.
    #[error(
        "the vault has format {found}, this program reads up to {supported}; use the newer program that wrote it"
    )]
    NewerFormat {
        /// The vault's format.
        found: u32,
        /// The latest format that this program reads.
        supported: u32,
    },
    /// A file of the vault's own is damaged.
    #[error("{path} of the vault cannot be read: {source}; restore it from a backup")]
    BadFile {
        /// The file, within the vault.
        path: String,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// The operating system's random generator failed.
    #[error("the operating system's random generator failed; try again, or check that the system has one")]
    Random,
    /// The bytes to store could not be read, or those read could not be written.
    #[error("the other end of the transfer failed: {0}")]
    Transfer(#[source] io::Error),
    /// Any other failure of the file system beneath a local vault.
    #[error("the vault's directory could not be read or written: {0}")]
    Io(#[source] io::Error),
    /// Any other failure of the store beneath.
    #[error("the vault's store failed: {0}")]
    Backend(#[source] object_store::Error),
}

impl From<object_store::Error> for VaultError {
    fn from(error: object_store::Error) -> Self {
        if is_full(&error) { Self::Full(Box::new(error)) } else { Self::Backend(error) }
    }
}

/// A failure of the local file system.
pub(crate) fn io_error(error: io::Error) -> VaultError {
    if is_full(&error) { VaultError::Full(Box::new(error)) } else { VaultError::Io(error) }
}

fn is_full(error: &(dyn Error + 'static)) -> bool {
    std::iter::successors(Some(error), |error| (*error).source()).any(|error| {
        error.downcast_ref::<io::Error>().is_some_and(|error| {
            matches!(
                error.kind(),
                ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge
            )
        })
    })
}

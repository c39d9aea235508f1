//! The store's errors in the ledger's terms.

use std::io::{self, ErrorKind};

use crate::LedgerError;

/// Any error of redb.
pub(super) fn store(error: impl Into<redb::Error>) -> LedgerError {
    match error.into() {
        redb::Error::Io(error) => io_error(error),
        redb::Error::PreviousIo | redb::Error::DatabaseClosed => LedgerError::Reopen,
        error => LedgerError::Damaged { detail: error.to_string() },
    }
}

/// Any error of the file system.
pub(super) fn io_error(error: io::Error) -> LedgerError {
    match error.kind() {
        ErrorKind::StorageFull
        | ErrorKind::QuotaExceeded
        | ErrorKind::FileTooLarge
        | ErrorKind::WriteZero => LedgerError::Full(error),
        _ => LedgerError::Io(error),
    }
}

//! What can be wrong with a key ring.

use thiserror::Error;

use super::{MAX_NAME, MAX_SECRET};
use crate::primitives::BackendError;

/// A key ring could not be sealed, opened or changed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum KeyRingError {
    /// The bytes are something else.
    #[error("expected a key ring, got another kind of file; check the path")]
    NotAKeyRing,
    /// The ring is of a newer version.
    #[error("expected a key ring of version {known}, got version {got}; use the newer program that wrote it")]
    Version {
        /// The version this program knows.
        known: u8,
        /// The version that came.
        got: u8,
    },
    /// The bytes are not as they were written.
    #[error("expected the key ring as it was written, got a damaged one; restore it from a backup")]
    Damaged,
    /// The cost it asks for is out of bounds: too cheap to protect, or too dear to be honest.
    #[error(
        "expected a key ring with Argon2id at 19 to 1024 MiB, 2 to 16 passes, 1 to 8 lanes, got {memory_kib} KiB, {passes} passes, {lanes} lanes; do not trust this file, restore it from a backup"
    )]
    Params {
        /// Memory in KiB.
        memory_kib: u32,
        /// Passes over it.
        passes: u32,
        /// Lanes.
        lanes: u32,
    },
    /// The passphrase is not the one the ring was sealed with.
    #[error("expected the passphrase this key ring was sealed with, got another; try again")]
    WrongPassphrase,
    /// The passphrase is empty.
    #[error("expected a passphrase, got an empty one; choose several words")]
    EmptyPassphrase,
    /// There is not enough memory to derive the key.
    #[error(
        "expected {memory_kib} KiB of memory to derive the key ring's key, got less; close other programs"
    )]
    OutOfMemory {
        /// Memory in KiB.
        memory_kib: u32,
    },
    /// A kind or label is too long or empty.
    #[error("expected a kind and a label of 1 to {MAX_NAME} bytes, got {got}")]
    Name {
        /// How many bytes it has.
        got: usize,
    },
    /// A secret is too long.
    #[error("expected a secret of at most {MAX_SECRET} bytes, got {got}")]
    Secret {
        /// How many bytes it has.
        got: usize,
    },
    /// See [`BackendError`].
    #[error(transparent)]
    Backend(#[from] BackendError),
}

//! Encryption keys of patients, trustees and requesters.

mod public;
mod secret;
mod suite;

pub use public::{KeyId, PublicKey};
pub use secret::SecretKey;
pub use suite::{Suite, SuiteNameError};

use crate::BackendError;
use thiserror::Error;

/// Bytes are not a key of their suite.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum KeyError {
    /// No suite has this code.
    #[error(
        "expected one of the suites x-wing, p256, x25519, rsa-oaep (codes 1 to 4), got code {0}; a newer version of this program may know it"
    )]
    Suite(u16),
    /// The public key is not one of the suite.
    #[error("expected a public key of the suite {suite}, got {got} bytes that are none; export it again")]
    Public {
        /// The suite.
        suite: Suite,
        /// How many bytes came.
        got: usize,
    },
    /// The secret key is not one of the suite. Nothing of it is repeated here.
    #[error(
        "expected a secret key of the suite {suite}, got other bytes; restore the key ring from a backup"
    )]
    Secret {
        /// The suite.
        suite: Suite,
    },
    /// The RSA key's length is not accepted.
    #[error("expected an RSA key of 3072 to 4096 bits, got {bits}; make another key")]
    RsaLength {
        /// Its length.
        bits: usize,
    },
    /// See [`BackendError`].
    #[error(transparent)]
    Backend(#[from] BackendError),
}

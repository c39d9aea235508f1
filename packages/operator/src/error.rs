//! What can go wrong when a chain is operated.

use std::path::PathBuf;

use chartseal_ledger::{LedgerError, SignError};
use thiserror::Error;

/// A result of this crate.
pub type Result<T, E = OperatorError> = std::result::Result<T, E>;

/// Why an operation on a chain was not carried out. What was done before it stays: running it again goes on from there.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum OperatorError {
    /// The chain, or a contract on it.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// A key.
    #[error(transparent)]
    Sign(#[from] SignError),
    /// A file can't be read or written.
    #[error("{path}: {reason}", path = .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// An artifact is not the one that was released.
    #[error(
        "expected {artifact} of checksum {expected}, as checksums.txt says, got {got}; build it anew with scripts/build-wasm, or take the released one"
    )]
    Artifact {
        /// The file's name.
        artifact: String,
        /// SHA-256 that the list names, hex.
        expected: String,
        /// SHA-256 of the file, hex.
        got: String,
    },
    /// The chain has another Wasm than the one that was sent.
    #[error(
        "{artifact} was stored, but the chain has no code of checksum {checksum}; the node may lie: ask another before anything is instantiated"
    )]
    NotStored {
        /// The contract's name.
        artifact: &'static str,
        /// SHA-256 of the artifact, hex.
        checksum: String,
    },
    /// At a contract's address is something else.
    #[error(
        "{contract} at {address}: expected {what} {expected}, found {found}; say so by --admin if it was handed over, deploy under another --salt, or find out who changed it"
    )]
    OtherContract {
        /// The contract's name.
        contract: &'static str,
        /// Its address.
        address: String,
        /// What differs.
        what: &'static str,
        /// What it was expected to be.
        expected: String,
        /// What it is.
        found: String,
    },
    /// Contracts are of different releases, or of a later one.
    #[error(
        "{contract} is of release {found}, the artifacts are of {artifacts}; use artifacts of a later release than the contract's"
    )]
    NotNewer {
        /// The contract's name.
        contract: &'static str,
        /// The release that runs.
        found: String,
        /// The release of the artifacts.
        artifacts: String,
    },
    /// Nobody signs.
    #[error("expected the key of at least one member, got none; give it by --key FILE")]
    NoMember,
    /// A text that no address can be made with.
    #[error("expected a salt of 1 to 42 bytes, got {got:?}; choose a shorter one")]
    Salt {
        /// What came.
        got: String,
    },
    /// A path that leads out of the local chain's folder.
    #[error("expected a path within the folder of network.json, got {path}; only scripts/localnet writes that file", path = .path.display())]
    Outside {
        /// What came.
        path: PathBuf,
    },
    /// A proposal was not accepted.
    #[error("proposal {id} was not carried out: {reason}; nothing was changed by it")]
    Rejected {
        /// The proposal.
        id: u64,
        /// What became of it.
        reason: String,
    },
    /// The chain lacks what it says it has just made.
    #[error("{what} is not to be found on the chain; ask another node, and try again")]
    Missing {
        /// What was looked for.
        what: String,
    },
}

impl OperatorError {
    pub(crate) fn file<E: ToString>(path: impl Into<PathBuf>) -> impl FnOnce(E) -> Self {
        let path = path.into();
        move |reason| Self::File { path, reason: reason.to_string() }
    }
}

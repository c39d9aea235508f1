//! What can go wrong when a message or a query runs.

use cosmwasm_vm::VmError;
use thiserror::Error;

/// Why a message or a query had no result. Nothing it wrote is kept.
#[derive(Debug, Error)]
pub enum ChainError {
    /// The contract answered with an error: all that a chain reports of it is its text.
    #[error("{0}")]
    Contract(String),
    /// The virtual machine refused the code or aborted the call: a failed static check, a panic, no gas left.
    #[error("virtual machine: {0}")]
    Vm(#[from] VmError),
    /// The Wasm could not be read.
    #[error("{path}: {source}; run scripts/build-wasm")]
    Artifact {
        /// The file that was looked for.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// No code was stored under this name.
    #[error("no code '{0}': store it first")]
    UnknownCode(String),
    /// There is no contract at this address.
    #[error("no contract at {0}")]
    UnknownContract(String),
    /// There is a contract at this address already.
    #[error("there is a contract at {0} already")]
    AddressTaken(String),
    /// A contract of Chartseal answers by state, data and events; this one sent a message.
    #[error("{0} sent a message, which no contract of Chartseal does")]
    SentMessage(String),
    /// A message or an answer is not the JSON that was expected.
    #[error(transparent)]
    Json(#[from] cosmwasm_std::StdError),
}

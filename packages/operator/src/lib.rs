//! What the operators of a consortium's chain do with wasmd: docs/operate.md tells when.
//!
//! - [`deploy`] stores the artifacts, instantiates the four contracts at addresses computed beforehand and pins the codes;
//!   run again it changes nothing. [`upgrade`] moves them to newer code by a proposal.
//! - [`doctor`] checks a deployment as an auditor would, and says what is wrong.
//! - [`admission`] admits accounts by fee grants, without which nobody can transact.
//! - [`proposal`] puts messages before governance, votes, and waits for the decision.
//!
//! What a chain says here is the word of the node that is asked: an operator asks their own.

pub mod admission;
pub mod artifact;
pub mod code;
pub mod deploy;
pub mod doctor;
mod error;
mod network;
pub mod proposal;
pub mod upgrade;

pub use artifact::{Artifact, Artifacts};
pub use error::{OperatorError, Result};
pub use network::{Key, Network, account_in};

//! Why a message or query was refused: one enum a subject, composed here.

use chartseal_governance::GovernanceError;
use chartseal_second_factor::SecondFactorError;
use chartseal_types::{ContentHash, IdentityId};
use cosmwasm_std::StdError;
use thiserror::Error;

use crate::domain::{
    BatchError, DescriptorError, ErasureError, HoldError, ProofError, StandingError, TicketError,
    VersionError,
};

/// A message or query was refused; nothing changed.
#[derive(Debug, Error)]
pub enum ContractError {
    /// Storage, address or encoding error of the platform.
    #[error("{0}")]
    Std(#[from] StdError),
    /// What every contract refuses alike.
    #[error(transparent)]
    Governance(#[from] GovernanceError),
    /// The sender is not who it takes.
    #[error(transparent)]
    Standing(#[from] StandingError),
    /// The message was not confirmed as it has to be.
    #[error(transparent)]
    SecondFactor(#[from] SecondFactorError),
    /// The ticket does not let the sender write this.
    #[error(transparent)]
    Ticket(#[from] TicketError),
    /// A record is described wrongly, or cannot become known.
    #[error(transparent)]
    Descriptor(#[from] DescriptorError),
    /// A version cannot be replaced or withdrawn.
    #[error(transparent)]
    Version(#[from] VersionError),
    /// A batch is wrong or unknown.
    #[error(transparent)]
    Batch(#[from] BatchError),
    /// A leaf is not proven to be in its batch.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// A hold cannot be placed or released.
    #[error(transparent)]
    Hold(#[from] HoldError),
    /// A record cannot be erased, or an erasure not cancelled, completed or reported.
    #[error(transparent)]
    Erasure(#[from] ErasureError),
    /// The record is not known, or is another patient's.
    #[error("expected a known record of patient {patient}, got {record}; the query `records` lists them")]
    UnknownRecord {
        /// Whose it should be.
        patient: IdentityId,
        /// What was named.
        record: ContentHash,
    },
}

//! What can be wrong with a governance message.

use chartseal_types::governance::MAX_PAUSERS;
use cosmwasm_std::{Addr, StdError};
use thiserror::Error;

/// A governance message was refused.
#[derive(Debug, Error)]
pub enum GovernanceError {
    /// Storage or address error of the platform.
    #[error("{0}")]
    Std(#[from] StdError),
    /// Coins were sent along.
    #[error("expected no funds, got {kinds} kinds of coin; send the message without funds")]
    Funds {
        /// How many denominations.
        kinds: usize,
    },
    /// Not the admin.
    #[error("expected the admin {admin} as sender, got {sender}; ask the admin to send it")]
    NotAdmin {
        /// The admin.
        admin: Addr,
        /// The sender.
        sender: Addr,
    },
    /// Nobody is proposed as admin.
    #[error("expected a proposed admin, but none is proposed; the admin proposes one with propose_admin")]
    NoProposal,
    /// Somebody else is proposed as admin.
    #[error("expected the proposed admin {proposed} as sender, got {sender}")]
    NotProposed {
        /// The proposed admin.
        proposed: Addr,
        /// The sender.
        sender: Addr,
    },
    /// Not a pauser.
    #[error(
        "expected one of the appointed pausers as sender, got {sender}; the query `governance` lists them"
    )]
    NotPauser {
        /// The sender.
        sender: Addr,
    },
    /// Nobody to dismiss.
    #[error(
        "expected an appointed pauser to dismiss, but {pauser} is none; the query `governance` lists them"
    )]
    UnknownPauser {
        /// Who was named.
        pauser: Addr,
    },
    /// A pauser twice.
    #[error("expected each pauser once, got {pauser} again; leave it out")]
    DuplicatePauser {
        /// Who.
        pauser: Addr,
    },
    /// Too many pausers.
    #[error("expected at most {MAX_PAUSERS} pausers, got {got}; dismiss one first")]
    TooManyPausers {
        /// How many there would be.
        got: usize,
    },
    /// Nothing to resume from.
    #[error("expected a paused contract, but it is running; nothing is to be resumed")]
    NotPaused,
    /// The circuit breaker is open.
    #[error(
        "paused until {until} (Unix seconds): grants and registration wait; revocations, denials and a patient's own opening go on"
    )]
    Paused {
        /// When the pause lapses, Unix seconds.
        until: u64,
    },
    /// A migration from another contract.
    #[error(
        "expected a migration of {expected}, got state of {got}; choose the code that belongs to this contract"
    )]
    OtherContract {
        /// The new code's name.
        expected: String,
        /// The stored name.
        got: String,
    },
    /// A migration that goes nowhere or back.
    #[error("expected a version newer than {stored}, got {new}; a migration goes forward, once")]
    NotNewer {
        /// The stored version.
        stored: String,
        /// The new code's version.
        new: String,
    },
    /// A version that is no semantic version.
    #[error("expected a semantic version, got {got:?}")]
    BadVersion {
        /// What came.
        got: String,
    },
}

//! What can be wrong with a joint act of two registrars.

use chartseal_types::IdentityId;
use chartseal_types::identity::{MAX_OPEN_ACTS, Stage};
use cosmwasm_std::Addr;
use thiserror::Error;

/// A step of an act was refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ActError {
    /// No such act.
    #[error("expected the number of an act, got {number}; the query `acts` lists them")]
    Unknown {
        /// What came.
        number: u32,
    },
    /// It has ended.
    #[error("expected an open act, but act {number} is {stage:?}; propose it anew")]
    Closed {
        /// Its number.
        number: u32,
        /// Where it stands.
        stage: Stage,
    },
    /// Too many of the registrar's own proposals are open.
    #[error(
        "expected fewer than {MAX_OPEN_ACTS} open acts of {registrar}'s proposal; have one confirmed or withdraw one first"
    )]
    TooManyOpen {
        /// Whose.
        registrar: IdentityId,
    },
    /// An act takes two registrars.
    #[error("{registrar} proposed act {number} itself; another registrar confirms it")]
    SameRegistrar {
        /// Its number.
        number: u32,
        /// The registrar.
        registrar: IdentityId,
    },
    /// Confirmed before.
    #[error("act {number} is confirmed already; apply it when its time has come")]
    AlreadyConfirmed {
        /// Its number.
        number: u32,
    },
    /// Not confirmed yet.
    #[error("expected act {number} to be confirmed by another registrar first")]
    NotConfirmed {
        /// Its number.
        number: u32,
    },
    /// Its time has not come.
    #[error("act {number} can be applied from {applies_at} (Unix seconds), it is {now}")]
    TooEarly {
        /// Its number.
        number: u32,
        /// From when.
        applies_at: u64,
        /// The block's time.
        now: u64,
    },
    /// The sender is no account of its registrars.
    #[error("expected an account of one of the two registrars of act {number} as sender, got {account}")]
    NotItsRegistrar {
        /// Its number.
        number: u32,
        /// The sender.
        account: Addr,
    },
    /// One of its registrars does not count as one any more.
    #[error("{registrar}, a registrar of act {number}, is not an active registrar now; propose the act anew")]
    RegistrarLost {
        /// Its number.
        number: u32,
        /// Which.
        registrar: IdentityId,
    },
    /// A claim is applied by the new account.
    #[error("expected the new account {account} as sender, got {sender}: it proves that it can sign")]
    NotNewAccount {
        /// The new account.
        account: Addr,
        /// The sender.
        sender: Addr,
    },
    /// The act is none that a patient can veto.
    #[error(
        "act {number} cannot be vetoed: only appointments and merges can; ask its registrars to take it back"
    )]
    NoVeto {
        /// Its number.
        number: u32,
    },
    /// The sender is no account of a patient it is about.
    #[error("expected an account of a patient that act {number} is about as sender, got {account}")]
    NotSubject {
        /// Its number.
        number: u32,
        /// The sender.
        account: Addr,
    },
}

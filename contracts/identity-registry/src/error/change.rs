//! What can be wrong with a change.

use chartseal_types::identity::{MAX_ACCOUNTS, MAX_PASSKEYS, MAX_PENDING_CHANGES};
use chartseal_types::{CredentialHash, IdentityId};
use cosmwasm_std::Addr;
use thiserror::Error;

/// A change of accounts, keys or passkeys was refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ChangeError {
    /// Too many wait.
    #[error("expected fewer than {MAX_PENDING_CHANGES} waiting changes; apply or cancel one first")]
    TooManyPending,
    /// The same change waits already.
    #[error("the same change waits already as number {number}")]
    AlreadyPending {
        /// Its number.
        number: u32,
    },
    /// No such change waits.
    #[error("expected the number of a waiting change, got {number}; the query `pending_changes` lists them")]
    Unknown {
        /// What came.
        number: u32,
    },
    /// Its time has not come.
    #[error("change {number} can be applied from {applies_at} (Unix seconds), it is {now}")]
    TooEarly {
        /// Its number.
        number: u32,
        /// From when.
        applies_at: u64,
        /// The block's time.
        now: u64,
    },
    /// An account is added by its own signature.
    #[error("expected the new account {account} as sender, got {sender}: it proves that it can sign")]
    NotNewAccount {
        /// The new account.
        account: Addr,
        /// The sender.
        sender: Addr,
    },
    /// The new account controls an identity.
    #[error(
        "expected an account that controls no identity, but {account} controls {identity}; use another account"
    )]
    AccountTaken {
        /// The account.
        account: Addr,
        /// The identity it controls.
        identity: IdentityId,
    },
    /// Too many accounts.
    #[error("expected fewer than {MAX_ACCOUNTS} accounts; remove one first")]
    TooManyAccounts,
    /// Nothing to remove.
    #[error("expected an account of the identity, but {account} is none; the query `accounts` lists them")]
    NotAnAccount {
        /// The account.
        account: Addr,
    },
    /// Without an account nobody could act.
    #[error("{account} is the only account; add another before it is removed")]
    LastAccount {
        /// The account.
        account: Addr,
    },
    /// Its time is over.
    #[error("change {number} lapsed at {lapsed_at} (Unix seconds), it is {now}; propose it again")]
    Lapsed {
        /// Its number.
        number: u32,
        /// Since when.
        lapsed_at: u64,
        /// The block's time.
        now: u64,
    },
    /// Proposed without a second factor by an identity that has one now.
    #[error(
        "change {number} was proposed without a passkey, and the identity has one now; propose it again, confirmed by that"
    )]
    Unconfirmed {
        /// Its number.
        number: u32,
    },
    /// Nothing to hasten.
    #[error(
        "change {number} can be applied since {applies_at} (Unix seconds); it needs no approval, apply it"
    )]
    AlreadyDue {
        /// Its number.
        number: u32,
        /// From when.
        applies_at: u64,
    },
    /// Who proposes does not approve.
    #[error("expected another account than {account}, which proposed change {number}; approve with that one")]
    OwnProposal {
        /// Its number.
        number: u32,
        /// The sender.
        account: Addr,
    },
    /// The account is too new to approve.
    #[error(
        "expected an account that has controlled the identity for 30 days, but {account} approves from {from} (Unix seconds) on; wait for the change to fall due"
    )]
    TooNew {
        /// The sender.
        account: Addr,
        /// From when it can approve.
        from: u64,
    },
    /// An account that a change removes does not cancel it by itself.
    #[error(
        "change {number} removes {account}, which cancels it only inside `confirmed`; confirm with a passkey, or cancel from another account"
    )]
    OwnRemoval {
        /// Its number.
        number: u32,
        /// The sender.
        account: Addr,
    },
    /// Too many passkeys.
    #[error("expected fewer than {MAX_PASSKEYS} passkeys; remove one first")]
    TooManyPasskeys,
    /// The identity has the passkey.
    #[error("expected a passkey that the identity does not have, got {credential}; make another")]
    PasskeyTaken {
        /// SHA-256 of its credential id.
        credential: CredentialHash,
    },
    /// Nothing to remove.
    #[error(
        "expected a passkey of the identity, but {credential} is none; the query `passkeys` lists their hashes"
    )]
    NotAPasskey {
        /// SHA-256 of its credential id.
        credential: CredentialHash,
    },
    /// Without a passkey the next one would need none.
    #[error("{credential} is the only passkey; add another before it is removed")]
    LastPasskey {
        /// SHA-256 of its credential id.
        credential: CredentialHash,
    },
}

//! What can be wrong with a recovery.

use chartseal_types::IdentityId;
use cosmwasm_std::Addr;
use thiserror::Error;

/// A recovery, or a guardian's freeze, was refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RecoveryError {
    /// The sender is no guardian.
    #[error("expected a guardian of {identity} as sender, got {sender}; the query `guardians` lists them")]
    NotGuardian {
        /// Of whom.
        identity: IdentityId,
        /// The sender's identity.
        sender: IdentityId,
    },
    /// Revoked, deceased or merged: nobody is to have it back.
    #[error(
        "expected an identity that is neither revoked nor deceased nor merged into another, but {identity} is; nothing is left to recover"
    )]
    Ended {
        /// Which.
        identity: IdentityId,
    },
    /// No such recovery stands.
    #[error(
        "expected the number of a recovery that stands, got {number}; the query `recoveries` lists them, and a guardian starts one"
    )]
    Unknown {
        /// What came.
        number: u32,
    },
    /// One at a time from each guardian.
    #[error("the guardian started recovery {number} already; withdraw it first, or approve another's")]
    AlreadyStarted {
        /// Its number.
        number: u32,
    },
    /// The guardian has started none.
    #[error("{guardian} has no recovery of {identity} under way; nothing is to be withdrawn")]
    NoneStarted {
        /// Of whom.
        identity: IdentityId,
        /// Which guardian.
        guardian: IdentityId,
    },
    /// Everyone approves or overrides once.
    #[error("{by} has done so for recovery {number} already; another guardian or registrar must follow")]
    Already {
        /// Its number.
        number: u32,
        /// The guardian or registrar.
        by: IdentityId,
    },
    /// Approvals do not help against a veto.
    #[error("recovery {number} is vetoed; guardians and one registrar override that with `override_veto`")]
    Vetoed {
        /// Its number.
        number: u32,
    },
    /// Nothing to override.
    #[error("recovery {number} is not vetoed; approve it with `approve_recovery`")]
    NotVetoed {
        /// Its number.
        number: u32,
    },
    /// Overridden for good.
    #[error("the veto against recovery {number} is overridden already; wait until it falls due")]
    Overridden {
        /// Its number.
        number: u32,
    },
    /// Nothing to veto.
    #[error(
        "expected a recovery of {identity} that can be vetoed, but none stands; a veto that was overridden counts once"
    )]
    NothingToVeto {
        /// Of whom.
        identity: IdentityId,
    },
    /// The registrar is the identity itself or a guardian of it.
    #[error(
        "expected a registrar that is no guardian of the identity and not itself, got {registrar}; ask another"
    )]
    Related {
        /// Which.
        registrar: IdentityId,
    },
    /// The sender has no hand in it.
    #[error(
        "{by} neither approved recovery {number} nor overrode a veto against it; nothing is to be taken back"
    )]
    NotApprover {
        /// Its number.
        number: u32,
        /// The sender's identity.
        by: IdentityId,
    },
    /// Guardians behind it were frozen, suspended, revoked, or are none any more.
    #[error(
        "recovery {number} rests on {count} guardians who are active now, and takes {threshold}; have another one approve it, or start again"
    )]
    NotBacked {
        /// Its number.
        number: u32,
        /// How many count.
        count: usize,
        /// How many it takes.
        threshold: u8,
    },
    /// The registrar that overrode the veto is no active one any more.
    #[error(
        "{registrar} overrode the veto against recovery {number} and is no active registrar now; withdraw the recovery and start again"
    )]
    RegistrarLost {
        /// Its number.
        number: u32,
        /// Which.
        registrar: IdentityId,
    },
    /// Approvals or overrides are missing.
    #[error(
        "recovery {number} waits for guardians to approve it, or for guardians and a registrar to override its veto"
    )]
    NotApproved {
        /// Its number.
        number: u32,
    },
    /// Its time has not come.
    #[error("recovery {number} can be completed from {due_at} (Unix seconds), it is {now}")]
    TooEarly {
        /// Its number.
        number: u32,
        /// From when.
        due_at: u64,
        /// The block's time.
        now: u64,
    },
    /// A recovery is completed by the new account's own signature.
    #[error("expected the new account {account} as sender, got {sender}: it proves that it can sign")]
    NotNewAccount {
        /// The new account.
        account: Addr,
        /// The sender.
        sender: Addr,
    },
    /// Guardians do not change while they are believed against an account.
    #[error(
        "the veto against recovery {number} is overridden; guardians change again when it is completed, withdrawn or lapsed"
    )]
    Stands {
        /// Its number.
        number: u32,
    },
    /// The guardian froze the identity not long ago.
    #[error(
        "{guardian} froze the identity already and can again from {from} (Unix seconds) on; ask another guardian or a registrar"
    )]
    FrozeBefore {
        /// Which guardian.
        guardian: IdentityId,
        /// From when.
        from: u64,
    },
}

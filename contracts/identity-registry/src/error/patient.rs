//! What can be wrong with representations, claims, merges and deaths.

use chartseal_types::IdentityId;
use chartseal_types::identity::MAX_REPRESENTATIVES;
use chartseal_types::identity::abi::MAX_DUPLICATES;
use cosmwasm_std::Addr;
use thiserror::Error;

use super::StandingError;

/// A representation was refused, or is not there.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RepresentativeError {
    /// In force already.
    #[error("{representative} represents the patient already; end that first")]
    Already {
        /// Who.
        representative: IdentityId,
    },
    /// Too many.
    #[error("expected fewer than {MAX_REPRESENTATIVES} representatives in force; end one first")]
    TooMany,
    /// Nothing to end or dispute.
    #[error(
        "expected a representative of the patient, but {representative} is none; the query `representatives` lists them"
    )]
    NotRepresented {
        /// Who.
        representative: IdentityId,
    },
    /// Disputed already.
    #[error("the representation by {representative} is in dispute already")]
    AlreadyDisputed {
        /// Who.
        representative: IdentityId,
    },
    /// Nothing to settle.
    #[error("expected a representation in dispute, but that by {representative} is not")]
    NotDisputed {
        /// Who.
        representative: IdentityId,
    },
    /// A dispute outlives the representation.
    #[error(
        "{representative} was put in dispute as a representative of the patient and that is not settled; two registrars settle it with `settle_dispute`, or name somebody else"
    )]
    InDispute {
        /// Who.
        representative: IdentityId,
    },
    /// The sender is neither.
    #[error("expected an account of the patient or of the representative as sender, got {account}")]
    NeitherSide {
        /// The sender.
        account: Addr,
    },
}

/// A claim, a merge, a death or an appointment does not fit the patient.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PatientError {
    /// Of another kind, merged, dead or revoked.
    #[error(transparent)]
    Standing(#[from] StandingError),
    /// An account controls the patient.
    #[error("expected a patient that no account controls, but {patient} is claimed; its owner adds accounts")]
    Claimed {
        /// Which.
        patient: IdentityId,
    },
    /// The account of a claim controls an identity.
    #[error(
        "expected an account that controls no identity, but {account} controls {identity}; use another account, or merge the two"
    )]
    AccountTaken {
        /// The account.
        account: Addr,
        /// The identity it controls.
        identity: IdentityId,
    },
    /// Merging needs two.
    #[error("expected two patients to merge, got {patient} twice")]
    WithItself {
        /// Which.
        patient: IdentityId,
    },
    /// The duplicate is a survivor itself.
    #[error("{duplicate} has duplicates of its own; take those merges back, or merge the other way round")]
    HasDuplicates {
        /// Which.
        duplicate: IdentityId,
    },
    /// Too many duplicates.
    #[error("expected fewer than {MAX_DUPLICATES} duplicates of {survivor}")]
    TooManyDuplicates {
        /// Which.
        survivor: IdentityId,
    },
    /// An owner would give way to an identity without one.
    #[error("{survivor} is unclaimed and the duplicate is not; merge the other way round")]
    SurvivorUnclaimed {
        /// Which.
        survivor: IdentityId,
    },
    /// Only one of the two is marked as dead.
    #[error("one of {duplicate} and {survivor} is marked as dead and the other is not; settle that first")]
    OneIsDead {
        /// The one that would give way.
        duplicate: IdentityId,
        /// The one that would stay.
        survivor: IdentityId,
    },
    /// Nothing to take back.
    #[error("expected a merged patient, but {patient} is not merged")]
    NotMerged {
        /// Which.
        patient: IdentityId,
    },
    /// Nothing to take back.
    #[error("expected a patient whose death is marked, but that of {patient} is not")]
    NotDeceased {
        /// Which.
        patient: IdentityId,
    },
    /// A patient acts for itself anyway.
    #[error("expected somebody else than {patient} as representative")]
    RepresentsItself {
        /// Which.
        patient: IdentityId,
    },
    /// A representative of another kind.
    #[error("expected a patient or practitioner as representative, but {identity} is of another kind")]
    NotPerson {
        /// Which.
        identity: IdentityId,
    },
    /// Only those who care for patients register unclaimed ones.
    #[error("expected a care organization (kind `organization`), but {organization} is of another kind")]
    NotCareOrganization {
        /// Which.
        organization: IdentityId,
    },
}

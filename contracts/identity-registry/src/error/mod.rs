//! What can be wrong with a message: one enum a subject. Errors name ids and accounts, which are public, and nothing else.

mod act;
mod change;
mod patient;
mod recovery;

use chartseal_governance::GovernanceError;
use chartseal_second_factor::SecondFactorError;
use chartseal_types::identity::abi::MAX_DISTRUSTED;
use chartseal_types::identity::{
    AppointmentError, EncryptionKeyError, GuardiansError, MAX_AFFILIATIONS, MAX_VERIFICATION, Status,
    StatusReason,
};
use chartseal_types::second_factor::{PasskeyError, RelyingPartyError};
use chartseal_types::{IdentityId, Role};
use cosmwasm_std::{Addr, StdError};
use thiserror::Error;

pub use act::ActError;
pub use change::ChangeError;
pub use patient::{PatientError, RepresentativeError};
pub use recovery::RecoveryError;

/// A message was refused.
#[derive(Debug, Error)]
pub enum ContractError {
    /// Storage or address error of the platform.
    #[error("{0}")]
    Std(#[from] StdError),
    /// Admin, pause, migration, funds.
    #[error(transparent)]
    Governance(#[from] GovernanceError),
    /// A second factor that is missing or wrong.
    #[error(transparent)]
    SecondFactor(#[from] SecondFactorError),
    /// Who acts, and on whom, is not in the standing that it takes.
    #[error(transparent)]
    Standing(#[from] StandingError),
    /// Registration.
    #[error(transparent)]
    Registration(#[from] RegistrationError),
    /// An encryption key of the wrong length.
    #[error(transparent)]
    Key(#[from] EncryptionKeyError),
    /// A passkey of the wrong form or of an unknown relying party.
    #[error(transparent)]
    Passkey(#[from] PasskeyError),
    /// A list of relying parties that cannot be set.
    #[error(transparent)]
    RelyingParty(#[from] RelyingPartyError),
    /// Verification.
    #[error(transparent)]
    Verification(#[from] VerificationError),
    /// Change of status.
    #[error(transparent)]
    Status(#[from] StatusError),
    /// Registrars and accreditation.
    #[error(transparent)]
    Registrar(#[from] RegistrarError),
    /// Changes of accounts, keys and passkeys.
    #[error(transparent)]
    Change(#[from] ChangeError),
    /// A list of guardians that cannot be set.
    #[error(transparent)]
    Guardians(#[from] GuardiansError),
    /// Recoveries, and freezes by guardians.
    #[error(transparent)]
    Recovery(#[from] RecoveryError),
    /// Affiliations.
    #[error(transparent)]
    Affiliation(#[from] AffiliationError),
    /// Joint acts of two registrars.
    #[error(transparent)]
    Act(#[from] ActError),
    /// What a representative is appointed for.
    #[error(transparent)]
    Appointment(#[from] AppointmentError),
    /// Representations.
    #[error(transparent)]
    Representative(#[from] RepresentativeError),
    /// Claims, merges, deaths.
    #[error(transparent)]
    Patient(#[from] PatientError),
    /// Queries.
    #[error(transparent)]
    Query(#[from] QueryError),
}

/// Who acts, or on whom, is not in the standing that the message takes.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StandingError {
    /// The sender controls no identity.
    #[error("expected an account that controls an identity, got {account}; send `register` first")]
    NoIdentity {
        /// The sender.
        account: Addr,
    },
    /// No such identity.
    #[error(
        "expected a registered identity, but {identity} is not; check the id with the query `identity_of`"
    )]
    Unknown {
        /// Which was named.
        identity: IdentityId,
    },
    /// The sender is an account of another identity.
    #[error("expected an account of {identity} as sender, got {account}")]
    NotOwner {
        /// Whose account it takes.
        identity: IdentityId,
        /// The sender.
        account: Addr,
    },
    /// The identity is frozen.
    #[error("{identity} is frozen until {until} (Unix seconds); meanwhile it can only be protected")]
    Frozen {
        /// Which.
        identity: IdentityId,
        /// Until when, Unix seconds.
        until: u64,
    },
    /// The account froze the identity not long ago.
    #[error(
        "{account} froze the identity already and can again from {from} (Unix seconds) on; freeze from another account, or ask a guardian or a registrar"
    )]
    FrozeBefore {
        /// The sender.
        account: Addr,
        /// From when.
        from: u64,
    },
    /// The identity is suspended or revoked.
    #[error(
        "expected {identity} to be pending or active, but it is {status:?}; a registrar decides about it"
    )]
    Ended {
        /// Which.
        identity: IdentityId,
        /// Its status.
        status: Status,
    },
    /// The identity does not count now.
    #[error(
        "expected {identity} to be active, but its status is {status:?}, verified until {verified_until} (Unix seconds); a registrar verifies it"
    )]
    NotActive {
        /// Which.
        identity: IdentityId,
        /// Its status.
        status: Status,
        /// Until when its verification counts.
        verified_until: u64,
    },
    /// Not an organization, payer, researcher or auditor.
    #[error("expected an organization, but {identity} is of another kind; name an organization's id")]
    NotOrganization {
        /// Which.
        identity: IdentityId,
    },
    /// Not a practitioner.
    #[error("expected a practitioner, but {identity} is of another kind; name a practitioner's id")]
    NotPractitioner {
        /// Which.
        identity: IdentityId,
    },
    /// Not a patient.
    #[error("expected a patient, but {identity} is of another kind; name a patient's id")]
    NotPatient {
        /// Which.
        identity: IdentityId,
    },
    /// The identity's death is marked.
    #[error("{identity} is marked as dead; two registrars take that back if it is wrong")]
    Deceased {
        /// Which.
        identity: IdentityId,
    },
    /// The identity was merged.
    #[error("{identity} was merged into {survivor}, which acts for it; name {survivor}")]
    Merged {
        /// Which.
        identity: IdentityId,
        /// Into which.
        survivor: IdentityId,
    },
    /// Neither an active registrar nor the admin.
    #[error(
        "expected an account of an active registrar, or the admin, as sender, got {account}; the query `registrars` lists them"
    )]
    NotRegistrar {
        /// The sender.
        account: Addr,
    },
    /// About a registrar only the admin decides.
    #[error("{identity} is a registrar: only the admin decides about it; ask the admin")]
    RegistrarOfAdmin {
        /// Which.
        identity: IdentityId,
    },
    /// A registrar or the admin about its own identity.
    #[error("{identity} is the sender's own identity; another registrar or the admin must decide about it")]
    OwnIdentity {
        /// Which.
        identity: IdentityId,
    },
}

/// Registration was refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RegistrationError {
    /// The account controls an identity already.
    #[error(
        "expected an account that controls no identity, but {account} controls {identity}; use another account"
    )]
    AccountTaken {
        /// The account.
        account: Addr,
        /// The identity it controls.
        identity: IdentityId,
    },
}

/// A verification was refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum VerificationError {
    /// Ends before it begins, or too late.
    #[error(
        "expected an expiry after {now} and at most {MAX_VERIFICATION} seconds later (3 years), got {expires_at} (Unix seconds)"
    )]
    Expiry {
        /// The block's time.
        now: u64,
        /// What came.
        expires_at: u64,
    },
    /// The admin verifies organizations only.
    #[error("the admin verifies organizations only, and {identity} is of another kind; ask a registrar")]
    AdminVerifiesOrganizations {
        /// Which.
        identity: IdentityId,
    },
}

/// A change of status was refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StatusError {
    /// A revoked identity stays revoked.
    #[error("the identity is revoked, which is final; register a new one with another account")]
    Final,
    /// No such way.
    #[error(
        "expected a change from active to suspended, from suspended to active, or to revoked; got {from:?} to {to:?}"
    )]
    NoSuchChange {
        /// The status now.
        from: Status,
        /// The status asked for.
        to: Status,
    },
    /// The reason does not go with the status.
    #[error(
        "the reason {reason:?} does not go with {to:?}: `cleared` and `subject_request` reinstate; `registered` and `verified` are kept for those messages"
    )]
    Reason {
        /// The status asked for.
        to: Status,
        /// The reason given.
        reason: StatusReason,
    },
    /// One registrar ends nobody for good.
    #[error(
        "expected {identity} to be suspended by another registrar or the admin before {registrar} revokes it; suspend it, and have another one revoke it"
    )]
    Alone {
        /// Whose status.
        identity: IdentityId,
        /// Which registrar.
        registrar: IdentityId,
    },
}

/// An appointment or accreditation was refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RegistrarError {
    /// Appointed already.
    #[error("{organization} is a registrar already")]
    Already {
        /// Which.
        organization: IdentityId,
    },
    /// Not appointed.
    #[error("expected a registrar, but {organization} is none; the query `registrars` lists them")]
    Unknown {
        /// Which.
        organization: IdentityId,
    },
    /// Found bad before.
    #[error("{organization} is distrusted since {since} (Unix seconds) and is never appointed again")]
    Distrusted {
        /// Which.
        organization: IdentityId,
        /// Since when.
        since: u64,
    },
    /// A distrust from a time to come, or later than the one before.
    #[error(
        "expected a time until {latest} (Unix seconds), got {since}: not ahead, and only earlier than before"
    )]
    Since {
        /// The latest that can be.
        latest: u64,
        /// What came.
        since: u64,
    },
    /// Too many distrusted registrars.
    #[error(
        "expected fewer than {MAX_DISTRUSTED} distrusted registrars; revoke what this one verified one by one"
    )]
    TooManyDistrusted,
    /// A role twice in a list.
    #[error("expected each role once, got {role:?} again; leave it out")]
    RepeatedRole {
        /// Which.
        role: Role,
    },
}

/// An affiliation was refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AffiliationError {
    /// The organization is not accredited for the role.
    #[error("{organization} is not accredited for the role {role:?}; a registrar accredits it")]
    NotAccredited {
        /// Which.
        organization: IdentityId,
        /// For what.
        role: Role,
    },
    /// Offered or in force already.
    #[error("the role {role:?} at {organization} is offered or in force already")]
    Already {
        /// Where.
        organization: IdentityId,
        /// As what.
        role: Role,
    },
    /// Too many at once.
    #[error("expected fewer than {MAX_AFFILIATIONS} affiliations and offers; end one first")]
    TooMany,
    /// Nothing to accept.
    #[error("no offer of the role {role:?} by {organization} waits; the organization offers it first")]
    NotOffered {
        /// Where.
        organization: IdentityId,
        /// As what.
        role: Role,
    },
    /// Nothing to end.
    #[error("the role {role:?} at {organization} is neither offered nor in force; nothing is to be ended")]
    NotOpen {
        /// Where.
        organization: IdentityId,
        /// As what.
        role: Role,
    },
}

/// A query has no answer.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum QueryError {
    /// No such version of the encryption key.
    #[error("expected a key version of {identity} from 1 to {latest}, got {version}")]
    NoSuchKey {
        /// Whose.
        identity: IdentityId,
        /// What came.
        version: u32,
        /// The version that counts.
        latest: u32,
    },
}

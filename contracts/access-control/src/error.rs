//! What can be wrong with a message or a query.

use chartseal_governance::GovernanceError;
use chartseal_second_factor::SecondFactorError;
use chartseal_types::access::{
    Effect, MAX_DENIALS, MAX_PERMITS, OWN_DENIALS, PolicyError, RequestStatus, StandingFault, TermsError,
};
use chartseal_types::{Action, Category, Confidentiality, ContentHash, IdentityId, Purpose};
use cosmwasm_std::{Addr, StdError};
use thiserror::Error;

pub use crate::domain::care::CareError;
pub use crate::domain::daily::DailyLimitError;
pub use crate::domain::emergency::EmergencyError;
pub use crate::domain::party::OnBehalfError;
pub use crate::domain::policy::PolicyChangeError;
pub use crate::domain::question::QuestionError;
pub use crate::domain::request::{Dimension, DocketError};

/// Access control refused a message or a query. A denied access is no error: it is recorded and answered.
#[derive(Debug, Error)]
pub enum ContractError {
    /// Storage, address or serialization error of the platform.
    #[error("{0}")]
    Std(#[from] StdError),
    /// Admin, pausers, circuit breaker, migration, funds.
    #[error(transparent)]
    Governance(#[from] GovernanceError),
    /// Who sends or is named is not who is needed.
    #[error(transparent)]
    Party(#[from] PartyError),
    /// Somebody acts for a patient who may not, or not this.
    #[error(transparent)]
    OnBehalf(#[from] OnBehalfError),
    /// A policy that contradicts itself.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// A change of policy that cannot be made.
    #[error(transparent)]
    PolicyChange(#[from] PolicyChangeError),
    /// A consent that cannot be set, amended or ended.
    #[error(transparent)]
    Consent(#[from] ConsentError),
    /// A care relationship that cannot be opened or ended.
    #[error(transparent)]
    Care(#[from] CareError),
    /// A request that cannot be made, answered or closed.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// An emergency that cannot be opened, closed, justified, reviewed or escalated.
    #[error(transparent)]
    Emergency(#[from] EmergencyError),
    /// A message that is not confirmed as it has to be.
    #[error(transparent)]
    SecondFactor(#[from] SecondFactorError),
    /// Enough for a day.
    #[error(transparent)]
    DailyLimit(#[from] DailyLimitError),
    /// A question that cannot be answered as it stands.
    #[error(transparent)]
    Question(#[from] QuestionError),
    /// A record that is not known, or is another patient's.
    #[error("expected a record of patient {patient}, but {record} is not known there; anchor it first")]
    UnknownRecord {
        /// The patient of the question.
        patient: IdentityId,
        /// The record.
        record: ContentHash,
    },
    /// An access that is not in the log.
    #[error("expected an access from 1 to {last}, got {access}")]
    UnknownAccess {
        /// What came.
        access: u64,
        /// The last one.
        last: u64,
    },
    /// A policy version that was never set.
    #[error("expected a policy version from 1 to {last}, got {version}")]
    UnknownPolicyVersion {
        /// What came.
        version: u32,
        /// The last one.
        last: u32,
    },
}

/// Who sends or is named is not who is needed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PartyError {
    /// An account without an identity.
    #[error("expected an account that controls an identity, got {account}; register it first")]
    UnknownAccount {
        /// The account.
        account: Addr,
    },
    /// An identity that nobody registered.
    #[error("expected a registered identity, got {identity}; check the id")]
    UnknownIdentity {
        /// The identity.
        identity: IdentityId,
    },
    /// Self-registered, and nobody ever verified it.
    #[error(
        "expected an identity that was verified, got {identity}, which never was; have a registrar verify it"
    )]
    NeverVerified {
        /// The identity.
        identity: IdentityId,
    },
    /// Not a patient.
    #[error("expected the identity of a patient, got {identity}, which is of another kind")]
    NotPatient {
        /// The identity.
        identity: IdentityId,
    },
    /// Not an organization.
    #[error("expected an organization, payer, researcher or auditor, got {identity}, which is none")]
    NotOrganization {
        /// The identity.
        identity: IdentityId,
    },
    /// An organization where a person is expected.
    #[error("expected a person or service, got {identity}, an organization; use the grantee `organization`")]
    NotPerson {
        /// The identity.
        identity: IdentityId,
    },
    /// An organization that does not count now.
    #[error("expected an active organization, got {identity}, which is not; have it verified")]
    NotActive {
        /// The identity.
        identity: IdentityId,
    },
    /// Rule 4 would deny whatever came of it.
    #[error(
        "expected an active identity in an active role at an active organization, with a good certificate; of {identity} this is not good: {fault:?}"
    )]
    Standing {
        /// The identity.
        identity: IdentityId,
        /// What is not good.
        fault: StandingFault,
    },
    /// Frozen.
    #[error(
        "identity {identity} is frozen until {until}: it can revoke consents, deny and end care, and nothing that opens"
    )]
    Frozen {
        /// The identity.
        identity: IdentityId,
        /// Unix seconds.
        until: u64,
    },
    /// Suspended or revoked.
    #[error(
        "identity {identity} is suspended or revoked: it can revoke consents, deny and end care, and nothing that opens"
    )]
    SetAside {
        /// The identity.
        identity: IdentityId,
    },
}

/// A request cannot be made, answered or closed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RequestError {
    /// Too many, or open for too long.
    #[error(transparent)]
    Docket(#[from] DocketError),
    /// An insurer's request that is for no claim.
    #[error(
        "expected `claim` on a request of the payer {organization}: commit to the claim that the data is for"
    )]
    NoClaim {
        /// The payer.
        organization: IdentityId,
    },
    /// What policy would deny in spite of an answer.
    #[error(
        "policy denies this role {purpose:?}, {action:?} of {category:?} up to {confidentiality:?}, whatever the patient answers; ask for less"
    )]
    PolicyDenies {
        /// For which purpose.
        purpose: Purpose,
        /// To do what.
        action: Action,
        /// With which category.
        category: Category,
        /// Up to which confidentiality.
        confidentiality: Confidentiality,
    },
    /// A number that was not given.
    #[error("expected a request to patient {patient}, but there is no number {request}")]
    Unknown {
        /// Whom it would have asked.
        patient: IdentityId,
        /// The number.
        request: u32,
    },
    /// Closed before, or expired.
    #[error("expected an open request, but number {request} is {status:?}; it has to be asked again")]
    NotOpen {
        /// The number.
        request: u32,
        /// Where it stands.
        status: RequestStatus,
    },
    /// An answer that permits what was not asked for.
    #[error(
        "expected a permit no wider than request {request} asks, but it is in {dimension:?}; grant a consent of its own for more"
    )]
    Wider {
        /// The number.
        request: u32,
        /// In what.
        dimension: Dimension,
    },
    /// Somebody else's.
    #[error("expected who made request {request} or an account of the organization, got {identity}")]
    NotRequester {
        /// The number.
        request: u32,
        /// Who sent.
        identity: IdentityId,
    },
}

/// A consent cannot be set, amended or ended.
#[derive(Debug, Error)]
pub enum ConsentError {
    /// Storage error of the platform.
    #[error("{0}")]
    Std(#[from] StdError),
    /// Terms that contradict themselves.
    #[error(transparent)]
    Terms(#[from] TermsError),
    /// A number that was not given.
    #[error("expected a consent of patient {patient}, but there is no number {consent}, or not that version")]
    Unknown {
        /// Whose.
        patient: IdentityId,
        /// The number.
        consent: u32,
    },
    /// Ended before.
    #[error("expected a consent that has not ended, but number {consent} has; grant a new one")]
    Ended {
        /// The number.
        consent: u32,
    },
    /// A permit cannot become a deny, nor the other way round.
    #[error(
        "expected the effect {expected:?} that the consent was granted with; revoke it and grant another"
    )]
    EffectChanged {
        /// The effect it has.
        expected: Effect,
    },
    /// The row of that grantee is full.
    #[error("expected at most {MAX_PERMITS} permits in force for one grantee; revoke or amend one of them")]
    TooManyPermits,
    /// The patient's row of denials is full.
    #[error("expected at most {MAX_DENIALS} denials in force; revoke one, or amend one to say more")]
    TooManyDenials,
    /// The rest is kept for the patient.
    #[error(
        "expected fewer than {} denials in force for a representative to add one: {OWN_DENIALS} of {MAX_DENIALS} are kept for the patient's own",
        MAX_DENIALS - OWN_DENIALS
    )]
    DenialsKept,
}

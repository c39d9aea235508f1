//! Where a certificate stands, and why.

use cosmwasm_schema::cw_serde;

use crate::{Fingerprint, IdentityId};

/// Where a certificate stands by itself.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum Standing {
    /// Neither held nor revoked.
    Good,
    /// Set aside for now.
    OnHold,
    /// Ended for good.
    Revoked,
}

/// Where a certificate stands with its validity and those above it, as OCSP (RFC 6960 §2.2) would answer.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum CertificateStatus {
    /// May be relied on.
    Good,
    /// Ended for good, by itself or with a CA above.
    Revoked,
    /// Set aside for now.
    OnHold,
    /// Its validity or that of a CA above is over.
    Expired,
    /// Its validity or that of a CA above has not begun.
    NotYetValid,
    /// Not in the log at that time: not good.
    Unknown,
}

/// Why a certificate is revoked: RFC 5280 §5.3.1 without hold (a message of its own) and removeFromCRL.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum RevocationReason {
    /// No reason given.
    Unspecified,
    /// The subject's private key is in the wrong hands.
    KeyCompromise,
    /// The CA's private key is in the wrong hands.
    CaCompromise,
    /// The subject has left or changed its name.
    AffiliationChanged,
    /// Another certificate takes its place.
    Superseded,
    /// No longer needed.
    CessationOfOperation,
    /// A privilege was withdrawn.
    PrivilegeWithdrawn,
    /// The key of an attribute authority is in the wrong hands.
    AaCompromise,
}

impl RevocationReason {
    /// The CRLReason code: 0 to 5, 9 and 10.
    pub fn code(self) -> u8 {
        match self {
            Self::Unspecified => 0,
            Self::KeyCompromise => 1,
            Self::CaCompromise => 2,
            Self::AffiliationChanged => 3,
            Self::Superseded => 4,
            Self::CessationOfOperation => 5,
            Self::PrivilegeWithdrawn => 9,
            Self::AaCompromise => 10,
        }
    }
}

/// Why a CA's operator declines a request. Codes only: free text would put names on the chain.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum DeclineReason {
    /// The operator could not make sure who asks.
    IdentityNotConfirmed,
    /// The requester is no member, employee or customer of the organization.
    NotEligible,
    /// The key is of a kind that the CA does not certify.
    KeyNotAccepted,
    /// Another certificate serves already.
    NotNeeded,
    /// Withdrawn by arrangement with the requester.
    Withdrawn,
}

/// Who did something.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum Party {
    /// The contract's admin.
    Admin {},
    /// An identity, by one of its accounts.
    Identity {
        /// Which.
        id: IdentityId,
    },
}

/// What happened to a certificate. Never edited.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum Change {
    /// It came into the log.
    Logged {},
    /// It was set aside, or a hold by the subject gave way to another's.
    Held {
        /// Since when it is on hold without a break, Unix seconds.
        since: u64,
    },
    /// A hold ended.
    Released {},
    /// It was ended for good.
    Revoked {
        /// Why.
        reason: RevocationReason,
    },
}

/// One change of a certificate: who, when, what.
#[cw_serde]
#[derive(Copy, Eq)]
pub struct CertificateChange {
    /// What happened.
    pub change: Change,
    /// Who did it.
    pub by: Party,
    /// Unix seconds.
    pub at: u64,
}

/// Where a request stands.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum RequestState {
    /// Waits for the CA's operator.
    Open {},
    /// Answered with a certificate.
    Issued {
        /// The certificate.
        certificate: Fingerprint,
    },
    /// Answered without one.
    Declined {
        /// Why.
        reason: DeclineReason,
    },
    /// The requester sent a newer one to the same CA.
    Replaced {
        /// The newer request.
        by: u64,
    },
}

/// Whose certificate it is.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum Holder {
    /// A root that the consortium trusts.
    TrustAnchor {},
    /// A CA below one.
    IssuingCa {
        /// The organization that operates it.
        organization: IdentityId,
    },
    /// A subject.
    EndEntity {
        /// Whom it names.
        identity: IdentityId,
    },
}

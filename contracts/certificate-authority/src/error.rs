//! Why the certificate authority refuses.

use chartseal_governance::GovernanceError;
use chartseal_second_factor::SecondFactorError;
use chartseal_types::certificate::CertificateStatus;
use chartseal_types::{Fingerprint, IdentityId};
use cosmwasm_std::{Addr, StdError};
use thiserror::Error;

use crate::domain::{ParseError, PathError, ProfileError, RequestError};

/// A message or query was refused; nothing was written.
#[derive(Debug, Error)]
pub enum ContractError {
    /// Storage, address or serialization error of the platform.
    #[error("{0}")]
    Std(#[from] StdError),
    /// What every contract does alike refused.
    #[error(transparent)]
    Governance(#[from] GovernanceError),
    /// The message was not confirmed as it has to be.
    #[error(transparent)]
    SecondFactor(#[from] SecondFactorError),
    /// Not a certificate that this contract understands.
    #[error(transparent)]
    Parse(#[from] ParseError),
    /// The certificate does not follow from those above it.
    #[error(transparent)]
    Path(#[from] PathError),
    /// The certificate is not of the pseudonymous profile.
    #[error(transparent)]
    Profile(#[from] ProfileError),
    /// The certification request is refused.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// The sender controls no identity.
    #[error("expected an account of an identity as sender, but {sender} controls none; register it first")]
    NoIdentity {
        /// The sender.
        sender: Addr,
    },
    /// The identity does not count now.
    #[error("expected an active identity, but {identity} is not; a registrar verifies or reinstates it")]
    InactiveIdentity {
        /// Which.
        identity: IdentityId,
    },
    /// The identity cannot operate a CA.
    #[error(
        "expected an organization, payer, researcher or auditor to operate a CA, but {identity} is none; name one"
    )]
    NotOrganization {
        /// Which.
        identity: IdentityId,
    },
    /// The sender does not act for the CA's organization.
    #[error("expected an account of organization {organization}, which operates the CA, got {sender}")]
    NotOperator {
        /// The organization.
        organization: IdentityId,
        /// The sender.
        sender: Addr,
    },
    /// The sender may not revoke or hold this certificate.
    #[error(
        "expected the issuer's organization, the subject, a registrar or the admin as sender, got {sender}; ask one of them"
    )]
    MayNotRevoke {
        /// The sender.
        sender: Addr,
    },
    /// The sender may not revoke this CA.
    #[error(
        "expected the CA's organization, that of the CA above or the admin as sender, got {sender}; a trust anchor is revoked by the admin"
    )]
    MayNotRevokeCa {
        /// The sender.
        sender: Addr,
    },
    /// The sender did not place the hold, or may not revoke the certificate any more.
    #[error(
        "expected whoever placed the hold and may still revoke the certificate, or the admin, as sender, got {sender}; the query `history` says who placed it"
    )]
    MayNotRelease {
        /// The sender.
        sender: Addr,
    },
    /// No such CA.
    #[error(
        "expected a trust anchor or issuing CA, but {authority} is not in the log; the query `authorities` lists them"
    )]
    UnknownAuthority {
        /// Which.
        authority: Fingerprint,
    },
    /// A trust anchor issues CAs only.
    #[error(
        "expected an issuing CA, but {authority} is a trust anchor; choose a CA that an organization operates"
    )]
    NotIssuingCa {
        /// Which.
        authority: Fingerprint,
    },
    /// The CA, or one above it, is not good now.
    #[error("expected a CA that is good with all above it, but {authority} is {status:?}; choose another CA")]
    AuthorityNotGood {
        /// The CA that was named.
        authority: Fingerprint,
        /// Where it stands.
        status: CertificateStatus,
    },
    /// No such certificate.
    #[error(
        "expected an end-entity certificate in the log, but {certificate} is not there; CAs are ended with revoke_ca"
    )]
    UnknownCertificate {
        /// Which.
        certificate: Fingerprint,
    },
    /// No such request.
    #[error(
        "expected a request, but there is none with number {request}; the query `requests` lists the open ones"
    )]
    UnknownRequest {
        /// Which.
        request: u64,
    },
    /// The request has been answered or replaced.
    #[error("expected an open request, but {request} is closed; the query `request` says how")]
    RequestClosed {
        /// Which.
        request: u64,
    },
    /// The certificate is in the log already.
    #[error("expected a certificate that is not in the log yet, but {certificate} is; nothing is left to do")]
    DuplicateCertificate {
        /// Which.
        certificate: Fingerprint,
    },
    /// The issuer has used the serial number.
    #[error(
        "expected a serial number that the issuer has not used, but {certificate} bears it; issue with another serial"
    )]
    DuplicateSerial {
        /// The certificate that bears it.
        certificate: Fingerprint,
    },
    /// A key that was reported compromised.
    #[error(
        "expected a key in its owner's hands only, but this one was reported compromised; make a new key"
    )]
    CompromisedKey,
    /// Ended already.
    #[error("expected a certificate that is not revoked, but {certificate} is; revocation is for good")]
    AlreadyRevoked {
        /// Which.
        certificate: Fingerprint,
    },
    /// Held already.
    #[error("expected a certificate that is not on hold, but {certificate} is; nothing is left to do")]
    AlreadyOnHold {
        /// Which.
        certificate: Fingerprint,
    },
    /// Nothing to release.
    #[error("expected a certificate on hold, but {certificate} is not")]
    NotOnHold {
        /// Which.
        certificate: Fingerprint,
    },
    /// More requests or changes than a counter holds.
    #[error("expected a counter below its maximum, but {counter} is used up")]
    CounterExhausted {
        /// Which.
        counter: &'static str,
    },
}

//! Messages of the certificate authority. Certificates and requests are DER; a fingerprint is SHA-256 of it.

use cosmwasm_schema::{QueryResponses, cw_serde};
use cosmwasm_std::Binary;

use super::domain::{CertificateStatus, DeclineReason, Holder, RequestState, RevocationReason};
use crate::governance::GovernanceMsg;
use crate::second_factor::{Assertion, Confirmable};
use crate::{Fingerprint, IdentityId};

pub use crate::governance::{InstantiateMsg, MigrateMsg};

/// What the certificate authority does.
#[cw_serde]
pub enum ExecuteMsg {
    /// The admin adds a self-signed root. The response data is its [`Fingerprint`] as JSON.
    AddTrustAnchor {
        /// X.509 v3, DER, at most 8 KiB.
        certificate: Binary,
    },
    /// The admin adds a CA below a trust anchor or below another CA. The response data is its [`Fingerprint`] as JSON.
    AddIssuingCa {
        /// X.509 v3, DER, at most 8 KiB.
        certificate: Binary,
        /// The CA or trust anchor that signed it.
        issuer: Fingerprint,
        /// The organization that operates it; must be active.
        organization: IdentityId,
    },
    /// An account asks a CA for a certificate for its identity, which is active. Replaces the open request of that identity to that
    /// CA. The response data is the request's number as JSON.
    RequestCertificate {
        /// Which CA.
        ca: Fingerprint,
        /// PKCS#10, DER, at most 4 KiB, for the DID of the sender's identity.
        csr: Binary,
    },
    /// An account of the CA's organization answers a request. The response data is the [`Fingerprint`] as JSON.
    IssueCertificate {
        /// Which request.
        request: u64,
        /// X.509 v3, DER, of the pseudonymous profile.
        certificate: Binary,
    },
    /// An account of the CA's organization answers a request without a certificate.
    DeclineRequest {
        /// Which request.
        request: u64,
        /// Why.
        reason: DeclineReason,
    },
    /// The issuer's organization, the subject, a registrar or the admin ends an end entity's certificate.
    RevokeCertificate {
        /// Which.
        certificate: Fingerprint,
        /// Why.
        reason: RevocationReason,
    },
    /// Whoever may revoke an end entity's certificate sets it aside. A hold by the subject gives way to another's.
    HoldCertificate {
        /// Which.
        certificate: Fingerprint,
    },
    /// Who placed a hold ends it, if active now and still one who may revoke the certificate; or the admin.
    ReleaseCertificate {
        /// Which.
        certificate: Fingerprint,
    },
    /// The CA's organization, that of the CA above, or the admin ends a CA, and with it all below. A trust anchor is
    /// ended by the admin.
    RevokeCa {
        /// Which.
        ca: Fingerprint,
        /// Why.
        reason: RevocationReason,
    },
    /// A message of this contract, confirmed by a passkey of the sender's identity. Any but `confirmed` and `governance`
    /// can be; `issue_certificate`
    /// has to be where policy says so.
    Confirmed {
        /// The message as JSON: the very bytes that the assertion is about.
        message: Binary,
        /// The passkey's assertion.
        assertion: Assertion,
    },
    /// What every contract does alike.
    Governance(GovernanceMsg),
}

impl Confirmable for ExecuteMsg {
    fn is_confirmable(&self) -> bool {
        !matches!(self, Self::Confirmed { .. } | Self::Governance(_))
    }
}

/// What the certificate authority tells.
#[cw_serde]
#[derive(QueryResponses)]
pub enum QueryMsg {
    /// Where a certificate stands, or stood: an end entity's, a CA's or a trust anchor's.
    #[returns(CertificateStatusResponse)]
    Status {
        /// Which.
        certificate: Fingerprint,
        /// At what time, Unix seconds; now unless told.
        at: Option<u64>,
    },
    /// A certificate with its DER.
    #[returns(CertificateResponse)]
    Certificate {
        /// Which.
        certificate: Fingerprint,
    },
    /// The certificates of an identity, in the order of their fingerprints.
    #[returns(Vec<CertificateItem>)]
    Certificates {
        /// Whose.
        identity: IdentityId,
        /// After this one.
        start_after: Option<Fingerprint>,
        /// At most 100, 10 unless told.
        limit: Option<u32>,
    },
    /// What happened to a certificate, oldest first.
    #[returns(Vec<super::CertificateChange>)]
    History {
        /// Which.
        certificate: Fingerprint,
        /// Skip this many.
        start_after: Option<u32>,
        /// At most 100, 10 unless told.
        limit: Option<u32>,
    },
    /// Trust anchors and issuing CAs, in the order of their fingerprints.
    #[returns(Vec<AuthorityResponse>)]
    Authorities {
        /// After this one.
        start_after: Option<Fingerprint>,
        /// At most 100, 10 unless told.
        limit: Option<u32>,
    },
    /// A request.
    #[returns(RequestResponse)]
    Request {
        /// Which.
        id: u64,
    },
    /// The open requests to a CA, oldest first.
    #[returns(Vec<RequestResponse>)]
    Requests {
        /// Which CA.
        ca: Fingerprint,
        /// After this one.
        start_after: Option<u64>,
        /// At most 100, 10 unless told.
        limit: Option<u32>,
    },
    /// What a CA's revocation list (RFC 5280 §5) holds: the certificates it signed that are revoked or on hold.
    #[returns(Vec<RevocationResponse>)]
    Revocations {
        /// Which CA.
        ca: Fingerprint,
        /// After this one.
        start_after: Option<Fingerprint>,
        /// At most 100, 10 unless told.
        limit: Option<u32>,
    },
    /// The nonce that an identity's next assertion for this contract has to carry: how many it has confirmed here.
    #[returns(u64)]
    SecondFactorNonce {
        /// Which identity.
        identity: IdentityId,
    },
    /// Who governs the contract.
    #[returns(crate::governance::GovernanceResponse)]
    Governance {},
}

/// Where a certificate stands.
#[cw_serde]
pub struct CertificateStatusResponse {
    /// Which.
    pub certificate: Fingerprint,
    /// Where it stands.
    pub status: CertificateStatus,
    /// Since when, Unix seconds; none while unknown.
    pub since: Option<u64>,
    /// Why, when it is revoked.
    pub reason: Option<RevocationReason>,
    /// The certificate whose standing or validity decided: itself, or a CA above it. None while unknown.
    pub decided_by: Option<Fingerprint>,
}

/// A certificate.
#[cw_serde]
pub struct CertificateResponse {
    /// SHA-256 of the DER.
    pub certificate: Fingerprint,
    /// The certificate itself.
    pub der: Binary,
    /// Serial number, lower hex without leading zeros.
    pub serial: String,
    /// Whose.
    pub holder: Holder,
    /// The CA that signed it; none for a trust anchor.
    pub issuer: Option<Fingerprint>,
    /// First second of validity, Unix seconds.
    pub not_before: u64,
    /// Last second of validity, Unix seconds.
    pub not_after: u64,
    /// Where it stands now.
    pub status: CertificateStatus,
    /// Since when, Unix seconds.
    pub since: Option<u64>,
}

/// A certificate in a list.
#[cw_serde]
pub struct CertificateItem {
    /// SHA-256 of the DER.
    pub certificate: Fingerprint,
    /// The CA that signed it.
    pub issuer: Fingerprint,
    /// First second of validity, Unix seconds.
    pub not_before: u64,
    /// Last second of validity, Unix seconds.
    pub not_after: u64,
    /// Where it stands now.
    pub status: CertificateStatus,
}

/// A trust anchor or issuing CA in a list.
#[cw_serde]
pub struct AuthorityResponse {
    /// SHA-256 of the DER.
    pub certificate: Fingerprint,
    /// The CA that signed it; none for a trust anchor.
    pub issuer: Option<Fingerprint>,
    /// The organization that operates it; none for a trust anchor.
    pub organization: Option<IdentityId>,
    /// First second of validity, Unix seconds.
    pub not_before: u64,
    /// Last second of validity, Unix seconds.
    pub not_after: u64,
    /// Where it stands now.
    pub status: CertificateStatus,
}

/// A request for a certificate.
#[cw_serde]
pub struct RequestResponse {
    /// Its number, from 1.
    pub id: u64,
    /// For whom.
    pub identity: IdentityId,
    /// From which CA.
    pub ca: Fingerprint,
    /// When, Unix seconds.
    pub requested_at: u64,
    /// Where it stands.
    pub state: RequestState,
    /// PKCS#10, DER, while it is open.
    pub csr: Option<Binary>,
}

/// An entry of a revocation list.
#[cw_serde]
pub struct RevocationResponse {
    /// Which certificate.
    pub certificate: Fingerprint,
    /// Its serial number, lower hex without leading zeros.
    pub serial: String,
    /// When it was revoked or held, Unix seconds.
    pub since: u64,
    /// Why it was revoked; none while it is on hold (CRLReason 6, certificateHold).
    pub reason: Option<RevocationReason>,
}

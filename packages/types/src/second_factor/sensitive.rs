//! Which messages may need a second factor.

use cosmwasm_schema::cw_serde;

use crate::Code;

/// A message that may need a second factor, of any of the four contracts.
///
/// What closes is not in the list, so that no policy can ask a second factor for it: revoking, denying, refusing,
/// ending, freezing, cancelling.
#[cw_serde]
#[derive(Copy, Eq, PartialOrd, Ord, Hash)]
pub enum Sensitive {
    /// Proposing a change of accounts, keys, passkeys or guardians. Always.
    ProposeChange,
    /// A patient's appointing a representative. Always.
    AppointRepresentative,
    /// Opening an emergency. Always.
    OpenEmergency,
    /// Having a record erased. Always.
    Erase,
    /// Granting a consent that permits.
    GrantPermit,
    /// Amending a consent.
    AmendConsent,
    /// Answering a request with a consent.
    AnswerRequest,
    /// Opening a care relationship.
    OpenCare,
    /// Asking for access.
    RequestAccess,
    /// Issuing a certificate.
    IssueCertificate,
    /// A registrar's verifying an identity.
    Verify,
    /// Setting an identity's status, other than to suspended or revoked.
    SetStatus,
    /// What two registrars do together: a representative, a claim, a merge, a death, an override.
    RegistrarAct,
    /// Anchoring a batch.
    AnchorBatch,
}

impl Sensitive {
    /// All of them.
    pub const ALL: [Self; 14] = [
        Self::ProposeChange,
        Self::AppointRepresentative,
        Self::OpenEmergency,
        Self::Erase,
        Self::GrantPermit,
        Self::AmendConsent,
        Self::AnswerRequest,
        Self::OpenCare,
        Self::RequestAccess,
        Self::IssueCertificate,
        Self::Verify,
        Self::SetStatus,
        Self::RegistrarAct,
        Self::AnchorBatch,
    ];

    /// Those that need a second factor whatever policy says.
    pub const ALWAYS: [Self; 4] =
        [Self::ProposeChange, Self::AppointRepresentative, Self::OpenEmergency, Self::Erase];

    /// Whether it needs a second factor whatever policy says.
    pub fn is_always(self) -> bool {
        Self::ALWAYS.contains(&self)
    }
}

impl Code for Sensitive {
    fn bit(self) -> u8 {
        self as u8
    }
}

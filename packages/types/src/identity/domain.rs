//! What an identity is and when it counts.

use cosmwasm_schema::cw_schema::Schemaifier;
use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Addr, Binary};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{Commitment, IdentityId, Role};

/// What kind of subject an identity is.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum Kind {
    /// Whose records are kept.
    Patient,
    /// A person who acts for organizations.
    Practitioner,
    /// A hospital, practice, laboratory or pharmacy.
    Organization,
    /// An insurer.
    Payer,
    /// A research organization.
    Researcher,
    /// A body that audits.
    Auditor,
    /// A technical service: a trustee, a gateway.
    Service,
}

impl Kind {
    /// Whether an identity of this kind can have affiliates, accredited roles and a CA.
    pub fn is_organization(self) -> bool {
        matches!(self, Self::Organization | Self::Payer | Self::Researcher | Self::Auditor)
    }
}

/// Where an identity stands. Only `active` counts, and only while its verification lasts.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum Status {
    /// Registered, not verified yet.
    Pending,
    /// Verified by a registrar.
    Active,
    /// Set aside for now by a registrar or the admin.
    Suspended,
    /// Ended for good.
    Revoked,
}

/// Why a status changed. Codes only: free text would put names on the chain.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum StatusReason {
    /// The account registered itself.
    Registered,
    /// A registrar verified the evidence.
    Verified,
    /// At the subject's own request.
    SubjectRequest,
    /// Under investigation.
    Investigation,
    /// An investigation ended without a finding.
    Cleared,
    /// A licence or accreditation ended.
    LicenceEnded,
    /// The evidence turned out to be false.
    FalseEvidence,
    /// Keys or accounts are in the wrong hands.
    Compromised,
    /// No longer a member, employee or customer.
    Ceased,
}

/// NIST SP 800-63A identity assurance level.
#[cw_serde]
#[derive(Copy, Eq, PartialOrd, Ord)]
pub enum AssuranceLevel {
    /// Self-asserted.
    Ial1,
    /// Remote or in-person proofing of evidence.
    Ial2,
    /// In-person or supervised remote proofing with biometrics.
    Ial3,
}

/// Of what suite an encryption key is.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum KeySuite {
    /// HPKE with X-Wing (ML-KEM-768 and X25519), KEM id 0x647a: 1216 bytes.
    XWing,
    /// HPKE with DHKEM(X25519, HKDF-SHA256), KEM id 0x0020: 32 bytes.
    X25519,
    /// HPKE with DHKEM(P-256, HKDF-SHA256), KEM id 0x0010: 65 bytes, SEC1 uncompressed.
    P256,
    /// RSA-OAEP with SHA-256, 3072 to 4096 bit: the DER of a SubjectPublicKeyInfo (RFC 5280).
    RsaOaep,
}

impl KeySuite {
    /// The length in bytes that a public key of this suite may have.
    pub fn public_key_len(self) -> std::ops::RangeInclusive<usize> {
        match self {
            Self::XWing => 1216..=1216,
            Self::X25519 => 32..=32,
            Self::P256 => 65..=65,
            // A SubjectPublicKeyInfo with a modulus of 3072 to 4096 bit and an exponent of 1 to 4 octets.
            Self::RsaOaep => 420..=554,
        }
    }
}

/// A public key to which shares and wraps are sealed.
#[cw_serde]
pub struct EncryptionKeyUnchecked {
    /// The suite.
    pub suite: KeySuite,
    /// The public key in the encoding of its suite.
    pub public_key: Binary,
}

/// A public key of the right length for its suite.
#[cw_serde]
pub struct EncryptionKey {
    /// The suite.
    pub suite: KeySuite,
    /// The public key in the encoding of its suite.
    pub public_key: Binary,
}

/// An encryption key of the wrong length.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "expected a {suite:?} public key of {min} to {max} bytes, got {got}; export the public half of the key again"
)]
pub struct EncryptionKeyError {
    /// The suite that was named.
    pub suite: KeySuite,
    /// Fewest bytes.
    pub min: usize,
    /// Most bytes.
    pub max: usize,
    /// How many came.
    pub got: usize,
}

impl EncryptionKeyUnchecked {
    /// Checks the length; that the point or modulus is sound is the sender's own interest and checked by who seals to it.
    pub fn check(self) -> Result<EncryptionKey, EncryptionKeyError> {
        let (len, got) = (self.suite.public_key_len(), self.public_key.len());
        if len.contains(&got) {
            Ok(EncryptionKey { suite: self.suite, public_key: self.public_key })
        } else {
            Err(EncryptionKeyError { suite: self.suite, min: *len.start(), max: *len.end(), got })
        }
    }
}

/// A version of an identity's encryption key.
#[cw_serde]
pub struct KeyVersion {
    /// Counts up from 1.
    pub version: u32,
    /// The key.
    pub key: EncryptionKey,
    /// From which height it counts.
    pub since_height: u64,
    /// When it was set, Unix seconds.
    pub since: u64,
}

/// One change of status: who, when, why. Never edited.
#[cw_serde]
pub struct StatusChange {
    /// The status from then on.
    pub status: Status,
    /// The account that changed it.
    pub by: Addr,
    /// Unix seconds.
    pub at: u64,
    /// Why.
    pub reason: StatusReason,
}

/// A registrar's word that an identity is who it says.
#[cw_serde]
pub struct Verification {
    /// The registrar's identity; none when the admin verified an organization, so that a consortium can begin.
    pub registrar: Option<IdentityId>,
    /// The account that sent it.
    pub by: Addr,
    /// How well it was proofed.
    pub level: AssuranceLevel,
    /// Salted commitment to the evidence.
    pub evidence: Commitment,
    /// Unix seconds.
    pub verified_at: u64,
    /// Until when it counts, Unix seconds, exclusive.
    pub expires_at: u64,
}

/// An account's control of an identity, over a period. Never deleted.
#[cw_serde]
pub struct AccountPeriod {
    /// The account.
    pub account: Addr,
    /// Since when it controls the identity, Unix seconds.
    pub added_at: u64,
    /// Until when, Unix seconds, exclusive; none while it does.
    pub removed_at: Option<u64>,
    /// The account that applied the removal.
    pub removed_by: Option<Addr>,
}

/// An organization's time as a registrar. Never deleted.
#[cw_serde]
pub struct RegistrarPeriod {
    /// When the admin appointed it, Unix seconds.
    pub appointed_at: u64,
    /// When the admin dismissed it, Unix seconds; none while it is one.
    pub dismissed_at: Option<u64>,
}

/// By what right somebody represents a patient: HL7 v3 RoleCode, spelt as HL7 spells it.
#[derive(
    Serialize, Deserialize, JsonSchema, Schemaifier, Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash,
)]
#[schemaifier(crate = "::cosmwasm_schema::cw_schema")]
pub enum Authority {
    /// Healthcare power of attorney.
    HPOWATT,
    /// Durable power of attorney.
    DPOWATT,
    /// Power of attorney.
    POWATT,
    /// Guardian ad litem, appointed by a court.
    GUADLTM,
    /// Responsible party: the parent of a minor, the personal representative of who cannot act or has died.
    RESPRSN,
    /// Delegated by the patient.
    DELEGATEE,
}

/// What a representative may do for a patient. Changing accounts, keys, guardians or representatives, lifting the
/// patient's own denials, and erasing are never among it.
#[cw_serde]
#[derive(Copy, Eq, PartialOrd, Ord, Hash)]
pub enum Right {
    /// Open records.
    Read,
    /// Set and end consents, open and end care relationships, answer requests.
    Consent,
    /// See the access log.
    Log,
}

impl Right {
    /// All rights.
    pub const ALL: [Self; 3] = [Self::Read, Self::Consent, Self::Log];
}

/// A practitioner's role at an organization, over a period.
#[cw_serde]
pub struct AffiliationPeriod {
    /// Who.
    pub practitioner: IdentityId,
    /// Where.
    pub organization: IdentityId,
    /// As what.
    pub role: Role,
    /// When the organization offered it, Unix seconds.
    pub offered_at: u64,
    /// When the practitioner accepted it.
    pub accepted_at: Option<u64>,
    /// When either side ended it, or the offer.
    pub ended_at: Option<u64>,
}

/// Accounts an identity may have at once.
pub const MAX_ACCOUNTS: usize = 8;
/// Affiliations a practitioner may have at once, offers included.
pub const MAX_AFFILIATIONS: usize = 8;
/// Seconds that a freeze lasts (14 days).
pub const FREEZE_SECONDS: u64 = 14 * 86_400;
/// Seconds from one freeze by an account or a guardian until the same one may freeze the identity again (28 days): half
/// of the time at most, so that one of them alone shuts nobody out for good.
pub const FREEZE_INTERVAL: u64 = 28 * 86_400;
/// Seconds that a verification may last at most (3 years).
pub const MAX_VERIFICATION: u64 = 3 * 365 * 86_400;

//! Passkeys as their holders register them.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::Binary;
use thiserror::Error;

use super::RelyingParty;
use crate::identity::PasskeyRow;
use crate::{CredentialHash, RpIdHash};

/// The longest credential id in bytes (WebAuthn level 3, section 4).
pub const MAX_CREDENTIAL: usize = 1023;
/// The length of a P-256 public key in bytes: SEC 1, section 2.3.3, uncompressed.
pub const PUBLIC_KEY: usize = 65;

/// A passkey as its holder sends it.
#[cw_serde]
pub struct PasskeyUnchecked {
    /// The credential id, 1 to 1023 bytes.
    pub credential: Binary,
    /// The public key: P-256, SEC 1 uncompressed (0x04 ‖ x ‖ y), 65 bytes. Of a COSE key (RFC 9053 section 7.1.1) the
    /// members -2 and -3.
    pub public_key: Binary,
    /// Of which relying party: one of those the registry lists.
    pub rp_id: String,
}

/// A passkey of a known relying party.
#[cw_serde]
#[derive(Eq)]
pub struct Passkey {
    /// The credential id, 1 to 1023 bytes.
    pub credential: Binary,
    /// The public key, 65 bytes. Whether it is a point of the curve shows at the first signature: another never
    /// verifies.
    pub public_key: Binary,
    /// Of which relying party.
    pub rp_id: String,
}

/// What is wrong with a passkey.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PasskeyError {
    /// The credential id has another length.
    #[error(
        "expected a credential id of 1 to {MAX_CREDENTIAL} bytes, got {got}; send `rawId` as the browser gave it"
    )]
    Credential {
        /// Its length in bytes.
        got: usize,
    },
    /// The public key is encoded otherwise.
    #[error(
        "expected a P-256 public key of {PUBLIC_KEY} bytes that begins with 04 (SEC 1, uncompressed), got {got} bytes; convert it, or make an ES256 passkey"
    )]
    PublicKey {
        /// Its length in bytes.
        got: usize,
    },
    /// The registry does not list that relying party.
    #[error(
        "expected one of the {known} relying parties of the registry, got another rp id of {got} characters; the query `relying_parties` lists them"
    )]
    RelyingParty {
        /// How many are listed.
        known: usize,
        /// How many characters the rp id has.
        got: usize,
    },
}

impl PasskeyUnchecked {
    /// Checks the lengths and that the relying party is one of these.
    pub fn check(self, relying_parties: &[RelyingParty]) -> Result<Passkey, PasskeyError> {
        let Self { credential, public_key, rp_id } = self;
        if !(1..=MAX_CREDENTIAL).contains(&credential.len()) {
            return Err(PasskeyError::Credential { got: credential.len() });
        }
        if public_key.len() != PUBLIC_KEY || public_key.first() != Some(&4) {
            return Err(PasskeyError::PublicKey { got: public_key.len() });
        }
        if !relying_parties.iter().any(|party| party.rp_id == rp_id) {
            let got = rp_id.chars().count();
            return Err(PasskeyError::RelyingParty { known: relying_parties.len(), got });
        }
        Ok(Passkey { credential, public_key, rp_id })
    }
}

impl Passkey {
    /// The key under which the registry keeps it.
    pub fn credential_hash(&self) -> CredentialHash {
        CredentialHash::of(&self.credential)
    }

    /// The row that the registry keeps, from when it counts.
    pub fn row(&self, added_at: u64) -> PasskeyRow {
        let rp_id_hash = RpIdHash::of(&self.rp_id);
        PasskeyRow { public_key: self.public_key.clone(), rp_id_hash, added_at }
    }
}

//! What a passkey signs.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::Binary;
use sha2::{Digest, Sha256};

/// A passkey's confirmation of one message: what `navigator.credentials.get()` gives (WebAuthn level 3,
/// section 5.2.2), and the two numbers of the challenge that the contract cannot know by itself.
#[cw_serde]
pub struct Assertion {
    /// The credential id: `PublicKeyCredential.rawId`.
    pub credential: Binary,
    /// `AuthenticatorAssertionResponse.authenticatorData`: at least 37 bytes.
    pub authenticator_data: Binary,
    /// `AuthenticatorResponse.clientDataJSON`, byte for byte.
    pub client_data: Binary,
    /// `AuthenticatorAssertionResponse.signature`: ES256, as DER (`Ecdsa-Sig-Value`, RFC 3279 section 2.2.3).
    pub signature: Binary,
    /// The number of this confirmation: how many the contract has accepted for the identity before.
    pub nonce: u64,
    /// Until when it counts, Unix seconds, exclusive; at most 300 ahead.
    pub expires_at: u64,
}

/// What one confirmation is about. Its hash is the challenge that WebAuthn signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Challenge<'a> {
    /// The chain's id.
    pub chain_id: &'a str,
    /// The address of the contract that executes the message.
    pub contract: &'a str,
    /// The account that sends it.
    pub sender: &'a str,
    /// The inner message: the bytes of `confirmed.message` after base64, not a message that means the same.
    pub message: &'a [u8],
    /// [`Assertion::expires_at`].
    pub expires_at: u64,
    /// [`Assertion::nonce`].
    pub nonce: u64,
}

impl Challenge<'_> {
    /// The domain of the hash.
    pub const DOMAIN: &'static str = "chartseal/second-factor/v1";

    /// SHA-256 over [`Challenge::DOMAIN`], chain id, contract, sender and message, each after its length in bytes as
    /// u64 BE, then `expires_at` and `nonce` as u64 BE. No two challenges have the same encoding.
    pub fn hash(&self) -> [u8; 32] {
        [Self::DOMAIN, self.chain_id, self.contract, self.sender]
            .map(str::as_bytes)
            .into_iter()
            .chain([self.message])
            .fold(Sha256::new(), |hash, part| {
                hash.chain_update((part.len() as u64).to_be_bytes()).chain_update(part)
            })
            .chain_update(self.expires_at.to_be_bytes())
            .chain_update(self.nonce.to_be_bytes())
            .finalize()
            .into()
    }

    /// The hash as the client data spells it: base64url without padding (RFC 4648 section 5), 43 characters.
    pub fn to_base64url(&self) -> String {
        let standard = Binary::from(self.hash()).to_base64();
        standard.trim_end_matches('=').replace('+', "-").replace('/', "_")
    }
}

/// A contract's messages, some of which no passkey confirms.
pub trait Confirmable {
    /// Whether the message may stand inside `confirmed`: everything but `confirmed` itself and `governance`.
    fn is_confirmable(&self) -> bool;
}

//! A set of passkeys.

use std::collections::BTreeMap;
use std::fmt;

use chartseal_crypto::keyring::{KdfParams, KeyRing, RingKey};
use chartseal_types::CredentialHash;
use chartseal_types::second_factor::{Assertion, Challenge, PasskeyUnchecked};
use cosmwasm_std::Binary;
use secrecy::SecretString;

use crate::AuthenticatorError;
use crate::passkey::{Passkey, Signed};

/// What a passkey is in a key ring.
const KIND: &str = "passkey";

/// A credential id: 16 random bytes. In a key ring it is the label, in hex.
type Credential = u128;

/// Passkeys in memory, with their private keys. It costs no key derivation until it is sealed.
#[derive(Default)]
pub struct SoftwareAuthenticator {
    passkeys: BTreeMap<Credential, Passkey>,
}

/// What is public of a passkey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed<'a> {
    /// The credential id.
    pub credential: Binary,
    /// The site it is for.
    pub rp_id: &'a str,
}

impl SoftwareAuthenticator {
    /// An authenticator without passkeys.
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes a passkey for a site: what `navigator.credentials.create()` gives, in the form the identity registry
    /// takes.
    pub fn create(&mut self, rp_id: &str) -> Result<PasskeyUnchecked, AuthenticatorError> {
        let passkey = Passkey::generate(rp_id)?;
        let mut id = [0; 16];
        aws_lc_rs::rand::fill(&mut id).map_err(|_| AuthenticatorError::Backend("random bytes"))?;
        let public_key = passkey.public_key().into();
        self.passkeys.insert(Credential::from_be_bytes(id), passkey);
        Ok(PasskeyUnchecked { credential: id.into(), public_key, rp_id: rp_id.into() })
    }

    /// Confirms a challenge with a passkey on a page of that origin: what `navigator.credentials.get()` gives, with user
    /// presence and verification. An origin outside the passkey's site is refused, as a browser does.
    pub fn assert(
        &self,
        credential: &[u8],
        origin: &str,
        challenge: &Challenge<'_>,
    ) -> Result<Assertion, AuthenticatorError> {
        let passkey =
            parse(credential).and_then(|id| self.passkeys.get(&id)).ok_or_else(|| self.unknown())?;
        let Signed { authenticator_data, client_data, signature } =
            passkey.sign(origin, &challenge.to_base64url())?;
        Ok(Assertion {
            credential: credential.into(),
            authenticator_data: authenticator_data.into(),
            client_data: client_data.into(),
            signature: signature.into(),
            nonce: challenge.nonce,
            expires_at: challenge.expires_at,
        })
    }

    /// The passkeys, by credential id.
    pub fn list(&self) -> impl Iterator<Item = Listed<'_>> {
        self.passkeys
            .iter()
            .map(|(id, passkey)| Listed { credential: id.to_be_bytes().into(), rp_id: passkey.rp_id() })
    }

    /// Finds a passkey by what the chain keeps it under.
    pub fn find(&self, hash: CredentialHash) -> Option<Listed<'_>> {
        self.list().find(|listed| CredentialHash::of(&listed.credential) == hash)
    }

    /// Destroys a passkey. The registry is to be told first: this cannot be taken back.
    pub fn remove(&mut self, credential: &[u8]) -> Result<(), AuthenticatorError> {
        let removed = parse(credential).and_then(|id| self.passkeys.remove(&id));
        removed.map(drop).ok_or_else(|| self.unknown())
    }

    /// Encrypts the passkeys under a passphrase: Argon2id and AES-256-GCM, a key ring of its own
    /// ([`chartseal_crypto::keyring`]). The bytes are the whole file.
    pub fn seal(&self, passphrase: &SecretString) -> Result<Vec<u8>, AuthenticatorError> {
        self.seal_with(&RingKey::new(passphrase, KdfParams::DEFAULT)?)
    }

    /// Encrypts the passkeys under a key that is derived already.
    pub fn seal_with(&self, key: &RingKey) -> Result<Vec<u8>, AuthenticatorError> {
        let mut ring = KeyRing::new();
        for (id, passkey) in &self.passkeys {
            ring.insert(KIND, &format!("{id:032x}"), &passkey.to_bytes()?)?;
        }
        Ok(ring.seal_with(key)?)
    }

    /// Decrypts what [`SoftwareAuthenticator::seal`] wrote, and keeps the derived key for sealing again.
    pub fn unlock(bytes: &[u8], passphrase: &SecretString) -> Result<(Self, RingKey), AuthenticatorError> {
        let (ring, key) = KeyRing::unlock(bytes, passphrase)?;
        let passkeys = ring
            .entries()
            .map(|entry| {
                let bytes = ring.get(KIND, entry.label).filter(|_| entry.kind == KIND)?;
                Some((Credential::from_str_radix(entry.label, 16).ok()?, Passkey::from_bytes(bytes)?))
            })
            .collect::<Option<_>>()
            .ok_or(AuthenticatorError::NotAnAuthenticator)?;
        Ok((Self { passkeys }, key))
    }

    fn unknown(&self) -> AuthenticatorError {
        AuthenticatorError::UnknownPasskey { known: self.passkeys.len() }
    }
}

fn parse(credential: &[u8]) -> Option<Credential> {
    credential.try_into().ok().map(Credential::from_be_bytes)
}

/// Public parts only.
impl fmt::Debug for SoftwareAuthenticator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.list()).finish()
    }
}

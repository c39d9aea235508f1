//! The key ring: secrets at rest under a passphrase.

use chartseal_crypto as crypto;
use chartseal_crypto::keyring;
use js_sys::Uint8Array;
use secrecy::SecretString;
use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroizing;

use crate::{Failure, SecretKey, parse};

/// What an encryption key is in a ring; its label is the suite's name.
const ENCRYPTION: &str = "encryption";

/// A person's secrets, in the module's memory until `free`.
#[wasm_bindgen]
pub struct KeyRing(keyring::KeyRing);

#[wasm_bindgen]
impl KeyRing {
    /// An empty ring.
    #[wasm_bindgen(constructor)]
    #[expect(clippy::new_without_default, reason = "JavaScript has no defaults")]
    pub fn new() -> Self {
        Self(keyring::KeyRing::new())
    }

    /// Decrypts a ring: Argon2id, 64 MiB and a second or so.
    pub fn open(bytes: &[u8], passphrase: String) -> Result<Self, Failure> {
        Ok(Self(keyring::KeyRing::open(bytes, &SecretString::from(passphrase))?))
    }

    /// Encrypts the ring under a passphrase.
    pub fn seal(&self, passphrase: String) -> Result<Uint8Array, Failure> {
        Ok(self.0.seal(&SecretString::from(passphrase))?.as_slice().into())
    }

    /// Puts a secret in, in place of one of the same kind and label.
    pub fn insert(&mut self, kind: &str, label: &str, secret: Vec<u8>) -> Result<(), Failure> {
        Ok(self.0.insert(kind, label, &Zeroizing::new(secret))?)
    }

    /// The secret of that kind and label.
    pub fn get(&self, kind: &str, label: &str) -> Option<Uint8Array> {
        self.0.get(kind, label).map(Into::into)
    }

    /// Puts an encryption key in, where the `chartseal` program keeps it.
    #[wasm_bindgen(js_name = insertKey)]
    pub fn insert_key(&mut self, key: &SecretKey) -> Result<(), Failure> {
        Ok(self.0.insert(ENCRYPTION, key.0.suite().name(), key.0.expose())?)
    }

    /// The encryption key of a suite. It does not leave the module.
    pub fn key(&self, suite: &str) -> Result<Option<SecretKey>, Failure> {
        let suite = parse::suite(suite)?;
        let key = self.0.get(ENCRYPTION, suite.name());
        Ok(key.map(|key| crypto::keys::SecretKey::from_bytes(suite, key)).transpose()?.map(SecretKey))
    }
}

//! Key pairs and the keys of records.

use chartseal_crypto as crypto;
use chartseal_crypto::keys::PublicKey;
use js_sys::Uint8Array;
use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroizing;

use crate::{Failure, parse};

/// A person's or trustee's secret key, in the module's memory until `free`.
#[wasm_bindgen]
pub struct SecretKey(pub(crate) crypto::keys::SecretKey);

#[wasm_bindgen]
impl SecretKey {
    /// A fresh key pair of a suite: `x-wing`, `p256`, `x25519` or `rsa-oaep` (which takes half a minute here).
    pub fn generate(suite: &str) -> Result<Self, Failure> {
        Ok(Self(crypto::keys::SecretKey::generate(parse::suite(suite)?)?))
    }

    /// From what `expose` gave.
    #[wasm_bindgen(js_name = fromBytes)]
    pub fn from_bytes(suite: &str, bytes: Vec<u8>) -> Result<Self, Failure> {
        let bytes = Zeroizing::new(bytes);
        Ok(Self(crypto::keys::SecretKey::from_bytes(parse::suite(suite)?, &bytes)?))
    }

    /// The name of its suite.
    #[wasm_bindgen(getter)]
    pub fn suite(&self) -> String {
        self.0.suite().name().into()
    }

    /// The public half, as the registry takes it.
    #[wasm_bindgen(getter, js_name = publicKey)]
    pub fn public_key(&self) -> Uint8Array {
        self.0.public().as_bytes().into()
    }

    /// The id of the public half, 32 hex digits.
    #[wasm_bindgen(getter, js_name = keyId)]
    pub fn key_id(&self) -> String {
        self.0.public().id().to_string()
    }

    /// The secret bytes. They are in JavaScript's memory then, which nobody can erase for sure: better keep a key ring.
    pub fn expose(&self) -> Uint8Array {
        self.0.expose().into()
    }
}

/// The id of a public key, 32 hex digits; an error if it is none of its suite.
#[wasm_bindgen(js_name = keyId)]
pub fn key_id(suite: &str, public_key: &[u8]) -> Result<String, Failure> {
    Ok(PublicKey::from_bytes(parse::suite(suite)?, public_key)?.id().to_string())
}

/// The key of one record, in the module's memory until `free`.
#[wasm_bindgen]
pub struct DataKey(pub(crate) crypto::DataKey);

#[wasm_bindgen]
impl DataKey {
    /// A fresh one.
    pub fn generate() -> Result<Self, Failure> {
        Ok(Self(crypto::DataKey::generate()?))
    }

    /// From its 32 bytes.
    #[wasm_bindgen(js_name = fromBytes)]
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, Failure> {
        let bytes = Zeroizing::new(bytes);
        let array = bytes.as_slice().try_into().map_err(|_| {
            Failure::input(format_args!("expected a record's key of 32 bytes, got {}", bytes.len()))
        })?;
        Ok(Self(crypto::DataKey::from_bytes(array)))
    }

    /// Its 32 bytes: whoever has them reads the record.
    pub fn expose(&self) -> Uint8Array {
        self.0.expose().as_slice().into()
    }
}

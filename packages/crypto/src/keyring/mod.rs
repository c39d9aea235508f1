//! The key ring: named secrets, encrypted at rest under a passphrase.
//!
//! ```text
//! "CHARTSEAL-KEYRING" ‖ version (1) ‖ memory in KiB, passes, lanes (4 each) ‖ salt (16)    the header
//! Cobblestone-256 under Argon2id(passphrase, header), bound to the header
//! SHA-256 of all before
//! ```
//!
//! The checksum tells a damaged file from a wrong passphrase; the version, which comes first, tells either
//! from a newer file.

mod entries;
mod error;
mod kdf;

pub use entries::{Entry, KeyRing, MAX_NAME, MAX_SECRET};
pub use error::KeyRingError;
pub use kdf::{KdfParams, RingKey};

use secrecy::SecretString;
use zeroize::Zeroizing;

use crate::primitives::sha256;
use crate::seal::{self, OpenError, SealError};
use kdf::HEADER;

const CONTEXT: &[u8] = b"chartseal/keyring/v1\0";

impl KeyRing {
    /// Encrypts the ring under a passphrase, at the default cost.
    ///
    /// Who writes it more than once keeps a [`RingKey`] and calls [`KeyRing::seal_with`].
    pub fn seal(&self, passphrase: &SecretString) -> Result<Vec<u8>, KeyRingError> {
        self.seal_with(&RingKey::new(passphrase, KdfParams::DEFAULT)?)
    }

    /// Encrypts the ring under a key that is derived already; a fresh salt for every call.
    pub fn seal_with(&self, key: &RingKey) -> Result<Vec<u8>, KeyRingError> {
        let entries = self.to_bytes();
        let mut bytes = key.header().to_vec();
        let context = [CONTEXT, key.header()].concat();
        seal::seal(key.secret(), &context, entries.as_slice(), &mut bytes).map_err(|error| match error {
            SealError::Backend(error) => KeyRingError::Backend(error),
            // A vector neither fails to be read nor to be written, nor is it petabytes long.
            _ => KeyRingError::Damaged,
        })?;
        bytes.extend_from_slice(&sha256(&[&bytes]));
        Ok(bytes)
    }

    /// Decrypts a ring.
    pub fn open(bytes: &[u8], passphrase: &SecretString) -> Result<Self, KeyRingError> {
        Self::unlock(bytes, passphrase).map(|(ring, _)| ring)
    }

    /// Decrypts a ring and keeps the derived key, with which it is sealed again without deriving it anew.
    pub fn unlock(bytes: &[u8], passphrase: &SecretString) -> Result<(Self, RingKey), KeyRingError> {
        let (header, _) = parts(bytes)?;
        let key = RingKey::from_header(header, passphrase)?;
        Ok((Self::open_with(bytes, &key)?, key))
    }

    /// Decrypts a ring that was sealed with this very key.
    pub fn open_with(bytes: &[u8], key: &RingKey) -> Result<Self, KeyRingError> {
        let (header, sealed) = parts(bytes)?;
        if header != key.header() {
            return Err(KeyRingError::WrongPassphrase);
        }
        let context = [CONTEXT, header].concat();
        let mut entries = Zeroizing::new(Vec::with_capacity(sealed.len()));
        seal::open(key.secret(), &context, sealed, &mut *entries).map_err(|error| match error {
            OpenError::Key => KeyRingError::WrongPassphrase,
            OpenError::Backend(error) => KeyRingError::Backend(error),
            _ => KeyRingError::Damaged,
        })?;
        Self::from_bytes(&entries)
    }
}

/// Header and ciphertext, once version and checksum are right.
fn parts(bytes: &[u8]) -> Result<(&[u8; HEADER], &[u8]), KeyRingError> {
    kdf::check_version(bytes)?;
    let (rest, checksum) = bytes.split_last_chunk::<32>().ok_or(KeyRingError::Damaged)?;
    if sha256(&[rest]) != *checksum {
        return Err(KeyRingError::Damaged);
    }
    rest.split_first_chunk().ok_or(KeyRingError::Damaged)
}

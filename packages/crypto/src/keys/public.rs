//! Public encryption keys, as registered on the chain.

use std::fmt;

use chartseal_types::identity::{EncryptionKey, EncryptionKeyUnchecked};
use hpke::kem::{DhP256HkdfSha256, X25519HkdfSha256, XWing};
use hpke::{Deserializable, Kem};

use super::{KeyError, Suite};
use crate::backend::rsa;
use crate::primitives::sha256;

/// The RSA key lengths that are accepted, in bits.
const RSA_BITS: std::ops::RangeInclusive<usize> = 3072..=4096;

/// The first 16 bytes of SHA-256("chartseal/key/v1" ‖ 0x00 ‖ suite code ‖ public key): names a key in import
/// keys.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub [u8; 16]);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyId({self})")
    }
}

/// A public key that is known to be one of its suite.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PublicKey {
    suite: Suite,
    bytes: Vec<u8>,
}

impl PublicKey {
    /// Checks a key from its bytes: HPKE's serialization (RFC 9180 section 7.1.1; X-Wing 1216 bytes, P-256 65
    /// uncompressed, X25519 32), or for RSA the DER of a SubjectPublicKeyInfo (RFC 5280).
    pub fn from_bytes(suite: Suite, bytes: &[u8]) -> Result<Self, KeyError> {
        let invalid = || KeyError::Public { suite, got: bytes.len() };
        let valid = match suite {
            Suite::XWing => <XWing as Kem>::PublicKey::from_bytes(bytes).is_ok(),
            Suite::P256 => <DhP256HkdfSha256 as Kem>::PublicKey::from_bytes(bytes).is_ok(),
            Suite::X25519 => <X25519HkdfSha256 as Kem>::PublicKey::from_bytes(bytes).is_ok(),
            Suite::RsaOaep => {
                let key = rsa::PublicKey::from_der(bytes).map_err(|_| invalid())?;
                check_rsa_length(key.bits())?;
                // One key has one encoding, or it would have several ids.
                key.to_der().map_err(|_| invalid())? == bytes
            }
        };
        if valid { Ok(Self { suite, bytes: bytes.to_vec() }) } else { Err(invalid()) }
    }

    /// The key's suite.
    pub fn suite(&self) -> Suite {
        self.suite
    }

    /// The key's bytes, as [`PublicKey::from_bytes`] reads them.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The key's id.
    pub fn id(&self) -> KeyId {
        let digest =
            sha256(&[b"chartseal/key/v1\0", &self.suite.code().to_be_bytes(), self.bytes.as_slice()]);
        let mut id = [0; 16];
        id.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
        KeyId(id)
    }
}

impl TryFrom<&EncryptionKey> for PublicKey {
    type Error = KeyError;

    /// A key as registered on the chain, which checks its length only.
    fn try_from(key: &EncryptionKey) -> Result<Self, KeyError> {
        Self::from_bytes(key.suite.into(), &key.public_key)
    }
}

impl From<&PublicKey> for EncryptionKeyUnchecked {
    /// The key as it is sent to the chain.
    fn from(key: &PublicKey) -> Self {
        Self { suite: key.suite.into(), public_key: key.bytes.as_slice().into() }
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({}, {})", self.suite, self.id())
    }
}

pub(super) fn check_rsa_length(bits: usize) -> Result<(), KeyError> {
    if RSA_BITS.contains(&bits) { Ok(()) } else { Err(KeyError::RsaLength { bits }) }
}

//! Secret encryption keys: made on the client, never sent anywhere.

use std::fmt;

use hpke::kem::{DhP256HkdfSha256, X25519HkdfSha256, XWing};
use hpke::{Deserializable, Kem, Serializable};
use zeroize::{Zeroize, Zeroizing};

use super::public::check_rsa_length;
use super::{KeyError, PublicKey, Suite};
use crate::backend::rsa;
use crate::primitives::{BackendError, random};

/// A secret key with its public half.
#[derive(Clone)]
pub struct SecretKey {
    bytes: Zeroizing<Vec<u8>>,
    public: PublicKey,
}

impl SecretKey {
    /// A fresh key pair; RSA keys are 3072 bits long and take a second or so.
    pub fn generate(suite: Suite) -> Result<Self, KeyError> {
        match suite {
            Suite::XWing => Self::generate_hpke::<XWing>(suite),
            Suite::P256 => Self::generate_hpke::<DhP256HkdfSha256>(suite),
            Suite::X25519 => Self::generate_hpke::<X25519HkdfSha256>(suite),
            Suite::RsaOaep => {
                let failure = |_| BackendError("an RSA key");
                let key = rsa::PrivateKey::generate().map_err(failure)?;
                Self::from_rsa(&key, &key.to_pkcs8().map_err(failure)?)
            }
        }
    }

    /// DeriveKeyPair (RFC 9180 section 7.1.3) from random bytes.
    fn generate_hpke<K: Kem>(suite: Suite) -> Result<Self, KeyError> {
        let (secret, public) = K::derive_keypair(random::<32>()?.as_slice());
        let mut bytes = secret.to_bytes();
        let key = Self {
            bytes: Zeroizing::new(bytes.to_vec()),
            public: PublicKey::from_bytes(suite, &public.to_bytes())?,
        };
        bytes.as_mut_slice().zeroize();
        Ok(key)
    }

    /// Reads a key from what [`SecretKey::expose`] gave: HPKE's serialization, or PKCS#8 DER (RFC 5208) for
    /// RSA.
    pub fn from_bytes(suite: Suite, bytes: &[u8]) -> Result<Self, KeyError> {
        match suite {
            Suite::XWing => Self::from_hpke::<XWing>(suite, bytes),
            Suite::P256 => Self::from_hpke::<DhP256HkdfSha256>(suite, bytes),
            Suite::X25519 => Self::from_hpke::<X25519HkdfSha256>(suite, bytes),
            Suite::RsaOaep => {
                let key = rsa::PrivateKey::from_pkcs8(bytes).map_err(|_| KeyError::Secret { suite })?;
                check_rsa_length(key.bits())?;
                Self::from_rsa(&key, bytes)
            }
        }
    }

    fn from_hpke<K: Kem>(suite: Suite, bytes: &[u8]) -> Result<Self, KeyError> {
        let secret = K::PrivateKey::from_bytes(bytes).map_err(|_| KeyError::Secret { suite })?;
        let public = PublicKey::from_bytes(suite, &K::sk_to_pk(&secret).to_bytes())?;
        Ok(Self { bytes: Zeroizing::new(bytes.to_vec()), public })
    }

    fn from_rsa(key: &rsa::PrivateKey, pkcs8: &[u8]) -> Result<Self, KeyError> {
        let der = key.public().to_der().map_err(|_| BackendError("an RSA public key"))?;
        let public = PublicKey::from_bytes(Suite::RsaOaep, &der)?;
        Ok(Self { bytes: Zeroizing::new(pkcs8.to_vec()), public })
    }

    /// The key's suite.
    pub fn suite(&self) -> Suite {
        self.public.suite()
    }

    /// The public half.
    pub fn public(&self) -> &PublicKey {
        &self.public
    }

    /// The secret bytes, for the key ring.
    pub fn expose(&self) -> &[u8] {
        &self.bytes
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretKey({}, {}, redacted)", self.suite(), self.public.id())
    }
}

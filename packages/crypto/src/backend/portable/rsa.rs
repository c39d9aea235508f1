//! RSA-OAEP (RFC 8017) with SHA-256 and MGF1-SHA-256, empty label.
//!
//! The `rsa` crate does not compute in constant time (RUSTSEC-2023-0071). Decryption is blinded, and it happens on the
//! holder's own machine, where nobody can ask for it again and again and take the time.

use rsa::pkcs8::{DecodePrivateKey as _, DecodePublicKey as _, EncodePrivateKey as _, EncodePublicKey as _};
use rsa::rand_core::{CryptoRng, Error, RngCore, impls};
use rsa::sha2::Sha256;
use rsa::traits::PublicKeyParts as _;
use rsa::{Oaep, RsaPrivateKey, RsaPublicKey};
use zeroize::{Zeroize as _, Zeroizing};

use crate::backend::{Failed, fill};

const BITS: usize = 3072;

/// A public key.
pub(crate) struct PublicKey(RsaPublicKey);

impl PublicKey {
    /// From the DER of a SubjectPublicKeyInfo.
    pub(crate) fn from_der(der: &[u8]) -> Result<Self, Failed> {
        RsaPublicKey::from_public_key_der(der).map(Self).map_err(|_| Failed)
    }

    pub(crate) fn bits(&self) -> usize {
        self.0.n().bits()
    }

    pub(crate) fn to_der(&self) -> Result<Vec<u8>, Failed> {
        self.0.to_public_key_der().map(|der| der.into_vec()).map_err(|_| Failed)
    }

    pub(crate) fn encrypt(self, secret: &[u8; 32]) -> Result<Vec<u8>, Failed> {
        let mut rng = Rng::default();
        let ciphertext = self.0.encrypt(&mut rng, oaep(), secret).map_err(|_| Failed)?;
        rng.check()?;
        Ok(ciphertext)
    }
}

/// A private key.
pub(crate) struct PrivateKey(RsaPrivateKey);

impl PrivateKey {
    /// A fresh one of 3072 bits.
    pub(crate) fn generate() -> Result<Self, Failed> {
        let mut rng = Rng::default();
        let key = RsaPrivateKey::new(&mut rng, BITS).map_err(|_| Failed)?;
        rng.check()?;
        Ok(Self(key))
    }

    /// From PKCS#8 DER (RFC 5208).
    pub(crate) fn from_pkcs8(der: &[u8]) -> Result<Self, Failed> {
        RsaPrivateKey::from_pkcs8_der(der).map(Self).map_err(|_| Failed)
    }

    pub(crate) fn to_pkcs8(&self) -> Result<Zeroizing<Vec<u8>>, Failed> {
        let der = self.0.to_pkcs8_der().map_err(|_| Failed)?;
        Ok(Zeroizing::new(der.as_bytes().to_vec()))
    }

    pub(crate) fn bits(&self) -> usize {
        self.0.n().bits()
    }

    pub(crate) fn public(&self) -> PublicKey {
        PublicKey(self.0.to_public_key())
    }

    /// `None` if it was not encrypted to this key.
    pub(crate) fn decrypt(self, ciphertext: &[u8]) -> Result<Option<Zeroizing<Vec<u8>>>, Failed> {
        let mut rng = Rng::default();
        let secret = self.0.decrypt_blinded(&mut rng, oaep(), ciphertext).ok().map(Zeroizing::new);
        rng.check()?;
        Ok(secret)
    }
}

fn oaep() -> Oaep {
    Oaep::new::<Sha256>()
}

/// The system's random numbers. The crate asks for some in a way that knows no failure: it gets zeros then, and
/// [`Rng::check`] says that what was made of them must be thrown away.
#[derive(Default)]
struct Rng {
    failed: bool,
}

impl Rng {
    fn check(&self) -> Result<(), Failed> {
        if self.failed { Err(Failed) } else { Ok(()) }
    }
}

impl RngCore for Rng {
    fn next_u32(&mut self) -> u32 {
        impls::next_u32_via_fill(self)
    }

    fn next_u64(&mut self) -> u64 {
        impls::next_u64_via_fill(self)
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        if fill(bytes).is_err() {
            bytes.zeroize();
            self.failed = true;
        }
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Error> {
        self.fill_bytes(bytes);
        Ok(())
    }
}

impl CryptoRng for Rng {}

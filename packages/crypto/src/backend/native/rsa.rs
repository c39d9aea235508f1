//! RSA-OAEP (RFC 8017) with SHA-256 and MGF1-SHA-256, empty label.

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rsa::{
    KeySize, OAEP_SHA256_MGF1SHA256, OaepPrivateDecryptingKey, OaepPublicEncryptingKey, PrivateDecryptingKey,
    PublicEncryptingKey,
};
use zeroize::Zeroizing;

use crate::backend::Failed;

/// A public key.
pub(crate) struct PublicKey(PublicEncryptingKey);

impl PublicKey {
    /// From the DER of a SubjectPublicKeyInfo.
    pub(crate) fn from_der(der: &[u8]) -> Result<Self, Failed> {
        PublicEncryptingKey::from_der(der).map(Self).map_err(|_| Failed)
    }

    pub(crate) fn bits(&self) -> usize {
        self.0.key_size_bits()
    }

    pub(crate) fn to_der(&self) -> Result<Vec<u8>, Failed> {
        let der: PublicKeyX509Der<'_> = self.0.as_der().map_err(|_| Failed)?;
        Ok(der.as_ref().to_vec())
    }

    pub(crate) fn encrypt(self, secret: &[u8; 32]) -> Result<Vec<u8>, Failed> {
        let key = OaepPublicEncryptingKey::new(self.0).map_err(|_| Failed)?;
        let mut ciphertext = vec![0; key.ciphertext_size()];
        let written =
            key.encrypt(&OAEP_SHA256_MGF1SHA256, secret, &mut ciphertext, None).map_err(|_| Failed)?.len();
        ciphertext.truncate(written);
        Ok(ciphertext)
    }
}

/// A private key.
pub(crate) struct PrivateKey(PrivateDecryptingKey);

impl PrivateKey {
    /// A fresh one of 3072 bits.
    pub(crate) fn generate() -> Result<Self, Failed> {
        PrivateDecryptingKey::generate(KeySize::Rsa3072).map(Self).map_err(|_| Failed)
    }

    /// From PKCS#8 DER (RFC 5208).
    pub(crate) fn from_pkcs8(der: &[u8]) -> Result<Self, Failed> {
        PrivateDecryptingKey::from_pkcs8(der).map(Self).map_err(|_| Failed)
    }

    pub(crate) fn to_pkcs8(&self) -> Result<Zeroizing<Vec<u8>>, Failed> {
        let der: Pkcs8V1Der<'_> = self.0.as_der().map_err(|_| Failed)?;
        Ok(Zeroizing::new(der.as_ref().to_vec()))
    }

    pub(crate) fn bits(&self) -> usize {
        self.0.key_size_bits()
    }

    pub(crate) fn public(&self) -> PublicKey {
        PublicKey(self.0.public_key())
    }

    /// `None` if it was not encrypted to this key.
    pub(crate) fn decrypt(self, ciphertext: &[u8]) -> Result<Option<Zeroizing<Vec<u8>>>, Failed> {
        let key = OaepPrivateDecryptingKey::new(self.0).map_err(|_| Failed)?;
        let mut buffer = Zeroizing::new(vec![0; key.min_output_size()]);
        let secret = key.decrypt(&OAEP_SHA256_MGF1SHA256, ciphertext, &mut buffer, None).ok();
        Ok(secret.map(|secret| Zeroizing::new(secret.to_vec())))
    }
}

//! One passkey and its private key.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use chartseal_types::RpIdHash;
use chartseal_types::second_factor::RelyingPartyUnchecked;
use zeroize::Zeroizing;

use crate::AuthenticatorError;

/// User present (0x01) and verified (0x04).
const FLAGS: u8 = 0x05;
/// The signature counter of passkeys that are copied between devices, as this file can be.
const COUNTER: [u8; 4] = [0; 4];

/// A private key for one site. The library wipes its memory when it is dropped.
pub struct Passkey {
    rp_id: String,
    key: EcdsaKeyPair,
}

/// What the browser and the authenticator hand back.
pub struct Signed {
    pub authenticator_data: Vec<u8>,
    pub client_data: Vec<u8>,
    pub signature: Vec<u8>,
}

impl Passkey {
    /// A fresh key for a site.
    pub fn generate(rp_id: &str) -> Result<Self, AuthenticatorError> {
        check_site(rp_id, format!("https://{rp_id}"))?;
        let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING)
            .map_err(|_| AuthenticatorError::Backend("a key pair"))?;
        Ok(Self { rp_id: rp_id.into(), key })
    }

    pub fn rp_id(&self) -> &str {
        &self.rp_id
    }

    /// SEC 1, uncompressed.
    pub fn public_key(&self) -> &[u8] {
        self.key.public_key().as_ref()
    }

    /// Confirms a challenge on a page of that origin (WebAuthn level 3, section 7.2), in a window of its own.
    pub fn sign(&self, origin: &str, challenge: &str) -> Result<Signed, AuthenticatorError> {
        check_site(&self.rp_id, origin.into())?;
        // Section 5.8.1.1. Neither value has a character that JSON would escape.
        let client_data = format!(
            r#"{{"type":"webauthn.get","challenge":"{challenge}","origin":"{origin}","crossOrigin":false}}"#
        )
        .into_bytes();
        let authenticator_data = [&RpIdHash::of(&self.rp_id).0[..], &[FLAGS], &COUNTER].concat();
        let message = [&authenticator_data, digest(&SHA256, &client_data).as_ref()].concat();
        let signature = self
            .key
            .sign(&SystemRandom::new(), &message)
            .map_err(|_| AuthenticatorError::Backend("a signature"))?
            .as_ref()
            .to_vec();
        Ok(Signed { authenticator_data, client_data, signature })
    }

    /// Length (1) and rp id ‖ the private key as PKCS#8.
    pub fn to_bytes(&self) -> Result<Zeroizing<Vec<u8>>, AuthenticatorError> {
        let key = self.key.to_pkcs8v1().map_err(|_| AuthenticatorError::Backend("an encoded key"))?;
        let length = u8::try_from(self.rp_id.len()).map_err(|_| AuthenticatorError::NotAnAuthenticator)?;
        Ok(Zeroizing::new([&[length], self.rp_id.as_bytes(), key.as_ref()].concat()))
    }

    /// Reads what [`Passkey::to_bytes`] wrote.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (length, rest) = bytes.split_first()?;
        let (rp_id, key) = rest.split_at_checked(usize::from(*length))?;
        let rp_id = std::str::from_utf8(rp_id).ok()?.to_owned();
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, key).ok()?;
        Some(Self { rp_id, key })
    }
}

/// Whether a browser on that page would offer passkeys of that site: what keeps a look-alike site from having any.
fn check_site(rp_id: &str, origin: String) -> Result<(), AuthenticatorError> {
    RelyingPartyUnchecked { rp_id: rp_id.into(), origins: vec![origin] }.check()?;
    Ok(())
}

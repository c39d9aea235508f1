//! Sharing a fresh 32-byte secret with the holder of a key, whatever its suite.

use hpke::aead::AesGcm256;
use hpke::kdf::HkdfSha256;
use hpke::kem::{DhP256HkdfSha256, X25519HkdfSha256, XWing};
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable, setup_receiver, setup_sender_with_rng};
use zeroize::Zeroizing;

use crate::backend::rsa;
use crate::keys::{PublicKey, SecretKey, Suite};
use crate::primitives::{BackendError, Secret, SystemRng, derive, random, sha256};

/// What HPKE's exporter is asked for (RFC 9180 section 5.3).
const EXPORT: &[u8] = b"chartseal/export/v1";
const RSA: &[u8] = b"chartseal/rsa-oaep/v1\0";

/// Makes a secret that only the key's holder can have too, given the encapsulation and the same `info`.
///
/// HPKE: one base-mode context, of which one secret is exported. RSA: a random secret, encrypted with OAEP
/// under an empty label (what cards can do), then bound to `info` and ciphertext by HKDF.
pub(crate) fn encapsulate(key: &PublicKey, info: &[u8]) -> Result<(Vec<u8>, Secret), BackendError> {
    match key.suite() {
        Suite::XWing => send::<XWing>(key.as_bytes(), info),
        Suite::P256 => send::<DhP256HkdfSha256>(key.as_bytes(), info),
        Suite::X25519 => send::<X25519HkdfSha256>(key.as_bytes(), info),
        Suite::RsaOaep => send_rsa(key.as_bytes(), info),
    }
}

/// The secret that [`encapsulate`] made for this key; `None` if the encapsulation is none of the suite.
///
/// An encapsulation that was tampered with, or another `info`, gives another secret: what is wrapped under it
/// tells.
pub(crate) fn decapsulate(
    key: &SecretKey,
    encapsulation: &[u8],
    info: &[u8],
) -> Result<Option<Secret>, BackendError> {
    match key.suite() {
        Suite::XWing => receive::<XWing>(key.expose(), encapsulation, info),
        Suite::P256 => receive::<DhP256HkdfSha256>(key.expose(), encapsulation, info),
        Suite::X25519 => receive::<X25519HkdfSha256>(key.expose(), encapsulation, info),
        Suite::RsaOaep => receive_rsa(key.expose(), encapsulation, info),
    }
}

fn send<K: Kem>(key: &[u8], info: &[u8]) -> Result<(Vec<u8>, Secret), BackendError> {
    let failure = BackendError("a key encapsulation");
    let key = K::PublicKey::from_bytes(key).map_err(|_| failure)?;
    let mut rng = SystemRng::default();
    let (encapsulation, context) =
        setup_sender_with_rng::<AesGcm256, HkdfSha256, K>(&OpModeS::Base, &key, info, &mut rng)
            .map_err(|_| failure)?;
    rng.check()?;
    let mut secret = Zeroizing::new([0; 32]);
    context.export(EXPORT, secret.as_mut_slice()).map_err(|_| failure)?;
    Ok((encapsulation.to_bytes().to_vec(), secret))
}

fn receive<K: Kem>(key: &[u8], encapsulation: &[u8], info: &[u8]) -> Result<Option<Secret>, BackendError> {
    let failure = BackendError("a key decapsulation");
    let key = K::PrivateKey::from_bytes(key).map_err(|_| failure)?;
    let Ok(encapsulation) = K::EncappedKey::from_bytes(encapsulation) else { return Ok(None) };
    let Ok(context) = setup_receiver::<AesGcm256, HkdfSha256, K>(&OpModeR::Base, &key, &encapsulation, info)
    else {
        return Ok(None);
    };
    let mut secret = Zeroizing::new([0; 32]);
    context.export(EXPORT, secret.as_mut_slice()).map_err(|_| failure)?;
    Ok(Some(secret))
}

fn send_rsa(key: &[u8], info: &[u8]) -> Result<(Vec<u8>, Secret), BackendError> {
    let seed = random::<32>()?;
    let ciphertext = rsa::PublicKey::from_der(key)
        .and_then(|key| key.encrypt(&seed))
        .map_err(|_| BackendError("an RSA encryption"))?;
    let secret = bind_rsa(&seed, &ciphertext, info)?;
    Ok((ciphertext, secret))
}

fn receive_rsa(key: &[u8], encapsulation: &[u8], info: &[u8]) -> Result<Option<Secret>, BackendError> {
    let seed = rsa::PrivateKey::from_pkcs8(key)
        .and_then(|key| key.decrypt(encapsulation))
        .map_err(|_| BackendError("an RSA decryption"))?
        .and_then(|seed| seed.first_chunk::<32>().filter(|_| seed.len() == 32).copied())
        .map(Zeroizing::new);
    seed.map(|seed| bind_rsa(&seed, encapsulation, info)).transpose()
}

fn bind_rsa(seed: &[u8; 32], ciphertext: &[u8], info: &[u8]) -> Result<Secret, BackendError> {
    derive(seed, &[RSA, &sha256(&[ciphertext]), &sha256(&[info])])
}

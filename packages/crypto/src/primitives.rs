//! The few primitives everything here is made of: randomness, HKDF-Expand, SHA-256 and the wrapping of short
//! secrets.

use std::convert::Infallible;

use aws_lc_rs::aead::{AES_256_GCM_SIV, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::{digest, hkdf};
use hpke::rand_core::{TryCryptoRng, TryRng};
use zeroize::{Zeroize, Zeroizing};

/// A 32-byte secret that is erased when dropped.
pub(crate) type Secret = Zeroizing<[u8; 32]>;

/// Length of an authentication tag.
pub(crate) const TAG: usize = 16;

/// The cryptographic library or the system's random numbers failed; nothing a caller passed can cause it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "expected {0} from the cryptographic library, got a failure; the machine may be out of memory or without random numbers"
)]
pub struct BackendError(pub(crate) &'static str);

/// Random bytes from the system.
pub(crate) fn random<const N: usize>() -> Result<Zeroizing<[u8; N]>, BackendError> {
    let mut bytes = Zeroizing::new([0; N]);
    aws_lc_rs::rand::fill(bytes.as_mut_slice()).map_err(|_| BackendError("random bytes"))?;
    Ok(bytes)
}

/// The system's random numbers for a library that cannot be told of a failure: it gets zeros then,
/// and [`SystemRng::check`] says that what was made of them must be thrown away.
#[derive(Default)]
pub(crate) struct SystemRng {
    failed: bool,
}

impl SystemRng {
    pub(crate) fn check(&self) -> Result<(), BackendError> {
        if self.failed { Err(BackendError("random bytes")) } else { Ok(()) }
    }
}

impl TryRng for SystemRng {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        if aws_lc_rs::rand::fill(bytes).is_err() {
            bytes.zeroize();
            self.failed = true;
        }
        Ok(())
    }
}

impl TryCryptoRng for SystemRng {}

struct OutputLength(usize);

impl hkdf::KeyType for OutputLength {
    fn len(&self) -> usize {
        self.0
    }
}

/// HKDF-Expand (RFC 5869, section 2.3). The parts of `info` are joined as they are: callers give fixed
/// lengths.
pub(crate) fn expand<const N: usize>(
    algorithm: hkdf::Algorithm,
    key: &[u8; 32],
    info: &[&[u8]],
) -> Result<Zeroizing<[u8; N]>, BackendError> {
    let mut output = Zeroizing::new([0; N]);
    hkdf::Prk::new_less_safe(algorithm, key)
        .expand(info, OutputLength(N))
        .and_then(|okm| okm.fill(output.as_mut_slice()))
        .map_err(|_| BackendError("a derived key"))?;
    Ok(output)
}

/// A 32-byte key derived from another by HKDF-Expand with SHA-256.
pub(crate) fn derive(key: &[u8; 32], info: &[&[u8]]) -> Result<Secret, BackendError> {
    expand(hkdf::HKDF_SHA256, key, info)
}

/// SHA-256 of the parts, joined as they are.
pub(crate) fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut context = digest::Context::new(&digest::SHA256);
    for part in parts {
        context.update(part);
    }
    digest_bytes(&context.finish())
}

/// The bytes of a SHA-256 digest.
pub(crate) fn digest_bytes(digest: &digest::Digest) -> [u8; 32] {
    let mut bytes = [0; 32];
    bytes.iter_mut().zip(digest.as_ref()).for_each(|(to, from)| *to = *from);
    bytes
}

/// Wraps a short secret with AES-256-GCM-SIV (RFC 8452) under a key derived for it alone, nonce zero.
///
/// The SIV mode forgives what plain GCM does not: wrapping twice under one key shows at most
/// whether the secrets were equal. The tag follows the ciphertext.
pub(crate) fn wrap(key: &[u8; 32], aad: &[u8], secret: &[u8]) -> Result<Vec<u8>, BackendError> {
    let mut wrapped = Vec::with_capacity(secret.len() + TAG);
    wrapped.extend_from_slice(secret);
    siv(key)?
        .seal_in_place_append_tag(zero_nonce(), Aad::from(aad), &mut wrapped)
        .map_err(|_| BackendError("a wrapped key"))?;
    Ok(wrapped)
}

/// Undoes [`wrap`]; `None` if key, associated data or bytes are not what was wrapped.
pub(crate) fn unwrap<const N: usize>(
    key: &[u8; 32],
    aad: &[u8],
    wrapped: &[u8],
) -> Result<Option<Zeroizing<[u8; N]>>, BackendError> {
    let mut buffer = Zeroizing::new(wrapped.to_vec());
    let opened = siv(key)?.open_in_place(zero_nonce(), Aad::from(aad), buffer.as_mut_slice());
    Ok(opened
        .ok()
        .and_then(|secret| secret.first_chunk::<N>().filter(|_| secret.len() == N).copied())
        .map(Zeroizing::new))
}

fn siv(key: &[u8; 32]) -> Result<LessSafeKey, BackendError> {
    UnboundKey::new(&AES_256_GCM_SIV, key).map(LessSafeKey::new).map_err(|_| BackendError("a cipher"))
}

fn zero_nonce() -> Nonce {
    Nonce::assume_unique_for_key([0; 12])
}

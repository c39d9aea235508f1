//! The few primitives everything here is made of: randomness, HKDF-Expand, SHA-256 and the wrapping of short
//! secrets.

use std::convert::Infallible;

use hpke::rand_core::{TryCryptoRng, TryRng};
use zeroize::{Zeroize, Zeroizing};

use crate::backend::{self, Hash};
pub(crate) use crate::backend::{Sha256, TAG};

/// A 32-byte secret that is erased when dropped.
pub(crate) type Secret = Zeroizing<[u8; 32]>;

/// The cryptographic library or the system's random numbers failed; nothing a caller passed can cause it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "expected {0} from the cryptographic library, got a failure; the machine may be out of memory or without random numbers"
)]
pub struct BackendError(pub(crate) &'static str);

/// Random bytes from the system.
pub(crate) fn random<const N: usize>() -> Result<Zeroizing<[u8; N]>, BackendError> {
    let mut bytes = Zeroizing::new([0; N]);
    backend::fill(bytes.as_mut_slice()).map_err(|_| BackendError("random bytes"))?;
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
        if backend::fill(bytes).is_err() {
            bytes.zeroize();
            self.failed = true;
        }
        Ok(())
    }
}

impl TryCryptoRng for SystemRng {}

/// HKDF-Expand (RFC 5869, section 2.3). The parts of `info` are joined as they are: callers give fixed
/// lengths.
pub(crate) fn expand<const N: usize>(
    hash: Hash,
    key: &[u8; 32],
    info: &[&[u8]],
) -> Result<Zeroizing<[u8; N]>, BackendError> {
    let mut output = Zeroizing::new([0; N]);
    backend::expand(hash, key, info, output.as_mut_slice()).map_err(|_| BackendError("a derived key"))?;
    Ok(output)
}

/// A 32-byte key derived from another by HKDF-Expand with SHA-256.
pub(crate) fn derive(key: &[u8; 32], info: &[&[u8]]) -> Result<Secret, BackendError> {
    expand(Hash::Sha256, key, info)
}

/// SHA-256 of the parts, joined as they are.
pub(crate) fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut context = Sha256::new();
    for part in parts {
        context.update(part);
    }
    context.finish()
}

/// Wraps a short secret with AES-256-GCM-SIV (RFC 8452) under a key derived for it alone, nonce zero.
///
/// The SIV mode forgives what plain GCM does not: wrapping twice under one key shows at most
/// whether the secrets were equal. The tag follows the ciphertext.
pub(crate) fn wrap(key: &[u8; 32], aad: &[u8], secret: &[u8]) -> Result<Vec<u8>, BackendError> {
    let mut wrapped = Vec::with_capacity(secret.len() + TAG);
    wrapped.extend_from_slice(secret);
    backend::seal_siv(key, aad, &mut wrapped).map_err(|_| BackendError("a wrapped key"))?;
    Ok(wrapped)
}

/// Undoes [`wrap`]; `None` if key, associated data or bytes are not what was wrapped.
pub(crate) fn unwrap<const N: usize>(
    key: &[u8; 32],
    aad: &[u8],
    wrapped: &[u8],
) -> Result<Option<Zeroizing<[u8; N]>>, BackendError> {
    let mut buffer = Zeroizing::new(wrapped.to_vec());
    let opened = backend::open_siv(key, aad, buffer.as_mut_slice()).map_err(|_| BackendError("a cipher"))?;
    Ok(opened
        .and_then(|secret| secret.first_chunk::<N>().filter(|_| secret.len() == N).copied())
        .map(Zeroizing::new))
}

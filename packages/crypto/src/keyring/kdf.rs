//! From a passphrase to the ring's key.

use std::fmt;

use argon2::{Algorithm, Argon2, Block, Params, Version};
use secrecy::{ExposeSecret, SecretString};
use zeroize::{Zeroize, Zeroizing};

use super::KeyRingError;
use crate::primitives::{BackendError, Secret, random};

const MAGIC: &[u8; 17] = b"CHARTSEAL-KEYRING";
const VERSION: u8 = 1;
const SALT: usize = 16;
pub(super) const HEADER: usize = MAGIC.len() + 1 + 3 * 4 + SALT;

/// The cost of deriving the key with Argon2id (RFC 9106).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KdfParams {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

impl KdfParams {
    /// RFC 9106's second recommended choice, in one lane: 64 MiB, three passes.
    pub const DEFAULT: Self = Self { memory_kib: 64 * 1024, passes: 3, lanes: 1 };
    /// The least that is accepted: OWASP's minimum of 19 MiB and two passes. For tests and small devices.
    pub const LEAST: Self = Self { memory_kib: 19 * 1024, passes: 2, lanes: 1 };
    /// The most that is accepted, so that no file makes a reader ask for 100 GB.
    pub const MOST: Self = Self { memory_kib: 1024 * 1024, passes: 16, lanes: 8 };

    /// Checks a cost against [`KdfParams::LEAST`] and [`KdfParams::MOST`].
    pub fn new(memory_kib: u32, passes: u32, lanes: u32) -> Result<Self, KeyRingError> {
        let fits = (Self::LEAST.memory_kib..=Self::MOST.memory_kib).contains(&memory_kib)
            && (Self::LEAST.passes..=Self::MOST.passes).contains(&passes)
            && (Self::LEAST.lanes..=Self::MOST.lanes).contains(&lanes);
        if fits {
            Ok(Self { memory_kib, passes, lanes })
        } else {
            Err(KeyRingError::Params { memory_kib, passes, lanes })
        }
    }

    fn derive(self, passphrase: &SecretString, salt: &[u8]) -> Result<Secret, KeyRingError> {
        let passphrase = passphrase.expose_secret().as_bytes();
        if passphrase.is_empty() {
            return Err(KeyRingError::EmptyPassphrase);
        }
        let failure = |_| BackendError("a key derived by Argon2id");
        let params = Params::new(self.memory_kib, self.passes, self.lanes, Some(32)).map_err(failure)?;
        let mut memory = Memory::of(params.block_count())
            .ok_or(KeyRingError::OutOfMemory { memory_kib: self.memory_kib })?;
        let mut key = Zeroizing::new([0; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into_with_memory(passphrase, salt, key.as_mut_slice(), &mut memory.0)
            .map_err(failure)?;
        Ok(key)
    }
}

/// Argon2's working memory, erased when dropped.
struct Memory(Vec<Block>);

impl Memory {
    /// `None` if the machine does not have it.
    fn of(blocks: usize) -> Option<Self> {
        let mut memory = Vec::new();
        memory.try_reserve_exact(blocks).ok()?;
        memory.resize(blocks, Block::new());
        Some(Self(memory))
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        self.0.iter_mut().for_each(Zeroize::zeroize);
    }
}

/// The key derived from a passphrase, with salt and cost: lets one process seal a ring again and again
/// without paying for Argon2id each time. Erased when dropped.
#[derive(Clone)]
pub struct RingKey {
    header: [u8; HEADER],
    secret: Secret,
}

impl RingKey {
    /// Derives a key with a fresh salt.
    pub fn new(passphrase: &SecretString, params: KdfParams) -> Result<Self, KeyRingError> {
        let salt = random::<SALT>()?;
        let mut header = [0; HEADER];
        let parts = [
            MAGIC.as_slice(),
            &[VERSION],
            &params.memory_kib.to_be_bytes(),
            &params.passes.to_be_bytes(),
            &params.lanes.to_be_bytes(),
            salt.as_slice(),
        ];
        header.iter_mut().zip(parts.into_iter().flatten()).for_each(|(to, from)| *to = *from);
        Ok(Self { header, secret: params.derive(passphrase, salt.as_slice())? })
    }

    /// Derives the key again that a ring with this header was sealed with.
    pub(super) fn from_header(
        header: &[u8; HEADER],
        passphrase: &SecretString,
    ) -> Result<Self, KeyRingError> {
        let (_, rest) = header.split_at(MAGIC.len() + 1);
        let (numbers, salt) = rest.split_at(12);
        let mut numbers = numbers.as_chunks().0.iter().map(|number| u32::from_be_bytes(*number));
        let mut next = || numbers.next().unwrap_or_default();
        let params = KdfParams::new(next(), next(), next())?;
        Ok(Self { header: *header, secret: params.derive(passphrase, salt)? })
    }

    pub(super) fn header(&self) -> &[u8; HEADER] {
        &self.header
    }

    pub(super) fn secret(&self) -> &[u8; 32] {
        &self.secret
    }
}

impl fmt::Debug for RingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RingKey(redacted)")
    }
}

/// Whether these are the bytes of a ring that this program reads.
pub(super) fn check_version(bytes: &[u8]) -> Result<(), KeyRingError> {
    let rest = bytes.strip_prefix(MAGIC).ok_or(KeyRingError::NotAKeyRing)?;
    match rest.first() {
        Some(&VERSION) => Ok(()),
        Some(&got) => Err(KeyRingError::Version { known: VERSION, got }),
        None => Err(KeyRingError::Damaged),
    }
}

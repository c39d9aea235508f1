//! The primitives of aws-lc-rs.

pub(crate) mod rsa;

use aws_lc_rs::aead::{AES_256_GCM, AES_256_GCM_SIV, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::{constant_time, digest, hkdf, rand};

use super::{Failed, Hash, TAG};

/// Random bytes from the system.
pub(crate) fn fill(bytes: &mut [u8]) -> Result<(), Failed> {
    rand::fill(bytes).map_err(|_| Failed)
}

/// In constant time.
pub(crate) fn equal(a: &[u8], b: &[u8]) -> bool {
    constant_time::verify_slices_are_equal(a, b).is_ok()
}

/// SHA-256 of what comes in parts.
pub(crate) struct Sha256(digest::Context);

impl Sha256 {
    pub(crate) fn new() -> Self {
        Self(digest::Context::new(&digest::SHA256))
    }

    pub(crate) fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    pub(crate) fn finish(self) -> [u8; 32] {
        let mut bytes = [0; 32];
        bytes.iter_mut().zip(self.0.finish().as_ref()).for_each(|(to, from)| *to = *from);
        bytes
    }
}

struct OutputLength(usize);

impl hkdf::KeyType for OutputLength {
    fn len(&self) -> usize {
        self.0
    }
}

/// HKDF-Expand (RFC 5869, section 2.3).
pub(crate) fn expand(hash: Hash, key: &[u8; 32], info: &[&[u8]], output: &mut [u8]) -> Result<(), Failed> {
    let algorithm = match hash {
        Hash::Sha256 => hkdf::HKDF_SHA256,
        Hash::Sha512 => hkdf::HKDF_SHA512,
    };
    hkdf::Prk::new_less_safe(algorithm, key)
        .expand(info, OutputLength(output.len()))
        .and_then(|okm| okm.fill(output))
        .map_err(|_| Failed)
}

/// AES-256-GCM without associated data.
pub(crate) struct Gcm(LessSafeKey);

impl Gcm {
    pub(crate) fn new(key: &[u8; 32]) -> Result<Self, Failed> {
        UnboundKey::new(&AES_256_GCM, key).map(LessSafeKey::new).map(Self).map_err(|_| Failed)
    }

    /// Into a place of its own, as long as the plaintext.
    pub(crate) fn seal_into(
        &self,
        nonce: [u8; 12],
        plaintext: &[u8],
        ciphertext: &mut [u8],
        tag: &mut [u8; TAG],
    ) -> Result<(), Failed> {
        let nonce = Nonce::assume_unique_for_key(nonce);
        self.0
            .seal_out_of_place_scatter(nonce, Aad::empty(), plaintext, ciphertext, &[], tag)
            .map_err(|_| Failed)
    }

    /// Into a place of its own, as long as the ciphertext.
    pub(crate) fn open_into(
        &self,
        nonce: [u8; 12],
        ciphertext: &[u8],
        tag: &[u8; TAG],
        plaintext: &mut [u8],
    ) -> Result<(), Failed> {
        let nonce = Nonce::assume_unique_for_key(nonce);
        self.0.open_separate_gather(nonce, Aad::empty(), ciphertext, tag, plaintext).map_err(|_| Failed)
    }

    pub(crate) fn seal(&self, nonce: [u8; 12], bytes: &mut [u8]) -> Result<[u8; TAG], Failed> {
        let nonce = Nonce::assume_unique_for_key(nonce);
        let tag = self.0.seal_in_place_separate_tag(nonce, Aad::empty(), bytes).map_err(|_| Failed)?;
        tag.as_ref().try_into().map_err(|_| Failed)
    }

    /// Ciphertext and tag become the plaintext.
    pub(crate) fn open<'a>(&self, nonce: [u8; 12], bytes: &'a mut [u8]) -> Result<&'a [u8], Failed> {
        let nonce = Nonce::assume_unique_for_key(nonce);
        self.0.open_in_place(nonce, Aad::empty(), bytes).map(|plaintext| &*plaintext).map_err(|_| Failed)
    }
}

/// AES-256-GCM-SIV (RFC 8452), nonce zero: appends the tag.
pub(crate) fn seal_siv(key: &[u8; 32], aad: &[u8], bytes: &mut Vec<u8>) -> Result<(), Failed> {
    siv(key)?.seal_in_place_append_tag(zero_nonce(), Aad::from(aad), bytes).map_err(|_| Failed)
}

/// Undoes [`seal_siv`]; `None` if key, associated data or bytes are others.
pub(crate) fn open_siv<'a>(
    key: &[u8; 32],
    aad: &[u8],
    bytes: &'a mut [u8],
) -> Result<Option<&'a [u8]>, Failed> {
    Ok(siv(key)?.open_in_place(zero_nonce(), Aad::from(aad), bytes).ok().map(|plaintext| &*plaintext))
}

fn siv(key: &[u8; 32]) -> Result<LessSafeKey, Failed> {
    UnboundKey::new(&AES_256_GCM_SIV, key).map(LessSafeKey::new).map_err(|_| Failed)
}

fn zero_nonce() -> Nonce {
    Nonce::assume_unique_for_key([0; 12])
}

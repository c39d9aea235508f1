//! The primitives of RustCrypto's crates.

pub(crate) mod rsa;

use aes_gcm::aead::inout::InOutBuf;
use aes_gcm::aead::{AeadInOut, KeyInit};
use aes_gcm::{Aes256Gcm, Nonce, Tag};
use aes_gcm_siv::Aes256GcmSiv;
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha512};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::{Failed, Hash, TAG};

/// Random bytes from the system; in a browser and in Node.js `crypto.getRandomValues`.
pub(crate) fn fill(bytes: &mut [u8]) -> Result<(), Failed> {
    getrandom::fill(bytes).map_err(|_| Failed)
}

/// In constant time.
pub(crate) fn equal(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}

/// SHA-256 of what comes in parts.
pub(crate) struct Sha256(sha2::Sha256);

impl Sha256 {
    pub(crate) fn new() -> Self {
        Self(sha2::Sha256::new())
    }

    pub(crate) fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    pub(crate) fn finish(self) -> [u8; 32] {
        self.0.finalize().into()
    }
}

/// HKDF-Expand (RFC 5869, section 2.3). Not that of the `hkdf` crate, which takes no key shorter than the hash:
/// Cobblestone-256 has 32 bytes under SHA-512.
pub(crate) fn expand(hash: Hash, key: &[u8; 32], info: &[&[u8]], output: &mut [u8]) -> Result<(), Failed> {
    match hash {
        Hash::Sha256 => expand_by::<Hmac<sha2::Sha256>>(key, info, output),
        Hash::Sha512 => expand_by::<Hmac<Sha512>>(key, info, output),
    }
}

fn expand_by<M: Mac + KeyInit>(key: &[u8], info: &[&[u8]], output: &mut [u8]) -> Result<(), Failed> {
    let size = M::output_size();
    if output.len() > size * usize::from(u8::MAX) {
        return Err(Failed);
    }
    let mut block = Zeroizing::new(Vec::with_capacity(size));
    for (part, count) in output.chunks_mut(size).zip(1..=u8::MAX) {
        let mut mac = M::new_from_slice(key).map_err(|_| Failed)?;
        mac.update(&block);
        info.iter().for_each(|info| mac.update(info));
        mac.update(&[count]);
        block.clear();
        block.extend_from_slice(&mac.finalize().into_bytes());
        part.iter_mut().zip(block.iter()).for_each(|(to, from)| *to = *from);
    }
    Ok(())
}

/// AES-256-GCM without associated data.
pub(crate) struct Gcm(Aes256Gcm);

impl Gcm {
    pub(crate) fn new(key: &[u8; 32]) -> Result<Self, Failed> {
        Ok(Self(Aes256Gcm::new(key.into())))
    }

    /// Into a place of its own, as long as the plaintext.
    pub(crate) fn seal_into(
        &self,
        nonce: [u8; 12],
        plaintext: &[u8],
        ciphertext: &mut [u8],
        tag: &mut [u8; TAG],
    ) -> Result<(), Failed> {
        let buffer = InOutBuf::new(plaintext, ciphertext).map_err(|_| Failed)?;
        *tag = self.0.encrypt_inout_detached(&Nonce::from(nonce), &[], buffer).map_err(|_| Failed)?.into();
        Ok(())
    }

    /// Into a place of its own, as long as the ciphertext.
    pub(crate) fn open_into(
        &self,
        nonce: [u8; 12],
        ciphertext: &[u8],
        tag: &[u8; TAG],
        plaintext: &mut [u8],
    ) -> Result<(), Failed> {
        let buffer = InOutBuf::new(ciphertext, plaintext).map_err(|_| Failed)?;
        self.0.decrypt_inout_detached(&Nonce::from(nonce), &[], buffer, &Tag::from(*tag)).map_err(|_| Failed)
    }

    pub(crate) fn seal(&self, nonce: [u8; 12], bytes: &mut [u8]) -> Result<[u8; TAG], Failed> {
        let tag = self.0.encrypt_inout_detached(&Nonce::from(nonce), &[], bytes.into());
        tag.map(Into::into).map_err(|_| Failed)
    }

    /// Ciphertext and tag become the plaintext.
    pub(crate) fn open<'a>(&self, nonce: [u8; 12], bytes: &'a mut [u8]) -> Result<&'a [u8], Failed> {
        let (plaintext, tag) = bytes.split_last_chunk_mut::<TAG>().ok_or(Failed)?;
        self.0
            .decrypt_inout_detached(&Nonce::from(nonce), &[], (&mut *plaintext).into(), &Tag::from(*tag))
            .map_err(|_| Failed)?;
        Ok(plaintext)
    }
}

/// AES-256-GCM-SIV (RFC 8452), nonce zero: appends the tag.
pub(crate) fn seal_siv(key: &[u8; 32], aad: &[u8], bytes: &mut Vec<u8>) -> Result<(), Failed> {
    let tag = Aes256GcmSiv::new(key.into()).encrypt_inout_detached(
        &Nonce::default(),
        aad,
        bytes.as_mut_slice().into(),
    );
    bytes.extend_from_slice(&tag.map_err(|_| Failed)?);
    Ok(())
}

/// Undoes [`seal_siv`]; `None` if key, associated data or bytes are others.
pub(crate) fn open_siv<'a>(
    key: &[u8; 32],
    aad: &[u8],
    bytes: &'a mut [u8],
) -> Result<Option<&'a [u8]>, Failed> {
    let Some((plaintext, tag)) = bytes.split_last_chunk_mut::<TAG>() else { return Ok(None) };
    let opened = Aes256GcmSiv::new(key.into()).decrypt_inout_detached(
        &Nonce::default(),
        aad,
        (&mut *plaintext).into(),
        &Tag::from(*tag),
    );
    Ok(opened.ok().map(|()| &*plaintext))
}

//! C2SP chunked-encryption with AES-256-GCM and SHA-512: Cobblestone-256, <https://c2sp.org/chunked-encryption>.
//!
//! ```text
//! salt (24) ‖ commitment (32) ‖ chunk 0 ‖ chunk 1 ‖ … ‖ final chunk
//! ```
//!
//! Every chunk but the final one holds 16 KiB, the final one less; each has a tag of 16 bytes. Being short is
//! what marks the end, so neither a truncated nor an extended file opens.

use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;

use zeroize::{Zeroize, Zeroizing};

use super::error::{OpenError, SealError};
use crate::backend::{self, Gcm, Hash};
use crate::primitives::{self, BackendError};

/// Plaintext bytes of every chunk but the final one.
pub const CHUNK: usize = 16 * 1024;
/// Bytes that authentication adds to each chunk.
pub const TAG: usize = primitives::TAG;
/// Bytes before the first chunk.
pub const HEADER: usize = SALT + COMMITMENT;

const SALT: usize = 24;
const COMMITMENT: usize = 32;
pub(super) const SEALED_CHUNK: usize = CHUNK + TAG;
const INFO: &[u8] = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0";
const MAX_CHUNKS: u64 = 1 << 38;
/// Chunks handled at once: enough that reads and writes cost little, few enough to stay in the cache.
const BATCH: usize = 4;

/// How many bytes a message of `len` bytes has when sealed.
pub const fn sealed_len(len: u64) -> u64 {
    len.saturating_add(HEADER as u64).saturating_add((len / CHUNK as u64 + 1).saturating_mul(TAG as u64))
}

/// The key and base nonce of one message.
pub(super) struct Chunks {
    key: Gcm,
    base_nonce: [u8; 12],
}

impl Chunks {
    /// Derives them, with the commitment that says by its bytes whether key, salt and context are the right
    /// ones.
    fn derive(
        key: &[u8; 32],
        salt: &[u8; SALT],
        context: &[u8],
    ) -> Result<(Self, [u8; COMMITMENT]), BackendError> {
        let output: Zeroizing<[u8; 76]> = primitives::expand(Hash::Sha512, key, &[INFO, salt, context])?;
        let (mut base_nonce, mut commitment) = ([0; 12], [0; COMMITMENT]);
        let failure = BackendError("a cipher");
        let (key, rest) = output.split_first_chunk().ok_or(failure)?;
        let (nonce, rest) = rest.split_at(12);
        base_nonce.copy_from_slice(nonce);
        commitment.copy_from_slice(rest);
        Ok((Self { key: Gcm::new(key).map_err(|_| failure)?, base_nonce }, commitment))
    }

    fn nonce(&self, index: u64) -> [u8; 12] {
        let mut nonce = self.base_nonce;
        nonce.iter_mut().rev().zip(index.to_le_bytes()).for_each(|(byte, count)| *byte ^= count);
        nonce
    }

    /// Starts a message: its chunks, and its header with a random salt.
    pub(super) fn start(key: &[u8; 32], context: &[u8]) -> Result<(Self, [u8; HEADER]), BackendError> {
        let salt = primitives::random()?;
        let (chunks, commitment) = Self::derive(key, &salt, context)?;
        let mut header = [0; HEADER];
        header.iter_mut().zip(salt.iter().chain(&commitment)).for_each(|(to, from)| *to = *from);
        Ok((chunks, header))
    }

    /// The chunks of a message with this header, once its commitment is checked: nothing is decrypted before.
    pub(super) fn resume(key: &[u8; 32], context: &[u8], header: &[u8; HEADER]) -> Result<Self, OpenError> {
        let (salt, committed) = header.split_first_chunk::<SALT>().ok_or(OpenError::Truncated)?;
        let (chunks, commitment) = Self::derive(key, salt, context)?;
        if backend::equal(&commitment, committed) { Ok(chunks) } else { Err(OpenError::Key) }
    }

    /// Seals a chunk into a place of its own, as long as the chunk and its tag.
    pub(super) fn seal_into(&self, index: u64, chunk: &[u8], sealed: &mut [u8]) -> Result<(), BackendError> {
        let failure = BackendError("a sealed chunk");
        let (ciphertext, tag) = sealed.split_last_chunk_mut::<TAG>().ok_or(failure)?;
        self.key.seal_into(self.nonce(index), chunk, ciphertext, tag).map_err(|_| failure)
    }

    /// Opens a chunk into a place of its own, as long as the chunk without its tag.
    pub(super) fn open_into(&self, index: u64, sealed: &[u8], chunk: &mut [u8]) -> Result<(), OpenError> {
        let (ciphertext, tag) = sealed.split_last_chunk::<TAG>().ok_or(OpenError::Truncated)?;
        self.key
            .open_into(self.nonce(index), ciphertext, tag, chunk)
            .map_err(|_| OpenError::Damaged { chunk: index })
    }

    /// Seals a chunk that has room for its tag at the end.
    fn seal(&self, index: u64, chunk: &mut [u8]) -> Result<(), BackendError> {
        let failure = BackendError("a sealed chunk");
        let (plaintext, room) = chunk.split_last_chunk_mut::<TAG>().ok_or(failure)?;
        *room = self.key.seal(self.nonce(index), plaintext).map_err(|_| failure)?;
        Ok(())
    }

    /// Opens a chunk in its place.
    fn open<'a>(&self, index: u64, chunk: &'a mut [u8]) -> Result<&'a [u8], OpenError> {
        if chunk.len() < TAG {
            return Err(OpenError::Truncated);
        }
        self.key.open(self.nonce(index), chunk).map_err(|_| OpenError::Damaged { chunk: index })
    }
}

/// A batch of chunks, erased when dropped: as a slice, for a vector is erased byte by byte.
struct Buffer(Vec<u8>);

impl Buffer {
    fn new() -> Self {
        Self(vec![0; BATCH * SEALED_CHUNK])
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        self.0.as_mut_slice().zeroize();
    }
}

/// Seals all that `reader` gives under `key`, bound to `context`; memory does not grow with the message.
///
/// The salt is random, so one key may seal many messages; a record's key seals one.
pub fn seal(
    key: &[u8; 32],
    context: &[u8],
    mut reader: impl Read,
    mut writer: impl Write,
) -> Result<(), SealError> {
    let (chunks, header) = Chunks::start(key, context)?;
    writer.write_all(&header).map_err(SealError::Write)?;

    let mut buffer = Buffer::new();
    let mut index = 0;
    loop {
        let mut written = 0;
        let mut last = false;
        for slot in buffer.0.chunks_exact_mut(SEALED_CHUNK) {
            let (plaintext, _) = slot.split_at_mut(CHUNK);
            let read = fill(&mut reader, plaintext).map_err(SealError::Read)?;
            if index >= MAX_CHUNKS {
                return Err(SealError::TooLong);
            }
            let (chunk, _) = slot.split_at_mut(read + TAG);
            chunks.seal(index, chunk)?;
            written += chunk.len();
            index += 1;
            last = read < CHUNK;
            if last {
                break;
            }
        }
        let (sealed, _) = buffer.0.split_at(written);
        writer.write_all(sealed).map_err(SealError::Write)?;
        if last {
            return Ok(());
        }
    }
}

/// Opens what [`seal`] made, and gives `writer` nothing but verified plaintext.
///
/// On an error what was written is the beginning of the message, verified but not whole.
pub fn open(
    key: &[u8; 32],
    context: &[u8],
    reader: impl Read,
    mut writer: impl Write,
) -> Result<(), OpenError> {
    open_with(key, context, reader, |plaintext| writer.write_all(plaintext).map_err(OpenError::Write))
}

/// [`open`] with a function that takes the plaintext, a chunk at a time.
pub(super) fn open_with(
    key: &[u8; 32],
    context: &[u8],
    mut reader: impl Read,
    mut take: impl FnMut(&[u8]) -> Result<(), OpenError>,
) -> Result<(), OpenError> {
    let chunks = Chunks::resume(key, context, &read_header(&mut reader)?)?;

    let mut buffer = Buffer::new();
    let mut index = 0;
    loop {
        let read = fill(&mut reader, &mut buffer.0).map_err(OpenError::Read)?;
        let last = read < buffer.0.len();
        let (sealed, _) = buffer.0.split_at_mut(read);
        let mut whole = sealed.chunks_exact_mut(SEALED_CHUNK);
        for chunk in whole.by_ref() {
            take(chunks.open(index, chunk)?)?;
            index += 1;
            if index >= MAX_CHUNKS {
                return Err(OpenError::TooLong);
            }
        }
        if last {
            return take(chunks.open(index, whole.into_remainder())?);
        }
    }
}

/// Opens parts of a message. The length is authenticated first, by opening the final chunk.
pub(super) struct RandomAccess<R> {
    source: R,
    chunks: Chunks,
    len: u64,
}

impl<R: Read + Seek> RandomAccess<R> {
    pub(super) fn new(key: &[u8; 32], context: &[u8], mut source: R) -> Result<Self, OpenError> {
        let end = source.seek(SeekFrom::End(0)).map_err(OpenError::Read)?;
        source.seek(SeekFrom::Start(0)).map_err(OpenError::Read)?;
        let chunks = Chunks::resume(key, context, &read_header(&mut source)?)?;
        let body = end.saturating_sub(HEADER as u64);
        let (last, rest) = (body / SEALED_CHUNK as u64, body % SEALED_CHUNK as u64);
        if last >= MAX_CHUNKS {
            return Err(OpenError::TooLong);
        }
        let len = last * CHUNK as u64 + rest.saturating_sub(TAG as u64);
        let mut access = Self { source, chunks, len };
        access.chunk(last, |_| Ok(()))?;
        Ok(access)
    }

    /// The length of the message.
    pub(super) fn len(&self) -> u64 {
        self.len
    }

    /// Gives the bytes of a range that lies within the message, a chunk at a time.
    pub(super) fn read(
        &mut self,
        range: Range<u64>,
        mut take: impl FnMut(&[u8]) -> Result<(), OpenError>,
    ) -> Result<(), OpenError> {
        let (mut at, chunk) = (range.start, CHUNK as u64);
        while at < range.end {
            let start = at - at % chunk;
            let until = range.end.min(start + chunk);
            self.chunk(at / chunk, |plaintext| {
                let within = usize::try_from(at - start).ok().zip(usize::try_from(until - start).ok());
                take(within.and_then(|(from, to)| plaintext.get(from..to)).ok_or(OpenError::Truncated)?)
            })?;
            at = until;
        }
        Ok(())
    }

    fn chunk(
        &mut self,
        index: u64,
        take: impl FnOnce(&[u8]) -> Result<(), OpenError>,
    ) -> Result<(), OpenError> {
        let offset = HEADER as u64 + index * SEALED_CHUNK as u64;
        self.source.seek(SeekFrom::Start(offset)).map_err(OpenError::Read)?;
        let mut buffer = Zeroizing::new([0; SEALED_CHUNK]);
        let read = fill(&mut self.source, buffer.as_mut_slice()).map_err(OpenError::Read)?;
        let (sealed, _) = buffer.split_at_mut(read);
        take(self.chunks.open(index, sealed)?)
    }
}

fn read_header(reader: &mut impl Read) -> Result<[u8; HEADER], OpenError> {
    let mut header = [0; HEADER];
    match fill(reader, &mut header).map_err(OpenError::Read)? {
        HEADER => Ok(header),
        _ => Err(OpenError::Truncated),
    }
}

/// Reads until the buffer is full or the input ends.
fn fill(reader: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match reader.read(rest) {
            Ok(0) => break,
            Ok(read) => filled += read.min(rest.len()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

//! A record: content framed, padded, sealed for one patient and label, and addressed by the hash of the
//! sealed bytes.

use std::io::{self, Read, Write};

use chartseal_guard::{Check, holds};
use chartseal_types::{Code, Confidentiality, ContentHash, IdentityId, Label};
use zeroize::Zeroizing;

use super::cobblestone::{open_with, seal};
use super::error::{OpenError, SealError};
use super::frame::{MAX_CONTENT, Unframe, padded_len};
use crate::DataKey;
use crate::primitives::Sha256;

const CONTEXT: &[u8; 20] = b"chartseal/record/v1\0";

/// What a sealed record is bound to: whose it is and how it is labelled. It opens for no other patient or
/// label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordContext([u8; 20 + IdentityId::LEN + 3]);

impl RecordContext {
    /// "chartseal/record/v1" ‖ 0x00 ‖ patient (16) ‖ category ‖ confidentiality ‖ compartment, one byte each.
    pub fn new(patient: &IdentityId, label: &Label) -> Self {
        let mut bytes = [0; 20 + IdentityId::LEN + 3];
        let label = label_bytes(label);
        let parts = CONTEXT.iter().chain(&patient.0).chain(&label);
        bytes.iter_mut().zip(parts).for_each(|(to, from)| *to = *from);
        Self(bytes)
    }

    /// The bytes that are bound.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Category ‖ confidentiality ‖ compartment, one byte each.
pub(crate) fn label_bytes(label: &Label) -> [u8; 3] {
    let confidentiality = match label.confidentiality {
        Confidentiality::U => 0,
        Confidentiality::L => 1,
        Confidentiality::M => 2,
        Confidentiality::N => 3,
        Confidentiality::R => 4,
        Confidentiality::V => 5,
    };
    [label.category.bit(), confidentiality, label.compartment.number()]
}

/// What sealing tells of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SealedInfo {
    /// SHA-256 of the sealed bytes: the record's address.
    pub content_hash: ContentHash,
    /// How many bytes were written.
    pub sealed_len: u64,
    /// How many bytes the content has.
    pub plain_len: u64,
}

/// Seals content of exactly `len` bytes, in constant memory.
///
/// The length is asked for beforehand because it stands before the content.
pub fn seal_record(
    reader: impl Read,
    len: u64,
    writer: impl Write,
    key: &DataKey,
    context: &RecordContext,
) -> Result<SealedInfo, SealError> {
    if len > MAX_CONTENT {
        return Err(SealError::TooLong);
    }
    let mut content = Exactly { inner: reader, left: len, longer: false };
    let header = len.to_be_bytes();
    let padding = padded_len(len) - len - header.len() as u64;
    let frame = header.as_slice().chain(&mut content).chain(io::repeat(0).take(padding));
    let mut hashed = Hashing::new(writer);
    let sealed = seal(key.expose(), context.as_bytes(), frame, &mut hashed);
    if content.longer || content.left > 0 && sealed.is_ok() {
        return Err(SealError::Length { declared: len, longer: content.longer });
    }
    sealed?;
    let (content_hash, sealed_len) = hashed.finish();
    Ok(SealedInfo { content_hash, sealed_len, plain_len: len })
}

/// Opens a record and gives `writer` nothing but verified content; tells how many bytes.
///
/// On an error what was written is to be thrown away: it is verified content, but not all of it.
pub fn open_record(
    reader: impl Read,
    mut writer: impl Write,
    key: &DataKey,
    context: &RecordContext,
    expected: &ContentHash,
) -> Result<u64, OpenError> {
    let mut hashed = Hashing::new(reader);
    let mut frame = Unframe::new();
    open_with(key.expose(), context.as_bytes(), &mut hashed, |part| {
        writer.write_all(frame.push(part)?).map_err(OpenError::Write)
    })?;
    let len = frame.finish()?;
    match hashed.finish().0 {
        got if holds(Check::OpenedBytes, got == *expected) => Ok(len),
        got => Err(OpenError::Hash { expected: *expected, got }),
    }
}

/// [`seal_record`] for content in memory.
pub fn seal_bytes(
    content: &[u8],
    key: &DataKey,
    context: &RecordContext,
) -> Result<(Vec<u8>, SealedInfo), SealError> {
    let mut sealed = Vec::new();
    let info = seal_record(content, content.len() as u64, &mut sealed, key, context)?;
    Ok((sealed, info))
}

/// [`open_record`] for content that fits in memory: all of it or an error.
pub fn open_bytes(
    sealed: &[u8],
    key: &DataKey,
    context: &RecordContext,
    expected: &ContentHash,
) -> Result<Zeroizing<Vec<u8>>, OpenError> {
    // The content is never longer than what it was sealed to, so the buffer never moves and leaves no copy
    // behind.
    let mut content = Zeroizing::new(Vec::with_capacity(sealed.len()));
    open_record(sealed, &mut *content, key, context, expected)?;
    Ok(content)
}

/// Reads as many bytes as were declared, and notices if there are more.
struct Exactly<R> {
    inner: R,
    left: u64,
    longer: bool,
}

impl<R: Read> Read for Exactly<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        if self.left == 0 {
            self.longer = self.inner.read(&mut [0])? > 0;
            return if self.longer { Err(io::ErrorKind::InvalidData.into()) } else { Ok(0) };
        }
        let most = usize::try_from(self.left).map_or(buffer.len(), |left| left.min(buffer.len()));
        let read = self.inner.read(buffer.split_at_mut(most).0)?;
        self.left = self.left.saturating_sub(read as u64);
        Ok(read)
    }
}

/// Hashes and counts what passes through.
struct Hashing<T> {
    inner: T,
    hash: Sha256,
    count: u64,
}

impl<T> Hashing<T> {
    fn new(inner: T) -> Self {
        Self { inner, hash: Sha256::new(), count: 0 }
    }

    fn see(&mut self, bytes: &[u8]) {
        self.hash.update(bytes);
        self.count += bytes.len() as u64;
    }

    fn finish(self) -> (ContentHash, u64) {
        (ContentHash(self.hash.finish()), self.count)
    }
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.see(bytes.split_at(written.min(bytes.len())).0);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?.min(buffer.len());
        self.see(buffer.split_at(read).0);
        Ok(read)
    }
}

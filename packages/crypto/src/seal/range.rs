//! Random access to a record: part of the content without reading all of it.

use std::io::{Read, Seek, Write};
use std::ops::Range;

use super::cobblestone::RandomAccess;
use super::error::OpenError;
use super::frame::{LENGTH, MAX_CONTENT, padded_len};
use super::record::RecordContext;
use crate::DataKey;

/// Opens parts of a record, each chunk verified, and its length.
///
/// The content hash takes all the bytes and is not checked: what opens here was sealed under this record's
/// own key for this patient and label, and by that is this record's. Who needs the hash checked opens the
/// whole record.
pub struct RecordReader<R> {
    access: RandomAccess<R>,
    len: u64,
}

impl<R: Read + Seek> RecordReader<R> {
    /// Checks header, length and the frame's beginning; reads two chunks.
    pub fn new(source: R, key: &DataKey, context: &RecordContext) -> Result<Self, OpenError> {
        let mut access = RandomAccess::new(key.expose(), context.as_bytes(), source)?;
        if access.len() < LENGTH as u64 {
            return Err(OpenError::Frame);
        }
        let mut len = 0;
        access.read(0..LENGTH as u64, |header| {
            len = header.first_chunk().map(|header| u64::from_be_bytes(*header)).ok_or(OpenError::Frame)?;
            Ok(())
        })?;
        if len > MAX_CONTENT || padded_len(len) != access.len() {
            return Err(OpenError::Frame);
        }
        Ok(Self { access, len })
    }

    /// How many bytes the content has.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Whether the content is empty.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Writes a range of the content, which must lie within it.
    pub fn read(&mut self, range: Range<u64>, mut writer: impl Write) -> Result<(), OpenError> {
        if range.start > range.end || range.end > self.len {
            return Err(OpenError::Range { len: self.len, end: range.end });
        }
        let framed = range.start + LENGTH as u64..range.end + LENGTH as u64;
        self.access.read(framed, |part| writer.write_all(part).map_err(OpenError::Write))
    }
}

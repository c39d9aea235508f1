//! The frame around a record's content: its length, the content, and zeros up to a size that tells little.
//!
//! ```text
//! length of the content (u64, big-endian) ‖ content ‖ zeros
//! ```
//!
//! The whole is as long as Padmé says (Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and
//! Communication with PURBs", 2019, algorithm 1): of a length of n bits the last ones are rounded up, so that
//! log₂ n remain. That adds at most 12 % and leaks O(log log) bits of the size.

use super::error::OpenError;

/// Bytes of the length before the content.
pub(super) const LENGTH: usize = 8;

/// The longest content of one record: 1 PiB, well within what the format and the cipher bear.
pub const MAX_CONTENT: u64 = 1 << 50;

/// The length of the frame around content of `content` bytes: with the 8 bytes of the length, padded by
/// Padmé.
pub const fn padded_len(content: u64) -> u64 {
    let length = content.saturating_add(LENGTH as u64);
    let exponent = length.ilog2();
    let significant = exponent.ilog2() + 1;
    let mask = (1u64 << (exponent - significant)) - 1;
    length.saturating_add(mask) & !mask
}

/// Takes a frame apart as it arrives.
pub(super) struct Unframe {
    header: [u8; LENGTH],
    /// Bytes of the frame seen so far.
    seen: u64,
}

impl Unframe {
    pub(super) fn new() -> Self {
        Self { header: [0; LENGTH], seen: 0 }
    }

    fn content_len(&self) -> u64 {
        u64::from_be_bytes(self.header)
    }

    /// Takes the next part of the frame and gives the content in it.
    pub(super) fn push<'a>(&mut self, part: &'a [u8]) -> Result<&'a [u8], OpenError> {
        let header_left = (LENGTH as u64).saturating_sub(self.seen);
        let (header, rest) = part.split_at(clamp(header_left, part.len()));
        for (at, byte) in (self.seen..).zip(header) {
            if let Some(place) = usize::try_from(at).ok().and_then(|at| self.header.get_mut(at)) {
                *place = *byte;
            }
        }
        self.seen += header.len() as u64;
        if self.seen < LENGTH as u64 {
            return Ok(&[]);
        }
        if self.content_len() > MAX_CONTENT {
            return Err(OpenError::Frame);
        }
        let content_left = (LENGTH as u64 + self.content_len()).saturating_sub(self.seen);
        let (content, padding) = rest.split_at(clamp(content_left, rest.len()));
        self.seen += rest.len() as u64;
        if padding.iter().fold(0, |all, byte| all | byte) != 0 {
            return Err(OpenError::Frame);
        }
        Ok(content)
    }

    /// At the end: the frame must be exactly as long as its content asks for. Gives the length of the
    /// content.
    pub(super) fn finish(self) -> Result<u64, OpenError> {
        let content = self.content_len();
        if self.seen >= LENGTH as u64 && self.seen == padded_len(content) {
            Ok(content)
        } else {
            Err(OpenError::Frame)
        }
    }
}

fn clamp(wanted: u64, most: usize) -> usize {
    usize::try_from(wanted).map_or(most, |wanted| wanted.min(most))
}

//! Reading and writing of the compact binary formats: integers big-endian, lengths checked, no byte left
//! over.

use thiserror::Error;

/// Bytes that should hold an object of this crate do not.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// They end too early.
    #[error("expected {needed} more bytes for {what}, got {left}; the bytes are cut off or of another kind")]
    Short {
        /// What was being read.
        what: &'static str,
        /// How many bytes it takes.
        needed: usize,
        /// How many are left.
        left: usize,
    },
    /// They go on after the end.
    #[error("expected the end of {what}, got {extra} more bytes; the bytes are damaged or of another kind")]
    Trailing {
        /// What was read.
        what: &'static str,
        /// How many bytes follow.
        extra: usize,
    },
    /// They are of another version.
    #[error("expected version {known} of {what}, got {got}; a newer version of this program may read it")]
    Version {
        /// What was being read.
        what: &'static str,
        /// The version this program knows.
        known: u8,
        /// The version that came.
        got: u8,
    },
    /// A number in them is out of its range.
    #[error("expected {what} from {least} to {most}, got {got}; the bytes are damaged or of another kind")]
    Range {
        /// Which number.
        what: &'static str,
        /// The least allowed.
        least: u64,
        /// The most allowed.
        most: u64,
        /// The number that came.
        got: u64,
    },
}

/// What is left to read.
pub(crate) struct Input<'a> {
    what: &'static str,
    rest: &'a [u8],
}

impl<'a> Input<'a> {
    /// Starts to read an object, and checks its leading version byte.
    pub(crate) fn versioned(what: &'static str, bytes: &'a [u8], known: u8) -> Result<Self, DecodeError> {
        let mut input = Self { what, rest: bytes };
        match input.u8()? {
            got if got == known => Ok(input),
            got => Err(DecodeError::Version { what, known, got }),
        }
    }

    pub(crate) fn bytes(&mut self, count: usize) -> Result<&'a [u8], DecodeError> {
        let short = DecodeError::Short { what: self.what, needed: count, left: self.rest.len() };
        let (taken, rest) = self.rest.split_at_checked(count).ok_or(short)?;
        self.rest = rest;
        Ok(taken)
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N], DecodeError> {
        let short = DecodeError::Short { what: self.what, needed: N, left: self.rest.len() };
        let (taken, rest) = self.rest.split_first_chunk().ok_or(short)?;
        self.rest = rest;
        Ok(*taken)
    }

    pub(crate) fn u8(&mut self) -> Result<u8, DecodeError> {
        self.array().map(u8::from_be_bytes)
    }

    pub(crate) fn u16(&mut self) -> Result<u16, DecodeError> {
        self.array().map(u16::from_be_bytes)
    }

    pub(crate) fn u32(&mut self) -> Result<u32, DecodeError> {
        self.array().map(u32::from_be_bytes)
    }

    /// Bytes with their length before them, two bytes.
    pub(crate) fn short_bytes(&mut self) -> Result<&'a [u8], DecodeError> {
        let length = self.u16()?;
        self.bytes(length.into())
    }

    /// How many bytes are left.
    pub(crate) fn left(&self) -> usize {
        self.rest.len()
    }

    /// Nothing may be left.
    pub(crate) fn end(self) -> Result<(), DecodeError> {
        match self.rest.len() {
            0 => Ok(()),
            extra => Err(DecodeError::Trailing { what: self.what, extra }),
        }
    }
}

/// Checks that a number is in its range.
pub(crate) fn in_range(what: &'static str, got: u64, least: u64, most: u64) -> Result<(), DecodeError> {
    if (least..=most).contains(&got) { Ok(()) } else { Err(DecodeError::Range { what, least, most, got }) }
}

//! Why sealing or opening failed.

use std::io;

use chartseal_types::ContentHash;
use thiserror::Error;

use super::frame::MAX_CONTENT;
use crate::BackendError;

/// Sealing failed; what was written so far is worthless.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SealError {
    /// The content could not be read.
    #[error("expected to read the content to its end: {0}")]
    Read(#[source] io::Error),
    /// The sealed bytes could not be written.
    #[error("expected to write the sealed record: {0}")]
    Write(#[source] io::Error),
    /// The content was not as long as was said.
    #[error(
        "expected content of {declared} bytes, got {}; it changed while it was read, seal it again",
        if *.longer { "more" } else { "fewer" }
    )]
    Length {
        /// The length that was said.
        declared: u64,
        /// Whether more came, not fewer.
        longer: bool,
    },
    /// The content is too long for one record.
    #[error("expected content of at most {MAX_CONTENT} bytes, got more; split it into several records")]
    TooLong,
    /// The buffer for the result is not of the right length.
    #[error("expected a buffer of {expected} bytes for the sealed message, got {got}")]
    Buffer {
        /// How long it must be.
        expected: u64,
        /// How long it is.
        got: usize,
    },
    /// See [`BackendError`].
    #[error(transparent)]
    Backend(#[from] BackendError),
}

/// Opening failed. What was written before it is verified content, but not all of it: throw it away.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The sealed bytes could not be read.
    #[error("expected to read the sealed record to its end: {0}")]
    Read(#[source] io::Error),
    /// The content could not be written.
    #[error("expected to write the content: {0}")]
    Write(#[source] io::Error),
    /// The header does not fit: another key, another patient or label, or a damaged header.
    #[error(
        "expected a record sealed under this key for this patient and label, got another; check that the envelope and the label are this record's, or fetch it again"
    )]
    Key,
    /// A chunk is not what was sealed in its place: changed, moved, or of another record.
    #[error("expected chunk {chunk} as it was sealed, got something else; fetch the record again")]
    Damaged {
        /// Which chunk, from 0.
        chunk: u64,
    },
    /// The end is missing.
    #[error("expected the record's last chunk, got the end of the bytes; fetch the record again")]
    Truncated,
    /// It is a sealed record, but not the one that was asked for.
    #[error("expected the record {expected}, got {got}; fetch the record again")]
    Hash {
        /// The content hash that was asked for.
        expected: ContentHash,
        /// The hash of what came.
        got: ContentHash,
    },
    /// It was sealed under this key, but not framed and padded as this version does.
    #[error(
        "expected the content's length, content and zeros up to the padded size, got another frame; the program that sealed it is faulty or newer"
    )]
    Frame,
    /// The range that was asked for is not within the content.
    #[error("expected a range within the content's {len} bytes, got one that ends at {end} or backwards")]
    Range {
        /// The length of the content.
        len: u64,
        /// Where the range ends.
        end: u64,
    },
    /// It has more chunks than the format allows.
    #[error("expected at most 2^38 chunks, got more; the bytes are not a sealed record")]
    TooLong,
    /// The buffer for the result is not of the right length.
    #[error("expected a buffer of {expected} bytes for the message, got {got}")]
    Buffer {
        /// How long it must be.
        expected: usize,
        /// How long it is.
        got: usize,
    },
    /// See [`BackendError`].
    #[error(transparent)]
    Backend(#[from] BackendError),
}

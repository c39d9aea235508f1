//! What can be wrong with envelopes, import keys and shares.

use thiserror::Error;

use super::{ImportId, MAX_TRUSTEES};
use crate::codec::DecodeError;
use crate::keys::{KeyError, KeyId};
use crate::primitives::BackendError;

/// An envelope could not be made, read or opened.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum EnvelopeError {
    /// The bytes are not what they should be.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// A suite in them is unknown.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// Threshold and number of trustees do not fit together.
    #[error(
        "expected a threshold from 1 to the number of trustees, at most {MAX_TRUSTEES}, got {threshold} of {trustees}"
    )]
    Threshold {
        /// How many trustees must act together.
        threshold: usize,
        /// How many there are.
        trustees: usize,
    },
    /// A key was given for two recipients, who could then not tell their parts.
    #[error("expected another key for each recipient, got {0} twice")]
    SameKey(KeyId),
    /// The key is none of the import's recipients.
    #[error("expected one of the import's recipients, got the key {0}; the record was wrapped to other keys")]
    NotRecipient(KeyId),
    /// The key is of a recipient, but not of the one that this is for.
    #[error("expected the {expected}'s key, got another recipient's")]
    WrongRecipient {
        /// "patient" or "trustee".
        expected: &'static str,
    },
    /// The envelope belongs to another import.
    #[error(
        "expected the keys of import {expected}, got those of {got}; fetch the import keys that the envelope names"
    )]
    WrongImport {
        /// The import the envelope names.
        expected: ImportId,
        /// The one that came.
        got: ImportId,
    },
    /// The envelope has no share for that trustee; a private record has none at all.
    #[error(
        "expected a share for trustee {index}, got an envelope with {shares}; a private record opens for its patient only"
    )]
    NoShare {
        /// The trustee's number.
        index: u8,
        /// How many shares there are.
        shares: usize,
    },
    /// A wrap does not open: damaged, of another record, import or recipient.
    #[error("expected a wrap made for this key and record, got another; fetch the envelope again")]
    Unwrap,
    /// A sealed share does not open: damaged, or made for another requester, record or ticket.
    #[error(
        "expected a share sealed to this key for this record and ticket, got another; ask the trustee again"
    )]
    SealedShare,
    /// Too few different shares.
    #[error("expected shares of {needed} trustees, got {got}; ask further trustees")]
    TooFewShares {
        /// The threshold.
        needed: usize,
        /// How many there are.
        got: usize,
    },
    /// A share is of another record.
    #[error("expected shares of this record, got one of another from trustee {index}")]
    ForeignShare {
        /// The trustee's number.
        index: u8,
    },
    /// No choice of the shares gives the key the envelope commits to.
    #[error("expected shares that give the record's key, got at least one wrong share; ask further trustees")]
    WrongShare,
    /// See [`BackendError`].
    #[error(transparent)]
    Backend(#[from] BackendError),
}

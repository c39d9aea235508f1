//! Envelopes: who gets at a record's key, and how.
//!
//! An *import* is any number of records of one patient wrapped together. Its [`ImportKeys`] hold one key
//! encapsulation for each recipient (the patient, then the trustees); each record's [`Envelope`] holds the
//! wraps of its key, made under keys derived from those, so that a small record carries some 240 bytes and
//! not kilobytes.
//!
//! ```text
//! import secret    = exported secret of the HPKE context (or RSA-OAEP, HKDF) of one recipient
//! wrap key         = HKDF-Expand-SHA256(import secret, "chartseal/wrap/v1" ‖ 0 ‖ import id ‖ content hash ‖ recipient)
//! wrap             = AES-256-GCM-SIV(wrap key, aad = the envelope's first bytes, data key or share)
//! ```
//!
//! So a wrap opens for its recipient, record, import and envelope, and nowhere else.

mod error;
mod import;
mod record;
mod release;
mod unwrap;

pub use error::EnvelopeError;
pub use import::{ImportId, ImportKeys, Importer, MAX_TRUSTEES, Recipient};
pub use record::Envelope;
pub use release::{Release, SealedShare, open_share, seal_share_to};
pub use unwrap::{ImportSecret, Share, unwrap_patient, unwrap_share};

//! Content-addressed storage of ciphertext and envelopes over `object_store`.
//!
//! A [`Vault`] keeps three kinds of objects, none of which tells anything without keys: records (ciphertext, named by its
//! SHA-256), envelopes (the wraps of a record's data key, named by the record) and import keys (what the envelopes of one
//! import share). It is trusted with availability only.
//!
//! - A put is atomic and, when it returns, durable: on local disk the file and its directory are flushed (`fsync`). A crash
//!   leaves the object whole or absent; a half-written upload is never visible, and [`Vault::scrub`] clears it away.
//! - A record is visible only once its bytes have been found to be what its name says.
//! - Reading verifies, while streaming; memory does not grow with the record.
//! - Erasing leaves a tombstone with its [`Receipt`], so that repeating it gives the same receipt and nothing comes back.
//!
//! Several processes may use one vault at once.

#[cfg(feature = "conformance")]
pub mod conformance;
mod erase;
mod error;
mod local;
mod object;
mod read;
mod scrub;
mod small;
mod upload;
mod vault;

pub use erase::{Deleted, Receipt, VaultId};
pub use error::{Result, VaultError};
pub use object::{Entry, Kind, ObjectId};
pub use read::RecordReader;
pub use scrub::{Damage, ScrubOptions, ScrubProgress, ScrubReport};
pub use small::MAX_SMALL;
pub use upload::Stored;
pub use vault::Vault;

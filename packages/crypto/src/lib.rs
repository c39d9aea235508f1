//! Sealing, envelopes, key shares, key ring and Merkle trees.
//!
//! Pure functions over bytes and [`std::io`] streams: no files, no network, no clock. A record's way through
//! it:
//!
//! 1. [`seal::seal_record`] seals the content under a fresh [`DataKey`] and tells the content hash.
//! 2. [`envelope::Importer`] wraps that key to the patient and splits it among the trustees.
//! 3. A trustee takes its share out with [`envelope::unwrap_share`] and gives it on with
//!    [`envelope::seal_share_to`].
//! 4. The requester collects them with [`envelope::open_share`] and [`envelope::Envelope::combine`], or the
//!    patient goes straight to the key with [`envelope::unwrap_patient`].
//! 5. [`seal::open_record`] gives the content back, or a typed error.
//!
//! Every derivation and every hash starts with a label of its own, `chartseal/<what>/v1`, and every
//! format starts with its version. Secrets are zeroized when dropped, redacted when
//! debug-printed, compared in constant time, and no error carries one.

pub mod commit;
pub mod envelope;
pub mod keyring;
pub mod keys;
pub mod merkle;
pub mod seal;
pub mod shamir;

mod backend;
mod codec;
mod kem;
mod primitives;
mod secret;

pub use codec::DecodeError;
pub use primitives::BackendError;
pub use secret::DataKey;

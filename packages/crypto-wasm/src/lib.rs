//! `chartseal-crypto` for JavaScript, by wasm-bindgen: sealing and opening of records, import keys, envelopes, shares, the key
//! ring, commitments.
//!
//! Nothing is decided here: types are turned into those of JavaScript and back. Ids and hashes are lower hex, labels the
//! JSON of the contracts, all else bytes. Keys stay in the module's memory as handles; `free` erases them, and what must leave
//! (`expose`) is handed over without a copy left behind. `scripts/build-crypto-wasm` compiles it, and `packages/client-js` wraps it in
//! types of its own.
//!
//! Who calls it on the host gets nothing: JavaScript's values exist in Wasm only.

mod commitment;
mod envelope;
mod error;
mod keys;
mod parse;
mod record;
mod ring;
mod share;

pub use commitment::{Salted, commit};
pub use envelope::{DataKeys, Import, ImportBuilder, key_of_patient};
pub use error::Failure;
pub use keys::{DataKey, SecretKey, key_id};
pub use record::{SealedRecord, open_record, seal_record};
pub use ring::KeyRing;
pub use share::{Share, Shares, open_share, seal_share_to, unwrap_share};

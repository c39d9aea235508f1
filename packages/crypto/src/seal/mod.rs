//! Sealing of records: C2SP chunked-encryption (Cobblestone-256), framed, padded, addressed by hash.

mod cobblestone;
mod error;
mod frame;
mod memory;
mod range;
mod record;

pub use cobblestone::{CHUNK, HEADER, TAG, open, seal, sealed_len};
pub use error::{OpenError, SealError};
pub use frame::{MAX_CONTENT, padded_len};
pub use memory::{message_len, open_into, seal_into};
pub use range::RecordReader;
pub(crate) use record::label_bytes;
pub use record::{RecordContext, SealedInfo, open_bytes, open_record, seal_bytes, seal_record};

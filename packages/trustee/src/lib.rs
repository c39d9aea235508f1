//! Releases a share of a record's key, sealed to the requester, for a live ticket only.
//!
//! A trustee is stateless: it holds one key-encryption key, asks its own organization's node, and needs not know who
//! is asking. What it gives is sealed to the key that the ticket's requester registered, so it is of no use to anybody else.

mod error;
mod ticket;
mod trustee;

pub use error::Refusal;
pub use ticket::ticket_bytes;
pub use trustee::{Request, Trustee};

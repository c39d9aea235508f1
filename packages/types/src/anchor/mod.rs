//! The record anchor: which records exist.

pub mod abi;
mod domain;
pub mod event;
mod handle;
mod leaf;
mod msg;

pub use abi::RecordRow;
pub use domain::*;
pub use handle::RecordAnchor;
pub use leaf::leaf_bytes;
pub use msg::*;

//! The certificate authority: which certificates are good.

pub mod abi;
mod domain;
pub mod event;
mod handle;
mod msg;

pub use abi::{AuthorityRow, CertificateRow, MAX_CHAIN};
pub use domain::*;
pub use handle::CertificateAuthority;
pub use msg::*;

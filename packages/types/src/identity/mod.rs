//! The identity registry: who is who.

pub mod abi;
mod domain;
pub mod event;
mod handle;
mod msg;

pub use abi::{Affiliation, Distrusted, IdentityRow, PasskeyRow, RegistrarRow, RepresentativeRow};
pub use domain::*;
pub use handle::IdentityRegistry;
pub use msg::*;

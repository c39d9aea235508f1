//! The identity registry: who is who.

pub mod abi;
mod act;
mod domain;
pub mod event;
mod handle;
mod msg;
mod representative;

pub use abi::{Affiliation, Distrusted, IdentityRow, PasskeyRow, RegistrarRow, RepresentativeRow};
pub use act::*;
pub use domain::*;
pub use handle::IdentityRegistry;
pub use msg::*;
pub use representative::*;

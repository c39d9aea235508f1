//! The identity registry: who is who.

pub mod abi;
mod act;
mod change;
mod domain;
pub mod event;
mod handle;
mod msg;
mod passkey;
mod recovery;
mod representative;

pub use abi::{Affiliation, Distrusted, IdentityRow, Merge, PasskeyRow, RegistrarRow, RepresentativeRow};
pub use act::*;
pub use change::*;
pub use domain::*;
pub use handle::IdentityRegistry;
pub use msg::*;
pub use passkey::*;
pub use recovery::*;
pub use representative::*;

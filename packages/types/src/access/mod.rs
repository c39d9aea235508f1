//! Access control: who may read and write what, and why.

mod consent;
mod decision;
pub mod event;
mod handle;
mod msg;
mod policy;

pub use consent::*;
pub use decision::*;
pub use handle::AccessControl;
pub use msg::*;
pub use policy::*;

//! Access control: who may read and write what, and why.

pub mod abi;
mod consent;
mod decision;
mod emergency;
pub mod event;
mod handle;
mod msg;
mod policy;
mod request;

pub use abi::{SecondFactorChange, SecondFactorRow};
pub use consent::*;
pub use decision::*;
pub use emergency::*;
pub use handle::AccessControl;
pub use msg::*;
pub use policy::*;
pub use request::*;

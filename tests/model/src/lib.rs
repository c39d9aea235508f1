//! A plain model of the four contracts, and random message sequences that hold the contracts against it.
//!
//! [`World`] is a small consortium that exists twice: as contracts on cw-multi-test, and as the [`model`]. A
//! [`generate::Generator`] makes steps, [`run::Run`] takes each in both and compares: accepted or refused and by which family of
//! rules, the answer, what is left in the chain's storage, tickets, and the [`invariants`]. A sequence that fails is
//! [made smaller](shrink) before it is told.

pub mod call;
pub mod coverage;
pub mod families;
pub mod generate;
pub mod invariants;
pub mod model;
pub mod pool;
pub mod run;
pub mod sequence;
pub mod shrink;
mod world;

pub use world::{ACCOUNTS, World};

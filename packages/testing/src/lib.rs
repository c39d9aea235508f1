//! The cw-multi-test suite of a whole consortium, for our tests and integrators.
//!
//! ```
//! use chartseal_testing::Suite;
//!
//! let mut suite = Suite::new();
//! let hospital = suite.hospital("north");
//! let ana = suite.patient("ana");
//! assert!(suite.identity(ana.id).active);
//! assert_ne!(hospital.id, ana.id);
//! ```
//!
//! Everything here panics when a step fails that the caller did not ask to fail; steps that start with `try_` give
//! the error, and [`Refusal::refusal`] turns it into the contract's own error type.

mod access;
mod acts;
mod anchor;
pub mod certificate;
mod contract;
mod emergency;
mod governance;
mod identity;
mod metered;
mod recovery;
mod requests;
mod second_factor;
mod suite;

pub use access::{Affiliate, deny, own_reading, permit};
pub use acts::{claim, unclaimed_registration};
pub use anchor::{Batch, content_hash, descriptor, path, tree_head};
pub use certificate::Ca;
pub use contract::{Refusals, TypedContract};
pub use identity::{Actor, registration, verification};
pub use metered::{Cost, Metered};
pub use requests::asking;
pub use second_factor::{ORIGIN, RP_ID};
pub use suite::{DAY, HOUR, MINUTE, Refusal, Suite, response_data};

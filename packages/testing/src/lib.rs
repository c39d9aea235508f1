//! The cw-multi-test suite of a whole consortium, for our tests and integrators.
//!
//! ```
//! use chartseal_testing::{DAY, Suite, assert_decided_by, permit};
//! use chartseal_types::access::{Grantee, Rule};
//! use chartseal_types::{Category, Compartment, Confidentiality, Label, Role};
//!
//! let mut suite = Suite::new();
//! let north = suite.hospital("north");
//! let ca = suite.ca(&north);
//! let dora = suite.certified("dora", Role::Doctor, &north, &ca);
//! let ana = suite.patient("ana");
//!
//! // Dora writes a result while Ana is in her hospital's care, and reads it by that.
//! suite.open_care(&ana, north.id);
//! let compartment = Compartment::new(3).unwrap();
//! let label = Label { category: Category::Laboratory, confidentiality: Confidentiality::N, compartment };
//! let result = suite.anchored(&dora, &ana, "result", label);
//! let reading = dora.to_read(&ana, &[result]);
//! let answer = suite.open(&dora.actor, reading.clone());
//! assert_decided_by(&answer, Rule::Care);
//!
//! // Care ends by itself; a consent opens again.
//! suite.wait(90 * DAY);
//! assert_decided_by(&suite.ticket(answer.access), Rule::Default);
//! suite.grant(&ana, permit(Grantee::Identity { identity: dora.actor.id }));
//! assert_eq!(suite.explain_rule(&dora.actor, reading), Rule::Consent);
//! ```
//!
//! Everybody who registers has a passkey in software, and steps that take a second factor confirm by it. Other messages
//! are confirmed by [`Suite::try_confirmed`]. [`Suite::deploy`] puts a contract of one's own beside the four; `app` is
//! the chain, for whatever has no step here.
//!
//! Everything here panics when a step fails that the caller did not ask to fail; steps that start with `try_` give
//! the error, and [`Refusal::refusal`] turns it into the contract's own error type.

mod access;
mod acts;
mod anchor;
pub mod certificate;
mod contract;
mod decided;
mod deploy;
mod emergency;
mod governance;
mod identity;
mod metered;
mod recovery;
mod representative;
mod requests;
mod second_factor;
mod suite;

pub use access::{Affiliate, deny, own_reading, permit};
pub use acts::{claim, unclaimed_registration};
pub use anchor::{Batch, content_hash, descriptor, path, tree_head};
pub use certificate::Ca;
pub use contract::TypedContract;
pub use decided::{Decided, assert_decided_by, assert_decided_by_consent, assert_fault};
pub use identity::{Actor, registration, verification};
pub use metered::{Cost, Metered};
pub use representative::representative_reading;
pub use requests::asking;
pub use second_factor::{ORIGIN, RP_ID};
pub use suite::{DAY, HOUR, MINUTE, Refusal, Suite, response_data};

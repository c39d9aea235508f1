//! Messages, domain types, events and contract handles: what contracts and clients share.

mod actor;
mod id;
mod label;
mod set;

pub use actor::{Action, Hat, Purpose, Role};
pub use id::{Commitment, ContentHash, Fingerprint, IdError, IdentityId, MerkleHash};
pub use label::{Category, Compartment, CompartmentError, Confidentiality, Label, Quarter, QuarterError};
pub use set::{Code, CodeSet, Selection, SelectionError};

//! Messages, domain types, events and contract handles: what contracts and clients share.
//!
//! Messages carry `Unchecked` types with addresses as text; `check` turns them into types that hold. Handles read
//! other contracts' storage raw, by the keys and values in the `abi` modules.

pub mod access;
pub mod anchor;
pub mod certificate;
pub mod governance;
pub mod identity;
pub mod second_factor;

mod actor;
mod id;
mod label;
mod pagination;
mod raw;
mod set;

pub use actor::{Action, Hat, PolicyRole, Purpose, Role};
pub use id::{
    Commitment, ContentHash, CredentialHash, Fingerprint, IdError, IdentityId, MerkleHash, RpIdHash, Salt,
};
pub use label::{Category, Compartment, CompartmentError, Confidentiality, Label, Quarter, QuarterError};
pub use pagination::{DEFAULT_LIMIT, MAX_LIMIT, page_size};
pub use set::{Code, CodeSet, Selection, SelectionError};

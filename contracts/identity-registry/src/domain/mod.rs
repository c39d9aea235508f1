//! Rules as plain functions over plain data. Those that others may hold against a model of theirs are public.

pub(crate) mod accounts;
pub mod act;
pub(crate) mod affiliations;
pub(crate) mod changes;
pub mod distrust;
pub(crate) mod passkeys;
pub mod patients;
pub mod recovery;
pub mod representatives;
pub(crate) mod standing;
pub(crate) mod status;
pub(crate) mod verification;

pub(crate) use accounts::Accounts;
pub use act::Proceeding;
pub(crate) use affiliations::OpenAffiliations;
pub(crate) use changes::ChangeQueue;
pub(crate) use passkeys::Passkeys;
pub use representatives::OpenRepresentatives;

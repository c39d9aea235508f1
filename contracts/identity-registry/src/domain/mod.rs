//! Rules as plain functions over plain data.

pub mod accounts;
pub mod affiliations;
pub mod changes;
pub mod standing;
pub mod status;
pub mod verification;

pub use accounts::Accounts;
pub use affiliations::OpenAffiliations;
pub use changes::ChangeQueue;

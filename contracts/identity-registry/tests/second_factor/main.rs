//! Passkeys: what they confirm, how they come and go, and what hastens and ends the changes that they confirm.

#[path = "../common/mod.rs"]
mod common;

mod approval;
mod confirmed;
mod passkeys;
mod policy;
mod relying_parties;

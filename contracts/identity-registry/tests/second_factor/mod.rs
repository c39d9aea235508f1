//! Passkeys: what they confirm, how they come and go, and what hastens and ends the changes that they confirm.

mod approval;
mod confirmed;
mod passkeys;
mod policy;
mod relying_parties;

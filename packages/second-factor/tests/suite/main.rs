//! What confirms a message, and what does not.

mod authenticator_data;
mod bytes;
mod client_data;
mod common;
mod contract;
mod factor;
mod oracle;
mod registry;
mod signature;
mod verify;
mod wycheproof;

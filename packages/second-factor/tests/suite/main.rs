//! What confirms a message, and what does not.

mod authenticator_data;
mod common;
mod verify;

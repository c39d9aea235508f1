//! What the four contracts do together: the main job, and the rules that none of them keeps alone.

mod alike;
mod clinic;
mod default_deny;
mod impersonation;
mod log;
mod malformed;
mod messages;
mod no_identity_on_chain;
mod pause;
mod revocation;
mod story;

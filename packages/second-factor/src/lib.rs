//! Second factor: a sensitive message is confirmed by a passkey where it is executed.
//!
//! A contract has a variant `Confirmed { message: Binary, assertion: Assertion }` beside its other messages. `message`
//! is another of its messages as JSON, and the assertion a passkey's signature over a challenge that names chain,
//! contract, sender, these very bytes, an expiry and a nonce
//! ([`Challenge`](chartseal_types::second_factor::Challenge)). The entry point unpacks it, and every handler is given
//! the [`Factor`], which nothing but a verified assertion can make a confirmed one:
//!
//! ```text
//! match msg {
//!     ExecuteMsg::Confirmed { message, assertion } => {
//!         let inner = inner(&message)?;
//!         let factor = confirm(deps.branch(), &env, &info.sender, &registry, &message, &assertion)?;
//!         dispatch(deps, env, info, inner, &factor)
//!     }
//!     msg => dispatch(deps, env, info, msg, &Factor::first()),
//! }
//! ```
//!
//! A handler of a sensitive message asks [`Factor::ensure`] after it has found out for whom the sender acts. Revoking,
//! denying and freezing do not ask: they are no [`Sensitive`](chartseal_types::second_factor::Sensitive) messages.
//!
//! What is checked of an assertion is in [`verify`]. The authenticator's signature counter is not: passkeys that are
//! synced between devices always report 0. The nonce keeps an assertion from counting twice.

mod authenticator_data;
mod client_data;
mod confirm;
mod der;
mod error;
mod es256;
mod factor;
mod state;
mod verify;

pub use authenticator_data::{MAX_AUTHENTICATOR_DATA, MIN_AUTHENTICATOR_DATA};
pub use client_data::MAX_CLIENT_DATA;
pub use confirm::{confirm, confirm_in_registry, inner};
pub use error::SecondFactorError;
pub use es256::verify_es256;
pub use factor::Factor;
pub use state::nonce;
pub use verify::{Facts, MAX_VALIDITY, verify};

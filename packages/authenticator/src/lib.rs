//! A software authenticator: passkeys for who has no phone or security key at hand, for programs and for tests.
//!
//! It plays both parts of WebAuthn (level 3): the browser, which writes the client data and asks for no passkey of
//! another site than the one it is on, and the authenticator, which holds the ES256 keys and signs.
//!
//! ```
//! use chartseal_authenticator::SoftwareAuthenticator;
//! use chartseal_types::second_factor::Challenge;
//!
//! let mut authenticator = SoftwareAuthenticator::new();
//! let passkey = authenticator.create("portal.example.org")?;
//! let challenge = Challenge {
//!     chain_id: "chartseal-1",
//!     contract: "chartseal1contract",
//!     sender: "chartseal1sender",
//!     message: br#"{"erase":{}}"#,
//!     expires_at: 1_800_000_300,
//!     nonce: 0,
//! };
//! let assertion = authenticator.assert(&passkey.credential, "https://portal.example.org", &challenge)?;
//! assert_eq!(assertion.nonce, 0);
//! # Ok::<(), chartseal_authenticator::AuthenticatorError>(())
//! ```
//!
//! A phone or a security key does more. It keeps the private key in hardware that never gives it away, and it checks a
//! finger, a face or a PIN each time it sets the flag UV. Here that flag says no more than that somebody gave the
//! passphrase of [`SoftwareAuthenticator::unlock`], and whoever has the file and the passphrase has the passkeys. So
//! the file belongs on another device than the account's key, or at least under another passphrase: a second factor
//! that is stolen together with the first is none.

mod authenticator;
mod error;
mod passkey;

pub use authenticator::{Listed, SoftwareAuthenticator};
pub use error::AuthenticatorError;

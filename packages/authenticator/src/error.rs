//! What can be wrong with an authenticator.

use chartseal_crypto::keyring::KeyRingError;
use chartseal_types::second_factor::RelyingPartyError;
use thiserror::Error;

/// A passkey could not be made, used, kept or removed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum AuthenticatorError {
    /// No domain, or an origin that is not on it: a browser would not offer the passkey there.
    #[error(transparent)]
    Site(#[from] RelyingPartyError),
    /// There is no such passkey here.
    #[error("expected the credential id of one of the {known} passkeys here, got another; list them")]
    UnknownPasskey {
        /// How many there are.
        known: usize,
    },
    /// The file could not be encrypted or decrypted.
    #[error(transparent)]
    KeyRing(#[from] KeyRingError),
    /// The file is a key ring of something else.
    #[error("expected an authenticator's passkeys, got a key ring with other secrets; check the path")]
    NotAnAuthenticator,
    /// The cryptographic library failed; nothing a caller passed can cause it.
    #[error(
        "expected {0} from the cryptographic library, got a failure; the machine may be out of memory or without random numbers"
    )]
    Backend(&'static str),
}

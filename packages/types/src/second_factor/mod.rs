//! Second factor: passkeys (WebAuthn ES256), what they confirm and what needs to be confirmed.
//!
//! A sensitive message travels inside `confirmed { message, assertion }` of the contract that executes it. The
//! assertion is a passkey's signature over a [`Challenge`], which binds it to that message and to nothing else.

mod challenge;
mod passkey;
mod relying_party;
mod sensitive;

pub use challenge::{Assertion, Challenge, Confirmable};
pub use passkey::{MAX_CREDENTIAL, PUBLIC_KEY, Passkey, PasskeyError, PasskeyUnchecked};
pub use relying_party::{
    MAX_ORIGIN, MAX_ORIGINS, MAX_RELYING_PARTIES, MAX_RP_ID, RelyingParty, RelyingPartyError,
    RelyingPartyUnchecked,
};
pub use sensitive::Sensitive;

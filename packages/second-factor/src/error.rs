//! What can be wrong with a confirmation.

use chartseal_types::second_factor::Sensitive;
use chartseal_types::{IdentityId, RpIdHash};
use cosmwasm_std::{Addr, StdError};
use thiserror::Error;

use crate::{MAX_AUTHENTICATOR_DATA, MAX_CLIENT_DATA, MAX_VALIDITY, MIN_AUTHENTICATOR_DATA};

/// A message was not confirmed as it has to be.
#[derive(Debug, Error)]
pub enum SecondFactorError {
    /// Storage or query error of the platform.
    #[error("{0}")]
    Std(#[from] StdError),
    /// The message needs a second factor and came without.
    #[error(
        "expected a second factor for {sensitive:?}, got none; send the message inside `confirmed` with an assertion of a passkey of the sender's identity, its nonce is {nonce}"
    )]
    Required {
        /// What kind of message.
        sensitive: Sensitive,
        /// The nonce that the assertion has to carry.
        nonce: u64,
    },
    /// What is inside `confirmed` is no message of this contract.
    #[error("expected a message of this contract as JSON inside `confirmed`; mend it and sign it again: {0}")]
    Message(StdError),
    /// What is inside `confirmed` cannot be confirmed.
    #[error(
        "expected a message other than `confirmed` and `governance` inside `confirmed`; send it by itself"
    )]
    NotConfirmable,
    /// The sender controls no identity.
    #[error("expected an account of an identity as sender, got {sender}; register it first")]
    NoIdentity {
        /// The sender.
        sender: Addr,
    },
    /// The identity has no such passkey.
    #[error(
        "expected a passkey of {identity}, got one that it does not have; use one that is registered and counts already"
    )]
    UnknownPasskey {
        /// The sender's identity.
        identity: IdentityId,
    },
    /// The passkey's relying party is not listed any more.
    #[error(
        "expected a passkey of a relying party that the registry lists, got one of rp id hash {rp_id_hash}; use a passkey of another portal"
    )]
    RelyingParty {
        /// SHA-256 of its rp id.
        rp_id_hash: RpIdHash,
    },
    /// The assertion came too late.
    #[error(
        "expected an assertion that expires after {now}, got one that expired at {expires_at} (Unix seconds); sign again"
    )]
    Expired {
        /// When it expired, Unix seconds.
        expires_at: u64,
        /// The block's time, Unix seconds.
        now: u64,
    },
    /// The assertion would count too long.
    #[error(
        "expected an assertion that expires at most {MAX_VALIDITY} seconds after {now}, got {expires_at} (Unix seconds); sign again with a shorter one"
    )]
    TooFarAhead {
        /// When it would expire, Unix seconds.
        expires_at: u64,
        /// The block's time, Unix seconds.
        now: u64,
    },
    /// Used before, or out of turn.
    #[error(
        "expected the nonce {expected}, got {got}; an assertion counts once: sign again with the nonce that the contract names"
    )]
    Nonce {
        /// The next one.
        expected: u64,
        /// The one that came.
        got: u64,
    },
    /// The client data is too long.
    #[error(
        "expected client data of at most {MAX_CLIENT_DATA} bytes, got {got}; send `clientDataJSON` as it is"
    )]
    ClientDataLength {
        /// Its length in bytes.
        got: usize,
    },
    /// The client data is no JSON object with the members of an assertion, each once.
    #[error(
        "expected client data as a JSON object with `type`, `challenge` and `origin`, each once; send `clientDataJSON` byte for byte"
    )]
    ClientData,
    /// The client data is of another ceremony: a registration, say.
    #[error("expected client data of type webauthn.get, got another; sign with navigator.credentials.get()")]
    Ceremony,
    /// The passkey signed something else.
    #[error(
        "expected an assertion over this chain, contract, sender, message, expiry and the nonce {nonce}, got one over something else; sign this very message"
    )]
    Challenge {
        /// The nonce it carries.
        nonce: u64,
    },
    /// The browser was on another site.
    #[error(
        "expected an origin that the registry lists for {rp_id}, got another; sign on a portal of the consortium"
    )]
    Origin {
        /// The passkey's relying party.
        rp_id: String,
    },
    /// The browser was inside a frame of another site.
    #[error(
        "expected an assertion made in a page of its own, got one from a frame inside another site; open the portal itself"
    )]
    CrossOrigin,
    /// The authenticator data is too short or too long.
    #[error(
        "expected authenticator data of {MIN_AUTHENTICATOR_DATA} to {MAX_AUTHENTICATOR_DATA} bytes, got {got}; send `authenticatorData` as it is"
    )]
    AuthenticatorData {
        /// Its length in bytes.
        got: usize,
    },
    /// The authenticator signed for another relying party.
    #[error(
        "expected authenticator data for rp id hash {expected}, got {got}; ask the passkey of the right portal"
    )]
    RpIdHash {
        /// The passkey's relying party.
        expected: RpIdHash,
        /// The one that came.
        got: RpIdHash,
    },
    /// Nobody touched the authenticator.
    #[error("expected the flag UP (user present), got none; touch the authenticator")]
    UserPresence,
    /// The authenticator did not check who touched it.
    #[error(
        "expected the flag UV (user verified), got none; ask with userVerification \"required\" and unlock by PIN or biometrics"
    )]
    UserVerification,
    /// The signature is encoded otherwise.
    #[error("expected an ES256 signature in DER, got {got} bytes of another form; send `signature` as it is")]
    SignatureEncoding {
        /// Its length in bytes.
        got: usize,
    },
    /// The signature is not the passkey's.
    #[error("expected a signature by the named passkey over these data, got another; sign again")]
    Signature,
}

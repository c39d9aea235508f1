//! The client data: what the browser says it was asked.

use chartseal_guard::{Check, holds};
use chartseal_types::second_factor::{Challenge, RelyingParty};
use cosmwasm_std::from_json;
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::SecondFactorError;

/// The longest client data in bytes.
pub const MAX_CLIENT_DATA: usize = 2048;

/// `CollectedClientData` (WebAuthn level 3, section 5.8.1). Members that are not named here are ignored: browsers add some.
/// A named member that comes twice is an error, so nobody reads another value than this one.
#[derive(Deserialize)]
struct ClientData {
    #[serde(rename = "type")]
    ceremony: String,
    challenge: String,
    origin: String,
    #[serde(rename = "crossOrigin")]
    cross_origin: Option<bool>,
    #[serde(rename = "topOrigin")]
    top_origin: Option<IgnoredAny>,
}

/// Checks that the browser asked for this challenge, in an assertion, from an origin of the relying party, and not inside
/// a frame of another site.
pub fn check(
    bytes: &[u8],
    challenge: &Challenge<'_>,
    relying_party: &RelyingParty,
) -> Result<(), SecondFactorError> {
    let data = parse(bytes)?;
    if !holds(Check::Ceremony, data.ceremony == "webauthn.get") {
        return Err(SecondFactorError::Ceremony);
    }
    if !holds(Check::Challenge, data.challenge == challenge.to_base64url()) {
        return Err(SecondFactorError::Challenge { nonce: challenge.nonce });
    }
    if !holds(Check::Origin, relying_party.allows(&data.origin)) {
        return Err(SecondFactorError::Origin { rp_id: relying_party.rp_id.clone() });
    }
    if !holds(Check::CrossOrigin, data.cross_origin != Some(true) && data.top_origin.is_none()) {
        return Err(SecondFactorError::CrossOrigin);
    }
    Ok(())
}

fn parse(bytes: &[u8]) -> Result<ClientData, SecondFactorError> {
    if bytes.len() > MAX_CLIENT_DATA {
        return Err(SecondFactorError::ClientDataLength { got: bytes.len() });
    }
    // An array in the order of the members would pass for an object.
    if bytes.trim_ascii_start().first() != Some(&b'{') {
        return Err(SecondFactorError::ClientData);
    }
    from_json(bytes).map_err(|_| SecondFactorError::ClientData)
}

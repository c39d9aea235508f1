//! What makes an assertion a confirmation: a pure rule over plain data.

use chartseal_guard::{Check, ensure, holds};
use chartseal_types::identity::PasskeyRow;
use chartseal_types::second_factor::{Assertion, Challenge, RelyingParty};
use cosmwasm_std::Api;
use sha2::{Digest, Sha256};

use crate::{SecondFactorError, authenticator_data, client_data, verify_es256};

/// How far ahead an assertion may expire, seconds.
pub const MAX_VALIDITY: u64 = 300;

/// What the contract knows of the message at hand, its sender and the sender's passkey.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The chain's id.
    pub chain_id: &'a str,
    /// The address of the contract that executes the message.
    pub contract: &'a str,
    /// The account that sends it.
    pub sender: &'a str,
    /// The inner message, raw.
    pub message: &'a [u8],
    /// The block's time, Unix seconds.
    pub now: u64,
    /// How many confirmations this contract has accepted for the sender's identity.
    pub nonce: u64,
    /// The passkey that the assertion names, of the sender's identity.
    pub passkey: &'a PasskeyRow,
    /// The relying parties whose passkeys count.
    pub relying_parties: &'a [RelyingParty],
}

/// Verifies an assertion (WebAuthn level 3, section 7.2): expiry and nonce; type, challenge, origin and embedding of the
/// client data; relying party, user presence and user verification of the authenticator data; the ES256 signature.
///
/// What is not asked: the signature counter (synced passkeys report 0, the nonce does its work), the backup flags
/// and extensions (nothing is decided by them), the user handle (the passkey is the sender's already).
pub fn verify(api: &dyn Api, facts: &Facts<'_>, assertion: &Assertion) -> Result<(), SecondFactorError> {
    check_time(facts.now, assertion.expires_at)?;
    if !holds(Check::Nonce, assertion.nonce == facts.nonce) {
        return Err(SecondFactorError::Nonce { expected: facts.nonce, got: assertion.nonce });
    }
    let rp_id_hash = facts.passkey.rp_id_hash;
    let relying_party = facts
        .relying_parties
        .iter()
        .find(|party| party.rp_id_hash() == rp_id_hash)
        .ok_or(SecondFactorError::RelyingParty { rp_id_hash })?;
    let challenge = Challenge {
        chain_id: facts.chain_id,
        contract: facts.contract,
        sender: facts.sender,
        message: facts.message,
        expires_at: assertion.expires_at,
        nonce: assertion.nonce,
    };
    client_data::check(&assertion.client_data, &challenge, relying_party)?;
    authenticator_data::check(&assertion.authenticator_data, rp_id_hash)?;
    let client_data_hash = Sha256::digest(&assertion.client_data);
    let signed = [&assertion.authenticator_data[..], &client_data_hash].concat();
    ensure(Check::AssertionSignature, || {
        verify_es256(api, &facts.passkey.public_key, &signed, &assertion.signature)
    })
}

fn check_time(now: u64, expires_at: u64) -> Result<(), SecondFactorError> {
    let ahead = expires_at.saturating_sub(now);
    if !holds(Check::AssertionExpiry, ahead > 0) {
        return Err(SecondFactorError::Expired { expires_at, now });
    }
    if !holds(Check::AssertionValidity, ahead <= MAX_VALIDITY) {
        return Err(SecondFactorError::TooFarAhead { expires_at, now });
    }
    Ok(())
}

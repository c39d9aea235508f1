//! Salted commitments.

use chartseal_crypto::commit::{self, Kind};
use js_sys::Uint8Array;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::Failure;

/// A commitment and the salt that goes with the evidence, off the chain.
#[wasm_bindgen]
pub struct Salted {
    commitment: String,
    salt: commit::Salt,
}

#[wasm_bindgen]
impl Salted {
    /// What goes onto the chain, 64 hex digits.
    #[wasm_bindgen(getter)]
    pub fn commitment(&self) -> String {
        self.commitment.clone()
    }

    /// The salt, 32 bytes: with it, evidence that can be guessed can be confirmed.
    #[wasm_bindgen(getter)]
    pub fn salt(&self) -> Uint8Array {
        self.salt.as_slice().into()
    }
}

/// Commits to evidence of a kind (`identity`, `verification`, `claim`, `reason`) under a fresh salt, or under the one that is
/// given.
#[wasm_bindgen]
pub fn commit(kind: &str, evidence: &[u8], salt: Option<Vec<u8>>) -> Result<Salted, Failure> {
    let kind = match kind {
        "identity" => Kind::Identity,
        "verification" => Kind::Verification,
        "claim" => Kind::Claim,
        "reason" => Kind::Reason,
        _ => {
            return Err(Failure::input("expected identity, verification, claim or reason, got another kind"));
        }
    };
    let mut fresh = commit::salt()?;
    if let Some(given) = salt {
        *fresh = given
            .as_slice()
            .try_into()
            .map_err(|_| Failure::input(format_args!("expected a salt of 32 bytes, got {}", given.len())))?;
    }
    Ok(Salted { commitment: commit::commit(kind, &fresh, evidence).to_string(), salt: fresh })
}

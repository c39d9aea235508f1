//! ES256: ECDSA over P-256 with SHA-256 (RFC 7518 section 3.4), the signature in DER as WebAuthn has it.

use cosmwasm_std::Api;
use sha2::{Digest, Sha256};

use crate::{SecondFactorError, der};

/// Verifies a signature over these bytes by a key in SEC 1 encoding.
///
/// The platform takes high-S signatures too, as WebAuthn does: that a signature has two spellings is no harm where a
/// nonce lets one of them count.
pub fn verify_es256(
    api: &dyn Api,
    public_key: &[u8],
    signed: &[u8],
    signature: &[u8],
) -> Result<(), SecondFactorError> {
    let got = signature.len();
    let signature = der::signature(signature).ok_or(SecondFactorError::SignatureEncoding { got })?;
    // The platform's errors are about numbers out of range and keys off the curve: no signature of this key either.
    match api.secp256r1_verify(&Sha256::digest(signed), &signature, public_key) {
        Ok(true) => Ok(()),
        Ok(false) | Err(_) => Err(SecondFactorError::Signature),
    }
}

//! Verifying signatures: P-256 and Ed25519 by the chain's own functions, RSA here.

use cosmwasm_std::Api;
use der::asn1::UintRef;
use der::{Reader, SliceReader};
use rsa::signature::Verifier;
use rsa::{BigUint, RsaPublicKey, pkcs1v15, pss};
use sha2::{Digest, Sha256, Sha384, Sha512};

use super::algorithm::{HashAlgorithm, PublicKey, SignatureAlgorithm};
use super::error::SignatureError;

/// Checks that `key` made `signature` over `message` by `algorithm`.
pub fn verify(
    api: &dyn Api,
    key: &PublicKey,
    algorithm: SignatureAlgorithm,
    message: &[u8],
    signature: &[u8],
) -> Result<(), SignatureError> {
    let good = match (algorithm, key) {
        (SignatureAlgorithm::EcdsaSha256, PublicKey::EcP256(point)) => {
            let signature = p1363(signature).ok_or(SignatureError::Invalid)?;
            api.secp256r1_verify(&Sha256::digest(message), &signature, point).unwrap_or(false)
        }
        (SignatureAlgorithm::Ed25519, PublicKey::Ed25519(key)) => {
            signature.len() == 64 && api.ed25519_verify(message, signature, key).unwrap_or(false)
        }
        (SignatureAlgorithm::RsaPkcs1(hash), PublicKey::Rsa { modulus, exponent }) => {
            let key = rsa_key(modulus, *exponent)?;
            let signature = pkcs1v15::Signature::try_from(signature).map_err(|_| SignatureError::Invalid)?;
            match hash {
                HashAlgorithm::Sha256 => {
                    pkcs1v15::VerifyingKey::<Sha256>::new(key).verify(message, &signature)
                }
                HashAlgorithm::Sha384 => {
                    pkcs1v15::VerifyingKey::<Sha384>::new(key).verify(message, &signature)
                }
                HashAlgorithm::Sha512 => {
                    pkcs1v15::VerifyingKey::<Sha512>::new(key).verify(message, &signature)
                }
            }
            .is_ok()
        }
        (SignatureAlgorithm::RsaPss(hash), PublicKey::Rsa { modulus, exponent }) => {
            let key = rsa_key(modulus, *exponent)?;
            let signature = pss::Signature::try_from(signature).map_err(|_| SignatureError::Invalid)?;
            match hash {
                HashAlgorithm::Sha256 => pss::VerifyingKey::<Sha256>::new(key).verify(message, &signature),
                HashAlgorithm::Sha384 => pss::VerifyingKey::<Sha384>::new(key).verify(message, &signature),
                HashAlgorithm::Sha512 => pss::VerifyingKey::<Sha512>::new(key).verify(message, &signature),
            }
            .is_ok()
        }
        _ => return Err(SignatureError::WrongKeyKind),
    };
    if good { Ok(()) } else { Err(SignatureError::Invalid) }
}

fn rsa_key(modulus: &[u8], exponent: u32) -> Result<RsaPublicKey, SignatureError> {
    RsaPublicKey::new(BigUint::from_bytes_be(modulus), BigUint::from(exponent))
        .map_err(|_| SignatureError::Invalid)
}

/// An ECDSA signature from `SEQUENCE { r, s }` (RFC 3279 §2.2.3) to r ‖ s, 32 bytes each.
fn p1363(signature: &[u8]) -> Option<[u8; 64]> {
    let read = || {
        let mut reader = SliceReader::new(signature)?;
        let pair = reader
            .sequence(|reader| Ok((reader.decode::<UintRef<'_>>()?, reader.decode::<UintRef<'_>>()?)))?;
        reader.finish(pair)
    };
    let (r, s) = read().ok()?;
    let mut fixed = [0; 64];
    let (left, right) = fixed.split_at_mut(32);
    for (half, number) in [(left, r.as_bytes()), (right, s.as_bytes())] {
        let start = half.len().checked_sub(number.len())?;
        half.get_mut(start..)?.copy_from_slice(number);
    }
    Some(fixed)
}

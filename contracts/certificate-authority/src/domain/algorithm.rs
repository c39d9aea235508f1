//! Public keys and signature algorithms that the contract verifies.

use chartseal_guard::{Check, holds};
use const_oid::ObjectIdentifier;
use const_oid::db::rfc5912::{
    ECDSA_WITH_SHA_256, ID_EC_PUBLIC_KEY, ID_MGF_1, ID_RSASSA_PSS, ID_SHA_256, ID_SHA_384, ID_SHA_512,
    RSA_ENCRYPTION, SECP_256_R_1, SHA_256_WITH_RSA_ENCRYPTION, SHA_384_WITH_RSA_ENCRYPTION,
    SHA_512_WITH_RSA_ENCRYPTION,
};
use const_oid::db::rfc8410::ID_ED_25519;
use der::Encode;
use der::asn1::AnyRef;
use rsa::pkcs1::{RsaPssParams, RsaPublicKey};
use sha2::{Digest, Sha256};
use x509_cert_contract::spki::{AlgorithmIdentifierRef, SubjectPublicKeyInfoRef};

use super::der::{decode, whole_bytes};
use super::error::ParseError;

/// A hash function of the SHA-2 family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HashAlgorithm {
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

impl HashAlgorithm {
    /// Length of the digest in bytes.
    pub fn digest_len(self) -> u8 {
        match self {
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }

    fn from_oid(oid: ObjectIdentifier) -> Option<Self> {
        match oid {
            ID_SHA_256 => Some(Self::Sha256),
            ID_SHA_384 => Some(Self::Sha384),
            ID_SHA_512 => Some(Self::Sha512),
            _ => None,
        }
    }
}

/// How something was signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignatureAlgorithm {
    /// ECDSA over P-256 with SHA-256 (RFC 5758): the only hash the chain's P-256 verification takes.
    EcdsaSha256,
    /// Ed25519 (RFC 8410).
    Ed25519,
    /// RSASSA-PKCS1-v1_5 (RFC 8017).
    RsaPkcs1(HashAlgorithm),
    /// RSASSA-PSS (RFC 4055), MGF1 with the same hash, salt as long as the hash.
    RsaPss(HashAlgorithm),
}

impl SignatureAlgorithm {
    /// Reads an AlgorithmIdentifier, its parameters included.
    pub(super) fn parse(algorithm: AlgorithmIdentifierRef<'_>) -> Result<Self, ParseError> {
        let oid = algorithm.oid;
        let (parsed, parameters_fit) = match oid {
            ECDSA_WITH_SHA_256 => (Self::EcdsaSha256, algorithm.parameters.is_none()),
            ID_ED_25519 => (Self::Ed25519, algorithm.parameters.is_none()),
            SHA_256_WITH_RSA_ENCRYPTION => {
                (Self::RsaPkcs1(HashAlgorithm::Sha256), null_or_absent(&algorithm))
            }
            SHA_384_WITH_RSA_ENCRYPTION => {
                (Self::RsaPkcs1(HashAlgorithm::Sha384), null_or_absent(&algorithm))
            }
            SHA_512_WITH_RSA_ENCRYPTION => {
                (Self::RsaPkcs1(HashAlgorithm::Sha512), null_or_absent(&algorithm))
            }
            ID_RSASSA_PSS => {
                let hash = algorithm.parameters.and_then(pss_hash);
                (Self::RsaPss(hash.unwrap_or(HashAlgorithm::Sha256)), hash.is_some())
            }
            _ => return Err(ParseError::SignatureAlgorithm { oid }),
        };
        if parameters_fit { Ok(parsed) } else { Err(ParseError::AlgorithmParameters { oid }) }
    }
}

/// RFC 4055 §5: parameters are NULL, and absent ones are to be accepted as well.
fn null_or_absent(algorithm: &AlgorithmIdentifierRef<'_>) -> bool {
    algorithm.parameters.is_none_or(|parameters| parameters.is_null())
}

/// The hash of RSASSA-PSS parameters that are within what [`SignatureAlgorithm::RsaPss`] says.
///
/// Never inlined: a chain takes no function with more than 100 locals.
#[inline(never)]
fn pss_hash(encoded: AnyRef<'_>) -> Option<HashAlgorithm> {
    let parameters: RsaPssParams<'_> = encoded.decode_as().ok()?;
    if !is_written(&parameters, encoded) {
        return None;
    }
    let hash = HashAlgorithm::from_oid(parameters.hash.oid).filter(|_| null_or_absent(&parameters.hash))?;
    let mgf_hash = parameters.mask_gen.parameters.filter(null_or_absent)?;
    let fits = parameters.mask_gen.oid == ID_MGF_1
        && mgf_hash.oid == parameters.hash.oid
        && parameters.salt_len == hash.digest_len();
    fits.then_some(hash)
}

/// Whether parameters would be encoded as they came: the decoder skips fields it does not know, and what was
/// skipped must not hide data in a certificate.
#[inline(never)]
fn is_written(parameters: &RsaPssParams<'_>, encoded: AnyRef<'_>) -> bool {
    matches!((parameters.to_der(), encoded.to_der()), (Ok(written), Ok(came)) if written == came)
}

/// A subject's public key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PublicKey {
    /// A point on P-256 in SEC 1 form: 65 bytes uncompressed or 33 compressed.
    EcP256(Vec<u8>),
    /// Ed25519.
    Ed25519([u8; 32]),
    /// RSA.
    Rsa {
        /// The modulus, big endian, without leading zeros; odd, 2048 to 4096 bits.
        modulus: Vec<u8>,
        /// The public exponent: odd, at least 65537.
        exponent: u32,
    },
}

impl PublicKey {
    /// Smallest and largest RSA modulus in bits.
    pub const RSA_BITS: std::ops::RangeInclusive<usize> = 2048..=4096;
    /// Smallest RSA exponent.
    pub const MIN_RSA_EXPONENT: u32 = 65_537;

    /// Identifies the private key behind it, however the public one is written: SHA-256 of the kind and the
    /// x-coordinate, the Ed25519 key or the modulus.
    pub fn digest(&self) -> [u8; 32] {
        let (kind, key) = match self {
            Self::EcP256(point) => ("p256", point.get(1..33).unwrap_or_default()),
            Self::Ed25519(key) => ("ed25519", key.as_slice()),
            Self::Rsa { modulus, .. } => ("rsa", modulus.as_slice()),
        };
        Sha256::new().chain_update(kind).chain_update([0]).chain_update(key).finalize().into()
    }

    /// Reads a SubjectPublicKeyInfo.
    pub(super) fn parse(info: SubjectPublicKeyInfoRef<'_>) -> Result<Self, ParseError> {
        let key = whole_bytes("public key", info.subject_public_key)?;
        let algorithm = info.algorithm;
        match algorithm.oid {
            ID_EC_PUBLIC_KEY => {
                let curve = algorithm.parameters.and_then(|parameters| parameters.decode_as().ok());
                match curve {
                    Some(SECP_256_R_1) => Self::p256(key),
                    Some(oid) => Err(ParseError::KeyAlgorithm { oid }),
                    None => Err(ParseError::AlgorithmParameters { oid: algorithm.oid }),
                }
            }
            ID_ED_25519 if algorithm.parameters.is_some() => {
                Err(ParseError::AlgorithmParameters { oid: algorithm.oid })
            }
            ID_ED_25519 => {
                key.try_into().map(Self::Ed25519).map_err(|_| ParseError::KeyEncoding { kind: "Ed25519" })
            }
            RSA_ENCRYPTION if algorithm.parameters != Some(AnyRef::NULL) => {
                Err(ParseError::AlgorithmParameters { oid: algorithm.oid })
            }
            RSA_ENCRYPTION => Self::rsa(key),
            oid => Err(ParseError::KeyAlgorithm { oid }),
        }
    }

    fn p256(point: &[u8]) -> Result<Self, ParseError> {
        match (point.first(), point.len()) {
            (Some(4), 65) | (Some(2 | 3), 33) => Ok(Self::EcP256(point.to_vec())),
            _ => Err(ParseError::KeyEncoding { kind: "P-256" }),
        }
    }

    fn rsa(key: &[u8]) -> Result<Self, ParseError> {
        let key: RsaPublicKey<'_> = decode("RSA public key", key)?;
        let modulus = key.modulus.as_bytes();
        let (first, last) = (modulus.first().copied().unwrap_or(0), modulus.last().copied().unwrap_or(0));
        let bits = (modulus.len() * 8).saturating_sub(first.leading_zeros() as usize);
        if !holds(Check::RsaLength, Self::RSA_BITS.contains(&bits)) || last & 1 == 0 {
            return Err(ParseError::RsaModulus { bits });
        }
        let exponent = key.public_exponent.as_bytes();
        let exponent = match exponent.len() {
            1..=4 => exponent.iter().fold(0, |value, byte| value << 8 | u32::from(*byte)),
            _ => 0,
        };
        if exponent < Self::MIN_RSA_EXPONENT || exponent & 1 == 0 {
            return Err(ParseError::RsaExponent);
        }
        Ok(Self::Rsa { modulus: modulus.to_vec(), exponent })
    }
}

//! Identifiers of fixed length, lower hex in JSON, raw bytes in packed rows and as storage keys.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use cosmwasm_schema::cw_schema::{DefinitionReference, SchemaVisitor, Schemaifier};
use cosmwasm_std::{Addr, StdError, StdResult};
use cw_storage_plus::{Key, KeyDeserialize, Prefixer, PrimaryKey};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};
use thiserror::Error;

/// An identifier was not lower hex of the right length.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "expected {what} as {expected} lower-case hex digits, got {got} characters; write each byte as two of 0-9a-f"
)]
pub struct IdError {
    /// The kind of identifier.
    pub what: &'static str,
    /// How many hex digits it has.
    pub expected: usize,
    /// How many characters came (their content is not repeated: it may be a secret pasted by mistake).
    pub got: usize,
}

fn decode<const N: usize>(what: &'static str, text: &str) -> Result<[u8; N], IdError> {
    let error = || IdError { what, expected: 2 * N, got: text.chars().count() };
    let digits = text.as_bytes();
    if digits.len() != 2 * N {
        return Err(error());
    }
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Ok(byte - b'0'),
        b'a'..=b'f' => Ok(byte - b'a' + 10),
        _ => Err(error()),
    };
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Ok(bytes)
}

/// Lower hex, without a formatter for each byte: most of what events say is this.
fn encode(bytes: &[u8], digits: &mut [u8]) {
    for (byte, pair) in bytes.iter().zip(digits.chunks_exact_mut(2)) {
        pair.copy_from_slice(&[byte >> 4, byte & 15].map(|digit| b"0123456789abcdef"[usize::from(digit)]));
    }
}

macro_rules! fixed_bytes {
    ($(#[$doc:meta])* $name:ident, $len:literal, $pattern:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; $len]);

        impl $name {
            /// Length in bytes.
            pub const LEN: usize = $len;
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let mut digits = [0; 2 * $len];
                encode(&self.0, &mut digits);
                f.write_str(std::str::from_utf8(&digits).map_err(|_| fmt::Error)?)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                decode(stringify!($name), text).map(Self)
            }
        }

        impl AsRef<[u8]> for $name {
            fn as_ref(&self) -> &[u8] {
                &self.0
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                if serializer.is_human_readable() { serializer.collect_str(self) } else { self.0.serialize(serializer) }
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                if !deserializer.is_human_readable() {
                    return Deserialize::deserialize(deserializer).map(Self);
                }
                let text = Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }

        impl JsonSchema for $name {
            fn schema_name() -> String {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
                schemars::schema::SchemaObject {
                    instance_type: Some(schemars::schema::InstanceType::String.into()),
                    string: Some(Box::new(schemars::schema::StringValidation {
                        pattern: Some($pattern.into()),
                        ..Default::default()
                    })),
                    ..Default::default()
                }
                .into()
            }
        }

        impl Schemaifier for $name {
            fn visit_schema(visitor: &mut SchemaVisitor) -> DefinitionReference {
                String::visit_schema(visitor)
            }
        }

        impl<'a> PrimaryKey<'a> for $name {
            type Prefix = ();
            type SubPrefix = ();
            type Suffix = Self;
            type SuperSuffix = Self;

            fn key(&self) -> Vec<Key<'_>> {
                vec![Key::Ref(&self.0)]
            }
        }

        impl<'a> Prefixer<'a> for $name {
            fn prefix(&self) -> Vec<Key<'_>> {
                vec![Key::Ref(&self.0)]
            }
        }

        impl KeyDeserialize for $name {
            type Output = Self;
            const KEY_ELEMS: u16 = 1;

            fn from_vec(value: Vec<u8>) -> StdResult<Self> {
                let got = value.len();
                value.try_into().map(Self).map_err(|_| {
                    StdError::msg(format!(
                        "expected a storage key of {} bytes for {}, got {got}",
                        $len,
                        stringify!($name)
                    ))
                })
            }
        }
    };
}

fixed_bytes!(
    /// A subject of the system: see [`IdentityId::derive`].
    IdentityId, 16, "^[0-9a-f]{32}$"
);
fixed_bytes!(
    /// SHA-256 of a record's sealed bytes.
    ContentHash, 32, "^[0-9a-f]{64}$"
);
fixed_bytes!(
    /// A salted commitment, SHA-256(salt ‖ evidence) made by the client; the salt and the evidence stay off the chain.
    Commitment, 32, "^[0-9a-f]{64}$"
);
fixed_bytes!(
    /// SHA-256 of a certificate's DER bytes.
    Fingerprint, 32, "^[0-9a-f]{64}$"
);
fixed_bytes!(
    /// 32 random bytes that keep a hash from being guessed.
    Salt, 32, "^[0-9a-f]{64}$"
);
fixed_bytes!(
    /// A node or root of an RFC 9162 Merkle tree over SHA-256.
    MerkleHash, 32, "^[0-9a-f]{64}$"
);
fixed_bytes!(
    /// SHA-256 of a WebAuthn credential id.
    CredentialHash, 32, "^[0-9a-f]{64}$"
);
fixed_bytes!(
    /// SHA-256 of a WebAuthn relying party id: a domain.
    RpIdHash, 32, "^[0-9a-f]{64}$"
);

impl CredentialHash {
    /// The hash of a credential id.
    pub fn of(credential: &[u8]) -> Self {
        Self(Sha256::digest(credential).into())
    }
}

impl RpIdHash {
    /// The hash of a relying party id.
    pub fn of(rp_id: &str) -> Self {
        Self(Sha256::digest(rp_id).into())
    }
}

impl IdentityId {
    /// The first 16 bytes of SHA-256("chartseal/identity/v1" ‖ chain id ‖ 0 ‖ registry ‖ 0 ‖ account ‖ 0 ‖ count as u64 BE),
    /// where `count` is how many identities that account has registered before.
    pub fn derive(chain_id: &str, registry: &Addr, account: &Addr, count: u64) -> Self {
        let digest = Sha256::new()
            .chain_update("chartseal/identity/v1")
            .chain_update(chain_id)
            .chain_update([0])
            .chain_update(registry.as_bytes())
            .chain_update([0])
            .chain_update(account.as_bytes())
            .chain_update([0])
            .chain_update(count.to_be_bytes())
            .finalize();
        let mut id = [0; 16];
        id.copy_from_slice(&digest[..16]);
        Self(id)
    }

    /// The identity as a decentralized identifier: `did:chartseal:<chain-id>:<id>`.
    pub fn did(&self, chain_id: &str) -> String {
        format!("did:chartseal:{chain_id}:{self}")
    }

    /// Reads back what [`IdentityId::did`] wrote, for this chain only.
    pub fn from_did(chain_id: &str, did: &str) -> Option<Self> {
        did.strip_prefix("did:chartseal:")?.strip_prefix(chain_id)?.strip_prefix(':')?.parse().ok()
    }
}

//! The suites a key can be of.

use std::fmt;
use std::str::FromStr;

use chartseal_types::identity::KeySuite;

use super::KeyError;

/// How secrets are encrypted to a key. The code is stored with every key and every wrap, and fixes the
/// algorithm and the version of its specification: another version is another code.
///
/// HPKE (RFC 9180) is used in base mode with HKDF-SHA256 and AES-256-GCM, for its exporter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Suite {
    /// HPKE with the hybrid KEM MLKEM768-X25519 (X-Wing, 0x647a) of draft-ietf-hpke-pq-03: safe against
    /// quantum computers as long as ML-KEM is, against all others as long as X25519 is. The default.
    XWing,
    /// HPKE with DHKEM(P-256, HKDF-SHA256), 0x0010.
    P256,
    /// HPKE with DHKEM(X25519, HKDF-SHA256), 0x0020.
    X25519,
    /// RSA-OAEP (RFC 8017) with SHA-256 and MGF1-SHA-256, an empty label, 3072 to 4096 bits:
    /// for holders of RSA keys and smart cards.
    RsaOaep,
}

impl Suite {
    /// All suites.
    pub const ALL: [Self; 4] = [Self::XWing, Self::P256, Self::X25519, Self::RsaOaep];

    /// Its code in stored bytes.
    pub const fn code(self) -> u16 {
        match self {
            Self::XWing => 1,
            Self::P256 => 2,
            Self::X25519 => 3,
            Self::RsaOaep => 4,
        }
    }

    /// The suite of a code.
    pub fn from_code(code: u16) -> Result<Self, KeyError> {
        Self::ALL.into_iter().find(|suite| suite.code() == code).ok_or(KeyError::Suite(code))
    }

    /// Its name: `x-wing`, `p256`, `x25519` or `rsa-oaep`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::XWing => "x-wing",
            Self::P256 => "p256",
            Self::X25519 => "x25519",
            Self::RsaOaep => "rsa-oaep",
        }
    }
}

impl From<KeySuite> for Suite {
    fn from(suite: KeySuite) -> Self {
        match suite {
            KeySuite::XWing => Self::XWing,
            KeySuite::P256 => Self::P256,
            KeySuite::X25519 => Self::X25519,
            KeySuite::RsaOaep => Self::RsaOaep,
        }
    }
}

impl From<Suite> for KeySuite {
    fn from(suite: Suite) -> Self {
        match suite {
            Suite::XWing => Self::XWing,
            Suite::P256 => Self::P256,
            Suite::X25519 => Self::X25519,
            Suite::RsaOaep => Self::RsaOaep,
        }
    }
}

impl fmt::Display for Suite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A text is not the name of a suite.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected one of x-wing, p256, x25519, rsa-oaep, got another name")]
pub struct SuiteNameError;

impl FromStr for Suite {
    type Err = SuiteNameError;

    fn from_str(name: &str) -> Result<Self, SuiteNameError> {
        Self::ALL.into_iter().find(|suite| suite.name() == name).ok_or(SuiteNameError)
    }
}

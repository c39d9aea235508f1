//! X.509 version 3 certificates (RFC 5280 §4.1).

use std::fmt;

use chartseal_types::Fingerprint;
use cosmwasm_std::Api;
use der::asn1::{GeneralizedTime, IntRef};
use der::{DateTime, Reader, TagMode, TagNumber};
use sha2::{Digest, Sha256};
use x509_cert_contract::ext::Extension;
use x509_cert_contract::spki::{AlgorithmIdentifierRef, SubjectPublicKeyInfoRef};
use x509_cert_contract::time::{self, Time};

use super::algorithm::{PublicKey, SignatureAlgorithm};
use super::der::{Signed, read};
use super::error::{ParseError, SignatureError};
use super::extensions::Extensions;
use super::name::DistinguishedName;
use super::signature;

/// A parsed certificate. Parsing checks what it can check alone; signatures and paths come after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// SHA-256 of the DER bytes.
    pub fingerprint: Fingerprint,
    /// Serial number, unique for its issuer.
    pub serial: Serial,
    /// Who issued it.
    pub issuer: DistinguishedName,
    /// Whom it certifies; may be empty for end entities.
    pub subject: DistinguishedName,
    /// When it is valid.
    pub validity: Validity,
    /// The certified key.
    pub key: PublicKey,
    /// What else it says.
    pub extensions: Extensions,
    signed: Vec<u8>,
    algorithm: SignatureAlgorithm,
    signature: Vec<u8>,
}

/// Fields of TBSCertificate, borrowed.
struct Tbs<'a> {
    version: Option<u8>,
    serial: IntRef<'a>,
    algorithm: AlgorithmIdentifierRef<'a>,
    issuer: &'a [u8],
    validity: time::Validity,
    subject: &'a [u8],
    key: SubjectPublicKeyInfoRef<'a>,
    unique_identifier: bool,
    extensions: Option<Vec<Extension>>,
}

impl Certificate {
    /// Longest certificate in bytes.
    pub const MAX_LEN: usize = 8 * 1024;

    /// Parses a certificate that fills `bytes`.
    pub fn parse(bytes: &[u8]) -> Result<Self, ParseError> {
        let outer = Signed::parse("certificate", Self::MAX_LEN, bytes)?;
        let tbs = Tbs::parse(outer.body)?;
        if tbs.version != Some(2) {
            return Err(ParseError::Version { what: "certificate", expected: 3 });
        }
        if tbs.unique_identifier {
            return Err(ParseError::UniqueIdentifier);
        }
        if tbs.algorithm != outer.algorithm {
            return Err(ParseError::AlgorithmMismatch);
        }
        let issuer = DistinguishedName::parse("issuer", tbs.issuer)?;
        if issuer.is_empty() {
            return Err(ParseError::EmptyIssuer);
        }
        Ok(Self {
            fingerprint: Fingerprint(Sha256::digest(bytes).into()),
            serial: Serial::parse(tbs.serial)?,
            issuer,
            subject: DistinguishedName::parse("subject", tbs.subject)?,
            validity: Validity::parse(tbs.validity)?,
            key: PublicKey::parse(tbs.key)?,
            extensions: Extensions::parse(tbs.extensions.as_deref().unwrap_or_default())?,
            signed: outer.body.to_vec(),
            algorithm: SignatureAlgorithm::parse(outer.algorithm)?,
            signature: outer.signature.to_vec(),
        })
    }

    /// Checks that `issuer` signed it.
    pub fn verify(&self, api: &dyn Api, issuer: &PublicKey) -> Result<(), SignatureError> {
        signature::verify(api, issuer, self.algorithm, &self.signed, &self.signature)
    }
}

impl<'a> Tbs<'a> {
    fn parse(bytes: &'a [u8]) -> Result<Self, ParseError> {
        const VERSION: u8 = 0xa0;
        const ISSUER_UNIQUE_ID: u8 = 0x81;
        const SUBJECT_UNIQUE_ID: u8 = 0x82;
        const EXTENSIONS: u8 = 0xa3;
        read("certificate", bytes, |reader| {
            reader.sequence(|reader| {
                // Optional fields are looked for by their very tag: `context_specific` skips lower ones.
                let version = match reader.peek_byte() {
                    Some(VERSION) => reader.context_specific(TagNumber::N0, TagMode::Explicit)?,
                    _ => None,
                };
                let (serial, algorithm) = (reader.decode()?, reader.decode()?);
                let (issuer, validity, subject) =
                    (reader.tlv_bytes()?, reader.decode()?, reader.tlv_bytes()?);
                let key = reader.decode()?;
                let mut unique_identifier = false;
                while let Some(ISSUER_UNIQUE_ID | SUBJECT_UNIQUE_ID) = reader.peek_byte() {
                    reader.tlv_bytes()?;
                    unique_identifier = true;
                }
                let extensions = match reader.peek_byte() {
                    Some(EXTENSIONS) => reader.context_specific(TagNumber::N3, TagMode::Explicit)?,
                    _ => None,
                };
                Ok(Self {
                    version,
                    serial,
                    algorithm,
                    issuer,
                    validity,
                    subject,
                    key,
                    unique_identifier,
                    extensions,
                })
            })
        })
    }
}

/// A certificate's serial number: positive, 1 to 20 octets, big endian without leading zeros.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Serial(Vec<u8>);

impl Serial {
    /// Most octets of the encoded integer (RFC 5280 §4.1.2.2).
    pub const MAX_OCTETS: usize = 20;

    fn parse(number: IntRef<'_>) -> Result<Self, ParseError> {
        let octets = number.as_bytes();
        let magnitude: Vec<u8> = octets.iter().copied().skip_while(|octet| *octet == 0).collect();
        let negative = octets.first().is_some_and(|octet| octet & 0x80 != 0);
        if negative || magnitude.is_empty() || octets.len() > Self::MAX_OCTETS {
            return Err(ParseError::Serial { octets: octets.len() });
        }
        Ok(Self(magnitude))
    }

    /// The number, big endian without leading zeros.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Lower hex, two digits an octet, as OpenSSL prints it but for the case.
impl fmt::Display for Serial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|octet| write!(f, "{octet:02x}"))
    }
}

/// When a certificate is valid: both ends included, unix seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Validity {
    /// First second.
    pub not_before: u64,
    /// Last second.
    pub not_after: u64,
}

impl Validity {
    fn parse(validity: time::Validity) -> Result<Self, ParseError> {
        let (not_before, not_after) = (seconds(validity.not_before)?, seconds(validity.not_after)?);
        if not_before > not_after {
            return Err(ParseError::Validity);
        }
        Ok(Self { not_before, not_after })
    }

    /// Whether it includes that time.
    pub fn contains(self, at: u64) -> bool {
        (self.not_before..=self.not_after).contains(&at)
    }
}

/// RFC 5280 §4.1.2.5: UTCTime through 2049, GeneralizedTime after.
fn seconds(time: Time) -> Result<u64, ParseError> {
    const LAST_UTC_YEAR: u16 = 2049;
    let early = |time: &GeneralizedTime| DateTime::from(*time).year() <= LAST_UTC_YEAR;
    match time {
        Time::GeneralTime(time) if early(&time) => Err(ParseError::Validity),
        time => Ok(time.to_unix_duration().as_secs()),
    }
}

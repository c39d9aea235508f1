//! Why a certificate or a request is refused. Messages never repeat what was in it beyond object identifiers.

use const_oid::ObjectIdentifier;
use thiserror::Error;

/// Bytes are not a certificate or request that this contract understands.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ParseError {
    /// Larger than the cap.
    #[error("expected a {what} of at most {max} bytes, got {got}; use a smaller key or fewer extensions")]
    TooLarge {
        /// What was parsed.
        what: &'static str,
        /// The cap in bytes.
        max: usize,
        /// Its length in bytes.
        got: usize,
    },
    /// Not DER, or not of the expected structure.
    #[error(
        "expected a {what} in DER, got other bytes ({reason}); convert PEM with `openssl x509 -outform DER`"
    )]
    Der {
        /// What was parsed.
        what: &'static str,
        /// What the decoder says.
        reason: der::Error,
    },
    /// A bit string whose length is not a whole number of bytes.
    #[error(
        "expected the {what} as whole bytes, got a bit string with unused bits; make the certificate anew"
    )]
    UnusedBits {
        /// Which bit string.
        what: &'static str,
    },
    /// Not X.509 version 3 or PKCS#10 version 1.
    #[error(
        "expected a {what} of version {expected}, got another; certificates need extensions, so version 3"
    )]
    Version {
        /// What was parsed.
        what: &'static str,
        /// The version by its usual name.
        expected: u8,
    },
    /// Serial number zero, negative or longer than 20 octets (RFC 5280 §4.1.2.2).
    #[error(
        "expected a positive serial number of at most 20 octets, got {octets} octets or zero or negative; issue with another serial"
    )]
    Serial {
        /// Octets of the encoded integer.
        octets: usize,
    },
    /// The algorithm inside the signed part is not the one outside (RFC 5280 §4.1.1.2).
    #[error(
        "expected the same signature algorithm inside and outside the signed part, got two; issue it anew"
    )]
    AlgorithmMismatch,
    /// A signature algorithm this contract does not verify.
    #[error(
        "expected a signature by ECDSA P-256 with SHA-256, Ed25519 or RSA with SHA-256, 384 or 512, got algorithm {oid}; sign with one of these"
    )]
    SignatureAlgorithm {
        /// The algorithm.
        oid: ObjectIdentifier,
    },
    /// Parameters of a signature algorithm that are not as its standard says.
    #[error(
        "expected the standard parameters of algorithm {oid}, got others; for RSA-PSS use MGF1 with the same hash and a salt as long as the hash"
    )]
    AlgorithmParameters {
        /// The algorithm.
        oid: ObjectIdentifier,
    },
    /// A public key of a kind this contract does not know.
    #[error("expected a P-256, Ed25519 or RSA public key, got algorithm {oid}; use one of these keys")]
    KeyAlgorithm {
        /// The key's algorithm, or its curve.
        oid: ObjectIdentifier,
    },
    /// A public key that is no point or has the wrong length.
    #[error("expected a well-formed {kind} public key, got other bytes; make a new key")]
    KeyEncoding {
        /// The kind of key.
        kind: &'static str,
    },
    /// An RSA modulus that is too small, too large or even.
    #[error("expected an odd RSA modulus of 2048 to 4096 bits, got {bits} bits; make a new key")]
    RsaModulus {
        /// Its length in bits.
        bits: usize,
    },
    /// An RSA exponent that is even, below 65537 or longer than four bytes.
    #[error(
        "expected an odd RSA exponent from 65537 to 4294967295, got another; make a key with exponent 65537"
    )]
    RsaExponent,
    /// A time that RFC 5280 §4.1.2.5 wants encoded otherwise, or an empty validity.
    #[error(
        "expected not_before no later than not_after, as UTCTime up to 2049 and GeneralizedTime from 2050, got otherwise; issue it anew"
    )]
    Validity,
    /// Issuer or subject unique identifiers, which RFC 5280 §4.1.2.8 forbids.
    #[error("expected no unique identifiers, got some; RFC 5280 forbids them")]
    UniqueIdentifier,
    /// A name that is not in canonical DER.
    #[error("expected the {what} in canonical DER, got another encoding; sort multi-valued components")]
    NameEncoding {
        /// Which name.
        what: &'static str,
    },
    /// No name where RFC 5280 wants one.
    #[error("expected an issuer name that is not empty, got an empty one; give the CA a subject name")]
    EmptyIssuer,
    /// More extensions than any certificate needs.
    #[error("expected at most {max} extensions, got more; leave the others out")]
    TooManyExtensions {
        /// The cap.
        max: usize,
    },
    /// The same extension twice (RFC 5280 §4.2).
    #[error("expected each extension once, got {oid} twice; issue it anew")]
    DuplicateExtension {
        /// The extension.
        oid: ObjectIdentifier,
    },
    /// A critical extension this contract does not process (RFC 5280 §4.2).
    #[error(
        "expected no critical extension but those of RFC 5280 that are checked here, got {oid}; leave it out"
    )]
    UnknownCriticalExtension {
        /// The extension.
        oid: ObjectIdentifier,
    },
    /// An extension whose criticality is not as RFC 5280 says.
    #[error(
        "expected the extension {oid} to be critical = {critical}, got the opposite; see RFC 5280 §4.2.1"
    )]
    Criticality {
        /// The extension.
        oid: ObjectIdentifier,
        /// What it has to be.
        critical: bool,
    },
    /// An extension whose value breaks a rule of RFC 5280.
    #[error("expected the extension {oid} to hold a value that RFC 5280 allows, got another; issue it anew")]
    ExtensionValue {
        /// The extension.
        oid: ObjectIdentifier,
    },
}

/// A signature does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SignatureError {
    /// The algorithm needs another kind of key.
    #[error(
        "expected a signature algorithm that fits the signer's key, got one for another kind of key; check which CA signed"
    )]
    WrongKeyKind,
    /// Verification failed.
    #[error(
        "expected a signature by the named key over these bytes, got one that does not verify; check which key signed, and that nothing was changed"
    )]
    Invalid,
}

/// A certificate does not follow from those above it (RFC 5280 §6.1).
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PathError {
    /// The signature does not hold.
    #[error(transparent)]
    Signature(#[from] SignatureError),
    /// A trust anchor that is not self-signed.
    #[error(
        "expected a self-signed trust anchor, got issuer and subject that differ; add the root certificate"
    )]
    NotSelfSigned,
    /// A CA below an anchor with its own name as issuer.
    #[error(
        "expected an issuer other than the certificate itself, got a self-issued one; add roots as trust anchors"
    )]
    SelfIssued,
    /// The issuer's name is not the subject of the CA that is said to have issued it.
    #[error(
        "expected the issuer name to equal the subject of the named CA, byte for byte, got another; name the CA that signed"
    )]
    IssuerName,
    /// The authority key identifier is missing or names another key.
    #[error(
        "expected an authority key identifier that equals the issuer's subject key identifier, got none or another; issue with authorityKeyIdentifier=keyid"
    )]
    AuthorityKeyIdentifier,
    /// A CA without subject key identifier.
    #[error(
        "expected a subject key identifier on a CA certificate, got none; issue with subjectKeyIdentifier=hash"
    )]
    SubjectKeyIdentifier,
    /// Not a CA certificate.
    #[error("expected a CA certificate (critical basicConstraints with cA), got another; add only CAs here")]
    NotCa,
    /// A CA that may not sign certificates and CRLs.
    #[error(
        "expected a critical keyUsage with keyCertSign and cRLSign on a CA, got less; issue the CA with both"
    )]
    CaKeyUsage,
    /// A CA whose extended key usage leaves out client authentication.
    #[error(
        "expected a CA without extendedKeyUsage or with clientAuth in it, got others only; issue the CA with clientAuth"
    )]
    CaExtendedKeyUsage,
    /// A CA without subject name.
    #[error("expected a CA with a subject name, got an empty one; give the CA a name")]
    CaSubject,
    /// More certificates than the depth limit.
    #[error("expected a chain of at most {max} certificates, got more; issue nearer to the trust anchor")]
    TooDeep {
        /// The limit, anchor and leaf included.
        max: usize,
    },
    /// A path length constraint above is used up.
    #[error(
        "expected no CA below a path length of {max}, got one more; issue from a CA with a longer path length"
    )]
    PathLength {
        /// The constraint of the CA above.
        max: u8,
    },
    /// It is not valid at this time.
    #[error(
        "expected a certificate valid at {now}, got one valid from {not_before} to {not_after}; renew it or wait"
    )]
    NotValidNow {
        /// The time of checking, unix seconds.
        now: u64,
        /// First second of validity.
        not_before: u64,
        /// Last second of validity.
        not_after: u64,
    },
    /// It outlasts its issuer.
    #[error(
        "expected not_after no later than the issuer's {issuer_not_after}, got {not_after}; issue for a shorter time"
    )]
    OutlastsIssuer {
        /// Last second of validity.
        not_after: u64,
        /// The issuer's last second of validity.
        issuer_not_after: u64,
    },
    /// A name is outside what a CA above permits.
    #[error(
        "expected names within the name constraints of every CA above, got another; issue from a CA that may certify this name"
    )]
    NameConstraints,
}

/// A certificate is not of the pseudonymous end-entity profile.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ProfileError {
    /// The subject holds something else than a common name that is the DID.
    #[error(
        "expected an empty subject or a common name equal to the DID only, got another; names of persons do not belong on a chain"
    )]
    Subject,
    /// The subject alternative name is not the DID alone.
    #[error(
        "expected the DID of the requester as the sole subject alternative name (URI), got another; put nothing else there"
    )]
    AlternativeName,
    /// An empty subject needs a critical subject alternative name (RFC 5280 §4.2.1.6).
    #[error(
        "expected a critical subjectAltName beside an empty subject, got one that is not critical; mark it critical"
    )]
    AlternativeNameNotCritical,
    /// It is a CA certificate.
    #[error("expected an end-entity certificate, got a CA; leave cA and the path length out")]
    IsCa,
    /// Key usage is absent, not critical, without digitalSignature or with CA uses.
    #[error(
        "expected a critical keyUsage with digitalSignature and without keyCertSign and cRLSign, got another; issue with keyUsage=critical,digitalSignature"
    )]
    KeyUsage,
    /// Extended key usage without client authentication or with unrelated uses.
    #[error(
        "expected an extendedKeyUsage of clientAuth, or of clientAuth and serverAuth, or none, got another; issue with extendedKeyUsage=clientAuth"
    )]
    ExtendedKeyUsage,
    /// An extension that the profile does not list.
    #[error(
        "expected no extension but basicConstraints, keyUsage, extendedKeyUsage, key identifiers and subjectAltName, got {oid}; leave it out: a certificate must carry no other data"
    )]
    Extension {
        /// The extension.
        oid: ObjectIdentifier,
    },
    /// A subject key identifier that is not a short hash.
    #[error("expected a subject key identifier of at most {max} octets, got {got}; use a hash of the key")]
    SubjectKeyIdentifier {
        /// The cap.
        max: usize,
        /// Its length.
        got: usize,
    },
    /// Longer validity than the profile allows.
    #[error("expected a validity of at most {max} seconds, got {got}; issue for a shorter time")]
    Lifetime {
        /// The cap in seconds.
        max: u64,
        /// The span in seconds.
        got: u64,
    },
    /// The key is not the one that was requested.
    #[error("expected the public key of the request, got another; issue from the request as it is")]
    Key,
}

/// A certificate request is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RequestError {
    /// Not a PKCS#10 request.
    #[error(transparent)]
    Parse(#[from] ParseError),
    /// Possession of the key is not proven.
    #[error(transparent)]
    Signature(#[from] SignatureError),
    /// It names no one, or another than the requester's DID.
    #[error(
        "expected the DID of the requester as common name or as subject alternative name (URI), and no other name, got otherwise; make the request for your own DID"
    )]
    Names,
    /// An attribute that would put data on the chain.
    #[error(
        "expected no attribute but extensionRequest, got {oid}; leave it out: a request is public on the chain"
    )]
    Attribute {
        /// The attribute.
        oid: ObjectIdentifier,
    },
    /// A requested extension that the profile does not list.
    #[error(
        "expected no requested extension but basicConstraints, keyUsage, extendedKeyUsage, subjectKeyIdentifier and subjectAltName, got {oid}; leave it out"
    )]
    Extension {
        /// The extension.
        oid: ObjectIdentifier,
    },
}

//! X.509 on the client: keys, requests and certificates of the shape that the contract accepts.

mod crl;

pub(crate) use crl::{Edition, revocation_list};

use certificate_authority::domain::{Certificate, SigningRequest, profile};
use chartseal_types::Fingerprint;
use rcgen::{
    BasicConstraints, CertificateParams, CertificateSigningRequestParams, DistinguishedName, DnType,
    ExtendedKeyUsagePurpose, IsCa, Issuer, KeyIdMethod, KeyPair, KeyUsagePurpose, PKCS_ECDSA_P256_SHA256,
    PKCS_ED25519, PKCS_RSA_SHA256, RsaKeySize, SanType, SerialNumber,
};
use sha2::{Digest, Sha256};
use time::OffsetDateTime;

use crate::error::{CliError, Result};

/// Certificates begin this long before the ledger's time, so that clocks may differ a little.
const CLOCK_SKEW: u64 = 300;

/// What kind of key signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Algorithm {
    /// ECDSA over P-256 with SHA-256: cheapest to verify on the chain
    P256,
    /// Ed25519
    Ed25519,
    /// RSA, 3072 bit, PKCS#1 v1.5 with SHA-256
    Rsa3072,
    /// RSA, 4096 bit, PKCS#1 v1.5 with SHA-256
    Rsa4096,
}

/// A period of validity, Unix seconds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Validity {
    not_before: u64,
    not_after: u64,
}

impl Validity {
    /// So many seconds from now on.
    pub fn from(now: u64, seconds: u64) -> Self {
        Self { not_before: now.saturating_sub(CLOCK_SKEW), not_after: now.saturating_add(seconds) }
    }
}

/// A fresh signing key.
pub(crate) fn generate(algorithm: Algorithm) -> Result<KeyPair> {
    Ok(match algorithm {
        Algorithm::P256 => KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?,
        Algorithm::Ed25519 => KeyPair::generate_for(&PKCS_ED25519)?,
        Algorithm::Rsa3072 => KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_3072)?,
        Algorithm::Rsa4096 => KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_4096)?,
    })
}

/// A key from PKCS#8 DER.
pub(crate) fn key(pkcs8: &[u8]) -> Result<KeyPair> {
    Ok(KeyPair::try_from(pkcs8)?)
}

/// SHA-256 of a certificate.
pub(crate) fn fingerprint(der: &[u8]) -> Fingerprint {
    Fingerprint(Sha256::digest(der).into())
}

/// A self-signed trust anchor.
pub(crate) fn trust_anchor(name: &str, key: &KeyPair, validity: Validity) -> Result<Vec<u8>> {
    Ok(authority(name, validity, 1)?.self_signed(key)?.der().to_vec())
}

/// The certificate of an issuing CA, signed by an authority above it.
pub(crate) fn issuing_ca(
    name: &str,
    key: &KeyPair,
    validity: Validity,
    issuer_der: &[u8],
    issuer_key: KeyPair,
) -> Result<Vec<u8>> {
    let issuer = Issuer::from_ca_cert_der(&issuer_der.into(), issuer_key)?;
    Ok(authority(name, validity, 0)?.signed_by(key, &issuer)?.der().to_vec())
}

/// A PKCS#10 request (RFC 2986) for a DID: empty subject, the DID as its sole name.
pub(crate) fn request(did: &str, key: &KeyPair) -> Result<Vec<u8>> {
    Ok(pseudonymous(did)?.serialize_request(key)?.der().to_vec())
}

/// Answers a request with an end-entity certificate of the pseudonymous profile: nothing of the request is taken over but
/// its key, which the request's own signature proves.
pub(crate) fn issue(
    csr: &[u8],
    did: &str,
    validity: Validity,
    ca_der: &[u8],
    ca_key: KeyPair,
) -> Result<Vec<u8>> {
    let csr = CertificateSigningRequestParams::from_der(&csr.into())?;
    let mut params = pseudonymous(did)?;
    set_validity(&mut params, validity)?;
    params.serial_number = Some(serial()?);
    params.is_ca = IsCa::ExplicitNoCa;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    params.use_authority_key_identifier_extension = true;
    let issuer = Issuer::from_ca_cert_der(&ca_der.into(), ca_key)?;
    Ok(params.signed_by(&csr.public_key, &issuer)?.der().to_vec())
}

/// Refuses a certificate that tells more than a pseudonym, or certifies another key than the request's, by the contract's
/// own rules, before it leaves this machine: what a chain has seen once it never forgets.
pub(crate) fn check_profile(der: &[u8], did: &str, csr: &[u8]) -> Result<()> {
    let key = SigningRequest::parse(csr)?.key;
    Ok(profile::check(&Certificate::parse(der)?, did, &key)?)
}

fn pseudonymous(did: &str) -> Result<CertificateParams> {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.subject_alt_names = vec![SanType::URI(did.try_into()?)];
    Ok(params)
}

fn authority(name: &str, validity: Validity, path_len: u8) -> Result<CertificateParams> {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    set_validity(&mut params, validity)?;
    params.serial_number = Some(serial()?);
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(path_len));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.key_identifier_method = KeyIdMethod::Sha256;
    params.use_authority_key_identifier_extension = true;
    Ok(params)
}

fn set_validity(params: &mut CertificateParams, validity: Validity) -> Result<()> {
    params.not_before = time(validity.not_before)?;
    params.not_after = time(validity.not_after)?;
    Ok(())
}

fn time(seconds: u64) -> Result<OffsetDateTime> {
    i64::try_from(seconds)
        .ok()
        .and_then(|seconds| OffsetDateTime::from_unix_timestamp(seconds).ok())
        .ok_or_else(|| CliError::Input("expected a validity that ends before the year 9999".into()))
}

/// 16 random bytes, positive (RFC 5280 section 4.1.2.2).
fn serial() -> Result<SerialNumber> {
    let mut bytes = *chartseal_crypto::commit::salt()?;
    if let Some(first) = bytes.first_mut() {
        *first = *first & 0x7f | 0x40;
    }
    Ok(SerialNumber::from_slice(&bytes[..16]))
}

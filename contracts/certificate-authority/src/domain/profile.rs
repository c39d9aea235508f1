//! The pseudonymous end-entity profile: a certificate that says "this key belongs to this DID" and nothing else.

use chartseal_guard::{Check, ensure, holds};
use const_oid::ObjectIdentifier;
use const_oid::db::rfc5280::{ID_CE_NAME_CONSTRAINTS, ID_KP_CLIENT_AUTH, ID_KP_SERVER_AUTH};

use super::algorithm::PublicKey;
use super::certificate::Certificate;
use super::error::ProfileError;
use super::extensions::Extensions;
use super::name::SubjectName;

/// Longest validity of an end entity's certificate: two years, one of them a leap year.
pub const MAX_LIFETIME: u64 = 731 * 24 * 60 * 60;

/// Longest subject key identifier: a SHA-512.
pub const MAX_KEY_ID: usize = 64;

/// Checks that a certificate names `did` only, certifies `key`, and carries no other data.
pub fn check(certificate: &Certificate, did: &str, key: &PublicKey) -> Result<(), ProfileError> {
    let extensions = &certificate.extensions;
    if !holds(Check::EndEntityIsNoCa, !extensions.basic_constraints.is_some_and(|constraints| constraints.ca))
    {
        return Err(ProfileError::IsCa);
    }
    ensure(Check::NoOtherData, || check_no_other_data(extensions))?;
    ensure(Check::CertificateNames, || check_names(certificate, did))?;
    match extensions.key_usage {
        Some(usage)
            if usage.critical && usage.digital_signature() && !usage.cert_sign() && !usage.crl_sign() => {}
        _ if holds(Check::EndEntityKeyUsage, false) => {}
        _ => return Err(ProfileError::KeyUsage),
    }
    if !holds(Check::EndEntityUses, extensions.extended_key_usage.as_deref().is_none_or(permitted_uses)) {
        return Err(ProfileError::ExtendedKeyUsage);
    }
    let lifetime = certificate.validity.not_after.saturating_sub(certificate.validity.not_before);
    if !holds(Check::Lifetime, lifetime <= MAX_LIFETIME) {
        return Err(ProfileError::Lifetime { max: MAX_LIFETIME, got: lifetime });
    }
    if !holds(Check::RequestedKey, certificate.key == *key) {
        return Err(ProfileError::Key);
    }
    Ok(())
}

fn check_names(certificate: &Certificate, did: &str) -> Result<(), ProfileError> {
    let subject = &certificate.subject;
    if !subject.is_empty() && !subject.is_common_name(did) {
        return Err(ProfileError::Subject);
    }
    if !is_only_did(certificate.extensions.names(), did) {
        return Err(ProfileError::AlternativeName);
    }
    let critical = certificate.extensions.alternative_names.as_ref().is_some_and(|names| names.critical);
    if subject.is_empty() && !critical {
        return Err(ProfileError::AlternativeNameNotCritical);
    }
    Ok(())
}

fn check_no_other_data(extensions: &Extensions) -> Result<(), ProfileError> {
    if let Some(oid) = extensions.unread.first() {
        return Err(ProfileError::Extension { oid: *oid });
    }
    if extensions.name_constraints.is_some() {
        return Err(ProfileError::Extension { oid: ID_CE_NAME_CONSTRAINTS });
    }
    match long_key_id(extensions) {
        Some(got) => Err(ProfileError::SubjectKeyIdentifier { max: MAX_KEY_ID, got }),
        None => Ok(()),
    }
}

/// The length of a subject key identifier that is too long to be a hash.
pub(super) fn long_key_id(extensions: &Extensions) -> Option<usize> {
    extensions.subject_key_id.as_ref().map(Vec::len).filter(|len| *len > MAX_KEY_ID)
}

/// Whether the names are the DID, once, as a URI.
pub(super) fn is_only_did(names: &[SubjectName], did: &str) -> bool {
    matches!(names, [SubjectName::Uri(uri)] if uri == did)
}

/// Client authentication, and server authentication beside it, which some CAs always add; each once.
pub(super) fn permitted_uses(uses: &[ObjectIdentifier]) -> bool {
    matches!(
        uses,
        [ID_KP_CLIENT_AUTH] | [ID_KP_CLIENT_AUTH, ID_KP_SERVER_AUTH] | [ID_KP_SERVER_AUTH, ID_KP_CLIENT_AUTH]
    )
}

//! Whether a certificate follows from a trust anchor (RFC 5280 §6.1), one link at a time.
//!
//! Each CA was checked when it was added, so adding a certificate checks its own link and whatever those above
//! impose on it: path length and name constraints of every one.

use chartseal_guard::{Check, ensure, holds};
use cosmwasm_std::Api;

use super::certificate::Certificate;
use super::error::PathError;

/// Longest chain: trust anchor, at most two CAs below it, end entity.
pub const MAX_CHAIN: usize = chartseal_types::certificate::MAX_CHAIN;

/// Checks a trust anchor: a self-signed CA, valid now.
pub fn check_anchor(api: &dyn Api, anchor: &Certificate, now: u64) -> Result<(), PathError> {
    if anchor.issuer != anchor.subject {
        return Err(PathError::NotSelfSigned);
    }
    check_ca(anchor)?;
    let names_other_key = anchor.extensions.authority_key_id.as_ref().is_some_and(|authority| {
        authority.names_certificate || authority.key_id != anchor.extensions.subject_key_id
    });
    if names_other_key {
        return Err(PathError::AuthorityKeyIdentifier);
    }
    check_valid(anchor, now)?;
    Ok(anchor.verify(api, &anchor.key)?)
}

/// Checks a CA below `issuers`: the one that signed it first, the trust anchor last.
pub fn check_authority(
    api: &dyn Api,
    authority: &Certificate,
    issuers: &[Certificate],
    now: u64,
) -> Result<(), PathError> {
    if authority.issuer == authority.subject {
        return Err(PathError::SelfIssued);
    }
    check_ca(authority)?;
    // A CA at the last place could never issue anything.
    check_depth(issuers, 1)?;
    check_link(api, authority, issuers, now)
}

/// Checks an end entity's certificate below `issuers`: the one that signed it first, the trust anchor last.
pub fn check_end_entity(
    api: &dyn Api,
    certificate: &Certificate,
    issuers: &[Certificate],
    now: u64,
) -> Result<(), PathError> {
    check_depth(issuers, 0)?;
    check_link(api, certificate, issuers, now)
}

/// Path lengths and depth, when `below` CAs stand between the nearest issuer and an end entity.
fn check_depth(issuers: &[Certificate], below: usize) -> Result<(), PathError> {
    if issuers.len() + below >= MAX_CHAIN {
        return Err(PathError::TooDeep { max: MAX_CHAIN });
    }
    issuers.iter().enumerate().try_for_each(|(n, issuer)| {
        match issuer.extensions.basic_constraints.and_then(|constraints| constraints.path_length) {
            Some(max) if !holds(Check::PathLength, n + below <= usize::from(max)) => {
                Err(PathError::PathLength { max })
            }
            _ => Ok(()),
        }
    })
}

fn check_link(
    api: &dyn Api,
    certificate: &Certificate,
    issuers: &[Certificate],
    now: u64,
) -> Result<(), PathError> {
    let issuer = issuers.first().ok_or(PathError::NotCa)?;
    if certificate.issuer != issuer.subject {
        return Err(PathError::IssuerName);
    }
    check_ca(issuer)?;
    match &certificate.extensions.authority_key_id {
        Some(authority)
            if !authority.names_certificate
                && authority.key_id.is_some()
                && authority.key_id == issuer.extensions.subject_key_id => {}
        _ => return Err(PathError::AuthorityKeyIdentifier),
    }
    let (own, above) = (certificate.validity, issuer.validity);
    if !holds(Check::WithinIssuer, own.not_after <= above.not_after) {
        return Err(PathError::OutlastsIssuer {
            not_after: own.not_after,
            issuer_not_after: above.not_after,
        });
    }
    issuers.iter().try_for_each(|issuer| check_valid(issuer, now))?;
    if certificate.validity.not_after < now {
        check_valid(certificate, now)?;
    }
    let names_allowed = issuers
        .iter()
        .filter_map(|issuer| issuer.extensions.name_constraints.as_ref())
        .all(|constraints| constraints.allow(&certificate.subject, certificate.extensions.names()));
    if !holds(Check::NameConstraints, names_allowed) {
        return Err(PathError::NameConstraints);
    }
    Ok(ensure(Check::IssuerSignature, || certificate.verify(api, &issuer.key))?)
}

/// What makes a certificate a CA's (RFC 5280 §4.2.1.2, §4.2.1.3, §4.2.1.9).
fn check_ca(certificate: &Certificate) -> Result<(), PathError> {
    let extensions = &certificate.extensions;
    if !extensions.is_ca() {
        return Err(PathError::NotCa);
    }
    if !extensions.key_usage.is_some_and(|usage| usage.critical && usage.cert_sign() && usage.crl_sign()) {
        return Err(PathError::CaKeyUsage);
    }
    if !extensions.permit_client_auth() {
        return Err(PathError::CaExtendedKeyUsage);
    }
    if extensions.subject_key_id.as_ref().is_none_or(Vec::is_empty) {
        return Err(PathError::SubjectKeyIdentifier);
    }
    if certificate.subject.is_empty() {
        return Err(PathError::CaSubject);
    }
    Ok(())
}

fn check_valid(certificate: &Certificate, now: u64) -> Result<(), PathError> {
    let validity = certificate.validity;
    if validity.contains(now) {
        return Ok(());
    }
    Err(PathError::NotValidNow { now, not_before: validity.not_before, not_after: validity.not_after })
}

//! A certificate with those above it, from storage.

use chartseal_guard::{Check, holds};
use chartseal_types::Fingerprint;
use chartseal_types::certificate::{CertificateStatus, MAX_CHAIN};
use cosmwasm_std::Storage;

use crate::domain::Certificate;
use crate::domain::certificate::Validity;
use crate::domain::status::{Link, Verdict, status};
use crate::{ContractError, state};

/// The certificates of a CA and those above it up to the trust anchor, if every one is good now.
pub fn issuers(storage: &dyn Storage, ca: Fingerprint, now: u64) -> Result<Vec<Certificate>, ContractError> {
    let links = good_links(storage, ca, now)?;
    links.iter().map(|link| Ok(Certificate::parse(&state::der(storage, link.certificate)?)?)).collect()
}

/// Refuses a CA that is not good now, or has one above it that is not.
pub fn ensure_good(storage: &dyn Storage, ca: Fingerprint, now: u64) -> Result<(), ContractError> {
    good_links(storage, ca, now).map(drop)
}

/// Where a certificate of any kind stands, or stood.
pub fn verdict(storage: &dyn Storage, id: Fingerprint, at: u64) -> Result<Verdict, ContractError> {
    let (mut links, ca) = match state::may_certificate(storage, id)? {
        Some(row) => (vec![link(storage, id, row.not_before, row.not_after, at)?], row.issuer),
        None if state::may_authority(storage, id)?.is_some() => (Vec::new(), id),
        None => return Ok(Verdict::UNKNOWN),
    };
    links.extend(authority_links(storage, ca, at)?);
    Ok(status(&links, at))
}

fn good_links(storage: &dyn Storage, ca: Fingerprint, now: u64) -> Result<Vec<Link>, ContractError> {
    let links = authority_links(storage, ca, now)?;
    match status(&links, now).status {
        CertificateStatus::Good => Ok(links),
        _ if holds(Check::AuthorityGood, false) => Ok(links),
        status => Err(ContractError::AuthorityNotGood { authority: ca, status }),
    }
}

/// A CA and those above it, as they were at a time.
fn authority_links(storage: &dyn Storage, ca: Fingerprint, at: u64) -> Result<Vec<Link>, ContractError> {
    let mut links = Vec::with_capacity(MAX_CHAIN);
    let mut next = Some(ca);
    while let Some(id) = next.filter(|_| links.len() < MAX_CHAIN) {
        let row = state::authority(storage, id)?;
        links.push(link(storage, id, row.not_before, row.not_after, at)?);
        next = row.issuer;
    }
    Ok(links)
}

fn link(
    storage: &dyn Storage,
    certificate: Fingerprint,
    not_before: u64,
    not_after: u64,
    at: u64,
) -> Result<Link, ContractError> {
    let change = state::change_at(storage, certificate, at)?;
    Ok(Link { certificate, validity: Validity { not_before, not_after }, change })
}

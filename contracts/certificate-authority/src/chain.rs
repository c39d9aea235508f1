//! A certificate with those above it, from storage.

use chartseal_guard::{Check, holds};
use chartseal_types::certificate::{AuthorityRow, CertificateStatus, MAX_CHAIN};
use chartseal_types::{Fingerprint, IdentityId};
use cosmwasm_std::Storage;

use crate::domain::Certificate;
use crate::domain::certificate::Validity;
use crate::domain::status::{Link, Verdict, status};
use crate::{ContractError, state};

/// A trust anchor or issuing CA of the log.
#[derive(Clone, Copy)]
pub struct Authority {
    id: Fingerprint,
    row: AuthorityRow,
}

impl Authority {
    /// Reads it. An error for what is no CA of the log.
    pub fn load(storage: &dyn Storage, id: Fingerprint) -> Result<Self, ContractError> {
        Ok(Self { id, row: state::authority(storage, id)? })
    }

    /// The organization that operates an issuing CA.
    pub fn operator(&self) -> Result<IdentityId, ContractError> {
        self.row.organization.ok_or(ContractError::NotIssuingCa { authority: self.id })
    }
}

/// The certificates of a CA and those above it up to the trust anchor, if every one is good now.
pub fn issuers(storage: &dyn Storage, ca: Authority, now: u64) -> Result<Vec<Certificate>, ContractError> {
    let links = good_links(storage, ca, now)?;
    links.iter().map(|link| Ok(Certificate::parse(&state::der(storage, link.certificate)?)?)).collect()
}

/// Refuses a CA that is not good now, or has one above it that is not.
pub fn ensure_good(storage: &dyn Storage, ca: Authority, now: u64) -> Result<(), ContractError> {
    good_links(storage, ca, now).map(drop)
}

/// Where a certificate of any kind stands, or stood.
pub fn verdict(storage: &dyn Storage, id: Fingerprint, at: u64) -> Result<Verdict, ContractError> {
    let mut links = Vec::with_capacity(MAX_CHAIN);
    let ca = match state::may_certificate(storage, id)? {
        Some(row) => {
            links.push(link(storage, id, row.not_before, row.not_after, at)?);
            Authority::load(storage, row.issuer)?
        }
        None => match state::may_authority(storage, id)? {
            Some(row) => Authority { id, row },
            None => return Ok(Verdict::UNKNOWN),
        },
    };
    links.extend(authority_links(storage, ca, at)?);
    Ok(status(&links, at))
}

fn good_links(storage: &dyn Storage, ca: Authority, now: u64) -> Result<Vec<Link>, ContractError> {
    let links = authority_links(storage, ca, now)?;
    match status(&links, now).status {
        CertificateStatus::Good => Ok(links),
        _ if holds(Check::AuthorityGood, false) => Ok(links),
        status => Err(ContractError::AuthorityNotGood { authority: ca.id, status }),
    }
}

/// A CA and those above it, as they were at a time.
fn authority_links(storage: &dyn Storage, ca: Authority, at: u64) -> Result<Vec<Link>, ContractError> {
    let mut links = Vec::with_capacity(MAX_CHAIN);
    let mut next = Some(ca);
    while let Some(Authority { id, row }) = next.filter(|_| links.len() < MAX_CHAIN) {
        links.push(link(storage, id, row.not_before, row.not_after, at)?);
        next = row.issuer.map(|issuer| Authority::load(storage, issuer)).transpose()?;
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

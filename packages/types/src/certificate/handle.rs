//! Raw reads of the certificate authority by other contracts: a storage read each, not a contract call.

use chartseal_guard::{Check, holds};
use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Addr, QuerierWrapper, StdResult};

use super::abi::{AUTHORITIES, AuthorityRow, CERTIFICATES, CertificateRow, MAX_CHAIN};
use crate::{Fingerprint, IdentityId};

/// The certificate authority at an address.
#[cw_serde]
pub struct CertificateAuthority(pub Addr);

impl CertificateAuthority {
    /// Whether a certificate names that identity and is good now, with every CA above it up to a trust anchor.
    /// Two to four reads.
    pub fn good_for(
        &self,
        querier: &QuerierWrapper<'_>,
        certificate: Fingerprint,
        identity: IdentityId,
        now: u64,
    ) -> StdResult<bool> {
        let Some(row) = self.certificate(querier, certificate)? else { return Ok(false) };
        if !holds(Check::CertificateHolder, row.identity == identity) || !row.counts(now) {
            return Ok(false);
        }
        let mut next = row.issuer;
        for _ in 1..MAX_CHAIN {
            match self.authority(querier, next)? {
                Some(authority) if authority.counts(now) => match authority.issuer {
                    Some(issuer) => next = issuer,
                    None => return Ok(true),
                },
                _ => return Ok(false),
            }
        }
        Ok(false)
    }

    /// An end entity's certificate.
    pub fn certificate(
        &self,
        querier: &QuerierWrapper<'_>,
        certificate: Fingerprint,
    ) -> StdResult<Option<CertificateRow>> {
        CERTIFICATES.query(querier, self.0.clone(), certificate)
    }

    /// A trust anchor or issuing CA.
    pub fn authority(
        &self,
        querier: &QuerierWrapper<'_>,
        authority: Fingerprint,
    ) -> StdResult<Option<AuthorityRow>> {
        AUTHORITIES.query(querier, self.0.clone(), authority)
    }
}

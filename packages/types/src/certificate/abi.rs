//! Storage that other contracts read raw. Version 1.
//!
//! These keys and values are an ABI: a change breaks contracts that are already deployed, so it needs a new
//! version, a migration and a new golden test. What is absent never grants.

use cosmwasm_schema::cw_serde;
use cw_storage_plus::Map;

use super::domain::Standing;
use crate::{Fingerprint, IdentityId};

/// Version of this ABI.
pub const VERSION: u16 = 1;

/// Longest chain: trust anchor, at most two CAs below it, end entity.
pub const MAX_CHAIN: usize = 4;

/// fingerprint → end-entity certificate.
pub const CERTIFICATES: Map<Fingerprint, CertificateRow> = Map::new("certificates");
/// fingerprint → trust anchor or issuing CA. Apart from [`CERTIFICATES`], so that a CA's certificate is never
/// taken for one that authenticates its organization.
pub const AUTHORITIES: Map<Fingerprint, AuthorityRow> = Map::new("authorities");

/// An end entity's certificate in one row.
#[cw_serde]
#[derive(Copy, Eq)]
pub struct CertificateRow {
    /// Whom it names.
    pub identity: IdentityId,
    /// The CA that signed it.
    pub issuer: Fingerprint,
    /// First second of validity, Unix seconds.
    pub not_before: u64,
    /// Last second of validity, Unix seconds.
    pub not_after: u64,
    /// Where it stands by itself, whatever became of those above it.
    pub standing: Standing,
}

/// A trust anchor or issuing CA in one row.
#[cw_serde]
#[derive(Copy, Eq)]
pub struct AuthorityRow {
    /// The CA that signed it; none for a trust anchor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuer: Option<Fingerprint>,
    /// The organization that operates it; none for a trust anchor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization: Option<IdentityId>,
    /// First second of validity, Unix seconds.
    pub not_before: u64,
    /// Last second of validity, Unix seconds.
    pub not_after: u64,
    /// Where it stands by itself, whatever became of those above it.
    pub standing: Standing,
}

impl CertificateRow {
    /// Good and valid at that time, by itself.
    pub fn counts(&self, now: u64) -> bool {
        self.standing == Standing::Good && (self.not_before..=self.not_after).contains(&now)
    }
}

impl AuthorityRow {
    /// Good and valid at that time, by itself.
    pub fn counts(&self, now: u64) -> bool {
        self.standing == Standing::Good && (self.not_before..=self.not_after).contains(&now)
    }
}

//! Keys, certificates and passkeys that are made once: making them is slow, and every sequence can use the same.

use chartseal_authenticator::SoftwareAuthenticator;
use chartseal_testing::certificate::{ca_params, end_entity_params, fingerprint, new_key, signing_request};
use chartseal_testing::{Ca, DAY};
use chartseal_types::second_factor::PasskeyUnchecked;
use chartseal_types::{Fingerprint, IdentityId};
use cosmwasm_std::Binary;
use rcgen::{BasicConstraints, date_time_ymd};
use std::time::Duration;

/// The site that passkeys are of.
pub const RP_ID: &str = "portal.example.org";
/// Another.
pub const OTHER_RP_ID: &str = "clinic.example.org";
/// Passkeys of the first site, then as many again of the other.
pub const PASSKEYS: usize = 24;

/// A trust anchor or CA.
#[derive(Debug)]
pub struct PooledAuthority {
    /// SHA-256 of its DER.
    pub fingerprint: Fingerprint,
    /// Its DER.
    pub der: Binary,
    /// The CA above: a place in the pool.
    pub issuer: Option<usize>,
    /// Its key: unlike every other's.
    pub key: usize,
    /// First second of validity.
    pub not_before: u64,
    /// Last second of validity.
    pub not_after: u64,
}

/// A request for a certificate. Its place in the pool is its key.
#[derive(Debug)]
pub struct PooledRequest {
    /// Whom it names.
    pub identity: IdentityId,
    /// Its DER.
    pub der: Binary,
}

/// A certificate.
#[derive(Debug)]
pub struct PooledCertificate {
    /// SHA-256 of its DER.
    pub fingerprint: Fingerprint,
    /// Its DER.
    pub der: Binary,
    /// Whom it names.
    pub identity: IdentityId,
    /// The key it is for: a place among the requests.
    pub key: usize,
    /// Who signed it: a place among the authorities.
    pub ca: usize,
    /// First second of validity.
    pub not_before: u64,
    /// Last second of validity.
    pub not_after: u64,
}

impl PooledAuthority {
    /// Whether it is valid at a time.
    pub fn is_valid(&self, now: u64) -> bool {
        (self.not_before..=self.not_after).contains(&now)
    }
}

impl PooledCertificate {
    /// Whether it is valid at a time.
    pub fn is_valid(&self, now: u64) -> bool {
        (self.not_before..=self.not_after).contains(&now)
    }
}

/// What some bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pooled {
    /// A trust anchor or CA.
    Authority(usize),
    /// A request.
    Request(usize),
    /// A certificate.
    Certificate(usize),
}

/// Everything that was made beforehand.
pub struct Pool {
    /// Has every passkey.
    pub authenticator: SoftwareAuthenticator,
    /// The passkeys.
    pub passkeys: Vec<PasskeyUnchecked>,
    /// A root and two CAs below it, then a spare of each.
    pub authorities: Vec<PooledAuthority>,
    /// Two requests for each subject.
    pub requests: Vec<PooledRequest>,
    /// Certificates for each request by each of the first two CAs: one for two years, one for twenty days.
    pub certificates: Vec<PooledCertificate>,
}

impl std::fmt::Debug for Pool {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pool").finish_non_exhaustive()
    }
}

impl Pool {
    /// A pool for subjects with their DIDs, valid from a time on.
    pub fn new(subjects: &[(IdentityId, String)], now: u64) -> Self {
        let mut authenticator = SoftwareAuthenticator::new();
        let mut passkey =
            |rp_id: &str| authenticator.create(rp_id).expect("the authenticator makes a passkey");
        let mut passkeys: Vec<_> = (0..PASSKEYS).map(|_| passkey(RP_ID)).collect();
        passkeys.extend((0..PASSKEYS).map(|_| passkey(OTHER_RP_ID)));
        let params = |name: &str, years| ca_params(name, BasicConstraints::Unconstrained, now, years);
        let roots = ["Root", "Spare root"].map(|name| Ca::root(params(name, 20), new_key()));
        let below = [("North CA", 10), ("South CA", 10), ("Spare CA", 10)]
            .map(|(name, years)| roots[0].below(params(name, years), new_key()));
        let authority = |ca: &Ca, issuer: Option<usize>, years: u64, key: usize| PooledAuthority {
            fingerprint: ca.fingerprint,
            der: ca.certificate(),
            issuer,
            key: 1000 + key,
            not_before: now,
            not_after: now + years * 365 * DAY,
        };
        let authorities = vec![
            authority(&roots[0], None, 20, 0),
            authority(&below[0], Some(0), 10, 1),
            authority(&below[1], Some(0), 10, 2),
            authority(&roots[1], None, 20, 3),
            authority(&below[2], Some(0), 10, 4),
        ];
        let (mut requests, mut certificates) = (vec![], vec![]);
        for (identity, did) in subjects.iter().flat_map(|subject| [subject, subject]) {
            let der = signing_request(did, &new_key());
            for (place, ca) in below[..2].iter().enumerate() {
                for days in [730, 20] {
                    let mut params = end_entity_params(did, now);
                    let not_after = now + days * DAY;
                    params.not_after = date_time_ymd(1970, 1, 1) + Duration::from_secs(not_after);
                    let certificate = ca.sign(&params, &der);
                    certificates.push(PooledCertificate {
                        fingerprint: fingerprint(&certificate),
                        der: certificate,
                        identity: *identity,
                        key: requests.len(),
                        ca: place + 1,
                        not_before: now,
                        not_after,
                    });
                }
            }
            requests.push(PooledRequest { identity: *identity, der });
        }
        Self { authenticator, passkeys, authorities, requests, certificates }
    }

    /// What some bytes are.
    pub fn find(&self, der: &Binary) -> Option<Pooled> {
        let authority = self.authorities.iter().position(|one| one.der == *der).map(Pooled::Authority);
        let request = || self.requests.iter().position(|one| one.der == *der).map(Pooled::Request);
        let certificate =
            || self.certificates.iter().position(|one| one.der == *der).map(Pooled::Certificate);
        authority.or_else(request).or_else(certificate)
    }

    /// The request and certificate of a subject by a CA, of two keys and two lifetimes.
    pub fn of(&self, identity: IdentityId, ca: usize) -> impl Iterator<Item = usize> + '_ {
        let all = self.certificates.iter().enumerate();
        all.filter(move |(_, one)| one.identity == identity && one.ca == ca).map(|(place, _)| place)
    }
}

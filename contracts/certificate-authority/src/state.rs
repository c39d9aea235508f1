//! Storage. Namespaces, beside those of `chartseal_types::certificate::abi` that other contracts read:
//!
//! | namespace | key → value |
//! | --- | --- |
//! | `ders` | fingerprint → DER, raw bytes |
//! | `certificates__identity` | (identity, fingerprint) → nothing |
//! | `serials` | (SHA-256 of the issuer's name, serial) → fingerprint |
//! | `compromised_keys` | SHA-256 of a public key → the certificate it was reported with |
//! | `changes` | (fingerprint, time, number) → what happened |
//! | `revocations` | (CA, fingerprint) → entry of its revocation list |
//! | `requests` | number → request |
//! | `request_count` | how many requests there have been |
//! | `requests__open` | (identity, CA) → number of the open request |
//! | `requests__ca` | (CA, number) → nothing, while open |
//! | `csrs` | number → PKCS#10 DER, raw bytes, while open |
//!
//! A write costs 30 gas a byte, so the rows of each issuance that only this contract reads are packed: `serials`, `changes`
//! and `requests`. Version 0.1 had them as JSON, which is still read.

use chartseal_guard::{Check, holds};
use chartseal_packed::PackedMap;
use chartseal_types::certificate::abi::{AUTHORITIES, CERTIFICATES};
use chartseal_types::certificate::{
    AuthorityRow, CertificateChange, CertificateRow, RequestState, RevocationReason,
};
use chartseal_types::{Fingerprint, IdentityId, page_size};
use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Empty, Order, StdResult, Storage};
use cw_storage_plus::{Bound, Item, Map};

use crate::ContractError;
use crate::domain::{Certificate, PublicKey};

const DERS: Map<Fingerprint, Empty> = Map::new("ders");
const BY_IDENTITY: Map<(IdentityId, Fingerprint), Empty> = Map::new("certificates__identity");
const SERIALS: PackedMap<(&[u8], &[u8]), Fingerprint> = PackedMap::new("serials");
const COMPROMISED_KEYS: Map<&[u8], Fingerprint> = Map::new("compromised_keys");
const CHANGES: PackedMap<(Fingerprint, (u64, u32)), CertificateChange> = PackedMap::new("changes");
const REVOCATIONS: Map<(Fingerprint, Fingerprint), RevocationRow> = Map::new("revocations");
const REQUESTS: PackedMap<u64, RequestRow> = PackedMap::new("requests");
const REQUEST_COUNT: Item<u64> = Item::new("request_count");
const OPEN_REQUESTS: Map<(IdentityId, Fingerprint), u64> = Map::new("requests__open");
const REQUESTS_BY_CA: Map<(Fingerprint, u64), Empty> = Map::new("requests__ca");
const CSRS: Map<u64, Empty> = Map::new("csrs");

/// An entry of a CA's revocation list.
#[cw_serde]
pub struct RevocationRow {
    /// Lower hex.
    pub serial: String,
    pub since: u64,
    /// None while on hold.
    pub reason: Option<RevocationReason>,
}

/// A request. The PKCS#10 bytes are apart, and go once it is answered.
#[cw_serde]
pub struct RequestRow {
    pub identity: IdentityId,
    pub ca: Fingerprint,
    pub requested_at: u64,
    pub state: RequestState,
}

// Certificates

pub fn certificate(storage: &dyn Storage, id: Fingerprint) -> Result<CertificateRow, ContractError> {
    CERTIFICATES.may_load(storage, id)?.ok_or(ContractError::UnknownCertificate { certificate: id })
}

pub fn may_certificate(storage: &dyn Storage, id: Fingerprint) -> StdResult<Option<CertificateRow>> {
    CERTIFICATES.may_load(storage, id)
}

pub fn save_certificate(storage: &mut dyn Storage, id: Fingerprint, row: &CertificateRow) -> StdResult<()> {
    CERTIFICATES.save(storage, id, row)
}

/// Adds a certificate of an identity, indexes included.
pub fn add_certificate(storage: &mut dyn Storage, id: Fingerprint, row: &CertificateRow) -> StdResult<()> {
    BY_IDENTITY.save(storage, (row.identity, id), &Empty {})?;
    CERTIFICATES.save(storage, id, row)
}

pub fn certificates_of(
    storage: &dyn Storage,
    identity: IdentityId,
    start_after: Option<Fingerprint>,
    limit: Option<u32>,
) -> StdResult<Vec<Fingerprint>> {
    BY_IDENTITY
        .prefix(identity)
        .keys(storage, start_after.map(Bound::exclusive), None, Order::Ascending)
        .take(page_size(limit))
        .collect()
}

// Authorities

pub fn authority(storage: &dyn Storage, id: Fingerprint) -> Result<AuthorityRow, ContractError> {
    AUTHORITIES.may_load(storage, id)?.ok_or(ContractError::UnknownAuthority { authority: id })
}

pub fn may_authority(storage: &dyn Storage, id: Fingerprint) -> StdResult<Option<AuthorityRow>> {
    AUTHORITIES.may_load(storage, id)
}

pub fn save_authority(storage: &mut dyn Storage, id: Fingerprint, row: &AuthorityRow) -> StdResult<()> {
    AUTHORITIES.save(storage, id, row)
}

pub fn authorities(
    storage: &dyn Storage,
    start_after: Option<Fingerprint>,
    limit: Option<u32>,
) -> StdResult<Vec<(Fingerprint, AuthorityRow)>> {
    AUTHORITIES
        .range(storage, start_after.map(Bound::exclusive), None, Order::Ascending)
        .take(page_size(limit))
        .collect()
}

// DER, serials, keys

/// Raw, since a JSON string of base64 would be a third longer, and storage is paid by the byte.
pub fn save_der(storage: &mut dyn Storage, id: Fingerprint, der: &[u8]) {
    storage.set(&DERS.key(id), der);
}

/// Whether a certificate of any kind is in the log.
pub fn is_logged(storage: &dyn Storage, id: Fingerprint) -> bool {
    storage.get(&DERS.key(id)).is_some()
}

/// The DER of a certificate of any kind in the log.
pub fn der(storage: &dyn Storage, id: Fingerprint) -> Result<Vec<u8>, ContractError> {
    storage.get(&DERS.key(id)).ok_or(ContractError::UnknownCertificate { certificate: id })
}

/// Takes an issuer's serial number for a certificate; once.
pub fn claim_serial(storage: &mut dyn Storage, certificate: &Certificate) -> Result<(), ContractError> {
    let issuer = certificate.issuer.digest();
    let key = (issuer.as_slice(), certificate.serial.as_bytes());
    match SERIALS.may_load(storage, key)? {
        Some(certificate) if !holds(Check::NewSerial, false) => {
            Err(ContractError::DuplicateSerial { certificate })
        }
        _ => Ok(SERIALS.save(storage, key, &certificate.fingerprint)?),
    }
}

pub fn is_compromised(storage: &dyn Storage, key: &PublicKey) -> bool {
    COMPROMISED_KEYS.has(storage, &key.digest())
}

pub fn mark_compromised(
    storage: &mut dyn Storage,
    key: &PublicKey,
    certificate: Fingerprint,
) -> StdResult<()> {
    COMPROMISED_KEYS.save(storage, &key.digest(), &certificate)
}

// Changes

pub fn add_change(
    storage: &mut dyn Storage,
    id: Fingerprint,
    change: &CertificateChange,
) -> Result<(), ContractError> {
    let last = CHANGES.keys(storage, id, None, Order::Descending).next().transpose()?;
    let number = last.map_or(Some(0), |(_, number)| number.checked_add(1));
    let number = number.ok_or(ContractError::CounterExhausted { counter: "changes" })?;
    Ok(CHANGES.save(storage, (id, (change.at, number)), change)?)
}

/// The change that counts at a time: the last one up to then.
pub fn change_at(storage: &dyn Storage, id: Fingerprint, at: u64) -> StdResult<Option<CertificateChange>> {
    let mut changes = CHANGES.range(storage, id, Some((at, u32::MAX)), Order::Descending);
    Ok(changes.next().transpose()?.map(|(_, change)| change))
}

pub fn changes(
    storage: &dyn Storage,
    id: Fingerprint,
    skip: Option<u32>,
    limit: Option<u32>,
) -> StdResult<Vec<CertificateChange>> {
    CHANGES
        .range(storage, id, None, Order::Ascending)
        .skip(skip.unwrap_or(0) as usize)
        .take(page_size(limit))
        .map(|entry| entry.map(|(_, change)| change))
        .collect()
}

// Revocation lists

pub fn save_revocation(
    storage: &mut dyn Storage,
    ca: Fingerprint,
    id: Fingerprint,
    row: &RevocationRow,
) -> StdResult<()> {
    REVOCATIONS.save(storage, (ca, id), row)
}

pub fn remove_revocation(storage: &mut dyn Storage, ca: Fingerprint, id: Fingerprint) {
    REVOCATIONS.remove(storage, (ca, id));
}

pub fn revocations(
    storage: &dyn Storage,
    ca: Fingerprint,
    start_after: Option<Fingerprint>,
    limit: Option<u32>,
) -> StdResult<Vec<(Fingerprint, RevocationRow)>> {
    REVOCATIONS
        .prefix(ca)
        .range(storage, start_after.map(Bound::exclusive), None, Order::Ascending)
        .take(page_size(limit))
        .collect()
}

// Requests

pub fn request(storage: &dyn Storage, id: u64) -> Result<RequestRow, ContractError> {
    REQUESTS.may_load(storage, id)?.ok_or(ContractError::UnknownRequest { request: id })
}

/// The PKCS#10 bytes of a request, while it is open.
pub fn csr(storage: &dyn Storage, id: u64) -> Option<Vec<u8>> {
    storage.get(&CSRS.key(id))
}

/// Files a request; gives its number and that of the open one it replaces.
pub fn open_request(
    storage: &mut dyn Storage,
    row: &RequestRow,
    csr: &[u8],
) -> Result<(u64, Option<u64>), ContractError> {
    let count = REQUEST_COUNT.may_load(storage)?.unwrap_or(0);
    let id = count.checked_add(1).ok_or(ContractError::CounterExhausted { counter: "requests" })?;
    let replaced = OPEN_REQUESTS.may_load(storage, (row.identity, row.ca))?;
    if let Some(replaced) = replaced {
        let earlier = request(storage, replaced)?;
        close_request(storage, replaced, earlier, RequestState::Replaced { by: id })?;
    }
    REQUEST_COUNT.save(storage, &id)?;
    REQUESTS.save(storage, id, row)?;
    OPEN_REQUESTS.save(storage, (row.identity, row.ca), &id)?;
    REQUESTS_BY_CA.save(storage, (row.ca, id), &Empty {})?;
    storage.set(&CSRS.key(id), csr);
    Ok((id, replaced))
}

/// Ends an open request: the outcome stays, the PKCS#10 bytes go.
pub fn close_request(
    storage: &mut dyn Storage,
    id: u64,
    row: RequestRow,
    outcome: RequestState,
) -> StdResult<()> {
    OPEN_REQUESTS.remove(storage, (row.identity, row.ca));
    REQUESTS_BY_CA.remove(storage, (row.ca, id));
    storage.remove(&CSRS.key(id));
    REQUESTS.save(storage, id, &RequestRow { state: outcome, ..row })
}

pub fn open_requests(
    storage: &dyn Storage,
    ca: Fingerprint,
    start_after: Option<u64>,
    limit: Option<u32>,
) -> StdResult<Vec<u64>> {
    REQUESTS_BY_CA
        .prefix(ca)
        .keys(storage, start_after.map(Bound::exclusive), None, Order::Ascending)
        .take(page_size(limit))
        .collect()
}

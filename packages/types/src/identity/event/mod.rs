//! Events of the identity registry: an indexer can rebuild every change of state from them.
//!
//! Attributes are in snake_case; values are ids, addresses, codes as in JSON, numbers, Unix seconds, and base64 of
//! public keys. The time of a change is that of its block.

mod act;
mod change;
mod recovery;
mod representative;

use cosmwasm_std::{Addr, Event, StdResult, to_json_string};
use serde::Serialize;

use super::domain::{EncryptionKey, KeyVersion, Kind, Status, StatusChange, StatusReason, Verification};
use crate::{Commitment, IdentityId, Role};

pub use act::*;
pub use change::*;
pub use recovery::*;
pub use representative::*;

/// An account registered itself. The first [`key_set`] goes with it.
pub fn registered(id: IdentityId, kind: Kind, account: &Addr, evidence: Commitment) -> StdResult<Event> {
    Ok(about("identity_registered", id)
        .add_attribute("kind", code(&kind)?)
        .add_attribute("account", account)
        .add_attribute("evidence", evidence.to_string()))
}

/// An organization registered a patient that no account controls. The first [`key_set`] goes with it.
pub fn unclaimed_registered(
    id: IdentityId,
    organization: IdentityId,
    by: &Addr,
    evidence: Commitment,
) -> Event {
    about("unclaimed_registered", id)
        .add_attribute("organization", organization.to_string())
        .add_attribute("by", by)
        .add_attribute("evidence", evidence.to_string())
}

/// A version of the encryption key counts from now on.
pub fn key_set(id: IdentityId, version: &KeyVersion) -> StdResult<Event> {
    let event = about("key_set", id)
        .add_attribute("version", version.version.to_string())
        .add_attribute("since_height", version.since_height.to_string());
    with_key(event, &version.key)
}

/// A registrar, or without the attribute `registrar` the admin, verified an identity.
pub fn verified(id: IdentityId, verification: &Verification) -> StdResult<Event> {
    let event = about("identity_verified", id)
        .add_attribute("by", &verification.by)
        .add_attribute("level", code(&verification.level)?)
        .add_attribute("evidence", verification.evidence.to_string())
        .add_attribute("expires_at", verification.expires_at.to_string());
    Ok(match verification.registrar {
        Some(registrar) => event.add_attribute("registrar", registrar.to_string()),
        None => event,
    })
}

/// An identity's status changed.
pub fn status_changed(id: IdentityId, change: &StatusChange) -> StdResult<Event> {
    let StatusChange { status, by, reason, .. } = change;
    Ok(about("status_changed", id)
        .add_attribute("status", code::<Status>(status)?)
        .add_attribute("reason", code::<StatusReason>(reason)?)
        .add_attribute("by", by))
}

/// The admin appointed a registrar.
pub fn registrar_appointed(organization: IdentityId) -> Event {
    Event::new("registrar_appointed").add_attribute("organization", organization.to_string())
}

/// The admin dismissed a registrar.
pub fn registrar_dismissed(organization: IdentityId) -> Event {
    Event::new("registrar_dismissed").add_attribute("organization", organization.to_string())
}

/// The admin found that a registrar went bad at a time. If it still was one, [`registrar_dismissed`] goes with it.
pub fn registrar_distrusted(organization: IdentityId, since: u64) -> Event {
    Event::new("registrar_distrusted")
        .add_attribute("organization", organization.to_string())
        .add_attribute("since", since.to_string())
}

/// An organization may offer these roles from now on, and no others. `roles` is comma-separated, `none` for no role.
pub fn accredited(organization: IdentityId, roles: &[Role], by: &Addr) -> StdResult<Event> {
    let codes = roles.iter().map(code).collect::<StdResult<Vec<_>>>()?;
    let codes = if codes.is_empty() { "none".into() } else { codes.join(",") };
    Ok(Event::new("organization_accredited")
        .add_attribute("organization", organization.to_string())
        .add_attribute("roles", codes)
        .add_attribute("by", by))
}

/// An account froze its identity.
pub fn frozen(id: IdentityId, until: u64, by: &Addr) -> Event {
    about("identity_frozen", id).add_attribute("until", until.to_string()).add_attribute("by", by)
}

/// An account controls an identity from now on.
pub fn account_added(id: IdentityId, account: &Addr) -> Event {
    about("account_added", id).add_attribute("account", account)
}

/// An account no longer controls an identity.
pub fn account_removed(id: IdentityId, account: &Addr) -> Event {
    about("account_removed", id).add_attribute("account", account)
}

/// An organization offered a practitioner a role.
pub fn affiliation_offered(
    practitioner: IdentityId,
    organization: IdentityId,
    role: Role,
) -> StdResult<Event> {
    affiliation("affiliation_offered", practitioner, organization, role)
}

/// The practitioner accepted.
pub fn affiliation_accepted(
    practitioner: IdentityId,
    organization: IdentityId,
    role: Role,
) -> StdResult<Event> {
    affiliation("affiliation_accepted", practitioner, organization, role)
}

/// Either side ended an affiliation or an offer.
pub fn affiliation_ended(
    practitioner: IdentityId,
    organization: IdentityId,
    role: Role,
    by: &Addr,
) -> StdResult<Event> {
    Ok(affiliation("affiliation_ended", practitioner, organization, role)?.add_attribute("by", by))
}

fn about(kind: &str, id: IdentityId) -> Event {
    Event::new(kind).add_attribute("identity", id.to_string())
}

fn affiliation(
    kind: &str,
    practitioner: IdentityId,
    organization: IdentityId,
    role: Role,
) -> StdResult<Event> {
    Ok(Event::new(kind)
        .add_attribute("practitioner", practitioner.to_string())
        .add_attribute("organization", organization.to_string())
        .add_attribute("role", code(&role)?))
}

fn with_key(event: Event, key: &EncryptionKey) -> StdResult<Event> {
    Ok(event
        .add_attribute("suite", code(&key.suite)?)
        .add_attribute("public_key", key.public_key.to_base64()))
}

/// A code as JSON spells it, without the quotes.
fn code<T: Serialize>(value: &T) -> StdResult<String> {
    Ok(to_json_string(value)?.trim_matches('"').to_owned())
}

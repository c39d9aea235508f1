//! Guardians and recoveries.

use cosmwasm_std::{Addr, Event, StdResult};

use super::change::with_passkey;
use super::{about, with_key};
use crate::IdentityId;
use crate::identity::{Guardians, Recovery, RecoveryOutcome};

/// These guardians recover an identity from now on. `guardians` is comma-separated, `none` for no one.
pub fn guardians_set(id: IdentityId, guardians: &Guardians) -> Event {
    with_guardians(about("guardians_set", id), guardians)
}

/// A guardian started a recovery, which is its first approval.
pub fn recovery_started(id: IdentityId, recovery: &Recovery) -> StdResult<Event> {
    let event = recovery_event("recovery_started", id, recovery)
        .add_attribute("guardian", recovery.started_by.to_string())
        .add_attribute("account", &recovery.account);
    let event = with_key(event, &recovery.encryption_key)?;
    Ok(match &recovery.passkey {
        Some(passkey) => with_passkey(event, passkey),
        None => event,
    })
}

/// A guardian approved a recovery. `due_at` is there once enough have.
pub fn recovery_approved(id: IdentityId, recovery: &Recovery, guardian: IdentityId) -> Event {
    recovery_event("recovery_approved", id, recovery).add_attribute("guardian", guardian.to_string())
}

/// A guardian or a registrar took back what it gave. `due_at` is there if enough are left.
pub fn approval_withdrawn(id: IdentityId, recovery: &Recovery, by: IdentityId) -> Event {
    recovery_event("approval_withdrawn", id, recovery).add_attribute("by", by.to_string())
}

/// An account of the identity vetoed a recovery.
pub fn recovery_vetoed(id: IdentityId, recovery: &Recovery, by: &Addr) -> Event {
    recovery_event("recovery_vetoed", id, recovery).add_attribute("by", by)
}

/// A guardian or a registrar overrode a veto. `due_at` is there once enough have.
pub fn veto_overridden(id: IdentityId, recovery: &Recovery, by: IdentityId) -> Event {
    recovery_event("veto_overridden", id, recovery).add_attribute("by", by.to_string())
}

/// A recovery ended without taking effect: withdrawn or dropped.
pub fn recovery_ended(id: IdentityId, recovery: &Recovery, outcome: RecoveryOutcome) -> StdResult<Event> {
    Ok(recovery_event("recovery_ended", id, recovery).add_attribute("outcome", super::code(&outcome)?))
}

/// The new account took over. What it did is in the events that follow; a freeze is lifted.
pub fn recovery_completed(id: IdentityId, recovery: &Recovery) -> Event {
    recovery_event("recovery_completed", id, recovery).add_attribute("account", &recovery.account)
}

pub(super) fn with_guardians(event: Event, guardians: &Guardians) -> Event {
    let ids: Vec<_> = guardians.identities.iter().map(ToString::to_string).collect();
    let ids = if ids.is_empty() { "none".into() } else { ids.join(",") };
    event.add_attribute("guardians", ids).add_attribute("threshold", guardians.threshold.to_string())
}

fn recovery_event(kind: &str, id: IdentityId, recovery: &Recovery) -> Event {
    let event = about(kind, id)
        .add_attribute("recovery", recovery.number.to_string())
        .add_attribute("lapses_at", recovery.lapses_at.to_string());
    match recovery.due_at {
        Some(due_at) => event.add_attribute("due_at", due_at.to_string()),
        None => event,
    }
}

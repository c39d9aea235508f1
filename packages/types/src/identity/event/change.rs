//! Changes that wait, and what they did.

use cosmwasm_std::{Addr, Event, StdResult};

use super::recovery::with_guardians;
use super::{about, with_key};
use crate::identity::{Change, PendingChange};
use crate::second_factor::{Passkey, RelyingParty};
use crate::{CredentialHash, IdentityId};

/// A change waits.
pub fn change_proposed(id: IdentityId, pending: &PendingChange) -> StdResult<Event> {
    let event = about("change_proposed", id)
        .add_attribute("number", pending.number.to_string())
        .add_attribute("applies_at", pending.applies_at.to_string())
        .add_attribute("confirmed", pending.confirmed.to_string())
        .add_attribute("by", &pending.proposed_by);
    Ok(match &pending.change {
        Change::AddAccount { account } => {
            event.add_attribute("change", "add_account").add_attribute("account", account)
        }
        Change::RemoveAccount { account } => {
            event.add_attribute("change", "remove_account").add_attribute("account", account)
        }
        Change::ReplaceKey { key } => with_key(event.add_attribute("change", "replace_key"), key)?,
        Change::AddPasskey { passkey } => with_passkey(event.add_attribute("change", "add_passkey"), passkey),
        Change::RemovePasskey { credential } => event
            .add_attribute("change", "remove_passkey")
            .add_attribute("credential_hash", credential.to_string()),
        Change::SetGuardians { guardians } => {
            with_guardians(event.add_attribute("change", "set_guardians"), guardians)
        }
    })
}

/// An older account approved a change, which can be applied from `applies_at` on: at once.
pub fn change_approved(id: IdentityId, number: u32, applies_at: u64, by: &Addr) -> Event {
    about("change_approved", id)
        .add_attribute("number", number.to_string())
        .add_attribute("applies_at", applies_at.to_string())
        .add_attribute("by", by)
}

/// A change was withdrawn, or dropped because the account that proposed it was removed: then `by` is who applied the
/// removal.
pub fn change_cancelled(id: IdentityId, number: u32, by: &Addr) -> Event {
    about("change_cancelled", id).add_attribute("number", number.to_string()).add_attribute("by", by)
}

/// A change was applied; what it did is in the event that follows. With a removal goes a [`change_cancelled`] for each
/// change that the removed account had proposed.
pub fn change_applied(id: IdentityId, number: u32, by: &Addr) -> Event {
    about("change_applied", id).add_attribute("number", number.to_string()).add_attribute("by", by)
}

/// A passkey confirms an identity's messages from now on.
pub fn passkey_added(id: IdentityId, passkey: &Passkey) -> Event {
    with_passkey(about("passkey_added", id), passkey)
}

/// A passkey confirms nothing any more.
pub fn passkey_removed(id: IdentityId, credential: CredentialHash) -> Event {
    about("passkey_removed", id).add_attribute("credential_hash", credential.to_string())
}

/// The admin set the relying parties whose passkeys count. `rp_ids` is comma-separated, `none` for no one; `origins`
/// is separated by spaces, which no origin contains.
pub fn relying_parties_set(relying_parties: &[RelyingParty]) -> Event {
    let rp_ids: Vec<_> = relying_parties.iter().map(|party| party.rp_id.as_str()).collect();
    let origins: Vec<_> =
        relying_parties.iter().flat_map(|party| party.origins.iter().map(String::as_str)).collect();
    let or_none = |list: String| if list.is_empty() { "none".into() } else { list };
    Event::new("relying_parties_set")
        .add_attribute("rp_ids", or_none(rp_ids.join(",")))
        .add_attribute("origins", or_none(origins.join(" ")))
}

pub(super) fn with_passkey(event: Event, passkey: &Passkey) -> Event {
    event
        .add_attribute("credential", passkey.credential.to_base64())
        .add_attribute("credential_hash", passkey.credential_hash().to_string())
        .add_attribute("public_key", passkey.public_key.to_base64())
        .add_attribute("rp_id", &passkey.rp_id)
}

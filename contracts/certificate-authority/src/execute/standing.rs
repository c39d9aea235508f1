//! Revocation, hold and release of end entities' certificates. A pause stops the release alone: it gives back what a hold
//! took away, tickets already out included.

use chartseal_governance::{ensure_running, is_admin};
use chartseal_guard::{Check, holds};
use chartseal_types::certificate::{
    CertificateChange, CertificateRow, Change, Party, RevocationReason, Standing, event,
};
use chartseal_types::{Fingerprint, IdentityId};
use cosmwasm_std::{Deps, DepsMut, Env, MessageInfo, Response, Storage};

use super::Parties;
use crate::domain::Certificate;
use crate::state::RevocationRow;
use crate::{ContractError, state};

pub fn revoke(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    id: Fingerprint,
    reason: RevocationReason,
) -> Result<Response, ContractError> {
    let row = not_revoked(deps.storage, id)?;
    let by = revoking_party(deps.as_ref(), env, info, &row)?;
    let certificate = Certificate::parse(&state::der(deps.storage, id)?)?;
    if reason == RevocationReason::KeyCompromise {
        state::mark_compromised(deps.storage, &certificate.key, id)?;
    }
    list(deps.storage, id, &row, &certificate, env.block.time.seconds(), Some(reason))?;
    record(deps.storage, env, id, row, Standing::Revoked, Change::Revoked { reason }, by)?;
    Ok(Response::new().add_attribute("action", "revoke_certificate").add_event(event::certificate_revoked(
        id,
        row.identity,
        by,
        reason,
    )))
}

pub fn hold(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    id: Fingerprint,
) -> Result<Response, ContractError> {
    let row = not_revoked(deps.storage, id)?;
    let by = revoking_party(deps.as_ref(), env, info, &row)?;
    let since = held_since(deps.storage, env, id, &row, by)?;
    let certificate = Certificate::parse(&state::der(deps.storage, id)?)?;
    list(deps.storage, id, &row, &certificate, since, None)?;
    record(deps.storage, env, id, row, Standing::OnHold, Change::Held { since }, by)?;
    Ok(Response::new().add_attribute("action", "hold_certificate").add_event(event::certificate_held(
        id,
        row.identity,
        by,
    )))
}

pub fn release(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    id: Fingerprint,
) -> Result<Response, ContractError> {
    ensure_running(deps.storage, env.block.time.seconds())?;
    let row = not_revoked(deps.storage, id)?;
    if row.standing != Standing::OnHold {
        return Err(ContractError::NotOnHold { certificate: id });
    }
    let by = releasing_party(deps.as_ref(), env, info, id, &row)?;
    state::remove_revocation(deps.storage, row.issuer, id);
    record(deps.storage, env, id, row, Standing::Good, Change::Released {}, by)?;
    Ok(Response::new().add_attribute("action", "release_certificate").add_event(event::certificate_released(
        id,
        row.identity,
        by,
    )))
}

fn not_revoked(storage: &dyn Storage, id: Fingerprint) -> Result<CertificateRow, ContractError> {
    let row = state::certificate(storage, id)?;
    match row.standing {
        Standing::Revoked => Err(ContractError::AlreadyRevoked { certificate: id }),
        Standing::Good | Standing::OnHold => Ok(row),
    }
}

/// The admin, the subject, the issuer's organization or a registrar. Subject and issuer need not be active: a
/// revocation is never blocked.
fn revoking_party(
    deps: Deps<'_>,
    env: &Env,
    info: &MessageInfo,
    row: &CertificateRow,
) -> Result<Party, ContractError> {
    if is_admin(deps.storage, &info.sender)? {
        return Ok(Party::Admin {});
    }
    let refused = || ContractError::MayNotRevoke { sender: info.sender.clone() };
    let parties = Parties::new(deps, env)?;
    let id = parties.identity_of(&info.sender)?.ok_or_else(refused)?;
    if holds(Check::MayRevoke, is_entitled(deps.storage, &parties, id, row)?) {
        Ok(Party::Identity { id })
    } else {
        Err(refused())
    }
}

/// The subject, the issuer's organization or a registrar.
fn is_entitled(
    storage: &dyn Storage,
    parties: &Parties<'_>,
    id: IdentityId,
    row: &CertificateRow,
) -> Result<bool, ContractError> {
    let issuer = state::authority(storage, row.issuer)?.organization;
    Ok(id == row.identity || issuer == Some(id) || parties.is_registrar(id)?)
}

/// Who placed the hold, active and still entitled to place it, or the admin. A release gives back what the hold took,
/// so who lost standing since leaves it to the admin.
fn releasing_party(
    deps: Deps<'_>,
    env: &Env,
    info: &MessageInfo,
    certificate: Fingerprint,
    row: &CertificateRow,
) -> Result<Party, ContractError> {
    if is_admin(deps.storage, &info.sender)? {
        return Ok(Party::Admin {});
    }
    let refused = || ContractError::MayNotRelease { sender: info.sender.clone() };
    let parties = Parties::new(deps, env)?;
    let id = parties.identity_of(&info.sender)?.ok_or_else(refused)?;
    let party = Party::Identity { id };
    let holder = last_change(deps.storage, env, certificate)?.map(|change| change.by);
    if !holds(Check::HolderReleases, holder == Some(party)) {
        return Err(refused());
    }
    parties.ensure_active(&[id])?;
    if is_entitled(deps.storage, &parties, id, row)? { Ok(party) } else { Err(refused()) }
}

/// From when a hold that `by` places counts: now, or since the subject's own hold, which gives way to it. Otherwise
/// a subject could keep others from holding by being first, and release when it likes.
fn held_since(
    storage: &dyn Storage,
    env: &Env,
    id: Fingerprint,
    row: &CertificateRow,
    by: Party,
) -> Result<u64, ContractError> {
    if row.standing != Standing::OnHold {
        return Ok(env.block.time.seconds());
    }
    let subject = Party::Identity { id: row.identity };
    match last_change(storage, env, id)? {
        Some(CertificateChange { change: Change::Held { since }, by: holder, .. })
            if holder == subject && by != subject =>
        {
            Ok(since)
        }
        _ => Err(ContractError::AlreadyOnHold { certificate: id }),
    }
}

fn last_change(
    storage: &dyn Storage,
    env: &Env,
    id: Fingerprint,
) -> Result<Option<CertificateChange>, ContractError> {
    Ok(state::change_at(storage, id, env.block.time.seconds())?)
}

/// Puts a certificate on its issuer's revocation list; without a reason it is on hold.
fn list(
    storage: &mut dyn Storage,
    id: Fingerprint,
    row: &CertificateRow,
    certificate: &Certificate,
    since: u64,
    reason: Option<RevocationReason>,
) -> Result<(), ContractError> {
    let entry = RevocationRow { serial: certificate.serial.to_string(), since, reason };
    Ok(state::save_revocation(storage, row.issuer, id, &entry)?)
}

fn record(
    storage: &mut dyn Storage,
    env: &Env,
    id: Fingerprint,
    row: CertificateRow,
    standing: Standing,
    change: Change,
    by: Party,
) -> Result<(), ContractError> {
    state::save_certificate(storage, id, &CertificateRow { standing, ..row })?;
    state::add_change(storage, id, &CertificateChange { change, by, at: env.block.time.seconds() })
}

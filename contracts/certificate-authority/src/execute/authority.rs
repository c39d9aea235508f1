//! Trust anchors and issuing CAs.

use chartseal_governance::{ensure_admin, ensure_running, is_admin};
use chartseal_guard::{Check, holds};
use chartseal_types::certificate::{
    AuthorityRow, CertificateChange, Change, Party, RevocationReason, Standing, event,
};
use chartseal_types::{Fingerprint, IdentityId};
use cosmwasm_std::{Deps, DepsMut, Env, MessageInfo, Response, Storage, to_json_binary};

use super::Parties;
use crate::chain::Authority;
use crate::domain::{Certificate, path};
use crate::state::RevocationRow;
use crate::{ContractError, chain, state};

pub fn add_trust_anchor(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    der: &[u8],
) -> Result<Response, ContractError> {
    let now = env.block.time.seconds();
    ensure_admin(deps.storage, &info.sender)?;
    ensure_running(deps.storage, now)?;
    let anchor = Certificate::parse(der)?;
    path::check_anchor(deps.api, &anchor, now)?;
    log(deps.storage, &anchor, der, None, None, now)?;
    Ok(Response::new()
        .add_attribute("action", "add_trust_anchor")
        .add_event(event::trust_anchor_added(
            anchor.fingerprint,
            anchor.validity.not_before,
            anchor.validity.not_after,
        ))
        .set_data(to_json_binary(&anchor.fingerprint)?))
}

pub fn add_issuing_ca(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    der: &[u8],
    issuer: Fingerprint,
    organization: IdentityId,
) -> Result<Response, ContractError> {
    let now = env.block.time.seconds();
    ensure_admin(deps.storage, &info.sender)?;
    ensure_running(deps.storage, now)?;
    Parties::new(deps.as_ref(), env)?.ensure_active_organization(organization)?;
    let authority = Certificate::parse(der)?;
    let issuers = chain::issuers(deps.storage, Authority::load(deps.storage, issuer)?, now)?;
    path::check_authority(deps.api, &authority, &issuers, now)?;
    log(deps.storage, &authority, der, Some(issuer), Some(organization), now)?;
    Ok(Response::new()
        .add_attribute("action", "add_issuing_ca")
        .add_event(event::issuing_ca_added(
            authority.fingerprint,
            issuer,
            organization,
            authority.validity.not_before,
            authority.validity.not_after,
        ))
        .set_data(to_json_binary(&authority.fingerprint)?))
}

pub fn revoke(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    ca: Fingerprint,
    reason: RevocationReason,
) -> Result<Response, ContractError> {
    let now = env.block.time.seconds();
    let row = state::authority(deps.storage, ca)?;
    let by = revoking_party(deps.as_ref(), env, info, &row)?;
    if row.standing == Standing::Revoked {
        return Err(ContractError::AlreadyRevoked { certificate: ca });
    }
    state::save_authority(deps.storage, ca, &AuthorityRow { standing: Standing::Revoked, ..row })?;
    state::add_change(
        deps.storage,
        ca,
        &CertificateChange { change: Change::Revoked { reason }, by, at: now },
    )?;
    let certificate = Certificate::parse(&state::der(deps.storage, ca)?)?;
    if let Some(issuer) = row.issuer {
        let serial = certificate.serial.to_string();
        let entry = RevocationRow { serial, since: now, reason: Some(reason) };
        state::save_revocation(deps.storage, issuer, ca, &entry)?;
    }
    if matches!(reason, RevocationReason::KeyCompromise | RevocationReason::CaCompromise) {
        state::mark_compromised(deps.storage, &certificate.key, ca)?;
    }
    Ok(Response::new().add_attribute("action", "revoke_ca").add_event(event::ca_revoked(ca, by, reason)))
}

/// The admin; for a CA below a trust anchor also its organization and that of the CA above. Whether these are
/// active does not matter: a revocation is never blocked.
fn revoking_party(
    deps: Deps<'_>,
    env: &Env,
    info: &MessageInfo,
    row: &AuthorityRow,
) -> Result<Party, ContractError> {
    if is_admin(deps.storage, &info.sender)? {
        return Ok(Party::Admin {});
    }
    let above = match row.issuer {
        Some(issuer) => state::authority(deps.storage, issuer)?.organization,
        None => None,
    };
    match Parties::new(deps, env)?.identity_of(&info.sender)? {
        Some(id) if holds(Check::MayRevokeCa, [row.organization, above].contains(&Some(id))) => {
            Ok(Party::Identity { id })
        }
        _ => Err(ContractError::MayNotRevokeCa { sender: info.sender.clone() }),
    }
}

/// Puts a CA into the log.
fn log(
    storage: &mut dyn Storage,
    certificate: &Certificate,
    der: &[u8],
    issuer: Option<Fingerprint>,
    organization: Option<IdentityId>,
    now: u64,
) -> Result<(), ContractError> {
    let id = certificate.fingerprint;
    ensure_new(storage, certificate)?;
    state::claim_serial(storage, certificate)?;
    let row = AuthorityRow {
        issuer,
        organization,
        not_before: certificate.validity.not_before,
        not_after: certificate.validity.not_after,
        standing: Standing::Good,
    };
    state::save_authority(storage, id, &row)?;
    state::save_der(storage, id, der);
    state::add_change(
        storage,
        id,
        &CertificateChange { change: Change::Logged {}, by: Party::Admin {}, at: now },
    )
}

/// Refuses a certificate that is in the log already, as whatever, and a key that was reported compromised.
pub fn ensure_new(storage: &dyn Storage, certificate: &Certificate) -> Result<(), ContractError> {
    let id = certificate.fingerprint;
    if !holds(Check::NewCertificate, !state::is_logged(storage, id)) {
        return Err(ContractError::DuplicateCertificate { certificate: id });
    }
    if !holds(Check::KeyNotCompromised, !state::is_compromised(storage, &certificate.key)) {
        return Err(ContractError::CompromisedKey);
    }
    Ok(())
}

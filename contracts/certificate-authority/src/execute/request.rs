//! Requests, and the operator's answers to them.

use chartseal_governance::ensure_running;
use chartseal_guard::{Check, holds};
use chartseal_second_factor::Factor;
use chartseal_types::Fingerprint;
use chartseal_types::certificate::{
    CertificateChange, CertificateRow, Change, DeclineReason, Party, RequestState, Standing, event,
};
use chartseal_types::second_factor::Sensitive;
use cosmwasm_std::{Deps, DepsMut, Env, MessageInfo, Response, Storage, to_json_binary};

use super::Parties;
use super::authority::ensure_new;
use crate::chain::Authority;
use crate::domain::{Certificate, SigningRequest, path, profile};
use crate::state::RequestRow;
use crate::{ContractError, chain, state};

pub fn request(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    ca: Fingerprint,
    csr: &[u8],
) -> Result<Response, ContractError> {
    let now = env.block.time.seconds();
    ensure_running(deps.storage, now)?;
    let parties = Parties::new(deps.as_ref(), env)?;
    let identity = parties
        .identity_of(&info.sender)?
        .ok_or_else(|| ContractError::NoIdentity { sender: info.sender.clone() })?;
    // Identities cost nothing to make, and each fills a place of the operator's list.
    parties.ensure_active(&[identity])?;
    let authority = Authority::load(deps.storage, ca)?;
    authority.operator()?;
    chain::ensure_good(deps.storage, authority, now)?;
    let parsed = SigningRequest::parse(csr)?;
    parsed.check(deps.api, &identity.did(&env.block.chain_id))?;
    if !holds(Check::KeyNotCompromised, !state::is_compromised(deps.storage, &parsed.key)) {
        return Err(ContractError::CompromisedKey);
    }
    let row = RequestRow { identity, ca, requested_at: now, state: RequestState::Open {} };
    let (id, replaced) = state::open_request(deps.storage, &row, csr)?;
    Ok(Response::new()
        .add_attribute("action", "request_certificate")
        .add_event(event::certificate_requested(id, identity, ca, replaced))
        .set_data(to_json_binary(&id)?))
}

pub fn issue(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    factor: &Factor,
    id: u64,
    der: &[u8],
) -> Result<Response, ContractError> {
    let now = env.block.time.seconds();
    ensure_running(deps.storage, now)?;
    let request = open_request(deps.storage, id)?;
    let (parties, ca) = (Parties::new(deps.as_ref(), env)?, Authority::load(deps.storage, request.ca)?);
    let operator = ca.operator()?;
    parties.ensure_operator(&info.sender, operator)?;
    parties.ensure_active(&[operator, request.identity])?;
    parties.ensure_confirmed(factor, operator, Sensitive::IssueCertificate)?;
    let certificate = check(deps.as_ref(), env, id, &request, ca, der)?;
    ensure_new(deps.storage, &certificate)?;
    state::claim_serial(deps.storage, &certificate)?;
    let row = CertificateRow {
        identity: request.identity,
        issuer: request.ca,
        not_before: certificate.validity.not_before,
        not_after: certificate.validity.not_after,
        standing: Standing::Good,
    };
    let by = Party::Identity { id: operator };
    let fingerprint = certificate.fingerprint;
    state::add_certificate(deps.storage, fingerprint, &row)?;
    state::save_der(deps.storage, fingerprint, der);
    state::add_change(
        deps.storage,
        fingerprint,
        &CertificateChange { change: Change::Logged {}, by, at: now },
    )?;
    state::close_request(deps.storage, id, request, RequestState::Issued { certificate: fingerprint })?;
    Ok(Response::new()
        .add_attribute("action", "issue_certificate")
        .add_event(event::certificate_issued(
            id,
            fingerprint,
            row.identity,
            row.issuer,
            row.not_before,
            row.not_after,
        ))
        .set_data(to_json_binary(&fingerprint)?))
}

/// A refusal: never stopped by a pause, nor by the organization's own status.
pub fn decline(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    id: u64,
    reason: DeclineReason,
) -> Result<Response, ContractError> {
    let request = open_request(deps.storage, id)?;
    let operator = Authority::load(deps.storage, request.ca)?.operator()?;
    Parties::new(deps.as_ref(), env)?.ensure_operator(&info.sender, operator)?;
    let event = event::request_declined(id, request.identity, request.ca, reason);
    state::close_request(deps.storage, id, request, RequestState::Declined { reason })?;
    Ok(Response::new().add_attribute("action", "decline_request").add_event(event))
}

fn open_request(storage: &dyn Storage, id: u64) -> Result<RequestRow, ContractError> {
    let request = state::request(storage, id)?;
    match request.state {
        RequestState::Open {} => Ok(request),
        _ => Err(ContractError::RequestClosed { request: id }),
    }
}

/// Everything RFC 5280 and the pseudonymous profile ask of a certificate that answers this request.
fn check(
    deps: Deps<'_>,
    env: &Env,
    id: u64,
    request: &RequestRow,
    ca: Authority,
    der: &[u8],
) -> Result<Certificate, ContractError> {
    let now = env.block.time.seconds();
    let csr = state::csr(deps.storage, id).ok_or(ContractError::RequestClosed { request: id })?;
    let key = SigningRequest::parse(&csr)?.key;
    let certificate = Certificate::parse(der)?;
    profile::check(&certificate, &request.identity.did(&env.block.chain_id), &key)?;
    let issuers = chain::issuers(deps.storage, ca, now)?;
    path::check_end_entity(deps.api, &certificate, &issuers, now)?;
    Ok(certificate)
}

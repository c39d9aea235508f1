//! Queries.

use chartseal_types::certificate::{
    AuthorityResponse, CertificateItem, CertificateResponse, CertificateStatusResponse, Holder, QueryMsg,
    RequestResponse, RequestState, RevocationResponse,
};
use chartseal_types::{Fingerprint, IdentityId};
use cosmwasm_std::{Binary, Deps, Env, Storage, to_json_binary};

use crate::domain::Certificate;
use crate::domain::status::Verdict;
use crate::{ContractError, chain, state};

pub fn query(deps: Deps<'_>, env: Env, msg: QueryMsg) -> Result<Binary, ContractError> {
    let (storage, now) = (deps.storage, env.block.time.seconds());
    Ok(match msg {
        QueryMsg::Status { certificate, at } => {
            to_json_binary(&certificate_status(storage, certificate, at.unwrap_or(now))?)
        }
        QueryMsg::Certificate { certificate: id } => to_json_binary(&certificate(storage, id, now)?),
        QueryMsg::Certificates { identity, start_after, limit } => {
            to_json_binary(&certificates(storage, identity, start_after, limit, now)?)
        }
        QueryMsg::History { certificate, start_after, limit } => {
            to_json_binary(&state::changes(storage, certificate, start_after, limit)?)
        }
        QueryMsg::Authorities { start_after, limit } => {
            to_json_binary(&authorities(storage, start_after, limit, now)?)
        }
        QueryMsg::Request { id } => to_json_binary(&request(storage, id)?),
        QueryMsg::Requests { ca, start_after, limit } => {
            to_json_binary(&requests(storage, ca, start_after, limit)?)
        }
        QueryMsg::Revocations { ca, start_after, limit } => {
            to_json_binary(&revocations(storage, ca, start_after, limit)?)
        }
        QueryMsg::SecondFactorNonce { identity } => {
            to_json_binary(&chartseal_second_factor::nonce(storage, identity)?)
        }
        QueryMsg::Governance {} => to_json_binary(&chartseal_governance::query(deps, &env)?),
    }?)
}

fn certificate_status(
    storage: &dyn Storage,
    certificate: Fingerprint,
    at: u64,
) -> Result<CertificateStatusResponse, ContractError> {
    let Verdict { status, since, reason, decided_by } = chain::verdict(storage, certificate, at)?;
    Ok(CertificateStatusResponse { certificate, status, since, reason, decided_by })
}

fn certificate(
    storage: &dyn Storage,
    id: Fingerprint,
    now: u64,
) -> Result<CertificateResponse, ContractError> {
    let der = state::der(storage, id)?;
    let parsed = Certificate::parse(&der)?;
    let (holder, issuer) = match state::may_certificate(storage, id)? {
        Some(row) => (Holder::EndEntity { identity: row.identity }, Some(row.issuer)),
        None => {
            let row = state::authority(storage, id)?;
            let holder = row
                .organization
                .map_or(Holder::TrustAnchor {}, |organization| Holder::IssuingCa { organization });
            (holder, row.issuer)
        }
    };
    let verdict = chain::verdict(storage, id, now)?;
    Ok(CertificateResponse {
        certificate: id,
        der: der.into(),
        serial: parsed.serial.to_string(),
        holder,
        issuer,
        not_before: parsed.validity.not_before,
        not_after: parsed.validity.not_after,
        status: verdict.status,
        since: verdict.since,
    })
}

fn certificates(
    storage: &dyn Storage,
    identity: IdentityId,
    start_after: Option<Fingerprint>,
    limit: Option<u32>,
    now: u64,
) -> Result<Vec<CertificateItem>, ContractError> {
    let ids = state::certificates_of(storage, identity, start_after, limit)?;
    let items = ids.into_iter().map(|id| {
        let row = state::certificate(storage, id)?;
        Ok(CertificateItem {
            certificate: id,
            issuer: row.issuer,
            not_before: row.not_before,
            not_after: row.not_after,
            status: chain::verdict(storage, id, now)?.status,
        })
    });
    items.collect()
}

fn authorities(
    storage: &dyn Storage,
    start_after: Option<Fingerprint>,
    limit: Option<u32>,
    now: u64,
) -> Result<Vec<AuthorityResponse>, ContractError> {
    let rows = state::authorities(storage, start_after, limit)?;
    let items = rows.into_iter().map(|(id, row)| {
        Ok(AuthorityResponse {
            certificate: id,
            issuer: row.issuer,
            organization: row.organization,
            not_before: row.not_before,
            not_after: row.not_after,
            status: chain::verdict(storage, id, now)?.status,
        })
    });
    items.collect()
}

fn request(storage: &dyn Storage, id: u64) -> Result<RequestResponse, ContractError> {
    let row = state::request(storage, id)?;
    let open = row.state == RequestState::Open {};
    let csr = state::csr(storage, id).filter(|_| open).map(Binary::from);
    Ok(RequestResponse {
        id,
        identity: row.identity,
        ca: row.ca,
        requested_at: row.requested_at,
        state: row.state,
        csr,
    })
}

fn requests(
    storage: &dyn Storage,
    ca: Fingerprint,
    start_after: Option<u64>,
    limit: Option<u32>,
) -> Result<Vec<RequestResponse>, ContractError> {
    let ids = state::open_requests(storage, ca, start_after, limit)?;
    ids.into_iter().map(|id| request(storage, id)).collect()
}

fn revocations(
    storage: &dyn Storage,
    ca: Fingerprint,
    start_after: Option<Fingerprint>,
    limit: Option<u32>,
) -> Result<Vec<RevocationResponse>, ContractError> {
    let rows = state::revocations(storage, ca, start_after, limit)?;
    let entry = |(certificate, row): (Fingerprint, state::RevocationRow)| RevocationResponse {
        certificate,
        serial: row.serial,
        since: row.since,
        reason: row.reason,
    };
    Ok(rows.into_iter().map(entry).collect())
}

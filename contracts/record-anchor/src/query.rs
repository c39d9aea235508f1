//! Answers.

use std::collections::VecDeque;

use chartseal_types::anchor::{BatchResponse, ErasureResponse, QueryMsg, RecordResponse, RecordsResponse};
use chartseal_types::identity::IdentityRegistry;
use chartseal_types::{ContentHash, IdentityId, page_size};
use cosmwasm_std::{Binary, Deps, Env, StdResult, to_json_binary};

use crate::domain::{BatchError, Erasure};
use crate::state::{self, Batch, Record};
use crate::{ContractError, erasures};

pub fn query(deps: Deps<'_>, env: Env, msg: QueryMsg) -> Result<Binary, ContractError> {
    let (storage, now) = (deps.storage, env.block.time.seconds());
    let answer = match msg {
        QueryMsg::Record { patient, record } => {
            to_json_binary(&response(deps, patient, load(deps, patient, record)?, now)?)
        }
        QueryMsg::Records { patient, start_after, limit } => {
            to_json_binary(&records(deps, patient, start_after, page_size(limit), now)?)
        }
        QueryMsg::Versions { patient, record, limit } => {
            to_json_binary(&versions(deps, patient, record, page_size(limit), now)?)
        }
        QueryMsg::History { patient, record, start_after, limit } => {
            to_json_binary(&state::history(storage, patient, record, start_after, page_size(limit))?)
        }
        QueryMsg::Erasure { patient, record } => to_json_binary(&erasure(deps, patient, record, now)?),
        QueryMsg::Batch { batch: number } => {
            let batch = state::batch(storage, number)?.ok_or(BatchError::Unknown { batch: number })?;
            to_json_binary(&batch_response((number, batch)))
        }
        QueryMsg::Batches { start_after, limit } => {
            let page = state::batches(storage, start_after, page_size(limit))?;
            to_json_binary(&page.into_iter().map(batch_response).collect::<Vec<_>>())
        }
        QueryMsg::SecondFactorNonce { identity } => {
            to_json_binary(&chartseal_second_factor::nonce(storage, identity)?)
        }
        QueryMsg::Governance {} => to_json_binary(&chartseal_governance::query(deps, &env)?),
    };
    Ok(answer?)
}

fn load(deps: Deps<'_>, patient: IdentityId, record: ContentHash) -> Result<Record, ContractError> {
    state::record(deps.storage, patient, record)?.ok_or(ContractError::UnknownRecord { patient, record })
}

fn records(
    deps: Deps<'_>,
    patient: IdentityId,
    start_after: Option<u64>,
    limit: usize,
    now: u64,
) -> StdResult<RecordsResponse> {
    let page = state::records(deps.storage, patient, start_after, limit)?;
    let records =
        page.into_iter().map(|record| response(deps, patient, record, now)).collect::<Result<_, _>>()?;
    Ok(RecordsResponse { records, total: state::count(deps.storage, patient)? })
}

/// Walks from the record in both directions by turns, until the page is full or the chain ends.
fn versions(
    deps: Deps<'_>,
    patient: IdentityId,
    record: ContentHash,
    limit: usize,
    now: u64,
) -> Result<Vec<RecordResponse>, ContractError> {
    let start = load(deps, patient, record)?;
    let (mut older, mut newer) = (start.detail.supersedes, start.detail.superseded_by);
    let mut chain = VecDeque::from([start]);
    while chain.len() < limit && (older.is_some() || newer.is_some()) {
        if let Some(hash) = older {
            let version = load(deps, patient, hash)?;
            older = version.detail.supersedes;
            chain.push_front(version);
        }
        if let Some(hash) = newer.filter(|_| chain.len() < limit) {
            let version = load(deps, patient, hash)?;
            newer = version.detail.superseded_by;
            chain.push_back(version);
        }
    }
    Ok(chain.into_iter().map(|version| response(deps, patient, version, now)).collect::<StdResult<_>>()?)
}

fn response(
    deps: Deps<'_>,
    patient: IdentityId,
    Record { row, detail }: Record,
    now: u64,
) -> StdResult<RecordResponse> {
    // The row says without another read whether there is an erasure to look up.
    let erasure = row.erased_from.and_then(|_| erasure(deps, patient, detail.record, now).transpose());
    Ok(RecordResponse {
        patient,
        number: row.number,
        record: detail.record,
        size: detail.size,
        label: row.label,
        quarter: row.quarter,
        author: row.author,
        status: row.status,
        supersedes: detail.supersedes,
        superseded_by: detail.superseded_by,
        batch: detail.batch,
        anchored_at: detail.anchored_at,
        retain_until: detail.retain_until,
        hold: detail.hold_in_force(now).cloned(),
        retraction: detail.retraction,
        erasure: erasure.transpose()?,
    })
}

fn erasure(
    deps: Deps<'_>,
    patient: IdentityId,
    record: ContentHash,
    now: u64,
) -> StdResult<Option<ErasureResponse>> {
    let registry = IdentityRegistry(chartseal_governance::contracts(deps.storage)?.identity_registry);
    let Some(erasure) = erasures::standing(deps, &registry, patient, record)? else { return Ok(None) };
    let Erasure { basis, requested_at, erased_from, completed_at, .. } = erasure;
    Ok(Some(ErasureResponse {
        basis,
        requested_by: erasure.requested_by(patient),
        requested_at,
        erased_from,
        due: erasure.is_due(now),
        completed_at,
        receipts: state::receipts(deps.storage, patient, record)?,
    }))
}

fn batch_response((number, batch): (u64, Batch)) -> BatchResponse {
    BatchResponse {
        batch: number,
        organization: batch.organization,
        author: batch.author(),
        root: batch.root,
        size: batch.size,
        anchored_at: batch.at,
    }
}

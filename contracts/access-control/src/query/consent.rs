//! What a patient's rules say.

use chartseal_types::IdentityId;
use chartseal_types::access::ConsentResponse;
use cosmwasm_std::Deps;

use crate::domain::provision::Provision;
use crate::error::ConsentError;
use crate::state::consent::{self as state, Head};

pub fn one(
    deps: Deps<'_>,
    now: u64,
    patient: IdentityId,
    number: u32,
    version: Option<u32>,
) -> Result<ConsentResponse, ConsentError> {
    let head = state::head(deps.storage, patient, number)?
        .ok_or(ConsentError::Unknown { patient, consent: number })?;
    describe(deps, now, patient, number, head, version)
}

pub fn list(
    deps: Deps<'_>,
    now: u64,
    patient: IdentityId,
    start_after: Option<u32>,
    limit: usize,
) -> Result<Vec<ConsentResponse>, ConsentError> {
    let heads = state::list(deps.storage, patient, start_after, limit)?;
    heads.into_iter().map(|(number, head)| describe(deps, now, patient, number, head, None)).collect()
}

fn describe(
    deps: Deps<'_>,
    now: u64,
    patient: IdentityId,
    number: u32,
    head: Head,
    version: Option<u32>,
) -> Result<ConsentResponse, ConsentError> {
    let version = version.unwrap_or(head.version);
    let stored = state::version(deps.storage, patient, number, version)?
        .ok_or(ConsentError::Unknown { patient, consent: number })?;
    let latest = version == head.version;
    let uses_left = match stored.terms.uses {
        Some(_) if latest => state::uses(deps.storage, patient, number)?.map(|uses| uses.left),
        _ => None,
    };
    let provision = Provision::of(number, &stored.terms);
    let in_force = latest
        && head.ended.is_none()
        && provision.valid_from <= now
        && !provision.is_over(now)
        && uses_left != Some(0);
    Ok(ConsentResponse {
        patient,
        consent: number,
        version,
        terms: stored.terms.to_unchecked(),
        by: stored.by,
        at: stored.at,
        uses_left,
        ended: head.ended,
        in_force,
    })
}

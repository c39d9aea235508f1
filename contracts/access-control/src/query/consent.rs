//! What a patient's rules say.

use chartseal_types::IdentityId;
use chartseal_types::access::{ConsentResponse, Effect};
use cosmwasm_std::Deps;

use crate::domain::provision::Provision;
use crate::domain::subject::Subject;
use crate::error::{ConsentError, ContractError};
use crate::parties;
use crate::state::consent::{self as state, Head, Version};

pub fn one(
    deps: Deps<'_>,
    now: u64,
    patient: IdentityId,
    number: u32,
    version: Option<u32>,
) -> Result<ConsentResponse, ContractError> {
    let head = state::head(deps.storage, patient, number)?
        .ok_or(ConsentError::Unknown { patient, consent: number })?;
    describe(deps, now, parties::subject(deps, patient)?, number, head, version)
}

pub fn list(
    deps: Deps<'_>,
    now: u64,
    patient: IdentityId,
    start_after: Option<u32>,
    limit: usize,
) -> Result<Vec<ConsentResponse>, ContractError> {
    let heads = state::list(deps.storage, patient, start_after, limit)?;
    let subject = parties::subject(deps, patient)?;
    heads.into_iter().map(|(number, head)| describe(deps, now, subject, number, head, None)).collect()
}

fn describe(
    deps: Deps<'_>,
    now: u64,
    subject: Subject,
    number: u32,
    head: Head,
    version: Option<u32>,
) -> Result<ConsentResponse, ContractError> {
    let patient = subject.id;
    let version = version.unwrap_or(head.version);
    let latest = version == head.version;
    let outlived = head.is_outlived(subject);
    let stored = if latest {
        head.latest
    } else {
        state::earlier(deps.storage, patient, number, version)?
            .ok_or(ConsentError::Unknown { patient, consent: number })?
    };
    let uses_left = match stored.terms.uses {
        Some(_) if latest => state::uses(deps.storage, patient, number)?.map(|uses| uses.left),
        _ => None,
    };
    let (provision, set_by) = (Provision::of(number, &stored.terms), stored.set_by());
    let in_force = latest
        && head.ended.is_none()
        && !outlived
        && provision.valid_from <= now
        && !provision.is_over(now)
        && uses_left != Some(0)
        && stands(deps, patient, &stored, now)?;
    Ok(ConsentResponse {
        patient,
        consent: number,
        version,
        terms: stored.terms.to_unchecked(),
        by: stored.by,
        set_by,
        at: stored.at,
        request: head.request,
        uses_left,
        ended: head.ended,
        in_force,
    })
}

/// Whether a permit is the patient's own, or the appointment stands under which a representative set it.
fn stands(deps: Deps<'_>, patient: IdentityId, stored: &Version, now: u64) -> Result<bool, ContractError> {
    let Some(mandate) = stored.mandate.filter(|_| stored.terms.effect == Effect::Permit) else {
        return Ok(true);
    };
    parties::stands(deps, patient, mandate, now)
}

//! Opening: decides and records. A denial is recorded too, so the message succeeds and its data says why.
//! Only a stranger whom nobody ever verified gets an error: a new identity costs nothing, and would fill any log.

use std::collections::BTreeSet;

use chartseal_governance::ensure_running;
use chartseal_types::access::{AccessEntry, Decision, OpenResponse, Question, event};
use chartseal_types::{Hat, IdentityId};
use cosmwasm_std::{DepsMut, Env, MessageInfo, Response, StdResult, Storage, to_json_binary};

use crate::domain::decide::decide;
use crate::error::ContractError;
use crate::facts::{Gathered, Reader};
use crate::state;

/// A pause stops others, never the patient's own opening.
pub fn open(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    question: Question,
) -> Result<Response, ContractError> {
    let now = env.block.time.seconds();
    if !matches!(question.hat, Hat::Own {}) {
        ensure_running(deps.storage, now)?;
    }
    let reader = Reader::new(deps.as_ref(), now)?;
    let requester = reader.identity_of(&info.sender)?;
    let gathered = reader.gather(requester, &question, None)?;
    let places = state::log::next(deps.storage, question.patient)?;
    let entry = decided(&gathered, requester, question, env, places);
    record(deps.storage, &gathered, &entry)?;
    Ok(Response::new().add_attribute("action", "open").add_event(event::access(&entry)?).set_data(
        to_json_binary(&OpenResponse {
            access: entry.access,
            expires_at: entry.expires_at,
            decisions: entry.decisions,
        })?,
    ))
}

fn decided(
    gathered: &Gathered,
    requester: IdentityId,
    question: Question,
    env: &Env,
    (access, number): (u64, u64),
) -> AccessEntry {
    let at = env.block.time.seconds();
    let decisions: Vec<Decision> = gathered.each().map(|facts| decide(&facts)).collect();
    let permitted = decisions.iter().any(|decision| decision.permitted);
    let Question { patient, hat, target, purpose, action, certificate } = question;
    AccessEntry {
        access,
        number,
        patient,
        requester,
        hat,
        target,
        purpose,
        action,
        certificate,
        policy_version: gathered.policy_version,
        decisions,
        at,
        height: env.block.height,
        expires_at: permitted.then(|| at.saturating_add(gathered.longest_ticket)),
    }
}

/// Appends to the log, and takes the uses: a ticket is one use of each bounded consent that decided, on however many
/// records.
fn record(storage: &mut dyn Storage, gathered: &Gathered, entry: &AccessEntry) -> StdResult<()> {
    state::log::append(storage, entry)?;
    let Some(expires_at) = entry.expires_at else { return Ok(()) };
    let used: BTreeSet<u32> = entry.used_consents().collect();
    used.into_iter()
        .filter(|consent| gathered.is_bounded(*consent))
        .try_for_each(|consent| state::consent::take_use(storage, gathered.subject, consent, expires_at))
}

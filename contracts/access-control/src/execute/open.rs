//! Opening: decides and records. A denial is recorded too, so the message succeeds and its data says why.
//! Only a stranger whom nobody ever verified gets an error: a new identity costs nothing, and would fill any log.

use std::collections::BTreeSet;

use chartseal_governance::ensure_running;
use chartseal_guard::{Check, holds};
use chartseal_types::access::{AccessEntry, Decision, OpenResponse, Question, event};
use chartseal_types::{Hat, IdentityId};
use cosmwasm_std::{DepsMut, Env, MessageInfo, Response, StdResult, Storage, to_json_binary};

use crate::domain::decide::decide;
use crate::error::ContractError;
use crate::facts::{Gathered, Reader};
use crate::state;

/// A pause and the daily limits stop others, never what the patient opens, nor what is opened in an emergency. What is
/// denied counts whoever asks: an account that is the patient's no more fills no log either.
pub fn open(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    question: Question,
) -> Result<Response, ContractError> {
    let now = env.block.time.seconds();
    let reader = Reader::new(deps.as_ref(), now)?;
    let requester = reader.identity_of(&info.sender)?;
    let gathered = reader.gather(requester, &question, None)?;
    let (is_own, in_emergency) = (matches!(question.hat, Hat::Own {}), gathered.emergency.is_some());
    if !is_own && !in_emergency {
        ensure_running(deps.storage, now)?;
    }
    let places = state::log::next(deps.storage, question.patient)?;
    let entry = decided(&gathered, requester, question, env, places);
    let denied = entry.expires_at.is_none();
    if denied || !(is_own || in_emergency) {
        let recorded = state::daily::recorded(deps.storage, requester)?;
        let recorded = recorded.and_one_more(denied, gathered.daily, now)?;
        state::daily::save(deps.storage, requester, recorded)?;
    }
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
    let expires_at = expiry(gathered, &decisions, at);
    let Question { patient, hat, target, purpose, action, certificate } = question;
    let survivor = (gathered.subject != patient).then_some(gathered.subject);
    AccessEntry {
        access,
        number,
        patient,
        survivor,
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
        expires_at,
    }
}

/// Until when a ticket can live. One that an emergency gave does not outlive it.
fn expiry(gathered: &Gathered, decisions: &[Decision], at: u64) -> Option<u64> {
    let longest = at.saturating_add(gathered.longest_ticket);
    let by_emergency = decisions.iter().any(|decision| decision.emergency.is_some());
    let ends = by_emergency && !holds(Check::TicketWithinEmergency, false);
    let end = gathered.emergency.filter(|_| ends).map(|emergency| emergency.until);
    let permitted = decisions.iter().any(|decision| decision.permitted);
    permitted.then(|| end.map_or(longest, |end| end.min(longest)))
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

//! What would be decided, what was decided, and whether it still is.

use chartseal_guard::{Check, holds};
use chartseal_types::IdentityId;
use chartseal_types::access::{
    AccessEntry, Decision, ExplainResponse, LogResponse, Question, TicketResponse,
};
use cosmwasm_std::{Deps, Order, StdResult};

use crate::domain::decide;
use crate::error::ContractError;
use crate::facts::{Reader, Taken};
use crate::state::log as state;

pub fn explain(
    deps: Deps<'_>,
    now: u64,
    account: &str,
    question: &Question,
) -> Result<ExplainResponse, ContractError> {
    let reader = Reader::new(deps, now)?;
    let requester = reader.identity_of(&deps.api.addr_validate(account)?)?;
    let gathered = reader.gather(requester, question, None)?;
    let explanations = gathered.each().map(|facts| decide::explain(&facts)).collect();
    Ok(ExplainResponse { requester, policy_version: gathered.policy_version, explanations })
}

/// Decides the same question on today's facts. What was denied stays denied; of consents with a bound of uses, only
/// those count that the ticket took a use of, and of emergencies the one that gave it; a shorter longest ticket shortens
/// tickets already out.
pub fn ticket(deps: Deps<'_>, now: u64, access: u64) -> Result<TicketResponse, ContractError> {
    let entry = entry(deps, access)?;
    let Some(expires_at) = entry.expires_at else {
        let decisions = entry.decisions.clone();
        return Ok(TicketResponse { entry, alive: false, expired: false, decisions });
    };
    let taken = Taken {
        subject: entry.subject(),
        consents: entry.used_consents().collect(),
        emergency: entry.used_emergency(),
    };
    let gathered = Reader::new(deps, now)?.gather(entry.requester, &entry.question(), Some(&taken))?;
    let until = expires_at.min(entry.at.saturating_add(gathered.longest_ticket));
    let expired = !holds(Check::TicketExpiry, now < until);
    let today = gathered.each().map(|facts| decide::decide(&facts));
    let decided = entry.decisions.iter().zip(today);
    let again = |then: &Decision| then.permitted && !holds(Check::DecidedAgain, false);
    let decisions: Vec<Decision> =
        decided.map(|(then, today)| if again(then) { today } else { *then }).collect();
    let alive = !expired && decisions.iter().any(|decision| decision.permitted);
    Ok(TicketResponse { entry, alive, expired, decisions })
}

pub fn entry(deps: Deps<'_>, access: u64) -> Result<AccessEntry, ContractError> {
    match state::find(deps.storage, access)? {
        Some(entry) => Ok(entry),
        None => Err(ContractError::UnknownAccess { access, last: state::total(deps.storage)? }),
    }
}

pub fn log(deps: Deps<'_>, start_after: Option<u64>, limit: usize) -> StdResult<LogResponse> {
    let entries = state::list(deps.storage, start_after, limit)?;
    Ok(LogResponse { entries, total: state::total(deps.storage)? })
}

pub fn patient_log(
    deps: Deps<'_>,
    patient: IdentityId,
    start_after: Option<u64>,
    limit: usize,
    newest_first: bool,
) -> StdResult<LogResponse> {
    let order = if newest_first { Order::Descending } else { Order::Ascending };
    let entries = state::list_of(deps.storage, patient, start_after, order, limit)?;
    Ok(LogResponse { entries, total: state::patient_total(deps.storage, patient)? })
}

//! Messages. A handler authorises, parses, calls the rule, shapes the response.

mod affiliation;
mod change;
mod freeze;
mod registrar;
mod registration;
mod status;
mod verification;

use chartseal_governance as governance;
use chartseal_types::identity::ExecuteMsg;
use cosmwasm_std::{DepsMut, Env, Event, MessageInfo, Response};

use crate::error::ContractError;

pub fn execute(
    deps: DepsMut<'_>,
    env: Env,
    info: MessageInfo,
    msg: ExecuteMsg,
) -> Result<Response, ContractError> {
    governance::nonpayable(&info)?;
    match msg {
        ExecuteMsg::Register { kind, encryption_key, evidence } => {
            registration::register(deps, &env, &info, kind, encryption_key, evidence)
        }
        ExecuteMsg::Verify { identity, level, evidence, expires_at } => {
            verification::verify(deps, &env, &info, identity, level, evidence, expires_at)
        }
        ExecuteMsg::SetStatus { identity, status, reason } => {
            status::set(deps, &env, &info, identity, status, reason)
        }
        ExecuteMsg::AppointRegistrar { organization } => registrar::appoint(deps, &env, &info, organization),
        ExecuteMsg::DismissRegistrar { organization } => registrar::dismiss(deps, &env, &info, organization),
        ExecuteMsg::Accredit { organization, roles } => {
            registrar::accredit(deps, &env, &info, organization, &roles)
        }
        ExecuteMsg::Freeze {} => freeze::freeze(deps, &env, &info),
        ExecuteMsg::ProposeChange { change } => change::propose(deps, &env, &info, change),
        ExecuteMsg::CancelChange { number } => change::cancel(deps, &info, number),
        ExecuteMsg::ApplyChange { identity, number } => change::apply(deps, &env, &info, identity, number),
        ExecuteMsg::OfferAffiliation { practitioner, role } => {
            affiliation::offer(deps, &env, &info, practitioner, role)
        }
        ExecuteMsg::AcceptAffiliation { organization, role } => {
            affiliation::accept(deps, &env, &info, organization, role)
        }
        ExecuteMsg::EndAffiliation { practitioner, organization, role } => {
            affiliation::end(deps, &env, &info, practitioner, organization, role)
        }
        ExecuteMsg::Governance(msg) => Ok(governance::execute(deps, &env, &info, msg)?),
    }
}

fn respond(action: &str, events: impl IntoIterator<Item = Event>) -> Response {
    Response::new().add_attribute("action", action).add_events(events)
}

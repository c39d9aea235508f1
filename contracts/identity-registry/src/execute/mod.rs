//! Messages. A handler authorises, parses, calls the rule, shapes the response.

mod act;
mod affiliation;
mod change;
mod effect;
mod freeze;
mod registrar;
mod registration;
mod representative;
mod status;
mod unclaimed;
mod verification;

use chartseal_governance as governance;
use chartseal_second_factor::Factor;
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
    let factor = &Factor::first();
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
        ExecuteMsg::DistrustRegistrar { registrar, since } => {
            registrar::distrust(deps, &env, &info, registrar, since)
        }
        ExecuteMsg::RegisterUnclaimed { encryption_key, evidence } => {
            unclaimed::register(deps, &env, &info, encryption_key, evidence)
        }
        ExecuteMsg::AppointRepresentative { representative, appointment } => {
            representative::appoint_own(deps, &env, &info, factor, representative, &appointment)
        }
        ExecuteMsg::EndRepresentative { patient, representative } => {
            representative::end(deps, &env, &info, patient, representative)
        }
        ExecuteMsg::ProposeAct { act, evidence } => act::propose(deps, &env, &info, factor, act, evidence),
        ExecuteMsg::ConfirmAct { number } => act::confirm(deps, &env, &info, factor, number),
        ExecuteMsg::ApplyAct { number } => act::apply(deps, &env, &info, number),
        ExecuteMsg::VetoAct { number } => act::veto(deps, &env, &info, number),
        ExecuteMsg::WithdrawAct { number } => act::withdraw(deps, &env, &info, number),
        ExecuteMsg::Governance(msg) => Ok(governance::execute(deps, &env, &info, msg)?),
    }
}

fn respond(action: &str, events: impl IntoIterator<Item = Event>) -> Response {
    Response::new().add_attribute("action", action).add_events(events)
}

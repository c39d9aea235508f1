//! Messages. A handler authorises, parses, calls the rule, shapes the response.

mod act;
mod affiliation;
mod change;
mod effect;
mod freeze;
mod recovery;
mod registrar;
mod registration;
mod relying_parties;
mod representative;
mod status;
mod unclaimed;
mod verification;

use chartseal_governance as governance;
use chartseal_second_factor::{Factor, SecondFactorError, confirm_in_registry, inner};
use chartseal_types::identity::ExecuteMsg;
use cosmwasm_std::{DepsMut, Env, Event, MessageInfo, Response};

use crate::error::ContractError;

/// Unpacks a confirmed message, and carries it out with its second factor.
pub fn execute(
    mut deps: DepsMut<'_>,
    env: Env,
    info: MessageInfo,
    msg: ExecuteMsg,
) -> Result<Response, ContractError> {
    governance::nonpayable(&info)?;
    match msg {
        ExecuteMsg::Confirmed { message, assertion } => {
            let inner = inner(&message)?;
            let factor = confirm_in_registry(deps.branch(), &env, &info.sender, &message, &assertion)?;
            dispatch(deps, &env, &info, inner, &factor)
        }
        msg => dispatch(deps, &env, &info, msg, &Factor::first()),
    }
}

fn dispatch(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    msg: ExecuteMsg,
    factor: &Factor,
) -> Result<Response, ContractError> {
    match msg {
        ExecuteMsg::Register { kind, encryption_key, evidence, passkey } => {
            registration::register(deps, env, info, kind, encryption_key, evidence, passkey)
        }
        ExecuteMsg::Verify { identity, level, evidence, expires_at } => {
            let finding = verification::Finding { level, evidence, expires_at };
            verification::verify(deps, env, info, factor, identity, finding)
        }
        ExecuteMsg::SetStatus { identity, status, reason } => {
            status::set(deps, env, info, identity, status, reason, factor)
        }
        ExecuteMsg::AppointRegistrar { organization } => registrar::appoint(deps, env, info, organization),
        ExecuteMsg::DismissRegistrar { organization } => registrar::dismiss(deps, env, info, organization),
        ExecuteMsg::Accredit { organization, roles } => {
            registrar::accredit(deps, env, info, organization, &roles)
        }
        ExecuteMsg::Freeze { identity } => freeze::freeze(deps, env, info, identity),
        ExecuteMsg::ProposeChange { change } => change::propose(deps, env, info, change, factor),
        ExecuteMsg::ApproveChange { number } => change::approve(deps, env, info, number),
        ExecuteMsg::CancelChange { number } => change::cancel(deps, info, number, factor),
        ExecuteMsg::ApplyChange { identity, number } => change::apply(deps, env, info, identity, number),
        ExecuteMsg::StartRecovery { identity, account, encryption_key, passkey } => {
            recovery::start(deps, env, info, identity, &account, encryption_key, passkey)
        }
        ExecuteMsg::ApproveRecovery { identity, recovery } => {
            recovery::approve(deps, env, info, identity, recovery)
        }
        ExecuteMsg::VetoRecovery {} => recovery::veto(deps, env, info),
        ExecuteMsg::OverrideVeto { identity, recovery } => {
            recovery::override_veto(deps, env, info, identity, recovery, factor)
        }
        ExecuteMsg::WithdrawApproval { identity, recovery } => {
            recovery::withdraw_approval(deps, env, info, identity, recovery)
        }
        ExecuteMsg::WithdrawRecovery { identity } => recovery::withdraw(deps, env, info, identity),
        ExecuteMsg::CompleteRecovery { identity, recovery } => {
            recovery::complete(deps, env, info, identity, recovery)
        }
        ExecuteMsg::OfferAffiliation { practitioner, role } => {
            affiliation::offer(deps, env, info, practitioner, role)
        }
        ExecuteMsg::AcceptAffiliation { organization, role } => {
            affiliation::accept(deps, env, info, organization, role)
        }
        ExecuteMsg::EndAffiliation { practitioner, organization, role } => {
            affiliation::end(deps, env, info, practitioner, organization, role)
        }
        ExecuteMsg::DistrustRegistrar { registrar, since } => {
            registrar::distrust(deps, env, info, registrar, since)
        }
        ExecuteMsg::RegisterUnclaimed { encryption_key, evidence } => {
            unclaimed::register(deps, env, info, encryption_key, evidence)
        }
        ExecuteMsg::AppointRepresentative { representative, appointment } => {
            representative::appoint_own(deps, env, info, factor, representative, &appointment)
        }
        ExecuteMsg::EndRepresentative { patient, representative } => {
            representative::end(deps, env, info, patient, representative)
        }
        ExecuteMsg::ProposeAct { act, evidence } => act::propose(deps, env, info, factor, act, evidence),
        ExecuteMsg::ConfirmAct { number } => act::confirm(deps, env, info, factor, number),
        ExecuteMsg::ApplyAct { number } => act::apply(deps, env, info, number),
        ExecuteMsg::VetoAct { number } => act::veto(deps, env, info, number),
        ExecuteMsg::WithdrawAct { number } => act::withdraw(deps, env, info, number),
        ExecuteMsg::SetRelyingParties { relying_parties } => {
            relying_parties::set(deps, env, info, relying_parties)
        }
        // Unpacked by `execute`; `inner` lets none stand inside another.
        ExecuteMsg::Confirmed { .. } => Err(SecondFactorError::NotConfirmable.into()),
        ExecuteMsg::Governance(msg) => Ok(governance::execute(deps, env, info, msg)?),
    }
}

fn respond(action: &str, events: impl IntoIterator<Item = Event>) -> Response {
    Response::new().add_attribute("action", action).add_events(events)
}

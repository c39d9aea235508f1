//! Messages. What a pause stops: whatever opens. What it never stops: whatever closes, a patient's own opening, and
//! emergencies.

use chartseal_second_factor::{Factor, SecondFactorError, confirm};
use chartseal_types::access::{ExecuteMsg, InstantiateMsg};
use cosmwasm_std::{DepsMut, Env, MessageInfo, Response};

use crate::error::ContractError;
use crate::{NAME, VERSION, parties};

mod care;
mod consent;
mod emergency;
mod open;
mod policy;
mod request;

pub fn instantiate(
    mut deps: DepsMut<'_>,
    env: &Env,
    info: MessageInfo,
    msg: InstantiateMsg,
) -> Result<Response, ContractError> {
    let response = chartseal_governance::instantiate(deps.branch(), &info, NAME, VERSION, msg)?;
    Ok(response.add_event(policy::set_default(deps, env, &info)?))
}

pub fn execute(
    mut deps: DepsMut<'_>,
    env: &Env,
    info: MessageInfo,
    msg: ExecuteMsg,
) -> Result<Response, ContractError> {
    chartseal_governance::nonpayable(&info)?;
    match msg {
        ExecuteMsg::Confirmed { message, assertion } => {
            let inner = chartseal_second_factor::inner(&message)?;
            let registry = parties::registry(deps.as_ref())?;
            let factor = confirm(deps.branch(), env, &info.sender, &registry, &message, &assertion)?;
            dispatch(deps, env, info, inner, &factor)
        }
        msg => dispatch(deps, env, info, msg, &Factor::first()),
    }
}

fn dispatch(
    deps: DepsMut<'_>,
    env: &Env,
    info: MessageInfo,
    msg: ExecuteMsg,
    factor: &Factor,
) -> Result<Response, ContractError> {
    match msg {
        ExecuteMsg::ProposePolicy { policy } => policy::propose(deps, env, &info, policy),
        ExecuteMsg::WithdrawPolicy {} => policy::withdraw(deps, env, &info),
        ExecuteMsg::GrantConsent { patient, terms } => {
            consent::grant(deps, env, info, patient, terms, factor)
        }
        ExecuteMsg::AmendConsent { patient, consent, terms } => {
            consent::amend(deps, env, info, patient, consent, terms, factor)
        }
        ExecuteMsg::RevokeConsent { patient, consent } => {
            consent::revoke(deps, env, info, patient, consent, factor)
        }
        ExecuteMsg::OpenCare { patient, organization, until } => {
            care::open(deps, env, &info, patient, organization, until, factor)
        }
        ExecuteMsg::AttestCare { patient, organization, until } => {
            care::attest(deps, env, &info, patient, organization, until)
        }
        ExecuteMsg::EndCare { patient, organization } => care::end(deps, env, &info, patient, organization),
        ExecuteMsg::Open(question) => open::open(deps, env, &info, question),
        ExecuteMsg::RequestAccess { patient, organization, role, certificate, terms, expires_at } => {
            let asking = request::Asking { patient, organization, role, certificate, terms, expires_at };
            request::ask(deps, env, &info, asking, factor)
        }
        ExecuteMsg::AnswerRequest { patient, request, terms } => {
            request::answer(deps, env, info, patient, request, terms, factor)
        }
        ExecuteMsg::RefuseRequest { patient, request } => request::refuse(deps, env, info, patient, request),
        ExecuteMsg::WithdrawRequest { patient, request } => {
            request::withdraw(deps, env, info, patient, request)
        }
        ExecuteMsg::OpenEmergency(opening) => emergency::open(deps, env, &info, &opening, factor),
        ExecuteMsg::CloseEmergency { patient, emergency } => {
            emergency::close(deps, env, &info, (patient, emergency))
        }
        ExecuteMsg::JustifyEmergency { patient, emergency, justification } => {
            emergency::justify(deps, env, &info, (patient, emergency), justification)
        }
        ExecuteMsg::ReviewEmergency { patient, emergency, organization, finding, report } => {
            emergency::review(deps, env, &info, (patient, emergency), organization, finding, report)
        }
        ExecuteMsg::EscalateEmergency { patient, emergency } => {
            emergency::escalate(deps, env, info, (patient, emergency))
        }
        ExecuteMsg::Confirmed { .. } => Err(SecondFactorError::NotConfirmable.into()),
        ExecuteMsg::Governance(msg) => Ok(chartseal_governance::execute(deps, env, &info, msg)?),
    }
}

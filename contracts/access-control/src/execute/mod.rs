//! Messages. What a pause stops: whatever opens. What it never stops: whatever closes, and a patient's own opening.

use chartseal_types::access::{ExecuteMsg, InstantiateMsg};
use cosmwasm_std::{DepsMut, Env, MessageInfo, Response};

use crate::error::ContractError;
use crate::{NAME, VERSION};

mod care;
mod consent;
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
    deps: DepsMut<'_>,
    env: &Env,
    info: MessageInfo,
    msg: ExecuteMsg,
) -> Result<Response, ContractError> {
    chartseal_governance::nonpayable(&info)?;
    match msg {
        ExecuteMsg::ProposePolicy { policy } => policy::propose(deps, env, &info, policy),
        ExecuteMsg::WithdrawPolicy {} => policy::withdraw(deps, env, &info),
        ExecuteMsg::GrantConsent { patient, terms } => consent::grant(deps, env, info, patient, terms),
        ExecuteMsg::AmendConsent { patient, consent, terms } => {
            consent::amend(deps, env, info, patient, consent, terms)
        }
        ExecuteMsg::RevokeConsent { patient, consent } => consent::revoke(deps, env, info, patient, consent),
        ExecuteMsg::OpenCare { patient, organization, until } => {
            care::open(deps, env, &info, patient, organization, until)
        }
        ExecuteMsg::AttestCare { patient, organization, until } => {
            care::attest(deps, env, &info, patient, organization, until)
        }
        ExecuteMsg::EndCare { patient, organization } => care::end(deps, env, &info, patient, organization),
        ExecuteMsg::Open(question) => open::open(deps, env, &info, question),
        ExecuteMsg::RequestAccess { patient, organization, role, certificate, terms, expires_at } => {
            let asking = request::Asking { patient, organization, role, certificate, terms, expires_at };
            request::ask(deps, env, &info, asking)
        }
        ExecuteMsg::AnswerRequest { patient, request, terms } => {
            request::answer(deps, env, info, patient, request, terms)
        }
        ExecuteMsg::RefuseRequest { patient, request } => request::refuse(deps, env, info, patient, request),
        ExecuteMsg::WithdrawRequest { patient, request } => {
            request::withdraw(deps, env, info, patient, request)
        }
        ExecuteMsg::Governance(msg) => Ok(chartseal_governance::execute(deps, env, &info, msg)?),
    }
}

//! Messages.

mod authority;
mod parties;
mod request;
mod standing;

use chartseal_governance as governance;
use chartseal_second_factor::{Factor, SecondFactorError, confirm, inner};
use chartseal_types::certificate::ExecuteMsg;
use chartseal_types::identity::IdentityRegistry;
use cosmwasm_std::{DepsMut, Env, MessageInfo, Response};

use crate::ContractError;
use parties::Parties;

/// Unpacks what a passkey confirmed; what comes plain is signed by the account alone.
pub fn execute(
    mut deps: DepsMut<'_>,
    env: Env,
    info: MessageInfo,
    msg: ExecuteMsg,
) -> Result<Response, ContractError> {
    let ExecuteMsg::Confirmed { message, assertion } = msg else {
        return dispatch(deps, env, info, msg, &Factor::first());
    };
    let msg = inner(&message)?;
    let registry = IdentityRegistry(governance::contracts(deps.storage)?.identity_registry);
    let factor = confirm(deps.branch(), &env, &info.sender, &registry, &message, &assertion)?;
    dispatch(deps, env, info, msg, &factor)
}

fn dispatch(
    deps: DepsMut<'_>,
    env: Env,
    info: MessageInfo,
    msg: ExecuteMsg,
    factor: &Factor,
) -> Result<Response, ContractError> {
    match msg {
        ExecuteMsg::AddTrustAnchor { certificate } => {
            authority::add_trust_anchor(deps, &env, &info, &certificate)
        }
        ExecuteMsg::AddIssuingCa { certificate, issuer, organization } => {
            authority::add_issuing_ca(deps, &env, &info, &certificate, issuer, organization)
        }
        ExecuteMsg::RequestCertificate { ca, csr } => request::request(deps, &env, &info, ca, &csr),
        ExecuteMsg::IssueCertificate { request, certificate } => {
            request::issue(deps, &env, &info, factor, request, &certificate)
        }
        ExecuteMsg::DeclineRequest { request, reason } => {
            request::decline(deps, &env, &info, request, reason)
        }
        ExecuteMsg::RevokeCertificate { certificate, reason } => {
            standing::revoke(deps, &env, &info, certificate, reason)
        }
        ExecuteMsg::HoldCertificate { certificate } => standing::hold(deps, &env, &info, certificate),
        ExecuteMsg::ReleaseCertificate { certificate } => standing::release(deps, &env, &info, certificate),
        ExecuteMsg::RevokeCa { ca, reason } => authority::revoke(deps, &env, &info, ca, reason),
        // Taken apart above; `inner` lets none through.
        ExecuteMsg::Confirmed { .. } => Err(SecondFactorError::NotConfirmable.into()),
        ExecuteMsg::Governance(msg) => Ok(governance::execute(deps, &env, &info, msg)?),
    }
}

//! Messages.

mod authority;
mod request;
mod standing;

use chartseal_governance as governance;
use chartseal_guard::{Check, holds};
use chartseal_second_factor::{Factor, SecondFactorError, confirm, inner};
use chartseal_types::IdentityId;
use chartseal_types::access::AccessControl;
use chartseal_types::certificate::ExecuteMsg;
use chartseal_types::identity::IdentityRegistry;
use chartseal_types::second_factor::Sensitive;
use cosmwasm_std::{Deps, DepsMut, Env, MessageInfo, Response, StdResult};

use crate::ContractError;

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
    let registry = registry(deps.as_ref())?;
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
        ExecuteMsg::DeclineRequest { request, reason } => request::decline(deps, &info, request, reason),
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

fn registry(deps: Deps<'_>) -> StdResult<IdentityRegistry> {
    Ok(IdentityRegistry(governance::contracts(deps.storage)?.identity_registry))
}

/// The identity that the sender controls.
fn sender_identity(deps: Deps<'_>, info: &MessageInfo) -> StdResult<Option<IdentityId>> {
    registry(deps)?.identity_of(&deps.querier, &info.sender)
}

/// Refuses an identity that does not count now.
fn ensure_active(deps: Deps<'_>, env: &Env, identity: IdentityId) -> Result<(), ContractError> {
    if holds(
        Check::ActiveParty,
        registry(deps)?.is_active(&deps.querier, identity, env.block.time.seconds())?,
    ) {
        Ok(())
    } else {
        Err(ContractError::InactiveIdentity { identity })
    }
}

/// Refuses a message that policy wants confirmed, without a second factor of the sender's identity.
fn ensure_confirmed(
    deps: Deps<'_>,
    env: &Env,
    factor: &Factor,
    identity: IdentityId,
    sensitive: Sensitive,
) -> Result<(), ContractError> {
    let access = AccessControl(governance::contracts(deps.storage)?.access_control);
    Ok(factor.ensure(deps, &access, identity, sensitive, env.block.time.seconds())?)
}

/// Refuses everybody but accounts of the organization that operates a CA.
fn ensure_operator(
    deps: Deps<'_>,
    info: &MessageInfo,
    organization: IdentityId,
) -> Result<(), ContractError> {
    if holds(Check::CaOperator, sender_identity(deps, info)? == Some(organization)) {
        Ok(())
    } else {
        Err(ContractError::NotOperator { organization, sender: info.sender.clone() })
    }
}

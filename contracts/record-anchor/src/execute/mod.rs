//! Handlers: each authorises, parses, calls the rule, shapes the response.

mod anchor;
mod batch;
mod context;
mod deletion;
mod erase;
mod hold;
mod intake;
mod retract;

use chartseal_second_factor::{Factor, SecondFactorError, confirm, inner};
use chartseal_types::anchor::ExecuteMsg;
use chartseal_types::identity::IdentityRegistry;
use cosmwasm_std::{DepsMut, Env, MessageInfo, Response};

use crate::ContractError;
use context::{Context, Subject};

/// Unpacks what a passkey confirmed; what comes plain is signed by the account alone.
pub fn execute(
    mut deps: DepsMut<'_>,
    env: Env,
    info: MessageInfo,
    msg: ExecuteMsg,
) -> Result<Response, ContractError> {
    chartseal_governance::nonpayable(&info)?;
    let ExecuteMsg::Confirmed { message, assertion } = msg else {
        return dispatch(deps, env, info, msg, Factor::first());
    };
    let msg = inner(&message)?;
    let registry = IdentityRegistry(chartseal_governance::contracts(deps.storage)?.identity_registry);
    let factor = confirm(deps.branch(), &env, &info.sender, &registry, &message, &assertion)?;
    dispatch(deps, env, info, msg, factor)
}

fn dispatch(
    deps: DepsMut<'_>,
    env: Env,
    info: MessageInfo,
    msg: ExecuteMsg,
    factor: Factor,
) -> Result<Response, ContractError> {
    let context = Context::new(deps, &env, info.sender.clone(), factor)?;
    match msg {
        ExecuteMsg::Anchor { patient, ticket, records } => anchor::anchor(context, patient, ticket, &records),
        ExecuteMsg::AnchorBatch { organization, role, certificate, root, size } => {
            batch::anchor(context, organization, role.map(|role| (role, certificate)), root, size)
        }
        ExecuteMsg::ProveRecord { batch, index, leaf, proof, ticket } => {
            batch::prove(context, batch, index, &leaf, &proof, ticket)
        }
        ExecuteMsg::Retract { patient, record, reason, certificate } => {
            retract::retract(context, Subject { patient, record }, reason, certificate)
        }
        ExecuteMsg::Hold { patient, record, reason, until } => {
            hold::hold(context, Subject { patient, record }, reason, until)
        }
        ExecuteMsg::ReleaseHold { patient, record } => hold::release(context, Subject { patient, record }),
        ExecuteMsg::Erase { patient, record, basis } => {
            erase::request(context, Subject { patient, record }, basis)
        }
        ExecuteMsg::CancelErasure { patient, record } => erase::cancel(context, Subject { patient, record }),
        ExecuteMsg::CompleteErasure { patient, record } => {
            erase::complete(context, Subject { patient, record })
        }
        ExecuteMsg::ReportDeletion { patient, record, receipt } => {
            deletion::report(context, Subject { patient, record }, receipt)
        }
        // Taken apart above; `inner` lets none through.
        ExecuteMsg::Confirmed { .. } => Err(SecondFactorError::NotConfirmable.into()),
        ExecuteMsg::Governance(msg) => Ok(chartseal_governance::execute(context.deps, &env, &info, msg)?),
    }
}

//! Handlers: each authorises, parses, calls the rule, shapes the response.

mod anchor;
mod batch;
mod context;
mod deletion;
mod erase;
mod hold;
mod intake;
mod retract;

use chartseal_types::anchor::ExecuteMsg;
use cosmwasm_std::{DepsMut, Env, MessageInfo, Response};

use crate::ContractError;
use context::{Context, Subject};

pub fn execute(
    deps: DepsMut<'_>,
    env: Env,
    info: MessageInfo,
    msg: ExecuteMsg,
) -> Result<Response, ContractError> {
    chartseal_governance::nonpayable(&info)?;
    let context = Context::new(deps, &env, info.sender.clone())?;
    match msg {
        ExecuteMsg::Anchor { patient, ticket, records } => anchor::anchor(context, patient, ticket, &records),
        ExecuteMsg::AnchorBatch { organization, role, certificate, root, size } => {
            batch::anchor(context, organization, role.map(|role| (role, certificate)), root, size)
        }
        ExecuteMsg::ProveRecord { batch, index, leaf, proof, ticket } => {
            batch::prove(context, batch, index, &leaf, &proof, ticket)
        }
        ExecuteMsg::Retract { patient, record, reason } => {
            retract::retract(context, Subject { patient, record }, reason)
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
        ExecuteMsg::Governance(msg) => Ok(chartseal_governance::execute(context.deps, &env, &info, msg)?),
    }
}

//! Queries.

use chartseal_types::access::QueryMsg;
use chartseal_types::page_size;
use cosmwasm_std::{Binary, Deps, Env, to_json_binary};

use crate::error::ContractError;

mod access;
mod care;
mod consent;
mod emergency;
mod policy;
mod request;

pub fn query(deps: Deps<'_>, env: &Env, msg: QueryMsg) -> Result<Binary, ContractError> {
    let now = env.block.time.seconds();
    let answer = match msg {
        QueryMsg::Policy {} => to_json_binary(&policy::policy(deps, now)?),
        QueryMsg::PolicyVersion { version } => to_json_binary(&policy::version(deps, now, version)?),
        QueryMsg::Consent { patient, consent, version } => {
            to_json_binary(&consent::one(deps, now, patient, consent, version)?)
        }
        QueryMsg::Consents { patient, start_after, limit } => {
            to_json_binary(&consent::list(deps, now, patient, start_after, page_size(limit))?)
        }
        QueryMsg::Care { patient, organization } => {
            to_json_binary(&care::one(deps, now, patient, organization)?)
        }
        QueryMsg::CareRelationships { patient, start_after, limit } => {
            to_json_binary(&care::list(deps, now, patient, start_after, page_size(limit))?)
        }
        QueryMsg::Request { patient, request } => to_json_binary(&request::one(deps, now, patient, request)?),
        QueryMsg::Requests { patient, start_after, limit } => {
            to_json_binary(&request::list(deps, now, patient, start_after, page_size(limit))?)
        }
        QueryMsg::RequestsBy { organization, start_after, limit } => {
            to_json_binary(&request::list_by(deps, now, organization, start_after, page_size(limit))?)
        }
        QueryMsg::Emergency { patient, emergency } => {
            to_json_binary(&emergency::one(deps, now, patient, emergency)?)
        }
        QueryMsg::Emergencies { of, start_after, limit } => {
            to_json_binary(&emergency::list(deps, now, of, start_after, page_size(limit))?)
        }
        QueryMsg::Explain { account, question } => {
            to_json_binary(&access::explain(deps, now, &account, &question)?)
        }
        QueryMsg::Ticket { access } => to_json_binary(&access::ticket(deps, now, access)?),
        QueryMsg::Access { access } => to_json_binary(&access::entry(deps, access)?),
        QueryMsg::PatientLog { patient, start_after, limit, newest_first } => {
            let newest_first = newest_first.unwrap_or_default();
            to_json_binary(&access::patient_log(deps, patient, start_after, page_size(limit), newest_first)?)
        }
        QueryMsg::Log { start_after, limit } => {
            to_json_binary(&access::log(deps, start_after, page_size(limit))?)
        }
        QueryMsg::SecondFactorNonce { identity } => {
            to_json_binary(&chartseal_second_factor::nonce(deps.storage, identity)?)
        }
        QueryMsg::Governance {} => to_json_binary(&chartseal_governance::query(deps, env)?),
    };
    Ok(answer?)
}

//! Handlers: each authorises, calls the rule, shapes the response.

use chartseal_types::access::{AccessControl, ConsentResponse, QueryMsg};
use chartseal_types::identity::{IdentityRegistry, Kind};
use chartseal_types::{Commitment, IdentityId};
use cosmwasm_std::{DepsMut, Env, Event, MessageInfo, QuerierWrapper, Response, StdResult, to_json_binary};

use crate::state::{self, ClaimRow, Config};
use crate::{ContractError, ExecuteMsg, InstantiateMsg, TicketError, query, ticket};

pub fn instantiate(deps: DepsMut<'_>, env: &Env, msg: &InstantiateMsg) -> Result<Response, ContractError> {
    let registry = IdentityRegistry(deps.api.addr_validate(&msg.identity_registry)?);
    let access = AccessControl(deps.api.addr_validate(&msg.access_control)?);
    let (payer, now) = (msg.payer, env.block.time.seconds());
    let row = registry.identity(&deps.querier, payer)?;
    if !row.is_some_and(|row| row.kind == Kind::Payer && row.is_active(now)) {
        return Err(ContractError::NoPayer { got: payer });
    }
    state::save_config(deps.storage, &Config { payer, registry, access })?;
    Ok(Response::new())
}

pub fn execute(
    deps: DepsMut<'_>,
    env: &Env,
    info: MessageInfo,
    msg: ExecuteMsg,
) -> Result<Response, ContractError> {
    if !info.funds.is_empty() {
        return Err(ContractError::Funds);
    }
    let ExecuteMsg::SubmitClaim { patient, access, claim, amount } = msg;
    let config = state::config(deps.storage)?;
    let account = info.sender;
    let examiner =
        config.registry.identity_of(&deps.querier, &account)?.ok_or(ContractError::NoIdentity { account })?;
    ensure_borne_out(&deps.querier, &config, access, claim, patient, examiner)?;
    let at = env.block.time.seconds();
    submit(deps, claim, &ClaimRow { patient, examiner, access, amount, at })
}

/// The ticket is live, and the patient's consents by which it is are all for this claim.
fn ensure_borne_out(
    querier: &QuerierWrapper<'_>,
    config: &Config,
    access: u64,
    claim: Commitment,
    patient: IdentityId,
    examiner: IdentityId,
) -> Result<(), ContractError> {
    let told = config.access.ticket(querier, access);
    let told = told.map_err(|source| TicketError::Unknown { access, source })?;
    let consents = ticket::consents(&told, examiner, config.payer, patient)?;
    // Who was merged into another patient is permitted by that one's consents.
    let merged_into = config.registry.identity(querier, patient)?.and_then(|row| row.merged_into);
    for consent in consents {
        let told = consent_of(querier, &config.access, merged_into.unwrap_or(patient), consent)?;
        if told.terms.claim != Some(claim) {
            return Err(TicketError::OtherClaim { expected: claim, consent }.into());
        }
    }
    Ok(())
}

fn consent_of(
    querier: &QuerierWrapper<'_>,
    access: &AccessControl,
    patient: IdentityId,
    consent: u32,
) -> StdResult<ConsentResponse> {
    querier.query_wasm_smart(&access.0, &QueryMsg::Consent { patient, consent, version: None })
}

fn submit(deps: DepsMut<'_>, claim: Commitment, row: &ClaimRow) -> Result<Response, ContractError> {
    if let Some(ClaimRow { at, .. }) = state::claim(deps.storage, claim)? {
        return Err(ContractError::Submitted { at });
    }
    state::save_claim(deps.storage, claim, row)?;
    let ClaimRow { patient, examiner, access, amount, .. } = row;
    let event = Event::new("claim_submitted")
        .add_attribute("action", "submit_claim")
        .add_attribute("claim", claim.to_string())
        .add_attribute("patient", patient.to_string())
        .add_attribute("examiner", examiner.to_string())
        .add_attribute("access", access.to_string())
        .add_attribute("amount", amount.to_string());
    let answer = query::response(claim, row.clone());
    Ok(Response::new().add_event(event).set_data(to_json_binary(&answer)?))
}

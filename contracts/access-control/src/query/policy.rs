//! What policy says.

use chartseal_types::access::{PolicyResponse, PolicyVersionResponse};
use cosmwasm_std::Deps;

use crate::error::ContractError;
use crate::state::policy as state;

pub fn policy(deps: Deps<'_>, now: u64) -> Result<PolicyResponse, ContractError> {
    let header = state::header(deps.storage, now)?;
    let pending = header.pending.map(|pending| version(deps, now, pending.number)).transpose()?;
    Ok(PolicyResponse { current: version(deps, now, header.current.number)?, pending })
}

pub fn version(deps: Deps<'_>, now: u64, number: u32) -> Result<PolicyVersionResponse, ContractError> {
    let Some((version, policy)) = state::version(deps.storage, number)? else {
        let last = state::header(deps.storage, now)?.last;
        return Err(ContractError::UnknownPolicyVersion { version: number, last });
    };
    Ok(PolicyVersionResponse {
        version: number,
        effective_at: version.effective_at,
        withdrawn_at: version.withdrawn_at,
        policy,
    })
}

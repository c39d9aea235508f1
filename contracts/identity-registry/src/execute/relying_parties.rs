//! Of which portals passkeys count.

use chartseal_governance::{ensure_admin, ensure_running};
use chartseal_types::identity::event;
use chartseal_types::second_factor::{RelyingParty, RelyingPartyUnchecked};
use cosmwasm_std::{DepsMut, Env, MessageInfo, Response};

use super::respond;
use crate::error::ContractError;
use crate::state;

pub fn set(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    relying_parties: Vec<RelyingPartyUnchecked>,
) -> Result<Response, ContractError> {
    ensure_admin(deps.storage, &info.sender)?;
    let new = RelyingParty::check_all(relying_parties)?;
    // Taking sites away is a revocation, which no pause stops.
    if adds(&state::relying_parties(deps.storage)?, &new) {
        ensure_running(deps.storage, env.block.time.seconds())?;
    }
    state::save_relying_parties(deps.storage, &new)?;
    Ok(respond("set_relying_parties", [event::relying_parties_set(&new)]))
}

/// Whether some passkey could be asked from a site that it could not be asked from before.
fn adds(old: &[RelyingParty], new: &[RelyingParty]) -> bool {
    let allowed =
        |rp_id: &str, origin: &str| old.iter().any(|party| party.rp_id == rp_id && party.allows(origin));
    new.iter().any(|party| party.origins.iter().any(|origin| !allowed(&party.rp_id, origin)))
}

//! Which messages need a second factor: those that always do, and those that policy adds.

use chartseal_second_factor::Factor;
use chartseal_types::IdentityId;
use chartseal_types::second_factor::Sensitive;
use cosmwasm_std::Deps;

use crate::error::ContractError;
use crate::state;

/// Refuses a message that needs a second factor of the sender's identity and has none. One read, unless it has one.
pub fn ensure(
    deps: Deps<'_>,
    factor: &Factor,
    sender: IdentityId,
    sensitive: Sensitive,
    now: u64,
) -> Result<(), ContractError> {
    if factor.is_confirmed_by(sender) {
        return Ok(());
    }
    let needed = state::policy::needs_second_factor(deps.storage, sensitive, now)?;
    Ok(factor.require(deps.storage, sender, sensitive, needed)?)
}

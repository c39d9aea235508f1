//! Any account stops its identity for a while.

use chartseal_types::identity::{IdentityRow, event};
use cosmwasm_std::{DepsMut, Env, MessageInfo, Response};

use super::respond;
use crate::authority::own_identity;
use crate::domain::standing::freeze_until;
use crate::error::ContractError;
use crate::state;

pub fn freeze(deps: DepsMut<'_>, env: &Env, info: &MessageInfo) -> Result<Response, ContractError> {
    let id = own_identity(deps.storage, &info.sender)?;
    let row = state::identity(deps.storage, id)?;
    let until = freeze_until(&row, env.block.time.seconds());
    state::save_identity(deps.storage, id, &IdentityRow { frozen_until: until, ..row })?;
    Ok(respond("freeze", [event::frozen(id, until, &info.sender)]))
}

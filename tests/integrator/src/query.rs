//! Answers.

use chartseal_types::Commitment;
use cosmwasm_std::{Binary, Deps, to_json_binary};

use crate::state::{self, ClaimRow};
use crate::{ClaimResponse, ContractError, QueryMsg};

pub fn query(deps: Deps<'_>, msg: QueryMsg) -> Result<Binary, ContractError> {
    let QueryMsg::Claim { claim } = msg;
    let row = state::claim(deps.storage, claim)?;
    Ok(to_json_binary(&row.map(|row| response(claim, row)))?)
}

pub fn response(claim: Commitment, row: ClaimRow) -> ClaimResponse {
    let ClaimRow { patient, examiner, access, amount, at } = row;
    ClaimResponse { claim, patient, examiner, access, amount, at }
}

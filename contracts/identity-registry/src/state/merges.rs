//! Duplicates of survivors: read by other contracts. The rows of both change with the list.

use chartseal_guard::{Check, holds};
use chartseal_types::IdentityId;
use chartseal_types::identity::IdentityRow;
use chartseal_types::identity::abi::{DUPLICATES, MAX_DUPLICATES};
use cosmwasm_std::{StdResult, Storage};

use super::save_identity;
use crate::PatientError;
use crate::error::ContractError;

pub fn duplicates(storage: &dyn Storage, survivor: IdentityId) -> StdResult<Vec<IdentityId>> {
    Ok(DUPLICATES.may_load(storage, survivor)?.unwrap_or_default())
}

pub fn ensure_room(storage: &dyn Storage, survivor: IdentityId) -> Result<(), ContractError> {
    if holds(Check::Duplicates, duplicates(storage, survivor)?.len() < MAX_DUPLICATES) {
        return Ok(());
    }
    Err(PatientError::TooManyDuplicates { survivor }.into())
}

/// The duplicate joins the survivor's list.
pub fn join(
    storage: &mut dyn Storage,
    (duplicate, duplicate_row): (IdentityId, IdentityRow),
    (survivor, survivor_row): (IdentityId, IdentityRow),
) -> Result<(), ContractError> {
    ensure_room(storage, survivor)?;
    let mut list = duplicates(storage, survivor)?;
    list.push(duplicate);
    DUPLICATES.save(storage, survivor, &list)?;
    save_identity(storage, duplicate, &IdentityRow { merged_into: Some(survivor), ..duplicate_row })?;
    Ok(save_identity(storage, survivor, &IdentityRow { has_duplicates: true, ..survivor_row })?)
}

/// The duplicate leaves the survivor's list.
pub fn part(
    storage: &mut dyn Storage,
    (duplicate, duplicate_row): (IdentityId, IdentityRow),
    (survivor, survivor_row): (IdentityId, IdentityRow),
) -> StdResult<()> {
    let mut list = duplicates(storage, survivor)?;
    list.retain(|other| *other != duplicate);
    let has_duplicates = !list.is_empty();
    DUPLICATES.save(storage, survivor, &list)?;
    save_identity(storage, duplicate, &IdentityRow { merged_into: None, ..duplicate_row })?;
    save_identity(storage, survivor, &IdentityRow { has_duplicates, ..survivor_row })
}

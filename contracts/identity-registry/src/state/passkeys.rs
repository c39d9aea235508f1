//! Passkeys and relying parties: what every contract reads of them, and what is kept for people.

use chartseal_types::identity::PasskeyPeriod;
use chartseal_types::identity::abi::{PASSKEYS, RELYING_PARTIES};
use chartseal_types::second_factor::{Passkey, RelyingParty};
use chartseal_types::{CredentialHash, IdentityId};
use cosmwasm_std::{Addr, StdResult, Storage};
use cw_storage_plus::Map;

use super::journal::Journal;
use crate::domain::Passkeys;
use crate::error::ContractError;

const IDENTITY_PASSKEYS: Map<IdentityId, Passkeys> = Map::new("passkeys__identity");

pub const PASSKEY_PERIODS: Journal<PasskeyPeriod> =
    Journal::new("passkey_periods", "passkey_periods__length");

pub fn relying_parties(storage: &dyn Storage) -> StdResult<Vec<RelyingParty>> {
    Ok(RELYING_PARTIES.may_load(storage)?.unwrap_or_default())
}

pub fn save_relying_parties(storage: &mut dyn Storage, list: &Vec<RelyingParty>) -> StdResult<()> {
    RELYING_PARTIES.save(storage, list)
}

pub fn passkeys(storage: &dyn Storage, id: IdentityId) -> StdResult<Passkeys> {
    Ok(IDENTITY_PASSKEYS.may_load(storage, id)?.unwrap_or_default())
}

/// The periods of the passkeys that count, as people read them.
pub fn passkey_list(storage: &dyn Storage, id: IdentityId) -> StdResult<Vec<PasskeyPeriod>> {
    let periods = passkeys(storage, id)?;
    let load = |number| PASSKEY_PERIODS.may_load(storage, id, number).transpose();
    periods.periods().filter_map(load).collect()
}

/// The passkey confirms messages from now on: in the identity's list, in what others read, and in the history.
pub fn add_passkey(
    storage: &mut dyn Storage,
    id: IdentityId,
    passkey: Passkey,
    now: u64,
) -> Result<(), ContractError> {
    let (credential, row) = (passkey.credential_hash(), passkey.row(now));
    let mut passkeys = passkeys(storage, id)?;
    passkeys.add(credential, PASSKEY_PERIODS.next(storage, id)?)?;
    let period = PasskeyPeriod { passkey, credential, added_at: now, removed_at: None, removed_by: None };
    PASSKEY_PERIODS.push(storage, id, &period)?;
    IDENTITY_PASSKEYS.save(storage, id, &passkeys)?;
    Ok(PASSKEYS.save(storage, (id, credential), &row)?)
}

/// The passkey confirms nothing any more, be it the last; the history keeps when and by whom.
pub fn remove_passkey(
    storage: &mut dyn Storage,
    id: IdentityId,
    credential: CredentialHash,
    by: &Addr,
    now: u64,
) -> Result<(), ContractError> {
    let mut passkeys = passkeys(storage, id)?;
    let number = passkeys.take(credential)?;
    IDENTITY_PASSKEYS.save(storage, id, &passkeys)?;
    PASSKEYS.remove(storage, (id, credential));
    Ok(PASSKEY_PERIODS.complete(storage, id, number, |period| {
        period.removed_at = Some(now);
        period.removed_by = Some(by.clone());
    })?)
}

//! What a change takes: when it is proposed, and again when it is applied.

use chartseal_guard::{Check, ensure, holds};
use chartseal_second_factor::Factor;
use chartseal_types::IdentityId;
use chartseal_types::identity::{Change, ChangeUnchecked, Guardians};
use chartseal_types::second_factor::Sensitive;
use cosmwasm_std::{Addr, Deps, MessageInfo, Storage};

use crate::authority::ensure_owner;
use crate::error::ContractError;
use crate::{ChangeError, RecoveryError, state};

pub fn check(deps: Deps<'_>, own: IdentityId, change: ChangeUnchecked) -> Result<Change, ContractError> {
    Ok(match change {
        ChangeUnchecked::AddAccount { account } => {
            Change::AddAccount { account: deps.api.addr_validate(&account)? }
        }
        ChangeUnchecked::RemoveAccount { account } => {
            Change::RemoveAccount { account: deps.api.addr_validate(&account)? }
        }
        ChangeUnchecked::ReplaceKey { key } => Change::ReplaceKey { key: key.check()? },
        ChangeUnchecked::AddPasskey { passkey } => {
            Change::AddPasskey { passkey: passkey.check(&state::relying_parties(deps.storage)?)? }
        }
        ChangeUnchecked::RemovePasskey { credential } => Change::RemovePasskey { credential },
        ChangeUnchecked::SetGuardians { guardians, threshold } => {
            Change::SetGuardians { guardians: Guardians::check(own, guardians, threshold)? }
        }
    })
}

/// Every change takes a second factor, but for the first passkey: there is none yet that could confirm it.
pub fn ensure_confirmed(
    storage: &dyn Storage,
    id: IdentityId,
    change: &Change,
    factor: &Factor,
) -> Result<(), ContractError> {
    let first = matches!(change, Change::AddPasskey { .. }) && state::passkeys(storage, id)?.is_empty();
    Ok(ensure(Check::ChangeConfirmed, || factor.require(storage, id, Sensitive::ProposeChange, !first))?)
}

/// A new account applies itself, which proves that it can sign; anything else is applied by any account.
pub fn ensure_applicant(
    storage: &dyn Storage,
    info: &MessageInfo,
    id: IdentityId,
    change: &Change,
) -> Result<(), ContractError> {
    match change {
        Change::AddAccount { account } if !holds(Check::NewAccountSigns, *account == info.sender) => {
            Err(ChangeError::NotNewAccount { account: account.clone(), sender: info.sender.clone() }.into())
        }
        Change::AddAccount { .. } => Ok(()),
        Change::RemoveAccount { .. }
        | Change::ReplaceKey { .. }
        | Change::AddPasskey { .. }
        | Change::RemovePasskey { .. }
        | Change::SetGuardians { .. } => ensure_owner(storage, &info.sender, id),
    }
}

/// Whether the change could be made now. Asked when it is proposed, and again when it is applied.
pub fn ensure_possible(
    storage: &dyn Storage,
    id: IdentityId,
    change: &Change,
    now: u64,
) -> Result<(), ContractError> {
    match change {
        Change::AddAccount { account } => {
            ensure_free(storage, account)?;
            Ok(state::accounts(storage, id)?.ensure_room()?)
        }
        Change::RemoveAccount { account } => Ok(state::accounts(storage, id)?.ensure_removable(account)?),
        Change::ReplaceKey { .. } => Ok(()),
        Change::AddPasskey { passkey } => {
            Ok(state::passkeys(storage, id)?.ensure_addable(passkey.credential_hash())?)
        }
        Change::RemovePasskey { credential } => {
            Ok(state::passkeys(storage, id)?.ensure_removable(*credential)?)
        }
        Change::SetGuardians { guardians } => {
            ensure_guardians_known(storage, guardians)?;
            ensure(Check::OverriddenStands, || ensure_none_overridden(storage, id, now))
        }
    }
}

pub fn ensure_free(storage: &dyn Storage, account: &Addr) -> Result<(), ContractError> {
    match state::identity_of(storage, account)? {
        Some(identity) => Err(ChangeError::AccountTaken { account: account.clone(), identity }.into()),
        None => Ok(()),
    }
}

fn ensure_guardians_known(storage: &dyn Storage, guardians: &Guardians) -> Result<(), ContractError> {
    guardians.identities.iter().try_for_each(|guardian| state::identity(storage, *guardian).map(drop))
}

/// Once a registrar has sided with the guardians, whoever holds the accounts does not get rid of them.
fn ensure_none_overridden(storage: &dyn Storage, id: IdentityId, now: u64) -> Result<(), ContractError> {
    let standing = state::standing_recoveries(storage, id, now)?;
    match standing.iter().find(|recovery| recovery.is_overridden()) {
        Some(recovery) => Err(RecoveryError::Stands { number: recovery.number }.into()),
        None => Ok(()),
    }
}

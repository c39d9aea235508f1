//! Who sends a message, and as whom they may act.

use chartseal_guard::{Check, ensure, holds};
use chartseal_second_factor::Factor;
use chartseal_types::IdentityId;
use chartseal_types::access::AccessControl;
use chartseal_types::identity::{Guardians, IdentityRow};
use chartseal_types::second_factor::Sensitive;
use cosmwasm_std::{Addr, Deps, Storage};

use crate::domain::standing::ensure_active;
use crate::error::ContractError;
use crate::{RecoveryError, StandingError, state};

/// Who may decide about the identities of others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Steward {
    /// The contract's admin.
    Admin,
    /// An appointed registrar that is active itself.
    Registrar(IdentityId),
}

impl Steward {
    /// The registrar's identity; none for the admin.
    pub fn registrar(self) -> Option<IdentityId> {
        match self {
            Self::Admin => None,
            Self::Registrar(id) => Some(id),
        }
    }
}

/// The identity that the sender controls.
pub fn own_identity(storage: &dyn Storage, sender: &Addr) -> Result<IdentityId, ContractError> {
    let identity = state::identity_of(storage, sender)?;
    Ok(identity.ok_or_else(|| StandingError::NoIdentity { account: sender.clone() })?)
}

/// The identity that the sender controls, when it is active, with its row.
pub fn own_active_identity(
    storage: &dyn Storage,
    sender: &Addr,
    now: u64,
) -> Result<(IdentityId, IdentityRow), ContractError> {
    let id = own_identity(storage, sender)?;
    let row = state::identity(storage, id)?;
    ensure(Check::Active, || ensure_active(id, &row, now))?;
    Ok((id, row))
}

/// Refuses what needs a second factor by policy and has none. The admin has no identity and is not asked: it is a module
/// of the chain, which votes instead of touching a passkey.
pub fn ensure_confirmed(
    deps: Deps<'_>,
    factor: &Factor,
    identity: IdentityId,
    sensitive: Sensitive,
    now: u64,
) -> Result<(), ContractError> {
    let access = AccessControl(chartseal_governance::contracts(deps.storage)?.access_control);
    Ok(factor.ensure(deps, &access, identity, sensitive, now)?)
}

/// Refuses who does not control that identity.
pub fn ensure_owner(storage: &dyn Storage, sender: &Addr, identity: IdentityId) -> Result<(), ContractError> {
    if holds(Check::Owner, state::identity_of(storage, sender)? == Some(identity)) {
        return Ok(());
    }
    Err(StandingError::NotOwner { identity, account: sender.clone() }.into())
}

/// The registrar that the sender speaks for, active itself. The admin is none: two registrars do together what no one
/// party can.
pub fn own_registrar(storage: &dyn Storage, sender: &Addr, now: u64) -> Result<IdentityId, ContractError> {
    match state::identity_of(storage, sender)? {
        Some(id) if holds(Check::Registrar, is_active_registrar(storage, id, now)?) => Ok(id),
        _ => Err(StandingError::NotRegistrar { account: sender.clone() }.into()),
    }
}

/// Whether an identity is appointed as registrar and active.
pub fn is_active_registrar(storage: &dyn Storage, id: IdentityId, now: u64) -> Result<bool, ContractError> {
    Ok(state::is_registrar(storage, id) && state::identity(storage, id)?.is_active(now))
}

/// The sender's identity, active and a guardian, with all of them.
pub fn guardian_of(
    storage: &dyn Storage,
    sender: &Addr,
    identity: IdentityId,
    now: u64,
) -> Result<(IdentityId, Guardians), ContractError> {
    let (guardian, _) = own_active_identity(storage, sender, now)?;
    let guardians = state::guardians(storage, identity)?;
    if holds(Check::Guardian, guardians.contains(guardian)) {
        Ok((guardian, guardians))
    } else {
        Err(RecoveryError::NotGuardian { identity, sender: guardian }.into())
    }
}

/// The admin or an active registrar, deciding about an identity that is not their own. About a registrar only the
/// admin decides: one bad registrar must not be able to put out the others, be it by a verification that ends at once.
pub fn steward_of(
    storage: &dyn Storage,
    sender: &Addr,
    identity: IdentityId,
    now: u64,
) -> Result<Steward, ContractError> {
    let own = state::identity_of(storage, sender)?;
    let steward = match own {
        _ if chartseal_governance::is_admin(storage, sender)? => Steward::Admin,
        Some(id) if holds(Check::Registrar, is_active_registrar(storage, id, now)?) => Steward::Registrar(id),
        _ => return Err(StandingError::NotRegistrar { account: sender.clone() }.into()),
    };
    if !holds(Check::NotOneself, own != Some(identity)) {
        return Err(StandingError::OwnIdentity { identity }.into());
    }
    let of_admin = steward != Steward::Admin && state::is_registrar(storage, identity);
    if !holds(Check::RegistrarsOfAdmin, !of_admin) {
        return Err(StandingError::RegistrarOfAdmin { identity }.into());
    }
    Ok(steward)
}

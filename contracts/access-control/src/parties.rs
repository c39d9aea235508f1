//! Who sends a message and who is named in it: the reads of the identity registry for everything but decisions.

use chartseal_types::IdentityId;
use chartseal_types::access::Grantee;
use chartseal_types::identity::{IdentityRegistry, IdentityRow, Kind, Status};
use cosmwasm_std::{Addr, Deps};

use crate::error::{ContractError, PartyError};

/// The identity registry that this contract was instantiated with.
pub fn registry(deps: Deps<'_>) -> Result<IdentityRegistry, ContractError> {
    Ok(IdentityRegistry(chartseal_governance::contracts(deps.storage)?.identity_registry))
}

/// The identity that an account controls.
pub fn identity_of(deps: Deps<'_>, account: &Addr) -> Result<IdentityId, ContractError> {
    let identity = registry(deps)?.identity_of(&deps.querier, account)?;
    Ok(identity.ok_or_else(|| PartyError::UnknownAccount { account: account.clone() })?)
}

/// A patient as the sender of a message.
pub struct Patient {
    /// Who.
    pub id: IdentityId,
    row: IdentityRow,
}

impl Patient {
    /// The sender, who must be a patient.
    pub fn sender(deps: Deps<'_>, sender: &Addr) -> Result<Self, ContractError> {
        let id = identity_of(deps, sender)?;
        Ok(Self { id, row: patient(deps, id)? })
    }

    /// Refuses what opens while the identity is frozen, suspended or revoked: a thief of an account can only close.
    /// A verification that ran out does not take a patient's own rules away.
    pub fn ensure_may_open(&self, now: u64) -> Result<(), PartyError> {
        let identity = self.id;
        match self.row.status {
            _ if self.row.is_frozen(now) => {
                Err(PartyError::Frozen { identity, until: self.row.frozen_until })
            }
            Status::Suspended | Status::Revoked => Err(PartyError::SetAside { identity }),
            Status::Pending | Status::Active => Ok(()),
        }
    }
}

/// A registered identity.
pub fn known(deps: Deps<'_>, identity: IdentityId) -> Result<IdentityRow, ContractError> {
    let row = registry(deps)?.identity(&deps.querier, identity)?;
    Ok(row.ok_or(PartyError::UnknownIdentity { identity })?)
}

/// A registered patient.
pub fn patient(deps: Deps<'_>, identity: IdentityId) -> Result<IdentityRow, ContractError> {
    let row = known(deps, identity)?;
    if row.kind == Kind::Patient { Ok(row) } else { Err(PartyError::NotPatient { identity }.into()) }
}

/// A registered organization.
pub fn organization(deps: Deps<'_>, identity: IdentityId) -> Result<IdentityRow, ContractError> {
    let row = known(deps, identity)?;
    if row.kind.is_organization() { Ok(row) } else { Err(PartyError::NotOrganization { identity }.into()) }
}

/// A registered organization that is active.
pub fn active_organization(
    deps: Deps<'_>,
    identity: IdentityId,
    now: u64,
) -> Result<IdentityRow, ContractError> {
    let row = organization(deps, identity)?;
    if row.is_active(now) { Ok(row) } else { Err(PartyError::NotActive { identity }.into()) }
}

/// Checks that a grantee exists and is of the kind it is named as, so that a slip of an id is not taken for a rule.
pub fn check_grantee(deps: Deps<'_>, grantee: Grantee) -> Result<(), ContractError> {
    match grantee {
        Grantee::Everyone {} => Ok(()),
        Grantee::Identity { identity } => {
            if known(deps, identity)?.kind.is_organization() {
                return Err(PartyError::NotPerson { identity }.into());
            }
            Ok(())
        }
        Grantee::Organization { organization: id } | Grantee::Role { organization: id, .. } => {
            organization(deps, id).map(drop)
        }
    }
}

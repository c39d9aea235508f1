//! Who takes part in a message: what the other contracts say of accounts and identities at its time.

use chartseal_guard::{Check, holds};
use chartseal_second_factor::Factor;
use chartseal_types::IdentityId;
use chartseal_types::access::AccessControl;
use chartseal_types::governance::Contracts;
use chartseal_types::identity::IdentityRegistry;
use chartseal_types::second_factor::Sensitive;
use cosmwasm_std::{Addr, Deps, Env, StdResult};

use crate::ContractError;

/// The parties of a message. Where the other contracts are is a read, so it is made once a message.
pub struct Parties<'a> {
    deps: Deps<'a>,
    registry: IdentityRegistry,
    access: AccessControl,
    /// The time of the block, Unix seconds.
    now: u64,
}

impl<'a> Parties<'a> {
    pub fn new(deps: Deps<'a>, env: &Env) -> StdResult<Self> {
        let Contracts { identity_registry, access_control, .. } =
            chartseal_governance::contracts(deps.storage)?;
        let (registry, access) = (IdentityRegistry(identity_registry), AccessControl(access_control));
        Ok(Self { deps, registry, access, now: env.block.time.seconds() })
    }

    /// The identity that an account controls.
    pub fn identity_of(&self, account: &Addr) -> StdResult<Option<IdentityId>> {
        self.registry.identity_of(&self.deps.querier, account)
    }

    /// Whether an identity is a registrar now.
    pub fn is_registrar(&self, identity: IdentityId) -> StdResult<bool> {
        self.registry.is_registrar(&self.deps.querier, identity, self.now)
    }

    /// Refuses if one of these identities does not count now.
    pub fn ensure_active(&self, identities: &[IdentityId]) -> Result<(), ContractError> {
        let distrusted = self.registry.distrusted(&self.deps.querier)?;
        identities.iter().try_for_each(|&identity| {
            let row = self.registry.identity_but(&self.deps.querier, identity, &distrusted)?;
            if holds(Check::ActiveParty, row.is_some_and(|row| row.is_active(self.now))) {
                Ok(())
            } else {
                Err(ContractError::InactiveIdentity { identity })
            }
        })
    }

    /// Refuses an identity that does not count now, or is of nobody who can operate a CA.
    pub fn ensure_active_organization(&self, identity: IdentityId) -> Result<(), ContractError> {
        self.ensure_active(&[identity])?;
        let row = self.registry.identity(&self.deps.querier, identity)?;
        if row.is_some_and(|row| row.kind.is_organization()) {
            Ok(())
        } else {
            Err(ContractError::NotOrganization { identity })
        }
    }

    /// Refuses a message that policy wants confirmed, without a second factor of the sender's identity.
    pub fn ensure_confirmed(
        &self,
        factor: &Factor,
        identity: IdentityId,
        sensitive: Sensitive,
    ) -> Result<(), ContractError> {
        Ok(factor.ensure(self.deps, &self.access, identity, sensitive, self.now)?)
    }

    /// Refuses everybody but accounts of the organization that operates a CA.
    pub fn ensure_operator(&self, account: &Addr, organization: IdentityId) -> Result<(), ContractError> {
        if holds(Check::CaOperator, self.identity_of(account)? == Some(organization)) {
            Ok(())
        } else {
            Err(ContractError::NotOperator { organization, sender: account.clone() })
        }
    }
}

//! Raw reads of the identity registry by other contracts: a storage read each, not a contract call.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Addr, QuerierWrapper, StdResult};

use super::abi::{
    ACCOUNTS, AFFILIATIONS, Affiliation, IDENTITIES, IdentityRow, PASSKEYS, PasskeyRow, REGISTRARS,
    RELYING_PARTIES,
};
use crate::raw::query_item;
use crate::second_factor::RelyingParty;
use crate::{CredentialHash, IdentityId};

/// The identity registry at an address.
#[cw_serde]
pub struct IdentityRegistry(pub Addr);

impl IdentityRegistry {
    /// The identity that an account controls.
    pub fn identity_of(&self, querier: &QuerierWrapper<'_>, account: &Addr) -> StdResult<Option<IdentityId>> {
        ACCOUNTS.query(querier, self.0.clone(), account)
    }

    /// An identity's row.
    pub fn identity(&self, querier: &QuerierWrapper<'_>, id: IdentityId) -> StdResult<Option<IdentityRow>> {
        IDENTITIES.query(querier, self.0.clone(), id)
    }

    /// Whether an identity is known and active.
    pub fn is_active(&self, querier: &QuerierWrapper<'_>, id: IdentityId, now: u64) -> StdResult<bool> {
        Ok(self.identity(querier, id)?.is_some_and(|row| row.is_active(now)))
    }

    /// The affiliations in force of a practitioner, whether or not the organizations are active.
    pub fn affiliations(
        &self,
        querier: &QuerierWrapper<'_>,
        practitioner: IdentityId,
    ) -> StdResult<Vec<Affiliation>> {
        Ok(AFFILIATIONS.query(querier, self.0.clone(), practitioner)?.unwrap_or_default())
    }

    /// A passkey of an identity, if it counts.
    pub fn passkey(
        &self,
        querier: &QuerierWrapper<'_>,
        id: IdentityId,
        credential: CredentialHash,
    ) -> StdResult<Option<PasskeyRow>> {
        PASSKEYS.query(querier, self.0.clone(), (id, credential))
    }

    /// The relying parties whose passkeys count.
    pub fn relying_parties(&self, querier: &QuerierWrapper<'_>) -> StdResult<Vec<RelyingParty>> {
        Ok(query_item(querier, &self.0, &RELYING_PARTIES)?.unwrap_or_default())
    }

    /// Whether an identity is a registrar now: appointed, and active itself.
    pub fn is_registrar(&self, querier: &QuerierWrapper<'_>, id: IdentityId, now: u64) -> StdResult<bool> {
        Ok(REGISTRARS.query(querier, self.0.clone(), id)?.is_some() && self.is_active(querier, id, now)?)
    }
}

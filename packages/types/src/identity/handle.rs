//! Raw reads of the identity registry by other contracts: a storage read each, not a contract call.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Addr, QuerierWrapper, StdResult};

use super::abi::{
    ACCOUNTS, AFFILIATIONS, Affiliation, DISTRUSTED, DUPLICATES, Distrusted, IDENTITIES, IdentityRow,
    PASSKEYS, PasskeyRow, REGISTRARS, RELYING_PARTIES, REPRESENTATIVES, RepresentativeRow,
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

    /// An identity's row, without a verification by a distrusted registrar. Two reads.
    pub fn identity(&self, querier: &QuerierWrapper<'_>, id: IdentityId) -> StdResult<Option<IdentityRow>> {
        self.identity_but(querier, id, &self.distrusted(querier)?)
    }

    /// An identity's row, without a verification by one of these registrars. For who reads several: one read each.
    pub fn identity_but(
        &self,
        querier: &QuerierWrapper<'_>,
        id: IdentityId,
        distrusted: &[Distrusted],
    ) -> StdResult<Option<IdentityRow>> {
        let row = IDENTITIES.query(querier, self.0.clone(), id)?;
        Ok(row.map(|row| row.without_distrusted(distrusted)))
    }

    /// The registrars whose verifications count for nothing since a time.
    pub fn distrusted(&self, querier: &QuerierWrapper<'_>) -> StdResult<Vec<Distrusted>> {
        Ok(query_item(querier, &self.0, &DISTRUSTED)?.unwrap_or_default())
    }

    /// What a representative may do for a patient; none who never was one.
    pub fn representative(
        &self,
        querier: &QuerierWrapper<'_>,
        patient: IdentityId,
        representative: IdentityId,
    ) -> StdResult<Option<RepresentativeRow>> {
        REPRESENTATIVES.query(querier, self.0.clone(), (patient, representative))
    }

    /// The duplicates merged into a survivor. Asked only of one whose row says that it has some.
    pub fn duplicates(
        &self,
        querier: &QuerierWrapper<'_>,
        survivor: IdentityId,
    ) -> StdResult<Vec<IdentityId>> {
        Ok(DUPLICATES.query(querier, self.0.clone(), survivor)?.unwrap_or_default())
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

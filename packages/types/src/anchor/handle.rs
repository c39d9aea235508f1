//! Raw reads of the record anchor by other contracts.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Addr, QuerierWrapper, StdResult};

use super::abi::{RECORDS, RecordRow};
use crate::{ContentHash, IdentityId};

/// The record anchor at an address.
#[cw_serde]
pub struct RecordAnchor(pub Addr);

impl RecordAnchor {
    /// A record of a patient; none when it is not known, or another patient's.
    pub fn record(
        &self,
        querier: &QuerierWrapper<'_>,
        patient: IdentityId,
        record: ContentHash,
    ) -> StdResult<Option<RecordRow>> {
        RECORDS.query(querier, &self.0, (patient, record))
    }
}

//! Raw reads of single values.

use cosmwasm_std::{Addr, QuerierWrapper, StdResult, from_json};
use cw_storage_plus::Item;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// An item of another contract, if it is there. `Item::query` takes what is absent for an error.
pub(crate) fn query_item<T: Serialize + DeserializeOwned>(
    querier: &QuerierWrapper<'_>,
    contract: &Addr,
    item: &Item<T>,
) -> StdResult<Option<T>> {
    querier.query_wasm_raw(contract, item.as_slice())?.map(from_json).transpose()
}

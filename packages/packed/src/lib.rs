//! Rows of storage as bytes instead of JSON.
//!
//! A chain takes 30 gas for each byte it writes and 3 for each it reads, and JSON spends most of them on the names of
//! members and on hex. Rows that messages write every time are packed: a byte that says so, then the value in the
//! [postcard wire format](https://postcard.jamesmunns.com/wire-format). What is written once stays
//! JSON.
//!
//! The format has no names, so it is the order of members and variants that counts: append, and never reorder, what is
//! stored like this. No member may be left out with `skip_serializing_if`.
//!
//! Version 0.1 wrote the same rows as JSON, which never begins with the byte that begins a packed row: they are read
//! as they are, and packed when they are written next.

use std::marker::PhantomData;

use cosmwasm_std::{Addr, Empty, Order, QuerierWrapper, StdError, StdResult, Storage, from_json};
use cw_storage_plus::{Bound, KeyDeserialize, Map, Prefix, Prefixer, PrimaryKey, range_with_prefix};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The first byte of a packed row. No JSON begins with it.
const PACKED: u8 = 1;

/// A value as a packed row.
pub fn pack<T: Serialize>(value: &T) -> StdResult<Vec<u8>> {
    postcard::to_extend(value, vec![PACKED]).map_err(|_| StdError::msg("expected a value that can be packed"))
}

/// A value from a row, packed or as JSON.
pub fn unpack<T: DeserializeOwned>(row: &[u8]) -> StdResult<T> {
    match row.split_first() {
        Some((&PACKED, packed)) => match postcard::take_from_bytes(packed) {
            Ok((value, [])) => Ok(value),
            Ok(_) | Err(_) => Err(StdError::msg("expected a packed row of this type, got other bytes")),
        },
        _ => from_json(row),
    }
}

/// A map whose rows are packed.
pub struct PackedMap<K, T> {
    namespace: &'static str,
    keys: Map<K, Empty>,
    rows: PhantomData<T>,
}

impl<K, T> PackedMap<K, T> {
    /// A map under a namespace of storage.
    pub const fn new(namespace: &'static str) -> Self {
        Self { namespace, keys: Map::new(namespace), rows: PhantomData }
    }
}

impl<'a, K: PrimaryKey<'a>, T: Serialize + DeserializeOwned> PackedMap<K, T> {
    /// The row of a key, if it is there.
    pub fn may_load(&self, storage: &dyn Storage, key: K) -> StdResult<Option<T>> {
        storage.get(&self.keys.key(key)).map(|row| unpack(&row)).transpose()
    }

    /// The row of a key. An error when it is not there.
    pub fn load(&self, storage: &dyn Storage, key: K) -> StdResult<T> {
        self.may_load(storage, key)?.ok_or_else(|| StdError::msg("expected a packed row, found none"))
    }

    /// Writes the row of a key.
    pub fn save(&self, storage: &mut dyn Storage, key: K, value: &T) -> StdResult<()> {
        storage.set(&self.keys.key(key), &pack(value)?);
        Ok(())
    }

    /// The storage key of a row.
    pub fn key(&self, key: K) -> Vec<u8> {
        self.keys.key(key).to_vec()
    }

    /// The row of a key in another contract's storage, if it is there: one raw read.
    pub fn query(&self, querier: &QuerierWrapper<'_>, contract: &Addr, key: K) -> StdResult<Option<T>> {
        querier.query_wasm_raw(contract, self.key(key))?.map(|row| unpack(&row)).transpose()
    }

    /// Keys after one, ascending or descending, under a prefix.
    pub fn keys<'s>(
        &self,
        storage: &'s dyn Storage,
        prefix: K::Prefix,
        after: Option<K::Suffix>,
        order: Order,
    ) -> Box<dyn Iterator<Item = StdResult<<K::Suffix as KeyDeserialize>::Output>> + 's>
    where
        K::Suffix: PrimaryKey<'a> + KeyDeserialize,
        <K::Suffix as KeyDeserialize>::Output: 'static,
    {
        let after = after.map(Bound::exclusive);
        let (min, max) = match order {
            Order::Ascending => (after, None),
            Order::Descending => (None, after),
        };
        self.keys.prefix(prefix).keys(storage, min, max, order)
    }
    /// Rows with their keys under a prefix, ascending or descending, up to and with a key.
    pub fn range<'s>(
        &self,
        storage: &'s dyn Storage,
        prefix: K::Prefix,
        up_to: Option<K::Suffix>,
        order: Order,
    ) -> impl Iterator<Item = StdResult<(<K::Suffix as KeyDeserialize>::Output, T)>> + use<'s, 'a, K, T>
    where
        K::Suffix: PrimaryKey<'a> + KeyDeserialize,
    {
        let up_to = up_to.map(|key| Bound::<K::Suffix>::inclusive(key).to_raw_bound());
        let prefix: Prefix<K::Suffix, Empty> = Prefix::new(self.namespace.as_bytes(), &prefix.prefix());
        range_with_prefix(storage, &prefix, None, up_to, order)
            .map(|(key, row)| Ok((K::Suffix::from_vec(key)?, unpack(&row)?)))
    }
}

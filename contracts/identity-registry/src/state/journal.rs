//! Histories: entries of an identity, numbered from 1 without gaps, never deleted.

use chartseal_types::{IdentityId, page_size};
use cosmwasm_std::{Order, StdError, StdResult, Storage};
use cw_storage_plus::{Bound, Map};
use serde::Serialize;
use serde::de::DeserializeOwned;

pub struct Journal<T> {
    entries: Map<(IdentityId, u32), T>,
    lengths: Map<IdentityId, u32>,
}

impl<T: Serialize + DeserializeOwned> Journal<T> {
    /// Two namespaces: for the entries, and for how many there are.
    pub const fn new(entries: &'static str, lengths: &'static str) -> Self {
        Self { entries: Map::new(entries), lengths: Map::new(lengths) }
    }

    /// Adds an entry and tells its number.
    pub fn push(&self, storage: &mut dyn Storage, of: IdentityId, entry: &T) -> StdResult<u32> {
        let number = self.next(storage, of)?;
        self.entries.save(storage, (of, number), entry)?;
        self.lengths.save(storage, of, &number)?;
        Ok(number)
    }

    /// The number that the next entry gets.
    pub fn next(&self, storage: &dyn Storage, of: IdentityId) -> StdResult<u32> {
        let full = || StdError::msg("expected a history of fewer than 4294967295 entries; it is full");
        self.len(storage, of)?.checked_add(1).ok_or_else(full)
    }

    /// How many entries there are, which is the number of the last.
    pub fn len(&self, storage: &dyn Storage, of: IdentityId) -> StdResult<u32> {
        Ok(self.lengths.may_load(storage, of)?.unwrap_or_default())
    }

    pub fn load(&self, storage: &dyn Storage, of: IdentityId, number: u32) -> StdResult<T> {
        self.entries.load(storage, (of, number))
    }

    pub fn may_load(&self, storage: &dyn Storage, of: IdentityId, number: u32) -> StdResult<Option<T>> {
        self.entries.may_load(storage, (of, number))
    }

    pub fn last(&self, storage: &dyn Storage, of: IdentityId) -> StdResult<Option<T>> {
        self.may_load(storage, of, self.len(storage, of)?)
    }

    /// Completes an entry, such as the end of a period.
    pub fn complete(
        &self,
        storage: &mut dyn Storage,
        of: IdentityId,
        number: u32,
        complete: impl FnOnce(&mut T),
    ) -> StdResult<()> {
        let mut entry = self.entries.load(storage, (of, number))?;
        complete(&mut entry);
        self.entries.save(storage, (of, number), &entry)
    }

    /// A page, oldest first.
    pub fn page(
        &self,
        storage: &dyn Storage,
        of: IdentityId,
        start_after: Option<u32>,
        limit: Option<u32>,
    ) -> StdResult<Vec<T>> {
        self.entries
            .prefix(of)
            .range(storage, start_after.map(Bound::exclusive), None, Order::Ascending)
            .take(page_size(limit))
            .map(|entry| entry.map(|(_, entry)| entry))
            .collect()
    }
}

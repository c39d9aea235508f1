//! The contracts' state at a height, read from a snapshot of the store.

use std::cell::RefCell;

use cosmwasm_std::{Order, Record, Storage};
use redb::{ReadOnlyTable, ReadTransaction, StorageError};

use crate::embedded::past::PastRange;
use crate::embedded::{error, tables};
use crate::{LedgerError, Result};

/// State at a height. `Storage` cannot report errors: a read that fails gives nothing and is remembered, so that whoever
/// ran contracts on a view must [`View::check`] it before using what they said.
pub(super) struct View {
    pub(super) state: ReadOnlyTable<&'static [u8], &'static [u8]>,
    pub(super) history: ReadOnlyTable<(&'static [u8], u64), Option<&'static [u8]>>,
    /// None: the latest height.
    at: Option<u64>,
    failure: RefCell<Option<StorageError>>,
}

impl View {
    pub fn new(transaction: &ReadTransaction, at: Option<u64>) -> Result<Self> {
        Ok(Self {
            state: transaction.open_table(tables::STATE).map_err(error::store)?,
            history: transaction.open_table(tables::HISTORY).map_err(error::store)?,
            at,
            failure: RefCell::default(),
        })
    }

    /// The first failure of a read, if there was one.
    pub fn check(&self) -> Result<(), LedgerError> {
        self.failure.borrow_mut().take().map_or(Ok(()), |failure| Err(error::store(failure)))
    }

    /// Nothing instead of a failed read's result, and the failure remembered.
    pub(super) fn remember<T>(&self, result: Result<Option<T>, StorageError>) -> Option<T> {
        result.unwrap_or_else(|failure| {
            self.failure.borrow_mut().get_or_insert(failure);
            None
        })
    }

    /// A key's value, one look-up, or two at a past height.
    pub(super) fn read(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StorageError> {
        if let Some(height) = self.at {
            let later = (key, height.saturating_add(1))..=(key, u64::MAX);
            if let Some(entry) = self.history.range(later)?.next() {
                return Ok(entry?.1.value().map(Into::into));
            }
        }
        Ok(self.state.get(key)?.map(|value| value.value().into()))
    }
}

impl Storage for View {
    fn get(&self, key: &[u8]) -> Option<Vec<u8>> {
        self.remember(self.read(key))
    }

    fn range<'a>(
        &'a self,
        start: Option<&[u8]>,
        end: Option<&[u8]>,
        order: Order,
    ) -> Box<dyn Iterator<Item = Record> + 'a> {
        let start = start.unwrap_or_default();
        if end.is_some_and(|end| end <= start) {
            return Box::new(std::iter::empty());
        }
        if self.at.is_some() {
            return Box::new(PastRange::new(self, start, end, order));
        }
        let range = match end {
            Some(end) => self.state.range(start..end),
            None => self.state.range(start..),
        };
        let Some(mut range) = self.remember(range.map(Some)) else { return Box::new(std::iter::empty()) };
        Box::new(std::iter::from_fn(move || {
            let entry = match order {
                Order::Ascending => range.next(),
                Order::Descending => range.next_back(),
            };
            let (key, value) = self.remember(entry.transpose())?;
            Some((key.value().into(), value.value().into()))
        }))
    }

    fn set(&mut self, _: &[u8], _: &[u8]) {
        self.refuse_write();
    }

    fn remove(&mut self, _: &[u8]) {
        self.refuse_write();
    }
}

impl View {
    /// Writes go to an overlay; one that came here would be lost, and must not pass for done.
    fn refuse_write(&self) {
        self.failure.borrow_mut().get_or_insert(StorageError::Corrupted("a write to a snapshot".into()));
    }
}

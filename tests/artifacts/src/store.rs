//! The storage of one contract, as the VM sees it.

use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use cosmwasm_std::{Order, Record};
use cosmwasm_vm::{BackendError, BackendResult, GasInfo, Storage};

use crate::gas::{self, Meter, VM_GAS};

/// Keys and values in order.
pub(crate) type Entries = BTreeMap<Vec<u8>, Vec<u8>>;

/// A handle on a contract's storage: clones see the same entries, so a contract that is queried while another
/// executes answers from the state of that moment.
#[derive(Clone, Debug, Default)]
pub(crate) struct Store(Arc<Mutex<Entries>>);

impl Store {
    pub(crate) fn entries(&self) -> MutexGuard<'_, Entries> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What to give to an instance of the contract.
    pub(crate) fn session(&self, meter: Arc<Meter>) -> Session {
        Session { store: self.clone(), meter, iterators: HashMap::new() }
    }
}

/// A contract's storage during one call, with its iterators.
pub(crate) struct Session {
    store: Store,
    meter: Arc<Meter>,
    iterators: HashMap<u32, std::vec::IntoIter<Record>>,
}

fn sdk(gas: u64) -> GasInfo {
    GasInfo::with_externally_used(gas * VM_GAS)
}

impl Storage for Session {
    fn get(&self, key: &[u8]) -> BackendResult<Option<Vec<u8>>> {
        self.meter.read();
        let value = self.store.entries().get(key).cloned();
        let cost = gas::read(key, value.as_deref().unwrap_or_default());
        (Ok(value), sdk(cost))
    }

    fn scan(&mut self, start: Option<&[u8]>, end: Option<&[u8]>, order: Order) -> BackendResult<u32> {
        let id = self.iterators.len() as u32 + 1;
        let empty = matches!((start, end), (Some(start), Some(end)) if start >= end);
        let mut records: Vec<Record> = if empty {
            Vec::new()
        } else {
            let range = (
                start.map_or(Bound::Unbounded, Bound::Included),
                end.map_or(Bound::Unbounded, Bound::Excluded),
            );
            self.store
                .entries()
                .range::<[u8], _>(range)
                .map(|(key, value)| (key.clone(), value.clone()))
                .collect()
        };
        if order == Order::Descending {
            records.reverse();
        }
        self.iterators.insert(id, records.into_iter());
        (Ok(id), sdk(gas::step(&[], &[])))
    }

    fn next(&mut self, iterator_id: u32) -> BackendResult<Option<Record>> {
        let Some(iterator) = self.iterators.get_mut(&iterator_id) else {
            return (Err(BackendError::iterator_does_not_exist(iterator_id)), GasInfo::free());
        };
        let record = iterator.next();
        let cost = record.as_ref().map_or(0, |(key, value)| {
            self.meter.read();
            gas::step(key, value)
        });
        (Ok(record), sdk(cost))
    }

    fn set(&mut self, key: &[u8], value: &[u8]) -> BackendResult<()> {
        self.meter.write();
        self.store.entries().insert(key.to_vec(), value.to_vec());
        (Ok(()), sdk(gas::write(key, value)))
    }

    fn remove(&mut self, key: &[u8]) -> BackendResult<()> {
        self.meter.write();
        self.store.entries().remove(key);
        (Ok(()), sdk(gas::remove()))
    }
}

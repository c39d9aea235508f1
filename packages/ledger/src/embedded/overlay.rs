//! A transaction's writes over a view, kept in memory until they are committed or dropped.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::ops::Bound;

use cosmwasm_std::{Order, Record, Storage};

/// Key and new value, in order.
type Written<'a> = dyn Iterator<Item = (&'a Vec<u8>, &'a Option<Vec<u8>>)> + 'a;

/// Writes over what they were made upon.
pub(super) struct Overlay<'a> {
    base: &'a dyn Storage,
    /// Key to new value; none removes.
    writes: BTreeMap<Vec<u8>, Option<Vec<u8>>>,
}

impl<'a> Overlay<'a> {
    pub fn new(base: &'a dyn Storage) -> Self {
        Self { base, writes: BTreeMap::new() }
    }

    pub fn into_writes(self) -> BTreeMap<Vec<u8>, Option<Vec<u8>>> {
        self.writes
    }
}

impl Storage for Overlay<'_> {
    fn get(&self, key: &[u8]) -> Option<Vec<u8>> {
        match self.writes.get(key) {
            Some(written) => written.clone(),
            None => self.base.get(key),
        }
    }

    fn range<'b>(
        &'b self,
        start: Option<&[u8]>,
        end: Option<&[u8]>,
        order: Order,
    ) -> Box<dyn Iterator<Item = Record> + 'b> {
        let start = start.unwrap_or_default();
        if end.is_some_and(|end| end <= start) {
            return Box::new(std::iter::empty());
        }
        let mut base = self.base.range(Some(start), end, order).peekable();
        let bounds = (Bound::Included(start), end.map_or(Bound::Unbounded, Bound::Excluded));
        let written = self.writes.range::<[u8], _>(bounds);
        let written: Box<Written<'_>> = match order {
            Order::Ascending => Box::new(written),
            Order::Descending => Box::new(written.rev()),
        };
        let mut written = written.peekable();
        Box::new(std::iter::from_fn(move || {
            loop {
                let (Some((key, _)), Some((below, _))) = (written.peek(), base.peek()) else {
                    // One side is exhausted: the other follows as it is.
                    match written.next() {
                        Some((key, Some(value))) => return Some((key.clone(), value.clone())),
                        Some((_, None)) => continue,
                        None => return base.next(),
                    }
                };
                let position = match order {
                    Order::Ascending => (*key).cmp(below),
                    Order::Descending => below.cmp(key),
                };
                match position {
                    Ordering::Greater => return base.next(),
                    Ordering::Equal => drop(base.next()),
                    Ordering::Less => {}
                }
                if let Some((key, Some(value))) = written.next() {
                    return Some((key.clone(), value.clone()));
                }
            }
        }))
    }

    fn set(&mut self, key: &[u8], value: &[u8]) {
        self.writes.insert(key.into(), Some(value.into()));
    }

    fn remove(&mut self, key: &[u8]) {
        self.writes.insert(key.into(), None);
    }
}

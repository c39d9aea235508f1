//! Range scans of a past height.

use std::ops::Bound;

use cosmwasm_std::{Order, Record};
use redb::StorageError;

use crate::embedded::view::View;

/// Steps through the keys that are in the state or were in it, and yields those that had a value at the view's height. Each
/// step is a few look-ups: a key that changed a million times costs no more than one that never did.
pub(super) struct PastRange<'a> {
    view: &'a View,
    lower: Bound<Vec<u8>>,
    upper: Bound<Vec<u8>>,
    order: Order,
}

impl<'a> PastRange<'a> {
    pub fn new(view: &'a View, start: &[u8], end: Option<&[u8]>, order: Order) -> Self {
        let upper = end.map_or(Bound::Unbounded, |end| Bound::Excluded(end.into()));
        Self { view, lower: Bound::Included(start.into()), upper, order }
    }

    fn step(&mut self) -> Result<Option<Record>, StorageError> {
        while let Some(key) = self.next_key()? {
            match self.order {
                Order::Ascending => self.lower = Bound::Excluded(key.clone()),
                Order::Descending => self.upper = Bound::Excluded(key.clone()),
            }
            if let Some(value) = self.view.read(&key)? {
                return Ok(Some((key, value)));
            }
        }
        Ok(None)
    }

    /// The next key of the state or the history, whichever comes first.
    fn next_key(&self) -> Result<Option<Vec<u8>>, StorageError> {
        if self.is_empty() {
            return Ok(None);
        }
        let lower = self.lower.as_ref().map(Vec::as_slice);
        let upper = self.upper.as_ref().map(Vec::as_slice);
        let mut now = self.view.state.range::<&[u8]>((lower, upper))?;
        let before = (
            // All versions of a key come at heights below the highest there is.
            match lower {
                Bound::Excluded(key) => Bound::Excluded((key, u64::MAX)),
                lower => lower.map(|key| (key, 0)),
            },
            upper.map(|key| (key, 0)),
        );
        let mut before = self.view.history.range::<(&[u8], u64)>(before)?;
        let (now, before) = match self.order {
            Order::Ascending => (now.next(), before.next()),
            Order::Descending => (now.next_back(), before.next_back()),
        };
        let now = now.transpose()?.map(|(key, _)| key.value().to_vec());
        let before = before.transpose()?.map(|(key, _)| key.value().0.to_vec());
        Ok(match (now, before) {
            (Some(now), Some(before)) if self.order == Order::Descending => Some(now.max(before)),
            (Some(now), Some(before)) => Some(now.min(before)),
            (now, before) => now.or(before),
        })
    }

    fn is_empty(&self) -> bool {
        match (&self.lower, &self.upper) {
            (Bound::Included(lower) | Bound::Excluded(lower), Bound::Excluded(upper)) => lower >= upper,
            _ => false,
        }
    }
}

impl Iterator for PastRange<'_> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        let step = self.step();
        self.view.remember(step)
    }
}

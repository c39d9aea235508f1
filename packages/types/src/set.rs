//! Sets of small closed codes: a list in messages, sixteen bits in storage.

use cosmwasm_schema::cw_serde;
use serde::{Deserialize, Serialize};
use std::marker::PhantomData;
use thiserror::Error;

use crate::identity::Right;
use crate::{Action, Category, Compartment, PolicyRole, Purpose, Role};

/// A code that has a bit of its own in a [`CodeSet`].
pub trait Code: Copy {
    /// Its bit, 0 to 15. Part of the storage ABI: never renumber.
    fn bit(self) -> u8;
}

impl Code for Category {
    fn bit(self) -> u8 {
        self as u8
    }
}

impl Code for Purpose {
    fn bit(self) -> u8 {
        self as u8
    }
}

impl Code for Action {
    fn bit(self) -> u8 {
        self as u8
    }
}

impl Code for Role {
    fn bit(self) -> u8 {
        self as u8
    }
}

impl Code for PolicyRole {
    fn bit(self) -> u8 {
        self as u8
    }
}

impl Code for Right {
    fn bit(self) -> u8 {
        self as u8
    }
}

impl Code for Compartment {
    fn bit(self) -> u8 {
        self.number()
    }
}

/// What a rule selects: everything of a kind, or a non-empty list without repeats.
#[cw_serde]
pub enum Selection<T> {
    /// Every value, also those that are added to the vocabulary later.
    All {},
    /// These values only.
    Only(Vec<T>),
}

/// A selection was empty or named a value twice.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SelectionError {
    /// `only` with nothing in it selects nothing.
    #[error(
        "expected at least one {what} in `only`, got none; write {{\"all\":{{}}}} to select every {what}"
    )]
    Empty {
        /// The kind of value.
        what: &'static str,
    },
    /// A value came twice.
    #[error("expected each {what} once in `only`, got one twice; remove the repeat")]
    Repeated {
        /// The kind of value.
        what: &'static str,
    },
    /// More values than a message may carry.
    #[error("expected at most {max} {what} values in `only`, got {got}; split the rule")]
    TooMany {
        /// The kind of value.
        what: &'static str,
        /// The cap.
        max: usize,
        /// How many came.
        got: usize,
    },
}

impl<T: Code> Selection<T> {
    /// The selection as bits.
    pub fn to_set(&self, what: &'static str) -> Result<CodeSet<T>, SelectionError> {
        match self {
            Self::All {} => Ok(CodeSet::ALL),
            Self::Only(values) if values.is_empty() => Err(SelectionError::Empty { what }),
            Self::Only(values) => values.iter().try_fold(CodeSet::NONE, |set: CodeSet<T>, value| {
                if set.contains(*value) {
                    Err(SelectionError::Repeated { what })
                } else {
                    Ok(set.with(*value))
                }
            }),
        }
    }
}

/// A set of codes as bits; serialized as a number.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
pub struct CodeSet<T>(u16, #[serde(skip)] PhantomData<T>);

impl<T> Clone for CodeSet<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for CodeSet<T> {}

impl<T> PartialEq for CodeSet<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<T> Eq for CodeSet<T> {}

impl<T> std::fmt::Debug for CodeSet<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "CodeSet({:#018b})", self.0)
    }
}

impl<T> CodeSet<T> {
    /// Selects nothing.
    pub const NONE: Self = Self(0, PhantomData);
    /// Selects everything.
    pub const ALL: Self = Self(u16::MAX, PhantomData);

    /// Whether the other set selects all that this one does.
    pub fn is_within(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }
}

impl<T: Code> CodeSet<T> {
    /// Whether the code is selected.
    pub fn contains(self, code: T) -> bool {
        self.0 & (1 << code.bit()) != 0
    }

    /// The codes of `all` that are selected, in that order.
    pub fn select(self, all: &[T]) -> Vec<T> {
        all.iter().copied().filter(|code| self.contains(*code)).collect()
    }

    /// The set with one code more.
    pub fn with(self, code: T) -> Self {
        Self(self.0 | 1 << code.bit(), PhantomData)
    }
}

/// Sorts a short list by a key that each item has for itself; an item whose key came before is the error. Insertion keeps
/// the Wasm small: the standard library's sorts weigh three kilobytes each.
pub(crate) fn sorted<T, K: Ord>(items: Vec<T>, key: impl Fn(&T) -> K) -> Result<Vec<T>, T> {
    let mut list: Vec<T> = Vec::with_capacity(items.len());
    for item in items {
        match list.binary_search_by(|other| key(other).cmp(&key(&item))) {
            Ok(_) => return Err(item),
            Err(place) => list.insert(place, item),
        }
    }
    Ok(list)
}

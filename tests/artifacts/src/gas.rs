//! Gas as wasmd 0.61 counts it: the SDK's store costs, and 140,000 units of the VM for one SDK gas.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// VM gas in one SDK gas.
pub(crate) const VM_GAS: u64 = 140_000;
/// What one message may use: more than a block of a real chain has.
pub(crate) const LIMIT: u64 = 100_000_000 * VM_GAS;

/// Loading a contract whose code is pinned, as those of a consortium are.
const LOAD_PINNED: u64 = 2_000;
const READ_FLAT: u64 = 1_000;
const READ_BYTE: u64 = 3;
const WRITE_FLAT: u64 = 2_000;
const WRITE_BYTE: u64 = 30;
const DELETE_FLAT: u64 = 1_000;
const STEP_FLAT: u64 = 30;
/// A contract's keys lie under a prefix of one byte and its address.
const PREFIX: u64 = 33;

fn size(key: &[u8], value: &[u8]) -> u64 {
    PREFIX + key.len() as u64 + value.len() as u64
}

pub(crate) fn read(key: &[u8], value: &[u8]) -> u64 {
    READ_FLAT + READ_BYTE * size(key, value)
}

pub(crate) fn write(key: &[u8], value: &[u8]) -> u64 {
    WRITE_FLAT + WRITE_BYTE * size(key, value)
}

pub(crate) fn remove() -> u64 {
    DELETE_FLAT
}

pub(crate) fn step(key: &[u8], value: &[u8]) -> u64 {
    STEP_FLAT + READ_BYTE * size(key, value)
}

/// What one message cost, the contracts it queried included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gas {
    /// Computation and storage, in VM gas.
    pub vm: u64,
    /// Contracts called: the one the message went to and each smart query.
    pub calls: u64,
    /// Keys read, other contracts' and iterators' steps included.
    pub reads: u64,
    /// Keys written or removed.
    pub writes: u64,
}

impl Gas {
    /// SDK gas with pinned codes, without what a transaction costs by itself (its bytes, signature and fee, about
    /// 55,000) and without events.
    pub fn sdk(&self) -> u64 {
        self.in_vm() + self.calls * LOAD_PINNED
    }

    /// Computation and storage alone, in SDK gas.
    pub fn in_vm(&self) -> u64 {
        self.vm / VM_GAS
    }
}

/// Counts over all contracts that one message reaches.
#[derive(Debug, Default)]
pub(crate) struct Meter {
    calls: AtomicU64,
    reads: AtomicU64,
    writes: AtomicU64,
}

impl Meter {
    pub(crate) fn call(&self) {
        self.calls.fetch_add(1, Relaxed);
    }

    pub(crate) fn read(&self) {
        self.reads.fetch_add(1, Relaxed);
    }

    pub(crate) fn write(&self) {
        self.writes.fetch_add(1, Relaxed);
    }

    /// The counts since the last time, and the VM gas that goes with them.
    pub(crate) fn take(&self, vm: u64) -> Gas {
        Gas {
            vm,
            calls: self.calls.swap(0, Relaxed),
            reads: self.reads.swap(0, Relaxed),
            writes: self.writes.swap(0, Relaxed),
        }
    }
}

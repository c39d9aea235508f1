//! Block times.

use std::time::{SystemTime, UNIX_EPOCH};

use cosmwasm_std::Timestamp;

use crate::embedded::store::Head;

/// The system's time, `offset` seconds ahead.
pub(super) fn now(offset: u64) -> Timestamp {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let nanos = u64::try_from(since_epoch.as_nanos()).unwrap_or(u64::MAX);
    Timestamp::from_nanos(nanos.saturating_add(offset.saturating_mul(1_000_000_000)))
}

/// The next block: one higher, and later even if the system's clock went back.
pub(super) fn next(last: &Head, offset: u64) -> Head {
    let after_last = Timestamp::from_nanos(last.time.nanos().saturating_add(1));
    Head { height: last.height + 1, time: now(offset).max(after_last) }
}

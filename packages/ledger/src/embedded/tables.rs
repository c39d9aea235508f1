//! The tables of the store. Their names and types are its format: see [`FORMAT`].

use redb::TableDefinition;

/// Version of the format. A store of a later one is refused.
pub(super) const FORMAT: u32 = 1;

/// Name to value: see the constants below.
pub(super) const META: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("meta");
/// The store's format, u32 big-endian.
pub(super) const META_FORMAT: &str = "format";
/// The chain's name, UTF-8.
pub(super) const META_CHAIN_ID: &str = "chain_id";
/// Seconds that the clock is ahead of the system's, u64 big-endian.
pub(super) const META_CLOCK_OFFSET: &str = "clock_offset";

/// Number to name of each code.
pub(super) const CODES: TableDefinition<'_, u64, &str> = TableDefinition::new("codes");
/// Height to time in nanoseconds since 1970.
pub(super) const BLOCKS: TableDefinition<'_, u64, u64> = TableDefinition::new("blocks");
/// Height to the transaction in that block, JSON.
pub(super) const TRANSACTIONS: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("transactions");
/// Hash to height.
pub(super) const HASHES: TableDefinition<'_, &[u8; 32], u64> = TableDefinition::new("hashes");
/// Address to next sequence number.
pub(super) const ACCOUNTS: TableDefinition<'_, &str, u64> = TableDefinition::new("accounts");

/// Where events are: contract, action (empty: any), height, index.
pub(super) const EVENTS: TableDefinition<'_, (&str, &str, u64, u32), ()> = TableDefinition::new("events");

/// The contracts' state now.
pub(super) const STATE: TableDefinition<'_, &[u8], &[u8]> = TableDefinition::new("state");
/// The contracts' state before: at each height that changed a key, what the key held until then (none: nothing). The value
/// of a key at height h is that of its first entry above h, or of [`STATE`] if there is none; so each value is kept once,
/// and what is asked about now costs the same however long the history.
pub(super) const HISTORY: TableDefinition<'_, (&[u8], u64), Option<&[u8]>> = TableDefinition::new("history");

//! One helper for every list: 10 items unless told, at most 100.

/// Items on a page when the query does not say.
pub const DEFAULT_LIMIT: u32 = 10;
/// Items on a page at most.
pub const MAX_LIMIT: u32 = 100;

/// How many items to take for the `limit` of a query.
pub fn page_size(limit: Option<u32>) -> usize {
    limit.unwrap_or(DEFAULT_LIMIT).clamp(1, MAX_LIMIT) as usize
}

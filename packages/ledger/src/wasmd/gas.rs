//! How much gas to allow.

/// What simulation leaves out: the deduction of the fee, which takes about 20,000.
const NOT_SIMULATED: u64 = 25_000;

/// The gas limit for a transaction that took `simulated` when it was tried: 1.4 times that, since state may have changed
/// when it runs, and what simulation leaves out.
pub fn limit(simulated: u64) -> u64 {
    simulated.saturating_add(simulated.saturating_mul(2).div_ceil(5)).saturating_add(NOT_SIMULATED)
}

//! What the benchmarks share, and what they measure beside time.

pub mod fixture;
pub mod memory;
pub mod overhead;
pub mod throughput;

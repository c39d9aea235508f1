//! What the benchmarks share, and what they measure beside time.

pub mod chain;
pub mod fixture;
pub mod goal;
pub mod import;
pub mod memory;
pub mod open;
pub mod overhead;
pub mod throughput;

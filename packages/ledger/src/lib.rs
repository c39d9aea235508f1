//! One trait for query and execute, and the embedded backend: the real contracts in-process.

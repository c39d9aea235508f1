//! The `chartseal` program.

fn main() {}

//! Attacks by family; see the crate's docs for how a case is played.

mod complete;
mod harness;
mod man_in_the_middle;
mod replay;

/// All families. Each case of each is a test of its own as well.
const FAMILIES: &[harness::Family] = &[man_in_the_middle::FAMILY, replay::FAMILY];

//! Attacks by family; see the crate's docs for how a case is played.

mod batch_tricks;
mod breach;
mod complete;
mod consent_races;
mod data_breach;
mod denial_of_service;
mod emergency_abuse;
mod front_running;
mod harness;
mod man_in_the_middle;
mod replay;
mod scene;

/// All families. Each case of each is a test of its own as well.
const FAMILIES: &[harness::Family] = &[
    batch_tricks::FAMILY,
    consent_races::FAMILY,
    data_breach::FAMILY,
    denial_of_service::FAMILY,
    emergency_abuse::FAMILY,
    front_running::FAMILY,
    man_in_the_middle::FAMILY,
    replay::FAMILY,
];

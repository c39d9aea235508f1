//! Attacks by family; see the crate's docs for how a case is played.

mod account_takeover;
mod batch_tricks;
mod breach;
mod certificate_misissuance;
mod complete;
mod consent_races;
mod data_breach;
mod denial_of_service;
mod device;
mod emergency_abuse;
mod front_running;
mod harness;
mod identity_theft;
mod insider;
mod man_in_the_middle;
mod replay;
mod scene;
mod told;

/// All families. Each case of each is a test of its own as well.
const FAMILIES: &[harness::Family] = &[
    identity_theft::FAMILY,
    account_takeover::FAMILY,
    man_in_the_middle::FAMILY,
    replay::FAMILY,
    certificate_misissuance::FAMILY,
    insider::FAMILY,
    data_breach::FAMILY,
    consent_races::FAMILY,
    front_running::FAMILY,
    batch_tricks::FAMILY,
    denial_of_service::FAMILY,
    emergency_abuse::FAMILY,
];

//! The identity registry on a chain in one process: one module a behaviour, adversaries in one of their own.

mod common;

mod abi;
mod accounts;
mod acts;
mod adversaries;
mod affiliations;
mod death;
mod disputes;
mod distrust;
mod domain_act_sequences;
mod domain_acts;
mod domain_representatives;
mod freeze;
mod governance;
mod heard;
mod indexer;
mod keys;
mod merge;
mod migration;
mod model;
mod own_representatives;
mod patient_standing;
mod recovery;
mod registration;
mod representatives;
mod revocation;
mod second_factor;
mod status;
mod stolen_account;
mod unclaimed;
mod verification;

//! The certificate authority: its rules over certificates that OpenSSL made, and the contract on a chain in one process; one
//! module a behaviour, adversaries in one of their own.

mod common;
mod scene;

mod abi;
mod adversaries;
mod cost;
mod domain_chains;
mod domain_parameters;
mod domain_paths;
mod domain_profile;
mod domain_refused;
mod domain_requests;
mod domain_status;
mod governance;
mod hold;
mod issuance;
mod model;
mod queries;
mod revocation;
mod second_factor;
mod standing;
mod trust;

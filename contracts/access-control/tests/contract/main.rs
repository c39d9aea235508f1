//! Access control in a consortium: one file a behaviour.

mod adversaries;
mod care;
mod consent_deny;
mod consent_dimensions;
mod consent_permit;
mod events;
mod explain;
mod governance;
mod log;
mod migration;
mod model;
mod open;
mod pause;
mod policy;
mod policy_settings;
mod tickets;
mod world;

//! Access control in a consortium: one file a behaviour.

mod adversaries;
mod care;
mod consent_deny;
mod consent_dimensions;
mod consent_permit;
mod daily_limits;
mod events;
mod explain;
mod generation;
mod governance;
mod log;
mod merged;
mod migration;
mod model;
mod open;
mod pause;
mod policy;
mod policy_settings;
mod representative;
mod request;
mod request_answers;
mod tickets;
mod world;

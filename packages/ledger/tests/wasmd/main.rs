//! The wasmd backend: its pure parts, and how it stands a node that fails, against a scripted one.

mod events;
mod gas;
mod headers;
#[path = "../common/http.rs"]
mod http;
#[path = "../common/lies.rs"]
mod lies;
mod proofs;
mod queries;
mod recorded;
mod refusals;
mod scripted;
mod sending;
mod standing;
mod transactions;
mod trees;

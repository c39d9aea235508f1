//! The decision order written a second time, as Cedar policies that the `cedar-policy` engine evaluates.
//!
//! [`decide`](access_control::domain::decide::decide) walks the eleven rules in order. Here the same order is what it
//! is for Cedar: permits, and forbids that beat them (`policies/order.cedar`). A patient's consents are policies too
//! ([`consent`]). Facts become a request and its entities ([`question`]), so that Cedar itself compares periods,
//! purposes, labels, records and grantees. The two share the facts and nothing else; [`compare`] asks both.
//!
//! Cases are drawn at random ([`random`]) or enumerated over a small domain ([`domain`]).

pub mod annotation;
pub mod compare;
pub mod consent;
pub mod domain;
mod error;
pub mod oracle;
pub mod question;
pub mod random;
pub mod vocabulary;

pub use compare::{Case, Comparison, Disagreement};
pub use error::OracleError;
pub use oracle::{Oracle, Verdict};

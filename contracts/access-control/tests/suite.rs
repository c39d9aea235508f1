//! Access control: its rules as plain functions, what a decision reads and writes, and the contract in a consortium.

mod contract;
mod cost;
mod daily;
mod decide;
mod emergency;
mod party;
mod permit;
mod policy_rules;
mod policy_table;
mod request_rules;

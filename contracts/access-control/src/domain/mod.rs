//! The rules: plain functions over plain data, without a chain.

pub mod care;
pub mod daily;
pub mod decide;
pub mod default_policy;
pub mod emergency;
pub mod facts;
pub mod mandate;
pub mod party;
pub mod permit;
pub mod policy;
pub mod provision;
pub mod question;
pub mod request;
pub mod subject;

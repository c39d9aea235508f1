//! Checks a deployment as a consortium's auditor would: [`gather`] asks the chain, [`judge`] says what is wrong.

mod facts;
mod finding;
mod judge;

pub use facts::{ContractFacts, Deployed, Facts, Uploads, gather};
pub use finding::{Finding, Verdict};
pub use judge::judge;

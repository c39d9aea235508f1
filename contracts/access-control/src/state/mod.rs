//! Storage. The maps are private to their files; the namespaces are all here:
//!
//! | namespace | key | value |
//! | --- | --- | --- |
//! | `policy` | | which version counts, which waits |
//! | `policy__version` | version | from when it counts, longest ticket, withdrawal |
//! | `policy__row` | version, role, purpose, action | thresholds, two letters a category |
//! | `consents` | patient, number | version in force or last in force, end |
//! | `consents__count` | patient | numbers given |
//! | `consents__version` | patient, number, version | terms, by whom, when |
//! | `consents__uses` | patient, number | uses left, for consents with a bound |
//! | `consents__named` | patient, number | records, for consents that name some |
//! | `permits` | patient, grantee and generation | permits in force |
//! | `denials` | patient | denials in force |
//! | `care` | patient, organization | care relationship |
//! | `requests` | patient, number | what was asked, and what became of it |
//! | `requests__count` | patient | numbers given |
//! | `requests__organization` | organization, patient, number | |
//! | `requests__recent` | patient, organization | requests of the last 30 days |
//! | `log` | access | what was asked and decided |
//! | `log__count` | | accesses in all |
//! | `log__patient` | patient, place | access |
//! | `log__patient_count` | patient | accesses of that patient |
//!
//! `contract_info` is cw2's; the namespaces `governance__…` are the shared governance's.

pub mod care;
pub mod consent;
pub mod log;
pub mod policy;
pub mod request;

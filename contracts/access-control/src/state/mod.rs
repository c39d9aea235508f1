//! Storage. The maps are private to their files; the namespaces are all here:
//!
//! | namespace | key | value |
//! | --- | --- | --- |
//! | `policy` | | which version counts, which waits, and what of it each decision reads |
//! | `policy__version` | version | from when it counts, its settings, withdrawal |
//! | `policy__row` | version, role, purpose, action | thresholds, two letters a category |
//! | `consents` | patient, number | version in force or last in force: terms, by whom, when; its end; packed |
//! | `consents__version` | patient, number, version | the same of a version before, packed |
//! | `consents__uses` | patient, number | uses left, for consents with a bound, packed |
//! | `consents__named` | patient, number | records, for consents that name some |
//! | `permits` | patient, grantee and generation | permits in force, packed |
//! | `denials` | patient | denials in force, packed |
//! | `care` | patient, organization | care relationship |
//! | `requests` | patient, number | what was asked, and what became of it |
//! | `requests__count` | patient | numbers given |
//! | `requests__organization` | organization, patient, number | |
//! | `requests__recent` | patient, organization | requests of the last 30 days |
//! | `emergencies` | patient, number | emergency |
//! | `emergencies__count` | patient, clinician or organization | numbers given |
//! | `emergencies__place` | clinician or organization, place | patient and number |
//! | `emergencies__open` | clinician | open emergencies, at most three |
//! | `emergencies__bar` | clinician, from when, (patient, number) | there while it bars, or is going to |
//! | `emergencies__opener` | patient, clinician | there once the clinician opened one about the patient |
//! | `emergencies__commitment` | sender, commitment | there once it was used |
//! | `daily` | requester | the day, accesses recorded on it, denials among them |
//! | `log` | access | what was asked and decided, packed |
//! | `log__patient` | patient, place | access, packed |
//!
//! There are no counts of what is numbered without gaps: the last key tells. Version 0.1 kept some, which nothing reads
//! any more: `consents__count`, `log__count`, `log__patient_count`.
//!
//! `contract_info` is cw2's; the namespaces `governance__…` are the shared governance's, `second_factor__…` the second
//! factor's. `second_factor` is read by the other contracts: the ABI has it.

pub mod care;
pub mod consent;
pub mod daily;
pub mod emergency;
pub mod log;
pub mod policy;
pub mod request;

//! FHIR R4 (4.0.1) for Chartseal: read a Bundle, label what is in it, split it into records, join
//! records again, and make synthetic patients; consents as Consent and back, the access log as
//! AuditEvent and as an accounting of disclosures.
//!
//! Pure functions over bytes: no file, network, clock or random source is touched. A resource's
//! text is kept byte for byte from import to opening, so a decimal such as `72.10` keeps its
//! precision (FHIR R4, datatypes, decimal).
//!
//! ```
//! use chartseal_fhir::{Bundle, Table, join, split, synthetic};
//!
//! let json = synthetic::generate(1, 0);
//! let bundle = Bundle::parse(json.as_bytes())?;
//! let split = split(&bundle, Table::published()?);
//! let joined = join(split.records.iter().map(|record| record.content.as_bytes()))?;
//! assert_eq!(joined.entries().len(), bundle.entries().len());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod accounting;
pub mod audit;
mod bundle;
mod category;
pub mod consent;
pub mod datatype;
mod date;
pub mod directory;
mod join;
mod json;
pub mod label;
mod moment;
pub mod naming;
mod reference;
mod split;
pub mod synthetic;
mod view;
pub mod vocabulary;

pub use bundle::{Bundle, BundleError, Collection, Entry, MAX_BYTES, MAX_DEPTH, MAX_ENTRIES, ShapeError};
pub use directory::{Directory, DirectoryError};
pub use join::{JoinError, join};
pub use json::JsonProblem;
pub use label::{Labels, Reason, Report, Sensitivity, SensitivityGroup, Table, TableError, UnknownCode};
pub use split::{Record, Split, split};

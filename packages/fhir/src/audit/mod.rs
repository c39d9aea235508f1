//! An entry of the access log as FHIR R4 AuditEvent.
//!
//! A read is a disclosure (DICOM 110106, export) from the patient's records to who asked; a write is the other way
//! round (110107, import). Codes and identifiers only: no names, no text about anybody.

mod event;
mod resource;

pub use event::{Context, EventError, event};
pub use resource::{Agent, AuditEvent, Detail, Entity, Source};

//! A FHIR R4 Bundle: read, checked, every resource's text kept.

mod error;
mod patient;
mod read;

pub use error::{BundleError, ShapeError};

use crate::label::Coding;
use crate::reference::Index;
use crate::view::View;
use serde_json::value::RawValue;
use std::fmt::Write;

/// The largest bundle that is read, in bytes.
pub const MAX_BYTES: usize = 256 << 20;
/// The most entries that a bundle may have.
pub const MAX_ENTRIES: usize = 100_000;
/// The most objects and arrays within each other in one resource.
pub const MAX_DEPTH: usize = 64;

/// One entry: a resource as it was written, and the URL that others refer to it by.
#[derive(Debug, Clone)]
pub struct Entry {
    full_url: Option<String>,
    resource_type: String,
    id: Option<String>,
    resource: Box<RawValue>,
}

impl Entry {
    /// `Bundle.entry.fullUrl`, if the bundle gave one.
    pub fn full_url(&self) -> Option<&str> {
        self.full_url.as_deref()
    }

    /// The resource's type, such as `Observation`.
    pub fn resource_type(&self) -> &str {
        &self.resource_type
    }

    /// The resource's logical id, if it has one.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// The resource, byte for byte as it came.
    pub fn resource(&self) -> &str {
        self.resource.get()
    }
}

/// Entries with a form that can be written as a collection Bundle: what a record holds, and what
/// joining records gives.
#[derive(Debug, Clone)]
pub struct Collection {
    entries: Vec<Entry>,
}

impl Collection {
    /// Reads a collection Bundle, with or without a Patient in it: what a record holds.
    ///
    /// # Errors
    /// [`ShapeError`] for anything that is not a well-formed collection Bundle.
    pub fn parse(bytes: &[u8]) -> Result<Self, ShapeError> {
        let read = read::read(bytes, &["collection"])?;
        Ok(Self { entries: read.entries })
    }

    pub(crate) fn from_entries(entries: Vec<Entry>) -> Self {
        Self { entries }
    }

    pub(crate) fn into_entries(self) -> Vec<Entry> {
        self.entries
    }

    /// The entries, in order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The collection Bundle as JSON; the same entries always give the same bytes.
    pub fn to_json(&self) -> String {
        write_collection(&[], self.entries.iter())
    }
}

/// A bundle about exactly one patient, ready to be split.
#[derive(Debug, Clone)]
pub struct Bundle {
    entries: Vec<Entry>,
    views: Vec<View>,
    security: Vec<Coding>,
    patient: usize,
}

impl Bundle {
    /// Reads a Bundle of type transaction, batch, collection, searchset or document.
    ///
    /// `entry.request`, `entry.search` and the bundle's own elements other than `meta.security`
    /// belong to the message and not to the record; they are not kept.
    ///
    /// # Errors
    /// [`BundleError::Shape`] for anything malformed or beyond the limits ([`MAX_BYTES`],
    /// [`MAX_ENTRIES`], [`MAX_DEPTH`]); otherwise for a bundle that is not about exactly one patient.
    pub fn parse(bytes: &[u8]) -> Result<Self, BundleError> {
        let read = read::read(bytes, &["transaction", "batch", "collection", "searchset", "document"])?;
        let patient = patient::sole_patient(&read.entries)?;
        let bundle = Self { entries: read.entries, views: read.views, security: read.security, patient };
        patient::refuse_other_patients(&bundle)?;
        Ok(bundle)
    }

    /// The entries, in the order of the bundle.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entry of the patient whom the bundle is about.
    pub fn patient(&self) -> Option<&Entry> {
        self.entries.get(self.patient)
    }

    /// What is read of each resource, in the order of the entries.
    pub(crate) fn views(&self) -> &[View] {
        &self.views
    }

    /// `Bundle.meta.security`, which counts for every resource in it.
    pub(crate) fn security(&self) -> &[Coding] {
        &self.security
    }

    pub(crate) fn patient_position(&self) -> usize {
        self.patient
    }

    pub(crate) fn index(&self) -> Index<'_> {
        Index::new(&self.entries)
    }
}

/// A collection Bundle with the given security labels and entries.
pub(crate) fn write_collection<'e>(security: &[Coding], entries: impl Iterator<Item = &'e Entry>) -> String {
    let mut json = String::from("{\"resourceType\":\"Bundle\"");
    if !security.is_empty() {
        let codings: Vec<_> = security
            .iter()
            .map(|coding| serde_json::json!({"system": coding.system, "code": coding.code}))
            .collect();
        // Writing to a string cannot fail.
        let _ = write!(json, ",\"meta\":{}", serde_json::json!({"security": codings}));
    }
    json.push_str(",\"type\":\"collection\"");
    let mut separator = ",\"entry\":[{";
    let mut end = "}";
    for entry in entries {
        json.push_str(separator);
        if let Some(full_url) = entry.full_url() {
            let _ = write!(json, "\"fullUrl\":{},", serde_json::Value::from(full_url));
        }
        let _ = write!(json, "\"resource\":{}}}", entry.resource());
        separator = ",{";
        end = "]}";
    }
    json.push_str(end);
    json
}

//! From bytes to entries.

use super::{Entry, MAX_BYTES, MAX_DEPTH, MAX_ENTRIES, ShapeError};
use crate::json::{self, JsonError, Kind};
use crate::label::Coding;
use crate::view::{self, View};
use serde_json::value::RawValue;
use std::collections::HashMap;

pub(super) struct Read {
    pub entries: Vec<Entry>,
    pub views: Vec<View>,
    pub security: Vec<Coding>,
}

pub(super) fn read(bytes: &[u8], types: &[&str]) -> Result<Read, ShapeError> {
    if bytes.len() > MAX_BYTES {
        return Err(ShapeError::TooLarge { bytes: bytes.len(), limit: MAX_BYTES });
    }
    let text =
        std::str::from_utf8(bytes).map_err(|error| ShapeError::NotUtf8 { offset: error.valid_up_to() })?;
    // RFC 8259, section 8.1: a reader may ignore a byte order mark.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (entries, security) = envelope(text, types)?;

    let mut read = Read { entries: Vec::with_capacity(entries.len()), views: Vec::new(), security };
    for (position, entry) in entries.into_iter().enumerate() {
        let (entry, view) = read_entry(entry, &format!("Bundle.entry[{position}]"))?;
        read.entries.push(entry);
        read.views.push(view);
    }
    refuse_duplicates(&read.entries)?;
    Ok(read)
}

/// The texts of the entries, and the security labels of the bundle itself.
fn envelope<'t>(text: &'t str, types: &[&str]) -> Result<(Vec<&'t RawValue>, Vec<Coding>), ShapeError> {
    let not_json = |e: JsonError| ShapeError::NotJson { problem: e.problem, line: e.line, column: e.column };
    match json::kind(text) {
        Kind::Object => {}
        Kind::Array | Kind::String => return Err(ShapeError::NotABundle),
        Kind::Other => {
            json::value(text, MAX_DEPTH).map_err(not_json)?;
            return Err(ShapeError::NotABundle);
        }
    }
    let members = json::members(text).map_err(not_json)?;
    let member = |name: &str| members.iter().find(|(n, _)| n == name).map(|(_, value)| value.get());

    if member("resourceType").and_then(json::string).as_deref() != Some("Bundle") {
        return Err(ShapeError::NotABundle);
    }
    let bundle_type = member("type").and_then(json::string).unwrap_or_default();
    if !types.contains(&bundle_type.as_str()) {
        return Err(ShapeError::UnsupportedType { expected: types.join(", ") });
    }
    let security = match member("meta") {
        Some(meta) => view::security(&value(meta, "Bundle.meta")?),
        None => Vec::new(),
    };
    let entries = member("entry").ok_or(ShapeError::Empty)?;
    if json::kind(entries) != Kind::Array {
        return Err(wrong_kind("Bundle.entry", "an array"));
    }
    let entries = json::elements(entries).map_err(not_json)?;
    match entries.len() {
        0 => Err(ShapeError::Empty),
        count if count > MAX_ENTRIES => {
            Err(ShapeError::TooManyEntries { entries: count, limit: MAX_ENTRIES })
        }
        _ => Ok((entries, security)),
    }
}

fn read_entry(entry: &RawValue, path: &str) -> Result<(Entry, View), ShapeError> {
    if json::kind(entry.get()) != Kind::Object {
        return Err(wrong_kind(path, "an object"));
    }
    let members = json::members(entry.get()).map_err(|e| unreadable(e, path))?;
    let member = |name: &str| members.iter().find(|(n, _)| n == name).map(|(_, value)| *value);

    let full_url = match member("fullUrl") {
        Some(url) => {
            Some(json::string(url.get()).ok_or_else(|| wrong_kind(&format!("{path}.fullUrl"), "a string"))?)
        }
        None => None,
    };
    let path = format!("{path}.resource");
    let raw = member("resource").ok_or_else(|| ShapeError::NoResource { path: path.clone() })?;
    if json::kind(raw.get()) != Kind::Object {
        return Err(wrong_kind(&path, "an object"));
    }
    let resource = value(raw.get(), &path)?;
    let resource_type = match resource.get("resourceType").and_then(|value| value.as_str()) {
        Some("Bundle") => return Err(ShapeError::NestedBundle { path }),
        Some(name) if is_type_name(name) => name.to_owned(),
        _ => return Err(ShapeError::NoResourceType { path }),
    };
    let id = match resource.get("id") {
        Some(id) => {
            Some(id.as_str().ok_or_else(|| wrong_kind(&format!("{path}.id"), "a string"))?.to_owned())
        }
        None => None,
    };
    let view = View::of(&resource, &resource_type);
    Ok((Entry { full_url, resource_type, id, resource: raw.to_owned() }, view))
}

/// FHIR type names are ASCII letters, upper case first; the longest of R4 has 31.
fn is_type_name(name: &str) -> bool {
    name.len() <= 64
        && name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.bytes().all(|byte| byte.is_ascii_alphabetic())
}

fn refuse_duplicates(entries: &[Entry]) -> Result<(), ShapeError> {
    let path = |position: usize| format!("Bundle.entry[{position}]");
    let mut urls = HashMap::new();
    let mut ids = HashMap::new();
    for (position, entry) in entries.iter().enumerate() {
        if let Some(url) = entry.full_url()
            && let Some(first) = urls.insert(url, position)
        {
            return Err(ShapeError::DuplicateFullUrl { path: path(position), first: path(first) });
        }
        if let Some(id) = entry.id()
            && let Some(first) = ids.insert((entry.resource_type(), id), position)
        {
            return Err(ShapeError::DuplicateId { path: path(position), first: path(first) });
        }
    }
    Ok(())
}

fn value(text: &str, path: &str) -> Result<serde_json::Value, ShapeError> {
    json::value(text, MAX_DEPTH).map_err(|error| unreadable(error, path))
}

fn unreadable(e: JsonError, path: &str) -> ShapeError {
    ShapeError::Unreadable { path: path.to_owned(), problem: e.problem, line: e.line, column: e.column }
}

fn wrong_kind(path: &str, expected: &'static str) -> ShapeError {
    ShapeError::WrongKind { path: path.to_owned(), expected }
}

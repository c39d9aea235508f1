//! Reads JSON element by element, remembers where, and tells what nobody asked for.

use super::error::ReadError;
use serde_json::{Map, Value};

/// The longest name of an element that is shown in a path.
const LONGEST_NAME: usize = 64;

/// One object of a resource. Each element is taken out as it is read; what is left at the end was not understood.
pub(super) struct Element {
    path: String,
    members: Map<String, Value>,
}

impl Element {
    pub fn of(path: String, value: Value) -> Result<Self, ReadError> {
        match value {
            Value::Object(members) if members.is_empty() => Err(ReadError::Empty { path }),
            Value::Object(members) => Ok(Self { path, members }),
            _ => Err(ReadError::WrongKind { path, expected: "an object" }),
        }
    }

    /// The path of an element within this one.
    pub fn at(&self, name: &str) -> String {
        format!("{}.{name}", self.path)
    }

    pub fn missing(&self, name: &str, expected: &'static str) -> ReadError {
        ReadError::Missing { path: self.at(name), expected }
    }

    pub fn string(&mut self, name: &str) -> Result<Option<String>, ReadError> {
        match self.members.remove(name) {
            None => Ok(None),
            Some(Value::String(text)) if text.is_empty() => Err(ReadError::Empty { path: self.at(name) }),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(self.wrong(name, "a string")),
        }
    }

    pub fn required_string(&mut self, name: &str, expected: &'static str) -> Result<String, ReadError> {
        self.string(name)?.ok_or_else(|| self.missing(name, expected))
    }

    pub fn boolean(&mut self, name: &str) -> Result<Option<bool>, ReadError> {
        let value = self.members.remove(name);
        value.map(|value| value.as_bool().ok_or_else(|| self.wrong(name, "a boolean"))).transpose()
    }

    /// A whole number from `least` to 2^31 - 1 (FHIR R4 positiveInt, unsignedInt).
    pub fn integer(&mut self, name: &str, least: u32) -> Result<Option<u32>, ReadError> {
        let Some(value) = self.members.remove(name) else { return Ok(None) };
        let number = value.as_u64().and_then(|number| i32::try_from(number).ok());
        let number = number.and_then(|number| u32::try_from(number).ok()).filter(|number| *number >= least);
        number.map(Some).ok_or_else(|| self.wrong(name, "a whole number that FHIR allows there"))
    }

    pub fn object(&mut self, name: &str) -> Result<Option<Element>, ReadError> {
        let value = self.members.remove(name);
        value.map(|value| Self::of(self.at(name), value)).transpose()
    }

    pub fn required_object(&mut self, name: &str, expected: &'static str) -> Result<Element, ReadError> {
        self.object(name)?.ok_or_else(|| self.missing(name, expected))
    }

    /// The objects of a list, read one by one; none when there is no list.
    pub fn list<T>(
        &mut self,
        name: &str,
        read: impl Fn(Element) -> Result<T, ReadError>,
    ) -> Result<Vec<T>, ReadError> {
        let values = match self.members.remove(name) {
            None => return Ok(Vec::new()),
            Some(Value::Array(values)) if values.is_empty() => {
                return Err(ReadError::Empty { path: self.at(name) });
            }
            Some(Value::Array(values)) => values,
            Some(_) => return Err(self.wrong(name, "a list")),
        };
        let element = |(place, value)| Self::of(format!("{}[{place}]", self.at(name)), value);
        values.into_iter().enumerate().map(|numbered| element(numbered).and_then(&read)).collect()
    }

    /// Leaves out elements that describe and do not rule.
    pub fn ignore(&mut self, names: &[&str]) {
        for name in names {
            self.members.remove(*name);
        }
    }

    /// Refuses what is left.
    pub fn finish(self) -> Result<(), ReadError> {
        match self.members.keys().next() {
            None => Ok(()),
            Some(name) => Err(ReadError::NotRepresentable { path: self.at(shown(name)) }),
        }
    }

    fn wrong(&self, name: &str, expected: &'static str) -> ReadError {
        ReadError::WrongKind { path: self.at(name), expected }
    }
}

/// An element's name if it is one as FHIR makes them: anything else could be a text about somebody.
fn shown(name: &str) -> &str {
    let like_fhir = name.len() <= LONGEST_NAME && name.bytes().all(|b| b.is_ascii_alphabetic() || b == b'_');
    if like_fhir { name } else { "?" }
}

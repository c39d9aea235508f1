//! JSON read strictly: bounded depth, and no object with the same member twice.
//!
//! Two readers of an object with a repeated member may see different values, so a diagnosis could
//! be shown to a clinician and hidden from the labeller. RFC 8259, section 4 calls the behaviour
//! unpredictable; here it is refused.

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use std::cell::Cell;
use std::collections::BTreeSet;
use std::fmt;

/// Why a text was not read as JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonProblem {
    /// It is not JSON by RFC 8259, or a number in it is beyond 64-bit floating point.
    Syntax,
    /// An object has the same member twice.
    RepeatedMember,
    /// It is nested deeper than the limit.
    TooDeep,
}

impl fmt::Display for JsonProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Syntax => "not valid JSON",
            Self::RepeatedMember => "an object has the same member twice",
            Self::TooDeep => "nested too deep",
        })
    }
}

/// Where and why reading stopped. Carries positions only, never text of the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct JsonError {
    pub problem: JsonProblem,
    pub line: usize,
    pub column: usize,
}

impl JsonError {
    fn new(error: &serde_json::Error, problem: Option<JsonProblem>) -> Self {
        Self { problem: problem.unwrap_or(JsonProblem::Syntax), line: error.line(), column: error.column() }
    }
}

/// What the first byte of a JSON text says it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Object,
    Array,
    String,
    Other,
}

/// The kind of a JSON text that is known to be well formed, or may not be JSON at all.
pub(crate) fn kind(text: &str) -> Kind {
    match text.trim_start_matches([' ', '\t', '\r', '\n']).as_bytes().first() {
        Some(b'{') => Kind::Object,
        Some(b'[') => Kind::Array,
        Some(b'"') => Kind::String,
        _ => Kind::Other,
    }
}

/// The members of an object, each value as its own text.
pub(crate) fn members(text: &str) -> Result<Vec<(String, &RawValue)>, JsonError> {
    struct Members<'p>(&'p Cell<Option<JsonProblem>>);
    impl<'de> Visitor<'de> for Members<'_> {
        type Value = Vec<(String, &'de RawValue)>;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }
        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut members = Vec::new();
            let mut names = BTreeSet::new();
            while let Some((name, value)) = map.next_entry::<String, &'de RawValue>()? {
                if !names.insert(name.clone()) {
                    return stop(self.0, JsonProblem::RepeatedMember);
                }
                members.push((name, value));
            }
            Ok(members)
        }
    }
    let problem = Cell::new(None);
    let mut deserializer = serde_json::Deserializer::from_str(text);
    (&mut deserializer)
        .deserialize_map(Members(&problem))
        .and_then(|members| deserializer.end().map(|()| members))
        .map_err(|error| JsonError::new(&error, problem.get()))
}

/// The elements of an array, each as its own text.
pub(crate) fn elements(text: &str) -> Result<Vec<&RawValue>, JsonError> {
    serde_json::from_str(text).map_err(|error| JsonError::new(&error, None))
}

/// A text that holds one JSON string.
pub(crate) fn string(text: &str) -> Option<String> {
    serde_json::from_str(text).ok()
}

/// The whole of a text, no deeper than `max_depth` objects and arrays.
pub(crate) fn value(text: &str, max_depth: usize) -> Result<Value, JsonError> {
    let problem = Cell::new(None);
    let mut deserializer = serde_json::Deserializer::from_str(text);
    Strict { left: max_depth, problem: &problem }
        .deserialize(&mut deserializer)
        .and_then(|value| deserializer.end().map(|()| value))
        .map_err(|error| JsonError::new(&error, problem.get()))
}

fn stop<T, E: de::Error>(cell: &Cell<Option<JsonProblem>>, problem: JsonProblem) -> Result<T, E> {
    cell.set(Some(problem));
    Err(E::custom(problem))
}

#[derive(Clone, Copy)]
struct Strict<'p> {
    left: usize,
    problem: &'p Cell<Option<JsonProblem>>,
}

impl Strict<'_> {
    fn deeper<E: de::Error>(self) -> Result<Self, E> {
        match self.left.checked_sub(1) {
            Some(left) => Ok(Self { left, ..self }),
            None => stop(self.problem, JsonProblem::TooDeep),
        }
    }
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }
    fn visit_unit<E: de::Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_str<E: de::Error>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_string<E: de::Error>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let deeper = self.deeper()?;
        let mut elements = Vec::new();
        while let Some(element) = seq.next_element_seed(deeper)? {
            elements.push(element);
        }
        Ok(Value::Array(elements))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let deeper = self.deeper()?;
        let mut members = Map::new();
        while let Some(name) = map.next_key::<String>()? {
            let value = map.next_value_seed(deeper)?;
            if members.insert(name, value).is_some() {
                return stop(self.problem, JsonProblem::RepeatedMember);
            }
        }
        Ok(Value::Object(members))
    }
}

//! What is in a key ring.

use std::collections::BTreeMap;
use std::fmt;

use zeroize::Zeroizing;

use super::KeyRingError;
use crate::codec::{DecodeError, Input};

/// The longest kind or label, in bytes.
pub const MAX_NAME: usize = 255;
/// The longest secret, in bytes.
pub const MAX_SECRET: usize = 64 * 1024;

const VERSION: u8 = 1;
const WHAT: &str = "a key ring's content";

/// A set of named secrets: a kind (what the secret is for), a label (whose it is) and bytes.
#[derive(Clone, Default)]
pub struct KeyRing {
    secrets: BTreeMap<(String, String), Zeroizing<Vec<u8>>>,
}

/// One secret's name, to be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry<'a> {
    /// What the secret is for.
    pub kind: &'a str,
    /// Whose it is.
    pub label: &'a str,
}

impl KeyRing {
    /// An empty ring.
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts a secret in, in place of one of the same kind and label.
    pub fn insert(&mut self, kind: &str, label: &str, secret: &[u8]) -> Result<(), KeyRingError> {
        if let Some(name) = [kind, label].into_iter().find(|name| name.is_empty() || name.len() > MAX_NAME) {
            return Err(KeyRingError::Name { got: name.len() });
        }
        if secret.len() > MAX_SECRET {
            return Err(KeyRingError::Secret { got: secret.len() });
        }
        self.secrets.insert((kind.into(), label.into()), Zeroizing::new(secret.to_vec()));
        Ok(())
    }

    /// The secret of that kind and label.
    pub fn get(&self, kind: &str, label: &str) -> Option<&[u8]> {
        self.secrets.get(&(kind.into(), label.into())).map(|secret| secret.as_slice())
    }

    /// Takes a secret out and gives it.
    pub fn remove(&mut self, kind: &str, label: &str) -> Option<Zeroizing<Vec<u8>>> {
        self.secrets.remove(&(kind.into(), label.into()))
    }

    /// The names of all secrets, by kind, then label.
    pub fn entries(&self) -> impl Iterator<Item = Entry<'_>> {
        self.secrets.keys().map(|(kind, label)| Entry { kind, label })
    }

    /// How many secrets there are.
    pub fn len(&self) -> usize {
        self.secrets.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.secrets.is_empty()
    }

    /// Version (1) ‖ for each secret: length (1) and kind, length (1) and label, length (4) and bytes.
    pub(super) fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let size =
            |(kind, label): &(String, String), secret: &[u8]| 6 + kind.len() + label.len() + secret.len();
        let total = 1 + self.secrets.iter().map(|(name, secret)| size(name, secret)).sum::<usize>();
        // Of the right size from the start: growing would leave copies behind.
        let mut bytes = Zeroizing::new(Vec::with_capacity(total));
        bytes.push(VERSION);
        for ((kind, label), secret) in &self.secrets {
            for name in [kind, label] {
                // `insert` has checked the lengths.
                bytes.push(u8::try_from(name.len()).unwrap_or(u8::MAX));
                bytes.extend_from_slice(name.as_bytes());
            }
            bytes.extend_from_slice(&u32::try_from(secret.len()).unwrap_or(u32::MAX).to_be_bytes());
            bytes.extend_from_slice(secret);
        }
        bytes
    }

    /// Reads what [`KeyRing::to_bytes`] wrote.
    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Self, KeyRingError> {
        let mut ring = Self::new();
        let mut input = Input::versioned(WHAT, bytes, VERSION).map_err(decode)?;
        while input.left() > 0 {
            let kind = name(&mut input)?;
            let label = name(&mut input)?;
            let length = input.u32().map_err(decode)?;
            let length = usize::try_from(length).map_err(|_| KeyRingError::Damaged)?;
            ring.insert(kind, label, input.bytes(length).map_err(decode)?)?;
        }
        Ok(ring)
    }
}

fn name<'a>(input: &mut Input<'a>) -> Result<&'a str, KeyRingError> {
    let length = input.u8().map_err(decode)?;
    let name = input.bytes(length.into()).map_err(decode)?;
    std::str::from_utf8(name).map_err(|_| KeyRingError::Damaged)
}

fn decode(error: DecodeError) -> KeyRingError {
    match error {
        DecodeError::Version { known, got, .. } => KeyRingError::Version { known, got },
        _ => KeyRingError::Damaged,
    }
}

/// Names only.
impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.entries()).finish()
    }
}

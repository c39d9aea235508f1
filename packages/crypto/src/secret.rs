//! The key of one record.

use std::fmt;

use zeroize::Zeroizing;

use crate::backend;
use crate::primitives::{self, BackendError};

/// The key a record is sealed under: 32 random bytes, a new one for every record.
#[derive(Clone)]
pub struct DataKey(Zeroizing<[u8; Self::LEN]>);

impl DataKey {
    /// Length in bytes.
    pub const LEN: usize = 32;

    /// A fresh random key.
    pub fn generate() -> Result<Self, BackendError> {
        primitives::random().map(Self)
    }

    /// A key from its bytes.
    pub fn from_bytes(bytes: &[u8; Self::LEN]) -> Self {
        Self(Zeroizing::new(*bytes))
    }

    /// The key's bytes: whoever has them reads the record.
    pub fn expose(&self) -> &[u8; Self::LEN] {
        &self.0
    }
}

/// In constant time.
impl PartialEq for DataKey {
    fn eq(&self, other: &Self) -> bool {
        backend::equal(self.0.as_slice(), other.0.as_slice())
    }
}

impl Eq for DataKey {}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DataKey(redacted)")
    }
}

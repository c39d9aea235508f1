//! What is in a vault, and where.

use std::fmt;
use std::str::FromStr;

use chartseal_types::ContentHash;
use object_store::ObjectMeta;
use object_store::path::Path;

/// Kinds of objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Ciphertext of a record.
    Record,
    /// Wraps of a record's data key.
    Envelope,
    /// Key encapsulations that the envelopes of one import share.
    Import,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Record, Self::Envelope, Self::Import];

    /// The directory of the kind.
    pub(crate) fn directory(self) -> &'static str {
        match self {
            Self::Record => "records",
            Self::Envelope => "envelopes",
            Self::Import => "imports",
        }
    }
}

/// One object's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ObjectId {
    /// The ciphertext with this SHA-256.
    Record(ContentHash),
    /// The envelope of the record with this hash.
    Envelope(ContentHash),
    /// The import keys with this identifier.
    Import([u8; 16]),
}

impl ObjectId {
    /// The kind of the object.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Record(_) => Kind::Record,
            Self::Envelope(_) => Kind::Envelope,
            Self::Import(_) => Kind::Import,
        }
    }

    fn name(&self) -> String {
        match self {
            Self::Record(hash) | Self::Envelope(hash) => hash.to_string(),
            Self::Import(id) => hex::encode(id),
        }
    }

    /// Where it is within the vault, relative to its root or prefix.
    pub fn location(&self) -> String {
        self.path().to_string()
    }

    /// `<kind>/<first two digits>/<all digits>`: no directory grows beyond what file systems like.
    pub(crate) fn path(&self) -> Path {
        fanned(self.kind().directory(), &self.name())
    }

    /// Reads back what [`ObjectId::path`] wrote, and nothing else.
    pub(crate) fn from_path(kind: Kind, path: &Path) -> Option<Self> {
        let name = path.filename()?;
        let id = match kind {
            Kind::Record => Self::Record(ContentHash::from_str(name).ok()?),
            Kind::Envelope => Self::Envelope(ContentHash::from_str(name).ok()?),
            Kind::Import => {
                let mut id = [0; 16];
                hex::decode_to_slice(name, &mut id).ok()?;
                Self::Import(id)
            }
        };
        (id.path() == *path).then_some(id)
    }
}

/// A path of a directory with a level of two digits in between.
pub(crate) fn fanned(directory: &str, name: &str) -> Path {
    Path::from_iter([directory, name.get(..2).unwrap_or(name), name])
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.kind() {
            Kind::Record => "record",
            Kind::Envelope => "the envelope of record",
            Kind::Import => "import",
        };
        write!(f, "{kind} {}", self.name())
    }
}

/// An object in a listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// Its name.
    pub id: ObjectId,
    /// Bytes stored.
    pub size: u64,
}

impl Entry {
    pub(crate) fn new(kind: Kind, meta: &ObjectMeta) -> Option<Self> {
        Some(Self { id: ObjectId::from_path(kind, &meta.location)?, size: meta.size })
    }
}

//! Envelopes and import keys: small objects, named by something else than their content.
//!
//! They are stored as SHA-256(content) ‖ content, so that damage to them is told from tampering by whoever opens them.

use bytes::{BufMut, Bytes, BytesMut};
use chartseal_guard::{Check, holds};
use chartseal_types::ContentHash;
use sha2::{Digest, Sha256};

use crate::{ObjectId, Result, Vault, VaultError};

/// Longest envelope and longest import keys, in bytes. Keys for a patient and sixteen trustees take 20 kB.
pub const MAX_SMALL: usize = 1 << 20;

impl Vault {
    /// Stores a record's envelope. If there is one with other content, that one is kept and this is an error.
    pub async fn put_envelope(&self, record: ContentHash, envelope: &[u8]) -> Result<()> {
        self.refuse_erased(record).await?;
        self.put_small(ObjectId::Envelope(record), envelope).await?;
        self.yield_to_erasure(record).await
    }

    /// Stores a record's envelope in the place of the one that is there, as a change of the trustees' keys demands.
    pub async fn replace_envelope(&self, record: ContentHash, envelope: &[u8]) -> Result<()> {
        self.refuse_erased(record).await?;
        let object = ObjectId::Envelope(record);
        if !self.contains(object).await? {
            return Err(VaultError::NotFound { object });
        }
        self.put_over(&object.path(), framed(object, envelope)?).await?;
        self.yield_to_erasure(record).await
    }

    /// A record's envelope.
    pub async fn get_envelope(&self, record: ContentHash) -> Result<Bytes> {
        self.get_small(ObjectId::Envelope(record)).await
    }

    /// Stores an import's keys under its identifier. If there are others, they are kept and this is an error.
    pub async fn put_import(&self, import: [u8; 16], keys: &[u8]) -> Result<()> {
        self.put_small(ObjectId::Import(import), keys).await
    }

    /// An import's keys.
    pub async fn get_import(&self, import: [u8; 16]) -> Result<Bytes> {
        self.get_small(ObjectId::Import(import)).await
    }

    async fn put_small(&self, object: ObjectId, content: &[u8]) -> Result<()> {
        let path = object.path();
        let bytes = framed(object, content)?;
        if self.put_new(&path, bytes.clone()).await? {
            return Ok(());
        }
        match self.get_small(object).await {
            Ok(existing) if existing == content => Ok(()),
            Ok(_) if !holds(Check::FirstEnvelope, false) => Err(VaultError::AlreadyExists { object }),
            Ok(_) => self.put_over(&path, bytes).await,
            // What is there is of no use to anybody: this mends it.
            Err(VaultError::Corrupt { .. } | VaultError::BadSize { .. } | VaultError::NotFound { .. }) => {
                self.put_over(&path, bytes).await
            }
            Err(error) => Err(error),
        }
    }

    pub(crate) async fn get_small(&self, object: ObjectId) -> Result<Bytes> {
        let bad_size = |size| VaultError::BadSize { object, size };
        let found = self.read(&object.path(), (MAX_SMALL + ContentHash::LEN) as u64).await?;
        let mut bytes = found.ok_or(VaultError::NotFound { object })?.map_err(bad_size)?;
        if bytes.len() < ContentHash::LEN {
            return Err(bad_size(bytes.len() as u64));
        }
        let content = bytes.split_off(ContentHash::LEN);
        let mut expected = ContentHash([0; ContentHash::LEN]);
        expected.0.copy_from_slice(&bytes);
        let got = ContentHash(Sha256::digest(&content).into());
        if got != expected {
            return Err(VaultError::Corrupt { object, expected, got });
        }
        Ok(content)
    }
}

fn framed(object: ObjectId, content: &[u8]) -> Result<Bytes> {
    if !holds(Check::EnvelopeSize, content.len() <= MAX_SMALL) {
        return Err(VaultError::TooLarge { object, limit: MAX_SMALL, got: content.len() });
    }
    let mut bytes = BytesMut::with_capacity(ContentHash::LEN + content.len());
    bytes.put_slice(&Sha256::digest(content));
    bytes.put_slice(content);
    Ok(bytes.freeze())
}

//! Erasing a record, and proof of it.

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use chartseal_guard::{Check, holds};
use chartseal_types::{Commitment, ContentHash};
use futures::TryStreamExt;
use object_store::path::Path;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::{Digest, Sha256};

use crate::object::fanned;
use crate::vault::{from_json, json};
use crate::{ObjectId, Result, Vault, VaultError};

/// Where tombstones are.
pub(crate) const TOMBSTONES: &str = "erased";
/// Longer than any receipt.
const MAX_RECEIPT: u64 = 16 << 10;

/// A vault's identifier, random, 32 hex digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VaultId(pub [u8; 16]);

impl VaultId {
    pub(crate) fn random() -> Result<Self> {
        let mut id = [0; 16];
        getrandom::fill(&mut id).map_err(|_| VaultError::Random)?;
        Ok(Self(id))
    }
}

impl fmt::Display for VaultId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for VaultId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VaultId({self})")
    }
}

impl Serialize for VaultId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for VaultId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let mut id = [0; 16];
        hex::decode_to_slice(&text, &mut id).map_err(de::Error::custom)?;
        Ok(Self(id))
    }
}

/// An object that was deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deleted {
    /// SHA-256 of the bytes that were there.
    pub sha256: ContentHash,
    /// How many there were.
    pub size: u64,
}

/// A vault's word that it deleted its copy of a record. [`Receipt::digest`] goes on the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The vault.
    pub vault: VaultId,
    /// The record.
    pub record: ContentHash,
    /// Its ciphertext; none if the vault did not have it.
    pub ciphertext: Option<Deleted>,
    /// Its envelope, as stored; none if the vault did not have it.
    pub envelope: Option<Deleted>,
    /// When, Unix seconds.
    pub erased_at: u64,
}

impl Receipt {
    /// SHA-256 of "chartseal/vault-receipt/v1", vault, record, then for ciphertext and envelope 0x00 or 0x01 ‖ SHA-256 ‖
    /// size, then the time; numbers as u64 big-endian.
    pub fn digest(&self) -> Commitment {
        let mut hasher = Sha256::new();
        hasher.update("chartseal/vault-receipt/v1");
        hasher.update(self.vault.0);
        hasher.update(self.record);
        for deleted in [&self.ciphertext, &self.envelope] {
            match deleted {
                None => hasher.update([0]),
                Some(deleted) => {
                    hasher.update([1]);
                    hasher.update(deleted.sha256);
                    hasher.update(deleted.size.to_be_bytes());
                }
            }
        }
        hasher.update(self.erased_at.to_be_bytes());
        Commitment(hasher.finalize().into())
    }
}

impl Vault {
    /// Deletes a record's ciphertext and envelope, for good: the record cannot be stored again. Repeating it deletes what
    /// a crash left and gives the same receipt. A record that the vault never had is [`VaultError::NotFound`].
    ///
    /// Import keys stay: they are shared by the envelopes of other records and open none without them.
    pub async fn erase(&self, record: ContentHash) -> Result<Receipt> {
        let receipt = match self.receipt(record).await? {
            Some(receipt) => receipt,
            None => self.bury(record).await?,
        };
        self.delete_both(record).await?;
        Ok(receipt)
    }

    /// The receipt of a record that was erased.
    pub async fn receipt(&self, record: ContentHash) -> Result<Option<Receipt>> {
        let path = tombstone(record);
        match self.read(&path, MAX_RECEIPT).await? {
            None => Ok(None),
            // Too long for a receipt: it reads as the damage it is.
            Some(found) => from_json(path.as_ref(), &found.unwrap_or_default()).map(Some),
        }
    }

    /// Writes the tombstone, before anything is deleted: from here on nothing is stored under this hash.
    async fn bury(&self, record: ContentHash) -> Result<Receipt> {
        let ciphertext = self.inspect(ObjectId::Record(record)).await?;
        let envelope = self.inspect(ObjectId::Envelope(record)).await?;
        if ciphertext.is_none() && envelope.is_none() {
            return Err(VaultError::NotFound { object: ObjectId::Record(record) });
        }
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let receipt =
            Receipt { vault: self.id(), record, ciphertext, envelope, erased_at: since_epoch.as_secs() };
        let path = tombstone(record);
        if self.put_new(&path, json(path.as_ref(), &receipt)?).await? {
            return Ok(receipt);
        }
        // Somebody else was first.
        self.receipt(record).await?.ok_or(VaultError::NotFound { object: ObjectId::Record(record) })
    }

    /// Hash and length of what is stored, damaged or not.
    async fn inspect(&self, object: ObjectId) -> Result<Option<Deleted>> {
        use object_store::ObjectStoreExt;
        let found = match self.store.get(&object.path()).await {
            Ok(found) => found,
            Err(object_store::Error::NotFound { .. }) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let mut hasher = Sha256::new();
        let mut size = 0;
        let mut bytes = found.into_stream();
        while let Some(chunk) = bytes.try_next().await? {
            hasher.update(&chunk);
            size += chunk.len() as u64;
        }
        Ok(Some(Deleted { sha256: ContentHash(hasher.finalize().into()), size }))
    }

    /// The envelope first: without it the ciphertext is noise.
    pub(crate) async fn delete_both(&self, record: ContentHash) -> Result<()> {
        self.delete(&ObjectId::Envelope(record).path()).await?;
        self.delete(&ObjectId::Record(record).path()).await
    }

    pub(crate) async fn refuse_erased(&self, record: ContentHash) -> Result<()> {
        match self.size(&tombstone(record)).await? {
            Some(_) if !holds(Check::StaysErased, false) => Err(VaultError::Erased { record }),
            _ => Ok(()),
        }
    }

    /// After a put: an erasure that came while it was under way may have deleted before the put and must win.
    pub(crate) async fn yield_to_erasure(&self, record: ContentHash) -> Result<()> {
        let erased = self.refuse_erased(record).await;
        if let Err(VaultError::Erased { .. }) = erased {
            self.delete_both(record).await?;
        }
        erased
    }
}

fn tombstone(record: ContentHash) -> Path {
    fanned(TOMBSTONES, &record.to_string())
}

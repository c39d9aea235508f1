//! Storing records.

use std::io;
use std::path::Path as FilePath;

use bytes::{Bytes, BytesMut};
use chartseal_guard::{Check, holds};
use chartseal_types::ContentHash;
use futures::{Stream, StreamExt, stream};
use object_store::path::Path;
use object_store::{MultipartUpload, ObjectStoreExt};
use sha2::{Digest, Sha256};
use tokio::io::{AsyncRead, AsyncReadExt};

use crate::{ObjectId, Result, Vault, VaultError};

/// Bytes of a record that are in memory at once. Stores in the cloud want parts of 5 MiB and more, all of one size, and at
/// most 10,000 of them.
const PART: usize = 8 << 20;

/// How much is read from a file at once.
const READ: usize = 1 << 20;

/// What a put did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stored {
    /// Bytes of the object.
    pub size: u64,
    /// Whether it was not there before, or was damaged.
    pub fresh: bool,
}

impl Vault {
    /// Stores a record from a stream. It becomes visible, whole, once its bytes have been found to have the hash that names
    /// it, and is durable when this returns. Storing it again does no harm, and mends a damaged copy.
    pub async fn put_record<S>(&self, record: ContentHash, source: S) -> Result<Stored>
    where
        S: Stream<Item = io::Result<Bytes>> + Send,
    {
        self.refuse_erased(record).await?;
        let stored = self.upload(record, source).await?;
        self.yield_to_erasure(record).await?;
        Ok(stored)
    }

    /// Stores a record from a reader: see [`Vault::put_record`].
    pub async fn put_record_from<R>(&self, record: ContentHash, reader: R) -> Result<Stored>
    where
        R: AsyncRead + Send + Unpin,
    {
        self.put_record(record, chunks(reader)).await
    }

    /// Stores a record from a file: see [`Vault::put_record`].
    pub async fn put_record_file(&self, record: ContentHash, path: impl AsRef<FilePath>) -> Result<Stored> {
        let file = tokio::fs::File::open(path).await.map_err(VaultError::Transfer)?;
        self.put_record_from(record, file).await
    }

    /// Stores a record that is in memory, and names it.
    pub async fn put_record_bytes(&self, bytes: impl Into<Bytes>) -> Result<(ContentHash, Stored)> {
        let bytes = bytes.into();
        let record = ContentHash(Sha256::digest(&bytes).into());
        let stored = self.put_record(record, stream::iter([Ok(bytes)])).await?;
        Ok((record, stored))
    }

    async fn upload<S>(&self, record: ContentHash, source: S) -> Result<Stored>
    where
        S: Stream<Item = io::Result<Bytes>> + Send,
    {
        let mut upload = Upload::new(self, record);
        match upload.run(source).await {
            Ok(stored) => Ok(stored),
            Err(error) => {
                upload.abort().await;
                Err(error)
            }
        }
    }
}

/// A stream of what a reader gives.
fn chunks<R: AsyncRead + Send + Unpin>(reader: R) -> impl Stream<Item = io::Result<Bytes>> + Send {
    stream::try_unfold(reader, |mut reader| async move {
        let mut chunk = BytesMut::with_capacity(READ);
        let read = reader.read_buf(&mut chunk).await?;
        Ok((read > 0).then(|| (chunk.freeze(), reader)))
    })
}

/// A record on its way. What fits into one part is put at once; more goes part by part and is published at the end.
struct Upload<'a> {
    vault: &'a Vault,
    record: ContentHash,
    path: Path,
    hasher: Sha256,
    buffer: BytesMut,
    size: u64,
    parts: Option<Box<dyn MultipartUpload>>,
}

impl<'a> Upload<'a> {
    fn new(vault: &'a Vault, record: ContentHash) -> Self {
        let path = ObjectId::Record(record).path();
        Self { vault, record, path, hasher: Sha256::new(), buffer: BytesMut::new(), size: 0, parts: None }
    }

    async fn run<S>(&mut self, source: S) -> Result<Stored>
    where
        S: Stream<Item = io::Result<Bytes>> + Send,
    {
        let mut source = std::pin::pin!(source);
        while let Some(chunk) = source.next().await {
            self.push(chunk.map_err(VaultError::Transfer)?).await?;
        }
        let got = ContentHash(std::mem::take(&mut self.hasher).finalize().into());
        if !holds(Check::StoredBytes, got == self.record) {
            return Err(VaultError::Mismatch { expected: self.record, got });
        }
        let fresh = if self.parts.is_some() { self.publish().await? } else { self.put().await? };
        Ok(Stored { size: self.size, fresh })
    }

    async fn push(&mut self, mut chunk: Bytes) -> Result<()> {
        self.hasher.update(&chunk);
        self.size += chunk.len() as u64;
        while !chunk.is_empty() {
            if self.buffer.len() == PART {
                self.flush().await?;
            }
            let fits = chunk.len().min(PART - self.buffer.len());
            self.buffer.extend_from_slice(&chunk.split_to(fits));
        }
        Ok(())
    }

    /// Sends the buffer as one part.
    async fn flush(&mut self) -> Result<()> {
        let parts = match &mut self.parts {
            Some(parts) => parts,
            None => self.parts.insert(self.vault.store.put_multipart(&self.path).await?),
        };
        let part = std::mem::take(&mut self.buffer).freeze();
        parts.put_part(part.into()).await?;
        Ok(())
    }

    /// Makes the parts one object. One that is there already has the same bytes, unless it is damaged: replacing it changes
    /// nothing for a reader or mends it.
    async fn publish(&mut self) -> Result<bool> {
        let fresh = self.vault.verify_record(self.record).await.is_err();
        self.flush().await?;
        if let Some(parts) = &mut self.parts {
            parts.complete().await?;
        }
        self.parts = None;
        Ok(fresh)
    }

    async fn put(&mut self) -> Result<bool> {
        let bytes = std::mem::take(&mut self.buffer).freeze();
        if self.vault.put_new(&self.path, bytes.clone()).await? {
            return Ok(true);
        }
        match self.vault.verify_record(self.record).await {
            Ok(_) => Ok(false),
            Err(VaultError::Corrupt { .. } | VaultError::NotFound { .. }) => {
                self.vault.put_over(&self.path, bytes).await?;
                Ok(true)
            }
            Err(error) => Err(error),
        }
    }

    /// Drops the parts sent. If that fails too, they stay invisible until they are cleared away.
    async fn abort(&mut self) {
        if let Some(mut parts) = self.parts.take() {
            drop(parts.abort().await);
        }
    }
}

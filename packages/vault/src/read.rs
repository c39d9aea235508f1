//! Reading records.

use std::ops::Range;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use chartseal_guard::{Check, holds};
use chartseal_types::ContentHash;
use futures::stream::BoxStream;
use futures::{Stream, StreamExt, TryStreamExt};
use object_store::ObjectStoreExt;
use sha2::{Digest, Sha256};
use tokio::io::{AsyncWrite, AsyncWriteExt};

use crate::{ObjectId, Result, Vault, VaultError};

/// A record's bytes as they are read. What came is the record only if the stream ends without an error: hold it back, or
/// write it to a file that gets its name afterwards.
pub struct RecordReader {
    record: ContentHash,
    size: u64,
    bytes: BoxStream<'static, object_store::Result<Bytes>>,
    /// None after the end or an error.
    hasher: Option<Sha256>,
}

impl RecordReader {
    /// How many bytes the store says there are.
    pub fn size(&self) -> u64 {
        self.size
    }
}

impl Stream for RecordReader {
    type Item = Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes>>> {
        let Some(mut hasher) = self.hasher.take() else { return Poll::Ready(None) };
        let Poll::Ready(next) = self.bytes.poll_next_unpin(context) else {
            self.hasher = Some(hasher);
            return Poll::Pending;
        };
        match next {
            Some(Ok(bytes)) => {
                hasher.update(&bytes);
                self.hasher = Some(hasher);
                Poll::Ready(Some(Ok(bytes)))
            }
            Some(Err(error)) => Poll::Ready(Some(Err(error.into()))),
            None => {
                let got = ContentHash(hasher.finalize().into());
                let expected = self.record;
                let object = ObjectId::Record(expected);
                Poll::Ready((!holds(Check::ReadBytes, got == expected)).then_some(Err(VaultError::Corrupt {
                    object,
                    expected,
                    got,
                })))
            }
        }
    }
}

impl Vault {
    /// Reads a record, verifying it on the way: see [`RecordReader`].
    pub async fn get_record(&self, record: ContentHash) -> Result<RecordReader> {
        let object = ObjectId::Record(record);
        let found = self.store.get(&object.path()).await.map_err(|error| not_found(object, error))?;
        let size = found.meta.size;
        Ok(RecordReader { record, size, bytes: found.into_stream(), hasher: Some(Sha256::new()) })
    }

    /// Copies a record to a writer and returns its length. On an error, what was written is not the record.
    pub async fn get_record_to<W>(&self, record: ContentHash, writer: &mut W) -> Result<u64>
    where
        W: AsyncWrite + Send + Unpin,
    {
        let mut reader = self.get_record(record).await?;
        let mut written = 0;
        while let Some(chunk) = reader.try_next().await? {
            writer.write_all(&chunk).await.map_err(VaultError::Transfer)?;
            written += chunk.len() as u64;
        }
        writer.flush().await.map_err(VaultError::Transfer)?;
        Ok(written)
    }

    /// A whole record in memory, verified: for records that are known to be small.
    pub async fn get_record_bytes(&self, record: ContentHash) -> Result<Bytes> {
        let mut bytes = Vec::new();
        self.get_record_to(record, &mut bytes).await?;
        Ok(bytes.into())
    }

    /// A part of a record that nobody has verified: only for callers that authenticate what they read, as the sealed
    /// format's chunks do.
    pub async fn get_unverified_range(&self, record: ContentHash, range: Range<u64>) -> Result<Bytes> {
        let object = ObjectId::Record(record);
        let path = object.path();
        let size = self.size(&path).await?.ok_or(VaultError::NotFound { object })?;
        if range.start > range.end || range.end > size {
            return Err(VaultError::Range { size });
        }
        if range.is_empty() {
            return Ok(Bytes::new());
        }
        self.store.get_range(&path, range).await.map_err(|error| not_found(object, error))
    }

    /// Reads a record to the end and drops it. Returns its length if it is whole.
    pub async fn verify_record(&self, record: ContentHash) -> Result<u64> {
        self.get_record_to(record, &mut tokio::io::sink()).await
    }
}

fn not_found(object: ObjectId, error: object_store::Error) -> VaultError {
    match error {
        object_store::Error::NotFound { .. } => VaultError::NotFound { object },
        error => error.into(),
    }
}

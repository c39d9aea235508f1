//! Stores that fail: full ones, and ones that break in the middle of a read.

use std::fmt;
use std::io::{Error as IoError, ErrorKind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use chartseal_vault::conformance::{bytes, name};
use chartseal_vault::{ObjectId, Vault, VaultError};
use futures::stream::{self, BoxStream, StreamExt};
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{
    CopyOptions, GetOptions, GetResult, GetResultPayload, ListResult, MultipartUpload, ObjectMeta,
    ObjectStore, PutMultipartOptions, PutOptions, PutPayload, PutResult, Result,
};

/// Memory that can be told to be full, and to break while it is read.
#[derive(Debug, Default)]
struct Failing {
    memory: InMemory,
    full: AtomicBool,
    breaking: AtomicBool,
}

fn failure(kind: ErrorKind) -> object_store::Error {
    object_store::Error::Generic { store: "test", source: Box::new(IoError::from(kind)) }
}

impl Failing {
    fn room(&self) -> Result<()> {
        if self.full.load(Ordering::SeqCst) { Err(failure(ErrorKind::StorageFull)) } else { Ok(()) }
    }
}

impl fmt::Display for Failing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("test")
    }
}

#[async_trait]
impl ObjectStore for Failing {
    async fn put_opts(&self, path: &Path, payload: PutPayload, options: PutOptions) -> Result<PutResult> {
        self.room()?;
        self.memory.put_opts(path, payload, options).await
    }

    async fn put_multipart_opts(
        &self,
        path: &Path,
        options: PutMultipartOptions,
    ) -> Result<Box<dyn MultipartUpload>> {
        self.room()?;
        self.memory.put_multipart_opts(path, options).await
    }

    async fn get_opts(&self, path: &Path, options: GetOptions) -> Result<GetResult> {
        let mut found = self.memory.get_opts(path, options).await?;
        if self.breaking.load(Ordering::SeqCst) {
            let whole =
                std::mem::replace(&mut found.payload, GetResultPayload::Stream(stream::empty().boxed()));
            let GetResultPayload::Stream(whole) = whole else { return Err(failure(ErrorKind::Other)) };
            let broken = stream::once(async { Err(failure(ErrorKind::ConnectionReset)) });
            found.payload = GetResultPayload::Stream(whole.take(1).chain(broken).boxed());
        }
        Ok(found)
    }

    fn delete_stream(&self, paths: BoxStream<'static, Result<Path>>) -> BoxStream<'static, Result<Path>> {
        self.memory.delete_stream(paths)
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        self.memory.list(prefix)
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        self.memory.list_with_delimiter(prefix).await
    }

    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> Result<()> {
        self.memory.copy_opts(from, to, options).await
    }
}

#[tokio::test]
async fn a_full_store_is_told_and_takes_the_record_when_there_is_room() {
    let store = Arc::new(Failing::default());
    let vault = Vault::with_store(store.clone()).await.unwrap();
    for len in [100, 20 << 20] {
        let content = bytes(len, 1);
        let record = name(&content);
        store.full.store(true, Ordering::SeqCst);
        let error = vault.put_record_bytes(content.clone()).await.unwrap_err();
        assert!(matches!(error, VaultError::Full(_)), "{error:?}");
        let error = vault.put_envelope(record, b"envelope").await.unwrap_err();
        assert!(matches!(error, VaultError::Full(_)), "{error:?}");
        assert!(!vault.contains(ObjectId::Record(record)).await.unwrap());
        store.full.store(false, Ordering::SeqCst);
        vault.put_record_bytes(content.clone()).await.unwrap();
        assert!(vault.get_record_bytes(record).await.unwrap() == content);
    }
}

#[tokio::test]
async fn a_full_store_keeps_what_was_to_be_erased_until_the_receipt_is_safe() {
    let store = Arc::new(Failing::default());
    let vault = Vault::with_store(store.clone()).await.unwrap();
    let (record, _) = vault.put_record_bytes(b"a record".as_slice()).await.unwrap();
    store.full.store(true, Ordering::SeqCst);
    assert!(matches!(vault.erase(record).await, Err(VaultError::Full(_))));
    assert!(vault.contains(ObjectId::Record(record)).await.unwrap());
    store.full.store(false, Ordering::SeqCst);
    vault.erase(record).await.unwrap();
    assert!(!vault.contains(ObjectId::Record(record)).await.unwrap());
}

#[tokio::test]
async fn a_read_that_breaks_is_an_error_and_no_short_record() {
    let store = Arc::new(Failing::default());
    let vault = Vault::with_store(store.clone()).await.unwrap();
    let (record, _) = vault.put_record_bytes(bytes(100_000, 2)).await.unwrap();
    store.breaking.store(true, Ordering::SeqCst);
    let error = vault.get_record_bytes(record).await.unwrap_err();
    assert!(matches!(error, VaultError::Backend(_)), "{error:?}");
    let report = vault.scrub(Default::default(), |_| ()).await;
    assert!(matches!(report, Err(VaultError::Backend(_))), "a store that fails is no damage");
}

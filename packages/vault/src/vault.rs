//! Opening a vault, and what all its parts need.

use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use futures::stream::BoxStream;
use futures::{StreamExt, TryStreamExt};
use object_store::local::LocalFileSystem;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, PutMode, PutOptions};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::{Entry, Kind, ObjectId, Result, VaultError, VaultId, local};

const MARKER: &str = "vault.json";
const FORMAT: u32 = 1;

/// What says that a directory or bucket is a vault.
#[derive(Debug, Serialize, Deserialize)]
struct Marker {
    format: u32,
    id: VaultId,
}

/// The version alone: a later format's other members are not known here.
#[derive(Debug, Deserialize)]
struct Version {
    format: u32,
}

/// Storage of ciphertext and envelopes. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Vault {
    pub(crate) store: Arc<dyn ObjectStore>,
    /// The directory, where it is a local one.
    pub(crate) root: Option<Arc<PathBuf>>,
    id: VaultId,
}

/// A store and, if it is a local one, its directory.
type Place = (Arc<dyn ObjectStore>, Option<PathBuf>);

impl Vault {
    /// Opens the vault at an address: a directory's path, `file://`, or with cloud support `s3://`, `gs://`, `az://` (with
    /// credentials from the environment). `memory://` is a new vault that is gone when dropped.
    pub async fn open(address: &str) -> Result<Self> {
        let (store, root) = place(address, false)?;
        if address.starts_with("memory:") {
            return Self::create_in(store, root, address).await;
        }
        Self::open_in(store, root, address).await
    }

    /// Makes a new vault at an address. A local one's directory is made, readable by its owner only.
    pub async fn create(address: &str) -> Result<Self> {
        let (store, root) = place(address, true)?;
        Self::create_in(store, root, address).await
    }

    /// Opens the vault at an address, or makes one.
    pub async fn open_or_create(address: &str) -> Result<Self> {
        match Self::create(address).await {
            Err(VaultError::Exists { .. }) => Self::open(address).await,
            result => result,
        }
    }

    /// A vault in a store of the caller's, made if it is not there.
    pub async fn with_store(store: Arc<dyn ObjectStore>) -> Result<Self> {
        let address = store.to_string();
        match Self::create_in(store.clone(), None, &address).await {
            Err(VaultError::Exists { .. }) => Self::open_in(store, None, &address).await,
            result => result,
        }
    }

    async fn create_in(store: Arc<dyn ObjectStore>, root: Option<PathBuf>, address: &str) -> Result<Self> {
        let marker = Marker { format: FORMAT, id: VaultId::random()? };
        let vault = Self { store, root: root.map(Arc::new), id: marker.id };
        if vault.put_new(&Path::from(MARKER), json(MARKER, &marker)?).await? {
            return Ok(vault);
        }
        Err(VaultError::Exists { address: address.into() })
    }

    async fn open_in(store: Arc<dyn ObjectStore>, root: Option<PathBuf>, address: &str) -> Result<Self> {
        let bytes = match store.get(&Path::from(MARKER)).await {
            Ok(found) => found.bytes().await?,
            Err(object_store::Error::NotFound { .. }) => {
                return Err(VaultError::Missing { address: address.into() });
            }
            Err(error) => return Err(error.into()),
        };
        let Version { format } = from_json(MARKER, &bytes)?;
        if format > FORMAT {
            return Err(VaultError::NewerFormat { found: format, supported: FORMAT });
        }
        let Marker { id, .. } = from_json(MARKER, &bytes)?;
        Ok(Self { store, root: root.map(Arc::new), id })
    }

    /// The vault's identifier, part of every receipt.
    pub fn id(&self) -> VaultId {
        self.id
    }

    /// Whether an object is there, without reading it.
    pub async fn contains(&self, object: ObjectId) -> Result<bool> {
        Ok(self.size(&object.path()).await?.is_some())
    }

    /// The objects of a kind, in no order.
    pub fn list(&self, kind: Kind) -> BoxStream<'_, Result<Entry>> {
        self.store
            .list(Some(&Path::from(kind.directory())))
            .err_into()
            .try_filter_map(move |meta| async move { Ok(Entry::new(kind, &meta)) })
            .boxed()
    }

    /// An object's length, if it is there.
    pub(crate) async fn size(&self, path: &Path) -> Result<Option<u64>> {
        match self.store.head(path).await {
            Ok(meta) => Ok(Some(meta.size)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// A whole object of at most `limit` bytes, or its length if it has more; none if it is not there.
    pub(crate) async fn read(&self, path: &Path, limit: u64) -> Result<Option<Result<Bytes, u64>>> {
        match self.store.get(path).await {
            Ok(found) if found.meta.size > limit => Ok(Some(Err(found.meta.size))),
            Ok(found) => Ok(Some(Ok(found.bytes().await?))),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Puts an object unless there is one. Says whether it was put.
    pub(crate) async fn put_new(&self, path: &Path, bytes: Bytes) -> Result<bool> {
        let options = PutOptions::from(PutMode::Create);
        match self.store.put_opts(path, bytes.into(), options).await {
            Ok(_) => Ok(true),
            Err(object_store::Error::AlreadyExists { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Puts an object, in the place of one that is there.
    pub(crate) async fn put_over(&self, path: &Path, bytes: Bytes) -> Result<()> {
        self.store.put(path, bytes.into()).await?;
        Ok(())
    }

    /// Deletes an object, durably. It need not be there.
    pub(crate) async fn delete(&self, path: &Path) -> Result<()> {
        match self.store.delete(path).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
            Err(error) => return Err(error.into()),
        }
        match &self.root {
            Some(root) => local::flush_parent(root, path).await,
            None => Ok(()),
        }
    }
}

pub(crate) fn json(path: &str, value: &impl Serialize) -> Result<Bytes> {
    let bytes = serde_json::to_vec_pretty(value)
        .map_err(|source| VaultError::BadFile { path: path.into(), source })?;
    Ok(bytes.into())
}

pub(crate) fn from_json<T: for<'a> Deserialize<'a>>(path: &str, bytes: &[u8]) -> Result<T> {
    serde_json::from_slice(bytes).map_err(|source| VaultError::BadFile { path: path.into(), source })
}

fn place(address: &str, create: bool) -> Result<Place> {
    let unknown = || VaultError::Address { address: address.into() };
    if !address.contains("://") {
        return directory(PathBuf::from(address), address, create);
    }
    let url = Url::parse(address).map_err(|_| unknown())?;
    match url.scheme() {
        "file" => directory(url.to_file_path().map_err(|()| unknown())?, address, create),
        "memory" => Ok((Arc::new(InMemory::new()), None)),
        #[cfg(feature = "cloud")]
        "s3" | "gs" | "az" => {
            let (store, path) = object_store::parse_url_opts(&url, std::env::vars())?;
            Ok((Arc::new(object_store::prefix::PrefixStore::new(store, path)), None))
        }
        _ => Err(unknown()),
    }
}

fn directory(path: PathBuf, address: &str, create: bool) -> Result<Place> {
    if create {
        local::make_directory(&path)?;
    } else if !path.is_dir() {
        return Err(VaultError::Missing { address: address.into() });
    }
    let store = LocalFileSystem::new_with_prefix(&path)?.with_fsync(true);
    Ok((Arc::new(store), Some(path)))
}

//! What a local vault needs beyond `object_store`: a private directory, durable deletions, and the clearing of half-written
//! files.

use std::fs::{DirBuilder, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::error::io_error;
use crate::{Result, VaultError};

/// Makes a directory, and those above it, readable by its owner only.
pub(crate) fn make_directory(path: &Path) -> Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(io_error)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // It may have been there before.
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o700)).map_err(io_error)?;
    }
    Ok(())
}

/// Flushes the directory of an object that was deleted: `object_store` flushes what it writes and not what it deletes.
pub(crate) async fn flush_parent(root: &Path, object: &object_store::path::Path) -> Result<()> {
    let Some(directory) = root.join(object.as_ref()).parent().map(Path::to_path_buf) else { return Ok(()) };
    blocking(move || match File::open(&directory) {
        Ok(directory) if cfg!(unix) => directory.sync_all(),
        // A directory that is not there holds nothing.
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    })
    .await
}

/// Removes files that an interrupted upload left, if nobody has written to them for a while. Returns how many.
pub(crate) async fn clear_leftovers(root: &Path, directories: Vec<PathBuf>, age: Duration) -> Result<u64> {
    let places: Vec<_> = [root.to_path_buf()].into_iter().chain(directories).collect();
    blocking(move || {
        let mut removed = 0;
        for place in places {
            removed += clear(&place, age)?;
        }
        Ok(removed)
    })
    .await
}

/// The directories below a kind's directory, which the store makes as it needs them.
pub(crate) async fn fans(root: &Path, kinds: Vec<&'static str>) -> Result<Vec<PathBuf>> {
    let root = root.to_path_buf();
    blocking(move || {
        let mut found = Vec::new();
        for kind in kinds {
            for entry in entries(&root.join(kind))? {
                let path = entry?.path();
                if path.is_dir() {
                    found.push(path);
                }
            }
        }
        Ok(found)
    })
    .await
}

fn clear(directory: &Path, age: Duration) -> std::io::Result<u64> {
    let mut removed = 0;
    for entry in entries(directory)? {
        let entry = entry?;
        let metadata = match entry.metadata() {
            Ok(metadata) => metadata,
            // Its upload was finished just now.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        let idle = SystemTime::now().duration_since(metadata.modified()?).unwrap_or_default();
        if metadata.is_file() && is_leftover(&entry.path()) && idle >= age {
            std::fs::remove_file(entry.path())?;
            removed += 1;
        }
    }
    Ok(removed)
}

fn entries(
    directory: &Path,
) -> std::io::Result<Box<dyn Iterator<Item = std::io::Result<std::fs::DirEntry>>>> {
    match std::fs::read_dir(directory) {
        Ok(entries) => Ok(Box::new(entries)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Box::new(std::iter::empty())),
        Err(error) => Err(error),
    }
}

/// `object_store` writes to `<name>#<number>` and renames when all is there.
fn is_leftover(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    let number = name.and_then(|name| name.rsplit_once('#')).map(|(_, number)| number);
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit()))
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T> {
    let joined = tokio::task::spawn_blocking(work).await;
    joined.map_err(|error| VaultError::Io(std::io::Error::other(error)))?.map_err(io_error)
}

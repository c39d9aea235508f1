//! Files that appear whole or not at all, and that nobody else reads.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::HomeError;

/// Makes a directory that only its owner enters.
pub fn create_private_dir(path: &Path) -> Result<(), HomeError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(HomeError::file(path))
}

/// Reads a file of the home's own that is text.
pub fn read_text(path: &Path) -> Result<String, HomeError> {
    String::from_utf8(fs::read(path).map_err(HomeError::file(path))?)
        .map_err(|_| HomeError::Config { path: path.to_owned(), reason: "expected UTF-8 text".into() })
}

/// A file (mode 0600) that takes its name only when all of it is on the disk. Dropped before, it leaves nothing.
#[derive(Debug)]
pub struct AtomicFile {
    file: NamedTempFile,
    path: PathBuf,
}

impl AtomicFile {
    /// Begins a file beside where it will stand.
    pub fn create(path: &Path) -> Result<Self, HomeError> {
        let dir = parent(path);
        let file = NamedTempFile::new_in(dir).map_err(HomeError::file(dir))?;
        Ok(Self { file, path: path.to_owned() })
    }

    /// Makes it durable and gives it its name. A file that was there before is replaced as a whole.
    pub fn commit(self) -> Result<(), HomeError> {
        let Self { file, path } = self;
        file.as_file().sync_all().map_err(HomeError::file(&path))?;
        file.persist(&path).map_err(|error| HomeError::file(&path)(error.error))?;
        let dir = parent(&path);
        // The name is an entry of the directory, durable only with it.
        fs::File::open(dir).and_then(|dir| dir.sync_all()).map_err(HomeError::file(dir))
    }
}

impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Writes a whole file that only its owner reads.
pub fn write_private(path: &Path, bytes: &[u8]) -> Result<(), HomeError> {
    let mut file = AtomicFile::create(path)?;
    file.write_all(bytes).map_err(HomeError::file(path))?;
    file.commit()
}

fn parent(path: &Path) -> &Path {
    path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

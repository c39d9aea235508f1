//! The home directory: people's key files, configuration, the embedded ledger and the vault.
//!
//! ```text
//! chartseal.toml        which consortium this is: contracts, trustees, vault
//! people/<name>/        profile.toml; keys: the key ring; authenticator: passkeys; both encrypted, mode 0600
//! ledger/               the embedded ledger
//! vault/                ciphertext and envelopes
//! ```

mod authenticator;
mod config;
mod error;
mod file;
mod passphrase;
mod person;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use etcetera::{AppStrategy, AppStrategyArgs, choose_app_strategy};

pub use authenticator::Authenticators;
pub use config::{ChainConfig, Config, FORMAT};
pub use error::HomeError;
pub use file::{AtomicFile, create_private_dir, read_text, write_private};
pub use passphrase::Passphrases;
pub use person::{Name, Person};

/// A home directory that exists.
#[derive(Debug, Clone)]
pub struct Home {
    root: PathBuf,
}

impl Home {
    /// Where a home is when nobody says: the platform's own place for such data.
    pub fn default_path() -> Result<PathBuf, HomeError> {
        let args = AppStrategyArgs {
            top_level_domain: "org".into(),
            author: "Chartseal".into(),
            app_name: "chartseal".into(),
        };
        Ok(choose_app_strategy(args).map_err(|_| HomeError::NoDefault)?.data_dir())
    }

    /// Whether a home can be made there: the directory is missing, or empty.
    pub fn free(root: &Path) -> Result<(), HomeError> {
        let free = match fs::read_dir(root) {
            Ok(mut entries) => entries.next().is_none(),
            Err(error) => error.kind() == io::ErrorKind::NotFound,
        };
        if free { Ok(()) } else { Err(HomeError::Occupied { path: root.to_owned() }) }
    }

    /// A new home in a directory that is missing or empty.
    pub fn create(root: PathBuf) -> Result<Self, HomeError> {
        Self::free(&root)?;
        create_private_dir(&root)?;
        let home = Self { root };
        create_private_dir(&home.people())?;
        create_private_dir(&home.root.join("ledger"))?;
        Ok(home)
    }

    /// A home that is there.
    pub fn open(root: PathBuf) -> Result<Self, HomeError> {
        if root.join(config::FILE).is_file() {
            Ok(Self { root })
        } else {
            Err(HomeError::Missing { path: root })
        }
    }

    /// The directory.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The embedded ledger's file.
    pub fn ledger(&self) -> PathBuf {
        self.root.join("ledger").join("ledger.redb")
    }

    /// Where new files are prepared before they appear under their name.
    pub fn scratch(&self) -> Result<PathBuf, HomeError> {
        let path = self.root.join("scratch");
        create_private_dir(&path)?;
        Ok(path)
    }

    pub(super) fn people(&self) -> PathBuf {
        self.root.join("people")
    }
}

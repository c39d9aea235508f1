//! Which consortium a home belongs to.

use chartseal_ledger::Deployment;
use serde::{Deserialize, Serialize};

use super::{Home, HomeError, Name, read_text, write_private};

pub(super) const FILE: &str = "chartseal.toml";

/// The format of a home that this program writes.
pub const FORMAT: u32 = 1;

/// `chartseal.toml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The home's format.
    pub format: u32,
    /// Where ciphertext and envelopes are: a path within the home, or an address such as `s3://bucket/prefix`.
    pub vault: String,
    /// How many trustees it takes to release a key.
    pub threshold: u8,
    /// The trustees, in the order of their shares.
    pub trustees: Vec<Name>,
    /// Where the contracts are.
    pub deployment: Deployment,
}

#[derive(Deserialize)]
struct Format {
    format: u32,
}

impl Home {
    /// Reads the configuration.
    pub fn config(&self) -> Result<Config, HomeError> {
        let path = self.root().join(FILE);
        let text = read_text(&path)?;
        let broken = |error: toml::de::Error| HomeError::Config {
            path: path.clone(),
            reason: error.message().to_owned(),
        };
        // The format first: a newer home may have members that this program does not know.
        let Format { format } = toml::from_str(&text).map_err(broken)?;
        if format > FORMAT {
            return Err(HomeError::Newer { supported: FORMAT, got: format });
        }
        toml::from_str(&text).map_err(broken)
    }

    /// Writes the configuration.
    pub fn save_config(&self, config: &Config) -> Result<(), HomeError> {
        let path = self.root().join(FILE);
        let text = toml::to_string(config)
            .map_err(|error| HomeError::Config { path: path.clone(), reason: error.to_string() })?;
        write_private(&path, text.as_bytes())
    }
}

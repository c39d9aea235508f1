//! Between files and the vault.

use std::fs::File;

use chartseal_types::ContentHash;
use chartseal_types::anchor::RecordResponse;
use chartseal_vault::ObjectId;
use tempfile::NamedTempFile;

use crate::error::{CliError, Result};
use crate::home::HomeError;
use crate::session::Session;

impl Session {
    /// Stores a sealed record and its envelope.
    pub(super) async fn store(
        &self,
        record: ContentHash,
        sealed: NamedTempFile,
        envelope: Vec<u8>,
    ) -> Result<()> {
        self.vault.put_record_file(record, sealed.path()).await?;
        Ok(self.vault.put_envelope(record, &envelope).await?)
    }

    /// A record's sealed bytes as a file that is gone when it is closed: they are verified before anything is opened.
    pub(super) async fn fetch(&self, record: ContentHash) -> Result<File> {
        let scratch = self.home.scratch()?;
        let file = tempfile::tempfile_in(&scratch).map_err(HomeError::file(&scratch))?;
        let mut writer = tokio::fs::File::from_std(file);
        self.vault.get_record_to(record, &mut writer).await?;
        let mut file = writer.into_std().await;
        std::io::Seek::rewind(&mut file).map_err(CliError::file(&scratch))?;
        Ok(file)
    }

    /// Checks that the vault holds a record as it was anchored, with an envelope. Needs no key.
    pub(crate) async fn stored(&self, record: &RecordResponse) -> Result<()> {
        let size = self.vault.verify_record(record.record).await?;
        if let Some(expected) = record.size.filter(|expected| *expected != size) {
            return Err(CliError::Input(format!("expected {expected} sealed bytes as anchored, got {size}")));
        }
        self.envelope(record.record).await.map(drop)
    }

    /// Whether anything of a record is left in the vault.
    pub(crate) async fn is_stored(&self, record: ContentHash) -> Result<bool> {
        Ok(self.vault.contains(ObjectId::Record(record)).await?
            || self.vault.contains(ObjectId::Envelope(record)).await?)
    }
}

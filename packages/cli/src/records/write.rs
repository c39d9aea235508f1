//! The way in: a ticket to write, then seal, wrap, store, and anchor.

use std::fs::File;
use std::io::{Cursor, Read};
use std::path::PathBuf;

use chartseal_crypto::DataKey;
use chartseal_crypto::envelope::Importer;
use chartseal_crypto::keys::PublicKey;
use chartseal_crypto::seal::{RecordContext, SealedInfo, seal_record};
use chartseal_types::anchor::{Descriptor, ExecuteMsg, MAX_DESCRIPTORS};
use chartseal_types::identity::{KeyVersion, QueryMsg};
use chartseal_types::{ContentHash, IdentityId, Label, Quarter};
use tempfile::NamedTempFile;

use super::ask::{Asked, Ticket};
use crate::error::{CliError, Result};
use crate::home::HomeError;
use crate::session::Session;

/// What is to be sealed.
#[derive(Debug)]
pub(crate) enum Content {
    /// Bytes in memory.
    Bytes(Vec<u8>),
    /// A file, of any length.
    File(PathBuf),
}

/// A record to be written.
#[derive(Debug)]
pub(crate) struct Draft {
    /// What is in it.
    pub content: Content,
    /// What the chain sees of it.
    pub label: Label,
    /// When it was written or observed.
    pub quarter: Option<Quarter>,
    /// The version it replaces.
    pub supersedes: Option<ContentHash>,
}

/// A record that was written.
#[derive(Debug, Clone, Copy, serde::Serialize)]
pub(crate) struct Written {
    /// SHA-256 of the sealed bytes.
    pub record: ContentHash,
    /// What the chain sees of it.
    pub label: Label,
    /// How many bytes it has, sealed.
    pub size: u64,
    /// The ticket under which it was written.
    pub access: u64,
}

impl Session {
    /// Writes records for a patient. The tickets come first: whoever may not write seals nothing. A record is stored with
    /// its envelope before it is anchored, so what the ledger knows can be opened. An import that is cut off in between
    /// leaves ciphertext in the vault that nothing on the ledger names: nobody is permitted to open it, and the records
    /// that were anchored before stand as they are.
    pub(crate) async fn write(
        &self,
        asked: &Asked<'_>,
        drafts: Vec<Draft>,
        private: bool,
    ) -> Result<Vec<Written>> {
        let mut labels = Vec::new();
        for draft in &drafts {
            if !labels.contains(&draft.label) {
                labels.push(draft.label);
            }
        }
        let tickets = self.ask_to_write(asked, &labels).await?;
        let importer = self.importer(asked.patient, private).await?;
        self.vault.put_import(importer.id().0, &importer.keys().to_bytes()).await?;

        let progress = self.output.progress("Sealing", drafts.len() as u64);
        let mut written = Vec::new();
        for ticket in tickets {
            let covered: Vec<_> =
                drafts.iter().filter(|draft| ticket.permitted.contains(&draft.label)).collect();
            for some in covered.chunks(MAX_DESCRIPTORS) {
                let mut sealed = Vec::new();
                for draft in some {
                    sealed.push(self.seal(asked.patient, draft, &importer, private).await?);
                    progress.inc(1);
                }
                self.anchor(asked, &ticket, some, &sealed).await?;
                written.extend(some.iter().zip(sealed).map(|(draft, info)| Written {
                    record: info.content_hash,
                    label: draft.label,
                    size: info.sealed_len,
                    access: ticket.access,
                }));
            }
        }
        progress.finish_and_clear();
        Ok(written)
    }

    /// Whose keys the records of an import are wrapped to.
    async fn importer(&self, patient: IdentityId, private: bool) -> Result<Importer> {
        let patient_key = self.key_of(patient).await?;
        if private {
            return Ok(Importer::new(patient, &patient_key, &[], 0)?);
        }
        let mut trustees = Vec::new();
        for name in &self.config.trustees {
            trustees.push(self.key_of(self.identity(name.as_str())?).await?);
        }
        Ok(Importer::new(patient, &patient_key, &trustees, self.config.threshold)?)
    }

    /// The encryption key that an identity has registered.
    async fn key_of(&self, id: IdentityId) -> Result<PublicKey> {
        let query = QueryMsg::EncryptionKey { id, version: None };
        let current: KeyVersion = self.ask(&self.contracts().identity_registry, &query).await?;
        Ok(PublicKey::try_from(&current.key)?)
    }

    async fn seal(
        &self,
        patient: IdentityId,
        draft: &Draft,
        importer: &Importer,
        private: bool,
    ) -> Result<SealedInfo> {
        let key = DataKey::generate()?;
        let context = RecordContext::new(&patient, &draft.label);
        let scratch = self.home.scratch()?;
        let mut sealed = NamedTempFile::new_in(&scratch).map_err(HomeError::file(&scratch))?;
        let (content, len) = draft.content.open()?;
        let info = seal_record(content, len, &mut sealed, &key, &context)?;
        let envelope = match private {
            true => importer.wrap_private(&info.content_hash, &draft.label, &key)?,
            false => importer.wrap(&info.content_hash, &draft.label, &key)?,
        };
        self.store(info.content_hash, sealed, envelope.to_bytes()).await?;
        Ok(info)
    }

    async fn anchor(
        &self,
        asked: &Asked<'_>,
        ticket: &Ticket<Label>,
        drafts: &[&Draft],
        sealed: &[SealedInfo],
    ) -> Result<()> {
        let describe = |(draft, info): (&&Draft, &SealedInfo)| Descriptor {
            record: info.content_hash,
            size: info.sealed_len,
            label: draft.label,
            quarter: draft.quarter,
            supersedes: draft.supersedes,
            retain_until: None,
        };
        let records = drafts.iter().zip(sealed).map(describe).collect();
        let msg = ExecuteMsg::Anchor { patient: asked.patient, ticket: ticket.access, records };
        self.send(asked.who, &self.contracts().record_anchor, &msg).await?;
        Ok(())
    }
}

impl Content {
    fn open(&self) -> Result<(Box<dyn Read + Send + '_>, u64)> {
        match self {
            Self::Bytes(bytes) => Ok((Box::new(Cursor::new(bytes)), bytes.len() as u64)),
            Self::File(path) => {
                let file = File::open(path).map_err(CliError::file(path))?;
                let len = file.metadata().map_err(CliError::file(path))?.len();
                Ok((Box::new(file), len))
            }
        }
    }
}

//! The way out: a ticket, shares of enough trustees, the key, and verified content.

use std::io::Write;
use std::path::{Path, PathBuf};

use chartseal_crypto::DataKey;
use chartseal_crypto::envelope::{
    Envelope, EnvelopeError, ImportKeys, Recipient, Release, SealedShare, Share, open_share, unwrap_patient,
};
use chartseal_crypto::keys::SecretKey;
use chartseal_crypto::seal::{RecordContext, open_record};
use chartseal_trustee::{Refusal, Request, ticket_bytes};
use chartseal_types::anchor::RecordResponse;
use chartseal_types::{ContentHash, Hat};
use zeroize::Zeroizing;

use super::ask::{Asked, Ticket};
use crate::error::{CliError, Result};
use crate::home::{AtomicFile, Person};
use crate::session::Session;

/// A record that was opened into a file.
#[derive(Debug, Clone, serde::Serialize)]
pub(crate) struct Opened {
    /// Which.
    pub record: ContentHash,
    /// Where its content is.
    pub file: PathBuf,
    /// How many bytes.
    pub size: u64,
    /// The ticket.
    pub access: u64,
}

impl Session {
    /// Opens what a ticket permits into a directory, one file a record. A file appears only when it is whole.
    pub(crate) async fn open_into(
        &self,
        asked: &Asked<'_>,
        ticket: &Ticket<ContentHash>,
        dir: &Path,
        each: impl Fn(),
    ) -> Result<Vec<Opened>> {
        let mut opened = Vec::new();
        for record in &ticket.permitted {
            let row = self.record(asked.patient, *record).await?;
            let file = dir.join(format!("{record}.json"));
            let mut out = AtomicFile::create(&file)?;
            let size = self.open_one(asked, ticket.access, &row, &mut out).await?;
            out.commit()?;
            opened.push(Opened { record: *record, file, size, access: ticket.access });
            each();
        }
        Ok(opened)
    }

    /// Opens one record that a ticket permits, in memory.
    pub(crate) async fn open_bytes(
        &self,
        asked: &Asked<'_>,
        access: u64,
        record: &RecordResponse,
    ) -> Result<Zeroizing<Vec<u8>>> {
        let mut content = buffer(record);
        self.open_one(asked, access, record, &mut *content).await?;
        Ok(content)
    }

    async fn open_one(
        &self,
        asked: &Asked<'_>,
        access: u64,
        record: &RecordResponse,
        out: &mut (impl Write + Send),
    ) -> Result<u64> {
        let key = match asked.hat {
            // Who has lost the key that a record was wrapped to, or acts for a duplicate, asks the trustees like others.
            Hat::Own {} => match self.own_key(asked.who, record).await? {
                Some(key) => key,
                None => self.released_key(asked.who, access, record.record).await?,
            },
            Hat::Representative {} | Hat::Organization { .. } => {
                self.released_key(asked.who, access, record.record).await?
            }
        };
        self.unseal(&key, record, out).await
    }

    /// Opens a record with the patient's own key, if this person holds it: that leaves no entry in the log.
    pub(super) async fn open_own_bytes(
        &self,
        patient: &Person,
        record: &RecordResponse,
    ) -> Result<Option<Zeroizing<Vec<u8>>>> {
        let Some(key) = self.own_key(patient, record).await? else { return Ok(None) };
        let mut content = buffer(record);
        self.unseal(&key, record, &mut *content).await?;
        Ok(Some(content))
    }

    pub(super) async fn open_released_bytes(
        &self,
        who: &Person,
        access: u64,
        record: &RecordResponse,
    ) -> Result<Zeroizing<Vec<u8>>> {
        let key = self.released_key(who, access, record.record).await?;
        let mut content = buffer(record);
        self.unseal(&key, record, &mut *content).await?;
        Ok(content)
    }

    /// A record's envelope and the keys of the import it belongs to.
    pub(crate) async fn envelope(&self, record: ContentHash) -> Result<(ImportKeys, Envelope)> {
        let bytes = self.vault.get_envelope(record).await?;
        let envelope = Envelope::from_bytes(&bytes).map_err(|error| CliError::Envelope(error.into()))?;
        let import = ImportKeys::from_bytes(&self.vault.get_import(envelope.import().0).await?)?;
        Ok((import, envelope))
    }

    /// The patient's own way to a record's key, which takes no trustee; none for who has no key it was wrapped to.
    async fn own_key(&self, patient: &Person, record: &RecordResponse) -> Result<Option<DataKey>> {
        let (import, envelope) = self.envelope(record.record).await?;
        let wrapped_to = |key: &SecretKey| import.recipient(&key.public().id()) == Some(Recipient::Patient);
        let Some(key) = patient.encryption_keys()?.into_iter().find(wrapped_to) else { return Ok(None) };
        Ok(Some(unwrap_patient(&key, &import, &envelope, &record.record, &record.label)?))
    }

    /// Everybody else's way: enough trustees release their share for a live ticket. A trustee that refuses, or gives
    /// something wrong, costs nothing as long as enough others are right.
    async fn released_key(&self, who: &Person, access: u64, record: ContentHash) -> Result<DataKey> {
        let (import, envelope) = self.envelope(record).await?;
        let needed = usize::from(envelope.threshold());
        let binding = ticket_bytes(self.contracts(), access);
        let release = Release { content: &record, ticket: &binding };
        let secrets = who.encryption_keys()?;
        let (mut shares, mut refusals): (Vec<Share>, Vec<Refusal>) = (Vec::new(), Vec::new());
        for trustee in self.trustees()? {
            let request = Request { access, record, import: &import, envelope: &envelope };
            let own_place = import.recipient(&trustee.key_id());
            let opened = match trustee.release(&*self.ledger, request).await {
                Ok(sealed) => open_share_with(&secrets, &sealed, &release).map_err(Refusal::from),
                Err(refusal) => Err(refusal),
            };
            match opened {
                Ok(share) if own_place == Some(Recipient::Trustee(share.index())) => shares.push(share),
                Ok(share) => refusals.push(EnvelopeError::ForeignShare { index: share.index() }.into()),
                Err(refusal) => refusals.push(refusal),
            }
            if needed > 0 && shares.len() >= needed {
                match envelope.combine(&record, &shares) {
                    Err(EnvelopeError::WrongShare) => refusals.push(EnvelopeError::WrongShare.into()),
                    combined => return Ok(combined?),
                }
            }
        }
        Err(too_few(envelope.threshold(), shares.len(), refusals))
    }

    async fn unseal(
        &self,
        key: &DataKey,
        record: &RecordResponse,
        out: &mut (impl Write + Send),
    ) -> Result<u64> {
        let sealed = self.fetch(record.record).await?;
        let context = RecordContext::new(&record.patient, &record.label);
        open_record(sealed, out, key, &context, &record.record)
            .map_err(|source| CliError::Open { record: record.record, source })
    }
}

/// Opens a share that was sealed to one of somebody's keys.
fn open_share_with(
    secrets: &[SecretKey],
    sealed: &SealedShare,
    release: &Release<'_>,
) -> Result<Share, EnvelopeError> {
    let mut opened = Err(EnvelopeError::SealedShare);
    for secret in secrets {
        opened = open_share(secret, sealed, release);
        if opened.is_ok() {
            break;
        }
    }
    opened
}

/// Room for a record's content: never longer than what it was sealed to, so the buffer does not move and leave a copy.
fn buffer(record: &RecordResponse) -> Zeroizing<Vec<u8>> {
    let size = record.size.and_then(|size| usize::try_from(size).ok());
    Zeroizing::new(Vec::with_capacity(size.unwrap_or_default()))
}

fn too_few(needed: u8, got: usize, refusals: Vec<Refusal>) -> CliError {
    let mut reasons: Vec<_> = refusals.iter().map(ToString::to_string).collect();
    reasons.dedup();
    if reasons.is_empty() {
        reasons.push("the record is private: it opens for its patient alone".into());
    }
    CliError::Trustees {
        needed,
        got,
        reasons: reasons.join("; "),
        first: refusals.into_iter().next().map(Box::new),
    }
}

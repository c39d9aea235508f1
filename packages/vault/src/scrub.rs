//! Re-reading everything.

use std::time::Duration;

use chartseal_types::ContentHash;
use futures::TryStreamExt;
use object_store::path::Path;

use crate::erase::TOMBSTONES;
use crate::object::fanned;
use crate::{Entry, Kind, ObjectId, Result, Vault, VaultError, local};

/// How to scrub.
#[derive(Debug, Clone, Copy)]
pub struct ScrubOptions {
    /// Half-written files of a local vault are removed if nobody has written to them for so long. In the cloud, let the
    /// bucket's lifecycle rules abort uploads that were not finished.
    pub leftovers_after: Duration,
}

impl Default for ScrubOptions {
    /// A day.
    fn default() -> Self {
        Self { leftovers_after: Duration::from_secs(86_400) }
    }
}

/// How far a scrub has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ScrubProgress {
    /// Objects read.
    pub objects: u64,
    /// Bytes of them.
    pub bytes: u64,
}

/// An object that is not what was put.
#[derive(Debug)]
pub struct Damage {
    /// The object.
    pub object: ObjectId,
    /// What is wrong with it.
    pub error: VaultError,
}

/// What a scrub found and did.
#[derive(Debug, Default)]
pub struct ScrubReport {
    /// What was read.
    pub read: ScrubProgress,
    /// Objects that are damaged: put them again or restore them.
    pub damaged: Vec<Damage>,
    /// What is no object of a vault and was left alone.
    pub strays: Vec<String>,
    /// Half-written files removed.
    pub leftovers_removed: u64,
    /// Erasures that had been interrupted, and are now complete.
    pub erasures_completed: Vec<ContentHash>,
}

impl Vault {
    /// Reads every object and checks it, completes interrupted erasures and removes half-written files. An object that
    /// comes or goes meanwhile is no damage. Fails only if the store does.
    pub async fn scrub(
        &self,
        options: ScrubOptions,
        mut progress: impl FnMut(ScrubProgress) + Send,
    ) -> Result<ScrubReport> {
        let mut report = ScrubReport::default();
        self.complete_erasures(&mut report).await?;
        for kind in Kind::ALL {
            let mut objects = self.store.list(Some(&Path::from(kind.directory())));
            while let Some(meta) = objects.try_next().await? {
                match Entry::new(kind, &meta) {
                    Some(entry) => {
                        self.check(entry, &mut report).await?;
                        progress(report.read);
                    }
                    None => report.strays.push(meta.location.to_string()),
                }
            }
        }
        report.leftovers_removed = self.clear_leftovers(options).await?;
        Ok(report)
    }

    async fn check(&self, entry: Entry, report: &mut ScrubReport) -> Result<()> {
        let checked = match entry.id {
            ObjectId::Record(record) => self.verify_record(record).await.map(drop),
            object => self.get_small(object).await.map(drop),
        };
        report.read.objects += 1;
        report.read.bytes += entry.size;
        match checked {
            Ok(()) | Err(VaultError::NotFound { .. }) => Ok(()),
            Err(error @ (VaultError::Corrupt { .. } | VaultError::BadSize { .. })) => {
                report.damaged.push(Damage { object: entry.id, error });
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    async fn complete_erasures(&self, report: &mut ScrubReport) -> Result<()> {
        let mut tombstones = self.store.list(Some(&Path::from(TOMBSTONES)));
        while let Some(meta) = tombstones.try_next().await? {
            let record = meta.location.filename().and_then(|name| name.parse::<ContentHash>().ok());
            let record = record.filter(|record| fanned(TOMBSTONES, &record.to_string()) == meta.location);
            let Some(record) = record else {
                report.strays.push(meta.location.to_string());
                continue;
            };
            if self.contains(ObjectId::Record(record)).await?
                || self.contains(ObjectId::Envelope(record)).await?
            {
                self.delete_both(record).await?;
                report.erasures_completed.push(record);
            }
        }
        Ok(())
    }

    async fn clear_leftovers(&self, options: ScrubOptions) -> Result<u64> {
        let Some(root) = &self.root else { return Ok(0) };
        let kinds = Kind::ALL.map(Kind::directory).into_iter().chain([TOMBSTONES]).collect();
        let directories = local::fans(root, kinds).await?;
        local::clear_leftovers(root, directories, options.leftovers_after).await
    }
}

//! Who is in the story, and on which records it is played.

use std::fs;
use std::path::{Path, PathBuf};

use chartseal_fhir::synthetic;
use chartseal_types::{Confidentiality, ContentHash, Hat, Purpose, Role};

use crate::error::{CliError, Result};
use crate::home::Person;
use crate::records::{Asked, Import, Written};

/// The FHIR bundle of the story.
pub(super) struct Bundle {
    pub json: Vec<u8>,
    path: PathBuf,
}

impl Bundle {
    /// Somebody's own bundle, or a synthetic one. What is no bundle is refused here, before anything is founded for it.
    pub fn read(path: Option<&Path>, seed: u64) -> Result<Self> {
        let bundle = match path {
            Some(path) => Self { json: fs::read(path).map_err(CliError::file(path))?, path: path.to_owned() },
            None => {
                let json = synthetic::generate(seed, 0).into_bytes();
                Self { json, path: PathBuf::from("synthetic patient") }
            }
        };
        bundle.split()?;
        Ok(bundle)
    }

    /// The bundle split into records.
    pub fn split(&self) -> Result<Import> {
        Import::parse(&self.json, &self.path)
    }
}

/// Everybody, with their key files unlocked.
pub(super) struct Cast {
    pub ana: Person,
    pub north: Person,
    pub south: Person,
    pub bea: Person,
    pub carl: Person,
    pub clerk: Person,
}

impl Cast {
    /// Ana asks about her own records.
    pub fn ana(&self) -> Result<Asked<'_>> {
        Ok(Asked {
            who: &self.ana,
            hat: Hat::Own {},
            patient: self.ana.identity()?,
            purpose: Purpose::PATRQT,
        })
    }

    /// Dr Bea asks about Ana, as a doctor at North.
    pub fn bea(&self) -> Result<Asked<'_>> {
        self.treating(&self.bea, Role::Doctor, &self.north)
    }

    /// Dr Carl asks about Ana, as a doctor at South.
    pub fn carl(&self) -> Result<Asked<'_>> {
        self.treating(&self.carl, Role::Doctor, &self.south)
    }

    /// North's records clerk writes for Ana.
    pub fn clerk(&self) -> Result<Asked<'_>> {
        self.treating(&self.clerk, Role::RecordsClerk, &self.north)
    }

    fn treating<'a>(&self, who: &'a Person, role: Role, at: &Person) -> Result<Asked<'a>> {
        let hat = Hat::Organization { organization: at.identity()?, role };
        Ok(Asked { who, hat, patient: self.ana.identity()?, purpose: Purpose::TREAT })
    }
}

/// The records of the story.
pub(super) struct Records {
    pub all: Vec<Written>,
    /// One that policy lets a treating doctor read.
    pub ordinary: ContentHash,
    /// One that needs consent, if the bundle has any.
    pub sensitive: Option<ContentHash>,
}

impl Records {
    /// Chooses the ones the story is about.
    pub fn choose(all: Vec<Written>) -> Result<Self> {
        let clinical = |written: &&Written| clinical(written);
        let ordinary = all.iter().filter(clinical).find(|w| w.label.confidentiality <= Confidentiality::N);
        let sensitive = all.iter().filter(clinical).find(|w| w.label.confidentiality > Confidentiality::N);
        let ordinary = ordinary.ok_or_else(|| {
            CliError::Input("expected a bundle with at least one clinical record of normal confidentiality; every record of this one is restricted or a claim".into())
        })?;
        Ok(Self { ordinary: ordinary.record, sensitive: sensitive.map(|w| w.record), all })
    }
}

fn clinical(written: &Written) -> bool {
    use chartseal_types::Category::{Directory, Financial, PatientReported};
    !matches!(written.label.category, Directory | Financial | PatientReported)
}

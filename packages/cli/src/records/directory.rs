//! A patient's directory: the secret permutation that numbers compartments, itself a record.

use chartseal_fhir::{Directory, SensitivityGroup};
use chartseal_ledger::SignError;
use chartseal_types::anchor::{Author, RecordResponse, RecordStatus};
use chartseal_types::identity::{AccountPeriod, QueryMsg};
use chartseal_types::{Category, Confidentiality, Hat, IdentityId, Label};

use super::ask::{Asked, denied};
use super::write::{Content, Draft};
use crate::error::{CliError, Result};
use crate::home::Person;
use crate::session::Session;

impl Session {
    /// Makes a patient's directory as their first record.
    pub(crate) async fn create_directory(&self, patient: &Person) -> Result<()> {
        self.write_directory(&Asked::own(patient)?).await.map(drop)
    }

    /// Makes a directory from fresh randomness and seals it.
    async fn write_directory(&self, asked: &Asked<'_>) -> Result<Directory> {
        let mut random = [0; Directory::RANDOM_BYTES];
        getrandom::fill(&mut random).map_err(|_| SignError::Random)?;
        let directory = Directory::generate(&random)?;
        let label = label(&directory, Category::Directory, SensitivityGroup::General, Confidentiality::R);
        let content = Content::Bytes(directory.to_json().into_bytes());
        self.write(asked, vec![Draft { content, label, quarter: None, supersedes: None }], false).await?;
        Ok(directory)
    }

    /// The patient's directory, for the patient or for somebody who is to write for that patient. Whoever first writes for
    /// a patient without accounts makes it.
    pub(crate) async fn directory_for(&self, asked: &Asked<'_>) -> Result<Directory> {
        let Some(record) = self.find_directory(asked.patient).await? else {
            let clinician = matches!(asked.hat, Hat::Organization { .. });
            return match clinician && !self.identity_of(asked.patient).await?.claimed {
                true => self.write_directory(asked).await,
                false => Err(missing(asked.patient)),
            };
        };
        if asked.hat == (Hat::Own {})
            && let Some(content) = self.open_own_bytes(asked.who, &record).await?
        {
            return Ok(Directory::parse(&content)?);
        }
        let tickets = self.ask_to_read(asked, &[record.record]).await?;
        let ticket = tickets.first().ok_or_else(|| missing(asked.patient))?;
        if let Some((_, decision)) = ticket.denied.first() {
            return Err(denied(ticket.access, decision));
        }
        let content = self.open_released_bytes(asked.who, ticket.access, &record).await?;
        Ok(Directory::parse(&content)?)
    }

    /// Policy lets clinicians write records of this category too, so only what the patient wrote numbers compartments; of
    /// a patient who began without accounts, what was written first.
    async fn find_directory(&self, patient: IdentityId) -> Result<Option<RecordResponse>> {
        let own = Author { identity: patient, hat: Hat::Own {} };
        let mut directories = self.records(patient).await?;
        directories.retain(|record| {
            record.label.category == Category::Directory && record.status == RecordStatus::Current
        });
        if !directories.iter().any(|record| record.author == own) && self.began_unclaimed(patient).await? {
            return Ok(directories.into_iter().next());
        }
        Ok(directories.into_iter().find(|record| record.author == own))
    }

    async fn began_unclaimed(&self, patient: IdentityId) -> Result<bool> {
        let identity = self.identity_of(patient).await?;
        let query = QueryMsg::AccountHistory { id: patient, start_after: None, limit: Some(1) };
        let first: Vec<AccountPeriod> = self.ask(&self.contracts().identity_registry, &query).await?;
        Ok(first.first().is_none_or(|period| period.added_at > identity.registered_at))
    }
}

fn missing(patient: IdentityId) -> CliError {
    CliError::Input(format!(
        "patient {patient} has no directory; this program makes one when it registers the patient"
    ))
}

/// The label of a record in a patient's own numbers.
pub(crate) fn label(
    directory: &Directory,
    category: Category,
    group: SensitivityGroup,
    confidentiality: Confidentiality,
) -> Label {
    Label { category, confidentiality, compartment: directory.compartment(group) }
}

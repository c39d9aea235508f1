//! A patient's directory: the secret permutation that numbers compartments, itself a record.

use chartseal_fhir::{Directory, SensitivityGroup};
use chartseal_ledger::SignError;
use chartseal_types::anchor::{Author, RecordResponse, RecordStatus};
use chartseal_types::{Category, Confidentiality, Hat, IdentityId, Label, Purpose};

use super::ask::{Asked, denied};
use super::write::{Content, Draft};
use crate::error::{CliError, Result};
use crate::home::Person;
use crate::session::Session;

impl Session {
    /// Makes a patient's directory from fresh randomness and seals it as their first record.
    pub(crate) async fn create_directory(&self, patient: &Person) -> Result<()> {
        let mut random = [0; Directory::RANDOM_BYTES];
        getrandom::fill(&mut random).map_err(|_| SignError::Random)?;
        let directory = Directory::generate(&random)?;
        let asked =
            Asked { who: patient, hat: Hat::Own {}, patient: patient.identity()?, purpose: Purpose::PATRQT };
        let label = label(&directory, Category::Directory, SensitivityGroup::General, Confidentiality::R);
        let content = Content::Bytes(directory.to_json().into_bytes());
        self.write(&asked, vec![Draft { content, label, quarter: None, supersedes: None }], false).await?;
        Ok(())
    }

    /// The patient's directory, opened by the patient.
    pub(crate) async fn own_directory(&self, patient: &Person) -> Result<Directory> {
        let record = self.find_directory(patient.identity()?).await?;
        let content = self.open_own_bytes(patient, &record).await?;
        Ok(Directory::parse(&content)?)
    }

    /// The patient's directory, for somebody who is to write for that patient.
    pub(crate) async fn directory_for(&self, asked: &Asked<'_>) -> Result<Directory> {
        if asked.hat == (Hat::Own {}) {
            return self.own_directory(asked.who).await;
        }
        let record = self.find_directory(asked.patient).await?;
        let tickets = self.ask_to_read(asked, &[record.record]).await?;
        let ticket = tickets.first().ok_or_else(|| missing(asked.patient))?;
        if let Some((_, decision)) = ticket.denied.first() {
            return Err(denied(ticket.access, decision));
        }
        let content = self.open_released_bytes(asked.who, ticket.access, &record).await?;
        Ok(Directory::parse(&content)?)
    }

    async fn find_directory(&self, patient: IdentityId) -> Result<RecordResponse> {
        // Policy lets clinicians write records of this category too: only what the patient wrote numbers compartments.
        let own = Author { identity: patient, hat: Hat::Own {} };
        let records = self.records(patient).await?;
        records
            .into_iter()
            .find(|record| {
                record.label.category == Category::Directory
                    && record.author == own
                    && record.status == RecordStatus::Current
            })
            .ok_or_else(|| missing(patient))
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

//! Erasing: asked for, and carried out 14 days later.

use chartseal_types::ContentHash;
use chartseal_types::anchor::{ErasureBasis, ExecuteMsg};

use crate::consortium::REGISTRAR;
use crate::error::Result;
use crate::home::Person;
use crate::session::Session;

impl Session {
    /// The patient asks to have a record erased.
    pub(crate) async fn request_erasure(
        &self,
        patient: &Person,
        record: ContentHash,
        basis: ErasureBasis,
    ) -> Result<()> {
        let msg = ExecuteMsg::Erase { patient: patient.identity()?, record, basis };
        self.send_confirmed(patient, &self.contracts().record_anchor, &msg).await.map(drop)
    }

    /// The patient takes that back.
    pub(crate) async fn cancel_erasure(&self, patient: &Person, record: ContentHash) -> Result<()> {
        let msg = ExecuteMsg::CancelErasure { patient: patient.identity()?, record };
        self.send(patient, &self.contracts().record_anchor, &msg).await.map(drop)
    }

    /// Carries an erasure out whose time has come: the tombstone on the ledger first, so that nobody is permitted to read
    /// what is being deleted; then ciphertext and envelope; then the vault's receipt, reported by the consortium's
    /// registrar, who runs the embedded vault.
    pub(crate) async fn complete_erasure(&self, patient: &Person, record: ContentHash) -> Result<()> {
        let (anchor, id) = (&self.contracts().record_anchor, patient.identity()?);
        self.send(patient, anchor, &ExecuteMsg::CompleteErasure { patient: id, record }).await?;
        let receipt = self.vault.erase(record).await?.digest();
        let operator = self.unlock(&REGISTRAR.parse()?)?;
        self.send(&operator, anchor, &ExecuteMsg::ReportDeletion { patient: id, record, receipt })
            .await
            .map(drop)
    }
}

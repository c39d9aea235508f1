//! How long a reader waits, from asking to plaintext: the transaction, two trustees, the key, and the record.

use std::time::{Duration, Instant};

use chartseal_crypto::envelope::{Envelope, ImportKeys, Release, Share, open_share};
use chartseal_crypto::seal::{RecordContext, open_record};
use chartseal_ledger::{Deployment, Ledger, WasmdLedger};
use chartseal_trustee::{Request, Trustee, ticket_bytes};
use chartseal_types::access::OpenResponse;
use chartseal_types::anchor::RecordResponse;
use chartseal_vault::Vault;

use crate::chain::Result;
use crate::chain::messages::{answer, open};
use crate::chain::scene::{Program, Scene};

/// How many records are opened, one after the other.
const OPENINGS: usize = 100;

/// How long one reader waited.
#[derive(Debug, Clone, Copy)]
pub struct Wait {
    /// Until the access was in a block.
    pub ticket: Duration,
    /// Until the plaintext was there.
    pub plaintext: Duration,
    /// Blocks, from the one before the question to the one that was latest when the plaintext was there.
    pub blocks: u64,
}

/// Opens records one after the other.
pub async fn measure(
    ledger: &WasmdLedger,
    deployment: &Deployment,
    scene: &Scene,
    program: &Program,
) -> Result<Vec<Wait>> {
    let vault = Vault::open(&program.vault()).await?;
    let mut waits = Vec::new();
    for row in scene.records.iter().cycle().take(OPENINGS) {
        waits.push(wait(ledger, deployment, scene, &vault, row).await?);
    }
    Ok(waits)
}

async fn wait(
    ledger: &WasmdLedger,
    deployment: &Deployment,
    scene: &Scene,
    vault: &Vault,
    row: &RecordResponse,
) -> Result<Wait> {
    let [doctor, ..] = scene.doctors.as_slice() else { return Err("too few doctors".into()) };
    let height = ledger.status().await?.height;
    let began = Instant::now();
    let outcome = doctor.send(ledger, &deployment.access_control, &open(scene, 0, vec![row.record])).await?;
    let ticket = began.elapsed();
    let opened: OpenResponse = answer(&outcome)?;

    let envelope = Envelope::from_bytes(&vault.get_envelope(row.record).await?)?;
    let import = ImportKeys::from_bytes(&vault.get_import(envelope.import().0).await?)?;
    let binding = ticket_bytes(deployment, opened.access);
    let release = Release { content: &row.record, ticket: &binding };
    let mut shares: Vec<Share> = Vec::new();
    for trustee in scene.trustees.iter().take(usize::from(envelope.threshold())) {
        let key = chartseal_crypto::keys::SecretKey::from_bytes(
            trustee.encryption.suite(),
            trustee.encryption.expose(),
        )?;
        let trustee = Trustee::new(key, deployment.clone());
        let request =
            Request { access: opened.access, record: row.record, import: &import, envelope: &envelope };
        shares.push(open_share(&doctor.encryption, &trustee.release(ledger, request).await?, &release)?);
    }
    let key = envelope.combine(&row.record, &shares)?;
    let sealed = vault.get_record_bytes(row.record).await?;
    let context = RecordContext::new(&row.patient, &row.label);
    let mut content = Vec::new();
    open_record(sealed.as_ref(), &mut content, &key, &context, &row.record)?;
    let plaintext = began.elapsed();
    let blocks = ledger.status().await?.height - height;
    Ok(Wait { ticket, plaintext, blocks })
}

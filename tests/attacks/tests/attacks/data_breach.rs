//! Data breach: who has ciphertext, envelopes, a trustee's key or a stale ticket, and wants to read.

use std::sync::Arc;

use chartseal_crypto::DataKey;
use chartseal_crypto::envelope::{EnvelopeError, unwrap_share};
use chartseal_crypto::seal::{OpenError, RecordContext, open_bytes, seal_bytes};
use chartseal_testing::{HOUR, content_hash, permit};
use chartseal_trustee::Refusal;
use chartseal_types::access::{Question, Rule};
use chartseal_types::anchor::{ERASURE_DELAY, ErasureBasis, ExecuteMsg};
use chartseal_types::{Action, Category, Confidentiality, ContentHash, IdentityId, Role};
use chartseal_vault::{ObjectId, Vault, VaultError};
use cosmwasm_std::{StdError, StdResult};
use futures::executor::block_on;
use futures::stream;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};

use crate::breach::{Breach, Sealed, new_key};
use crate::harness::Stopped::{Envelope, Sealed as Unopened, Trustee, Vault as Stored};
use crate::harness::{Attempt, attacks, goal};
use crate::scene::{label, laboratory};

attacks! {
    "data breach";
    a_ticket_for_another_record: [ShareNamed] => Trustee(Refusal::NotNamed { .. }),
    a_ticket_that_expired: [ShareInTime] => Trustee(Refusal::Expired { .. }),
    a_ticket_after_the_revocation: [ShareAlive] => Trustee(Refusal::Dead { rule: Rule::Default, .. }),
    an_access_that_was_denied: [ShareForTicket, ShareAlive] => Trustee(Refusal::NoTicket { .. }),
    a_ticket_to_write: [ShareToRead] => Trustee(Refusal::NotToRead { .. }),
    anothers_hash_anchored_as_ones_own: [EnvelopePatient] => Trustee(Refusal::OtherPatient),
    a_record_in_the_directorys_clothes: [OwnDirectory] => Trustee(Refusal::NotNamed { .. }),
    an_erased_directory: [DirectoryStands] => Trustee(Refusal::NotNamed { .. }),
    a_hash_anchored_under_a_laxer_label: [] with a_hash_anchored_under_its_label =>
        Trustee(Refusal::Envelope(EnvelopeError::Unwrap)),
    one_trustee_below_the_threshold: [] with two_trustees_at_the_threshold =>
        Envelope(EnvelopeError::TooFewShares { needed: 2, got: 1 }),
    an_envelope_without_a_key: [] with an_envelope_with_the_patients_key => Envelope(EnvelopeError::NotRecipient(_)),
    anothers_ticket_brought_to_the_trustees: [] with ones_own_ticket_brought_to_the_trustees =>
        Envelope(EnvelopeError::SealedShare),
    ciphertext_with_the_key_of_another_record: [] with ciphertext_with_its_key => Unopened(OpenError::Key),
    content_exchanged_by_who_had_the_key: [OpenedBytes] => Unopened(OpenError::Hash { .. }),
    bytes_exchanged_on_the_disk: [ReadBytes] => Stored(VaultError::Corrupt { .. }),
    other_bytes_stored_under_a_name: [StoredBytes] => Stored(VaultError::Mismatch { .. }),
    a_backup_restored_after_the_erasure: [StaysErased] => Stored(VaultError::Erased { .. }),
}

// Tickets and trustees

/// Dora may read one result, and brings that ticket for another, whose envelope she copied from the vault.
fn a_ticket_for_another_record() -> Attempt {
    let mut breach = Breach::new();
    let key = breach.doras_key();
    breach.scene.care();
    let secret = breach.written("secret");
    let ticket = breach.scene.open();
    breach.key(ticket, &secret, &key).map(drop)
}

/// A thief of Dora's laptop finds last week's ticket on it, and her key.
fn a_ticket_that_expired() -> Attempt {
    let mut breach = Breach::new();
    let key = breach.doras_key();
    let result = breach.result();
    breach.scene.care();
    let ticket = breach.scene.open();
    breach.scene.suite.wait(7 * 24 * HOUR);
    breach.key(ticket, &result, &key).map(drop)
}

/// Dora kept the ticket that Ana's consent gave her. Ana has revoked it.
fn a_ticket_after_the_revocation() -> Attempt {
    let mut breach = Breach::new();
    let (key, result) = (breach.doras_key(), breach.result());
    let consent = breach.scene.suite.grant(&breach.scene.ana, permit(breach.scene.dora_herself()));
    let ticket = breach.scene.open();
    breach.scene.suite.revoke(&breach.scene.ana, consent);
    breach.key(ticket, &result, &key).map(drop)
}

/// Dora was denied, and brings the number of that access as if it were a ticket.
fn an_access_that_was_denied() -> Attempt {
    let mut breach = Breach::new();
    let (key, result) = (breach.doras_key(), breach.result());
    let denied = breach.scene.open();
    breach.key(denied, &result, &key).map(drop)
}

/// A records clerk imports what was documented elsewhere and may read none of it: the ticket to write a next version
/// names the record.
fn a_ticket_to_write() -> Attempt {
    let mut breach = Breach::new();
    let result = breach.result();
    let clerk = breach.scene.colleague("clerk", Role::RecordsClerk);
    let key = breach.key_of(&clerk.actor);
    breach.scene.care();
    let reading = clerk.to_read(&breach.scene.ana, &[result.record]);
    let writing = Question { action: Action::Write, ..reading };
    let ticket = breach.scene.suite.open(&clerk.actor, writing).access;
    breach.key(ticket, &result, &key).map(drop)
}

/// Bob reads the hash of Ana's diary on the chain and anchors it as his own, which the chain cannot tell from a diary of
/// his; his own ticket names it.
fn anothers_hash_anchored_as_ones_own() -> Attempt {
    let mut breach = Breach::new();
    let diary = breach.seal("diary", label(Category::PatientReported, Confidentiality::N));
    let (ana, bob) = (breach.scene.ana.clone(), breach.scene.suite.patient("bob"));
    let key = breach.key_of(&bob);
    for patient in [&ana, &bob] {
        breach.anchor_own(patient, "diary", diary.label);
    }
    let question = chartseal_testing::own_reading(&bob, &[diary.record]);
    let ticket = breach.scene.suite.open(&bob, question).access;
    breach.key(ticket, &diary, &key).map(drop)
}

/// Sam labels a report as a directory, which every live ticket opens, so that Dora gets it with a ticket for a result.
fn a_record_in_the_directorys_clothes() -> Attempt {
    let mut breach = Breach::new();
    let key = breach.doras_key();
    let report = breach.seal("report", label(Category::Directory, Confidentiality::N));
    let (sam, ana) = (breach.scene.sam.clone(), breach.scene.ana.clone());
    breach.scene.suite.open_care(&ana, sam.organization);
    breach.scene.suite.anchored(&sam, &ana, "report", report.label);
    breach.scene.care();
    let ticket = breach.scene.open();
    breach.key(ticket, &report, &key).map(drop)
}

/// Ana had her directory erased, which tells what her compartments mean. Dora wants it by a ticket for a result.
fn an_erased_directory() -> Attempt {
    let mut breach = Breach::new();
    let key = breach.doras_key();
    let directory = breach.seal("directory", label(Category::Directory, Confidentiality::N));
    let ana = breach.scene.ana.clone();
    breach.anchor_own(&ana, "directory", directory.label);
    let (patient, record) = (ana.id, directory.record);
    let erase = ExecuteMsg::Erase { patient, record, basis: ErasureBasis::PatientRequest };
    let contract = breach.scene.suite.contracts.record_anchor.clone();
    breach.scene.suite.try_confirmed(&ana.account, &contract, &erase)?;
    breach.scene.suite.wait(ERASURE_DELAY);
    breach.scene.care();
    let ticket = breach.scene.open();
    breach.key(ticket, &directory, &key).map(drop)
}

/// A record was sealed as very restricted. Sam, who saw its hash before it was anchored, anchors it as a normal result,
/// which Dora may read. No check can be off: the label is in the key that the shares are wrapped under. The control is
/// the record that was sealed under the label that it is anchored under.
fn a_hash_anchored_under_a_laxer_label() -> Attempt {
    anchored_as_normal(label(Category::Laboratory, Confidentiality::V))
}

fn a_hash_anchored_under_its_label() -> Attempt {
    anchored_as_normal(laboratory())
}

fn anchored_as_normal(sealed_under: chartseal_types::Label) -> Attempt {
    let mut breach = Breach::new();
    let key = breach.doras_key();
    let sealed = breach.seal("strict", sealed_under);
    breach.write("strict");
    breach.scene.care();
    let question = breach.scene.dora.to_read(&breach.scene.ana, &[sealed.record]);
    let ticket = breach.scene.suite.open(&breach.scene.dora.actor, question).access;
    breach.key(ticket, &sealed, &key).map(drop)
}

/// Who broke into one trustee has its key, and the vault's envelopes. No check can be off: one share of two tells
/// nothing. The control is who broke into two.
fn one_trustee_below_the_threshold() -> Attempt {
    broken_into(&[0])
}

fn two_trustees_at_the_threshold() -> Attempt {
    broken_into(&[0, 2])
}

fn broken_into(trustees: &[usize]) -> Attempt {
    let breach = Breach::new();
    let Sealed { record, label, key, import, envelope } = breach.result();
    let share = |trustee: &usize| {
        unwrap_share(&breach.trustees[*trustee], &import, &envelope, &record, &label).map_err(StdError::from)
    };
    let shares = trustees.iter().map(share).collect::<StdResult<Vec<_>>>()?;
    let found = envelope.combine(&record, &shares)?;
    goal(found.expose() == key.expose())
}

/// Who copied the vault has the envelope and the import's keys, and a key of their own. No check can be off. The control
/// is the patient, with hers.
fn an_envelope_without_a_key() -> Attempt {
    let breach = Breach::new();
    let Sealed { record, label, import, envelope, .. } = breach.result();
    chartseal_crypto::envelope::unwrap_patient(&new_key(), &import, &envelope, &record, &label)?;
    Ok(())
}

fn an_envelope_with_the_patients_key() -> Attempt {
    let breach = Breach::new();
    let Sealed { record, label, key, import, envelope } = breach.result();
    let patients = &breach.patients_key;
    let found = chartseal_crypto::envelope::unwrap_patient(patients, &import, &envelope, &record, &label)?;
    goal(found.expose() == key.expose())
}

/// Kim reads Dora's ticket in the log and brings it to the trustees, who do not ask who brings it. No check can be off:
/// what they give is sealed to Dora's key. The control is Dora.
fn anothers_ticket_brought_to_the_trustees() -> Attempt {
    doras_ticket_brought(Some(new_key()))
}

fn ones_own_ticket_brought_to_the_trustees() -> Attempt {
    doras_ticket_brought(None)
}

fn doras_ticket_brought(kims_key: Option<chartseal_crypto::keys::SecretKey>) -> Attempt {
    let mut breach = Breach::new();
    let (doras_key, result) = (breach.doras_key(), breach.result());
    breach.scene.care();
    let ticket = breach.scene.open();
    breach.key(ticket, &result, kims_key.as_ref().unwrap_or(&doras_key)).map(drop)
}

// Bytes

/// An insurer was given one record's key for a claim, and copied all of the patient's ciphertext from the vault. No check
/// can be off: each record has a key of its own. The control is the record of the claim.
fn ciphertext_with_the_key_of_another_record() -> Attempt {
    opened_with(DataKey::generate()?)
}

fn ciphertext_with_its_key() -> Attempt {
    opened_with(DataKey::from_bytes(KEY))
}

fn opened_with(key: DataKey) -> Attempt {
    let (sealed, record) = sealed(b"what the insurer wants")?;
    let opened = open_bytes(&sealed, &key, &context(), &record)?;
    goal(opened.as_slice() == b"what the insurer wants")
}

/// A doctor who had the key of a result seals another content under it, for the same patient and label, and has the vault
/// serve that.
fn content_exchanged_by_who_had_the_key() -> Attempt {
    let ((_, record), (forged, _)) = (sealed(b"positive")?, sealed(b"negative")?);
    let opened = open_bytes(&forged, &DataKey::from_bytes(KEY), &context(), &record)?;
    goal(opened.as_slice() == b"negative")
}

/// Who has write access to the vault's disk puts other bytes where a record was: an older version, say.
fn bytes_exchanged_on_the_disk() -> Attempt {
    block_on(async {
        let store: Arc<dyn ObjectStore> = Arc::new(InMemory::new());
        let vault = Vault::with_store(store.clone()).await?;
        let (record, _) = vault.put_record_bytes(b"what was sealed".as_slice()).await?;
        let place = Path::from(ObjectId::Record(record).location());
        store.put(&place, b"what was not".as_slice().into()).await?;
        let read = vault.get_record_bytes(record).await?;
        Ok::<_, VaultError>(read == b"what was not".as_slice())
    })
    .map_err(StdError::from)
    .and_then(goal)
}

/// Who may store records stores noise under the name of somebody's record before its author does.
fn other_bytes_stored_under_a_name() -> Attempt {
    block_on(async {
        let vault = Vault::open("memory://").await?;
        let record = content_hash("somebody's record");
        vault.put_record(record, stream::iter([Ok(b"noise".as_slice().into())])).await?;
        vault.contains(ObjectId::Record(record)).await
    })
    .map_err(StdError::from)
    .and_then(goal)
}

/// Ana had a record erased. Who kept a copy of ciphertext and envelope puts both back.
fn a_backup_restored_after_the_erasure() -> Attempt {
    block_on(async {
        let vault = Vault::open("memory://").await?;
        let (record, _) = vault.put_record_bytes(b"ciphertext".as_slice()).await?;
        vault.erase(record).await?;
        vault.put_record_bytes(b"ciphertext".as_slice()).await?;
        vault.put_envelope(record, b"envelope").await?;
        vault.contains(ObjectId::Record(record)).await
    })
    .map_err(StdError::from)
    .and_then(goal)
}

const KEY: &[u8; 32] = &[7; 32];

fn context() -> RecordContext {
    RecordContext::new(&IdentityId([1; 16]), &laboratory())
}

fn sealed(content: &[u8]) -> StdResult<(Vec<u8>, ContentHash)> {
    let (sealed, info) = seal_bytes(content, &DataKey::from_bytes(KEY), &context())?;
    Ok((sealed, info.content_hash))
}

impl Breach {
    fn doras_key(&mut self) -> chartseal_crypto::keys::SecretKey {
        let dora = self.scene.dora.actor.clone();
        self.key_of(&dora)
    }

    /// The key of the scene's result.
    fn result(&self) -> Sealed {
        self.seal("result", laboratory())
    }

    /// Another result of Ana's, by Sam.
    fn written(&mut self, name: &str) -> Sealed {
        self.write(name);
        self.seal(name, laboratory())
    }

    fn write(&mut self, name: &str) {
        let (sam, ana) = (self.scene.sam.clone(), self.scene.ana.clone());
        self.scene.suite.open_care(&ana, sam.organization);
        self.scene.suite.anchored(&sam, &ana, name, laboratory());
    }
}

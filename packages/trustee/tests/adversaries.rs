//! Who tries to reach a key with somebody else's envelope, or with pieces put together.

mod common;

use chartseal_crypto::envelope::{Envelope, EnvelopeError, ImportKeys, unwrap_share};
use chartseal_crypto::keys::{SecretKey, Suite};
use chartseal_trustee::{Refusal, Request, Trustee};
use chartseal_types::Category;
use common::{Sealed, World, label};

/// Bytes of the patient's id in import keys, after the version.
const PATIENT: std::ops::Range<usize> = 1..17;
/// Bytes of the import's id in an envelope, after the version.
const IMPORT: std::ops::Range<usize> = 1..17;

/// Bob, a patient, anchors the hash of Ana's record as one of his own, which the chain cannot tell from a record of
/// his, and has a ticket for it.
async fn attack() -> (World, Sealed, u64) {
    let (world, sealed) = World::in_care().await;
    world.anchor_own(&world.bob, "result", Category::PatientReported).await;
    let access = world.patient_reads(&world.bob, sealed.record).await;
    (world, sealed, access)
}

#[tokio::test]
async fn another_patients_hash_anchored_as_ones_own_opens_nothing() {
    let (world, sealed, access) = attack().await;
    assert!(matches!(world.release(access, &sealed).await, Err(Refusal::OtherPatient)));
}

/// The control of the attack: the ticket is alive and names the record, and the trustee could open its share. What
/// stands between is that the import's patient is compared with the ticket's.
#[tokio::test]
async fn without_the_comparison_of_patients_the_attack_would_succeed() {
    let (world, _, access) = attack().await;
    let key = SecretKey::generate(Suite::X25519).unwrap();
    let importer = chartseal_crypto::envelope::Importer::new(
        world.ana.id,
        world.ana.key.public(),
        &[key.public().clone()],
        1,
    );
    let importer = importer.unwrap();
    let record = chartseal_testing::content_hash("result");
    let label = label(Category::PatientReported);
    let envelope = importer.wrap(&record, &label, &chartseal_crypto::DataKey::generate().unwrap()).unwrap();
    assert!(unwrap_share(&key, importer.keys(), &envelope, &record, &label).is_ok());
    let trustee = Trustee::new(key, world.deployment.clone());
    let request = Request { access, record, import: importer.keys(), envelope: &envelope };
    let refused = trustee.release(&world.ledger, request).await;
    assert!(matches!(refused, Err(Refusal::OtherPatient)));
}

#[tokio::test]
async fn import_keys_made_out_to_another_patient_open_nothing() {
    let (world, sealed, access) = attack().await;
    let mut import = sealed.import.to_bytes();
    import[PATIENT].copy_from_slice(&world.bob.id.0);
    let import = ImportKeys::from_bytes(&import).unwrap();
    let forged = Sealed { import, ..sealed };
    let refused = world.release(access, &forged).await;
    assert!(matches!(refused, Err(Refusal::Envelope(EnvelopeError::WrongImport { .. }))), "{refused:?}");

    // The envelope is made to name the forged import as well.
    let mut envelope = forged.envelope.to_bytes();
    envelope[IMPORT].copy_from_slice(&forged.import.id().0);
    let forged = Sealed { envelope: Envelope::from_bytes(&envelope).unwrap(), ..forged };
    let refused = world.release(access, &forged).await;
    assert!(matches!(refused, Err(Refusal::Envelope(EnvelopeError::Unwrap))), "{refused:?}");
}

#[tokio::test]
async fn envelope_and_import_of_different_records_do_not_fit() {
    let (world, sealed) = World::in_care().await;
    let other = world.result("other").await;
    let access = world.dora_reads(&[sealed.record]).await;
    let swapped = Sealed { import: other.import.clone(), ..sealed };
    let refused = world.release(access, &swapped).await;
    assert!(matches!(refused, Err(Refusal::Envelope(EnvelopeError::WrongImport { .. }))), "{refused:?}");

    // The envelope of a record that the ticket does not name, under the name of one that it does.
    let renamed = Sealed { record: swapped.record, ..other };
    let refused = world.release(access, &renamed).await;
    assert!(matches!(refused, Err(Refusal::Envelope(EnvelopeError::Unwrap))), "{refused:?}");
}

#[tokio::test]
async fn a_share_of_another_record_gives_no_key() {
    let (world, sealed) = World::in_care().await;
    let other = world.result("other").await;
    let access = world.dora_reads(&[sealed.record, other.record]).await;
    let mut shares = Vec::new();
    for (trustee, which) in [(0, &sealed), (1, &other)] {
        let share = world.release_by(trustee, &world.ledger, access, which).await.unwrap();
        shares.push(world.share(&world.dora.key, access, &which.record, &share).unwrap());
    }
    let refused = sealed.envelope.combine(&sealed.record, &shares);
    assert_eq!(refused.err(), Some(EnvelopeError::ForeignShare { index: 1 }));
}

#[tokio::test]
async fn a_trustee_that_the_record_was_not_split_among_has_nothing() {
    let (world, sealed) = World::in_care().await;
    let access = world.dora_reads(&[sealed.record]).await;
    let stranger = Trustee::new(SecretKey::generate(Suite::X25519).unwrap(), world.deployment.clone());
    let request =
        Request { access, record: sealed.record, import: &sealed.import, envelope: &sealed.envelope };
    let refused = stranger.release(&world.ledger, request).await;
    assert!(matches!(refused, Err(Refusal::Envelope(EnvelopeError::NotRecipient(_)))), "{refused:?}");
}

#[tokio::test]
async fn somebody_else_s_ticket_gives_a_share_that_only_its_requester_opens() {
    let (world, sealed) = World::in_care().await;
    let doras = world.dora_reads(&[sealed.record]).await;
    // Nora brings Dora's ticket: the trustee does not ask who brings it, and need not.
    let share = world.release(doras, &sealed).await.unwrap();
    let opened = world.share(&world.nora.key, doras, &sealed.record, &share);
    assert_eq!(opened.err(), Some(EnvelopeError::SealedShare));
}

#[tokio::test]
async fn a_requester_s_unusable_key_is_named_as_such() {
    let (world, sealed) = World::in_care().await;
    // The chain checks lengths only: 65 bytes that are no point of P-256.
    let key = chartseal_types::identity::EncryptionKeyUnchecked {
        suite: chartseal_types::identity::KeySuite::P256,
        public_key: vec![4; 65].into(),
    };
    let number = world.propose_key(&world.dora, key).await;
    world.ledger.advance(chartseal_types::identity::CHANGE_DELAY).await.unwrap();
    let apply = chartseal_types::identity::ExecuteMsg::ApplyChange { identity: world.dora.id, number };
    world.identity(&world.dora.account, apply).await;
    let access = world.dora_reads(&[sealed.record]).await;
    assert!(matches!(world.release(access, &sealed).await, Err(Refusal::RequesterKey(_))));
}

/// Whoever sees the hash of a record before it is anchored could anchor it first, under a laxer label than it was
/// sealed under, and be permitted to read it.
#[tokio::test]
async fn a_hash_anchored_under_another_label_than_it_was_sealed_under_opens_nothing() {
    let (world, _) = World::in_care().await;
    let sealed = world.seal(&world.ana, "strict", Category::Laboratory);
    world.anchor_own(&world.ana, "strict", Category::PatientReported).await;
    let access = world.patient_reads(&world.ana, sealed.record).await;
    let refused = world.release(access, &sealed).await;
    assert!(matches!(refused, Err(Refusal::Envelope(EnvelopeError::Unwrap))));

    // The control: under the label it was sealed under it is released.
    let control = world.own_record(&world.ana, "note", Category::PatientReported).await;
    let access = world.patient_reads(&world.ana, control.record).await;
    assert!(world.release(access, &control).await.is_ok());
}

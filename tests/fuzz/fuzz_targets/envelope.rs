//! Envelopes, import keys, sealed shares and key rings: bytes at will parse to what writes the same bytes, or fail.
#![no_main]

use std::sync::LazyLock;

use chartseal_crypto::DataKey;
use chartseal_crypto::envelope::{
    Envelope, ImportKeys, ImportSecret, Importer, Release, SealedShare, open_share, unwrap_patient,
};
use chartseal_crypto::keyring::{KdfParams, KeyRing, RingKey};
use chartseal_crypto::keys::{PublicKey, SecretKey, Suite};
use chartseal_types::{Category, Compartment, Confidentiality, ContentHash, IdentityId, Label};
use libfuzzer_sys::fuzz_target;

const RECORD: ContentHash = ContentHash([1; 32]);

fn label() -> Label {
    let compartment = Compartment::new(3).expect("a compartment");
    Label { category: Category::Laboratory, confidentiality: Confidentiality::R, compartment }
}

struct World {
    patient: SecretKey,
    importer: Importer,
    envelope: Vec<u8>,
    secret: ImportSecret,
    ring_key: RingKey,
}

static WORLD: LazyLock<World> = LazyLock::new(|| {
    let key = || SecretKey::generate(Suite::X25519).expect("a key");
    let patient = key();
    let trustees: Vec<PublicKey> = (0..3).map(|_| key().public().clone()).collect();
    let importer = Importer::new(IdentityId([1; 16]), patient.public(), &trustees, 2).expect("an import");
    let envelope = importer.wrap(&RECORD, &label(), &DataKey::from_bytes(&[3; 32])).expect("an envelope").to_bytes();
    let secret = ImportSecret::open(&patient, importer.keys()).expect("the patient's part");
    let ring_key = RingKey::new(&"passphrase".into(), KdfParams::LEAST).expect("a key ring's key");
    World { patient, importer, envelope, secret, ring_key }
});

fuzz_target!(|input: &[u8]| {
    let world = &*WORLD;
    if let Ok(envelope) = Envelope::from_bytes(input) {
        assert_eq!(envelope.to_bytes(), input);
        assert!(world.secret.data_key(&envelope, &RECORD, &label()).is_err());
        assert!(envelope.combine(&RECORD, &[]).is_err());
    }
    if let Ok(import) = ImportKeys::from_bytes(input) {
        assert_eq!(import.to_bytes(), input);
        let envelope = Envelope::from_bytes(&world.envelope).expect("it was made so");
        assert!(unwrap_patient(&world.patient, &import, &envelope, &RECORD, &label()).is_err());
    }
    if let Ok(share) = SealedShare::from_bytes(input) {
        assert_eq!(share.to_bytes(), input);
        let release = Release { content: &RECORD, ticket: b"1" };
        assert!(open_share(&world.patient, &share, &release).is_err());
    }
    assert!(KeyRing::open_with(input, &world.ring_key).is_err());
    for suite in Suite::ALL {
        if let Ok(key) = PublicKey::from_bytes(suite, input) {
            assert_eq!(key.as_bytes(), input);
        }
        if let Ok(key) = SecretKey::from_bytes(suite, input) {
            assert_eq!(key.expose(), input);
        }
    }

    // The real envelope with some bytes changed: wherever it was changed, the patient's wrap or the header, it does not open.
    if let Some((at, change)) = input.split_first().filter(|(_, change)| !change.is_empty()) {
        let mut bytes = world.envelope.clone();
        for (byte, change) in bytes.iter_mut().skip((*at).into()).zip(change) {
            *byte ^= change;
        }
        let protected = 1 + 16 + 32 + 2 + 48;
        if let Ok(envelope) = Envelope::from_bytes(&bytes) {
            let opened = world.secret.data_key(&envelope, &RECORD, &label()).is_ok();
            assert_eq!(opened, bytes[..protected] == world.envelope[..protected]);
            assert_eq!(envelope.import() == world.importer.id(), bytes[1..17] == world.envelope[1..17]);
        }
    }
});

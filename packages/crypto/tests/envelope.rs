//! A record's key reaches the patient, and through enough trustees the requester.

mod common;

use chartseal_crypto::DataKey;
use chartseal_crypto::envelope::{
    Envelope, EnvelopeError, ImportKeys, ImportSecret, Importer, Recipient, Release, SealedShare, Share,
    open_share, seal_share_to, unwrap_patient, unwrap_share,
};
use chartseal_crypto::keys::{SecretKey, Suite};
use chartseal_crypto::seal::{padded_len, seal_bytes};
use common::{Consortium, OTHER_RECORD, PATIENT, RECORD, content, context, label};

const TICKET: &[u8] = b"chain-1/contract/42";

fn release() -> Release<'static> {
    Release { content: &RECORD, ticket: TICKET }
}

/// Each trustee releases its share to the requester, over the wire.
fn released(
    consortium: &Consortium,
    import: &ImportKeys,
    envelope: &Envelope,
    requester: &SecretKey,
) -> Vec<Share> {
    let over_the_wire = |trustee: &SecretKey| {
        let share = unwrap_share(trustee, import, envelope, &RECORD, &label()).unwrap();
        let sealed = seal_share_to(requester.public(), &share, &release()).unwrap().to_bytes();
        open_share(requester, &SealedShare::from_bytes(&sealed).unwrap(), &release()).unwrap()
    };
    consortium.trustees.iter().map(over_the_wire).collect()
}

#[test]
fn every_suite_reaches_patient_and_requester() {
    for suite in Suite::ALL {
        let consortium = Consortium::new(suite);
        let importer = consortium.importer();
        let key = DataKey::generate().unwrap();
        let envelope = importer.wrap(&RECORD, &label(), &key).unwrap();
        let envelope = Envelope::from_bytes(&envelope.to_bytes()).unwrap();
        let import = ImportKeys::from_bytes(&importer.keys().to_bytes()).unwrap();
        assert_eq!((import.id(), envelope.import()), (importer.id(), importer.id()));

        assert_eq!(unwrap_patient(&consortium.patient, &import, &envelope, &RECORD, &label()).unwrap(), key);

        let requester = SecretKey::generate(suite).unwrap();
        let shares = released(&consortium, &import, &envelope, &requester);
        for chosen in [[0, 1], [0, 2], [1, 2], [2, 0]] {
            let chosen = chosen.map(|at: usize| shares[at].clone());
            assert_eq!(envelope.combine(&RECORD, &chosen).unwrap(), key, "{suite}");
        }
        assert_eq!(envelope.combine(&RECORD, &shares).unwrap(), key, "{suite}");
    }
}

#[test]
fn recipients_may_be_of_different_suites() {
    let keys = Suite::ALL.map(|suite| SecretKey::generate(suite).unwrap());
    let [patient, trustees @ ..] = &keys;
    let publics: Vec<_> = trustees.iter().map(|key| key.public().clone()).collect();
    let importer = Importer::new(PATIENT, patient.public(), &publics, 3).unwrap();
    let key = DataKey::generate().unwrap();
    let envelope = importer.wrap(&RECORD, &label(), &key).unwrap();
    let shares: Vec<_> = trustees
        .iter()
        .map(|trustee| unwrap_share(trustee, importer.keys(), &envelope, &RECORD, &label()).unwrap())
        .collect();
    assert_eq!(envelope.combine(&RECORD, &shares).unwrap(), key);
    assert_eq!(importer.keys().recipient(&trustees[1].public().id()), Some(Recipient::Trustee(1)));
    assert_eq!(importer.keys().key(Recipient::Patient), Some(&patient.public().id()));
}

#[test]
fn one_decapsulation_serves_a_whole_import() {
    let consortium = Consortium::new(Suite::X25519);
    let importer = consortium.importer();
    let secret = ImportSecret::open(&consortium.patient, importer.keys()).unwrap();
    for record in [RECORD, OTHER_RECORD] {
        let key = DataKey::generate().unwrap();
        let envelope = importer.wrap(&record, &label(), &key).unwrap();
        assert_eq!(secret.data_key(&envelope, &record, &label()).unwrap(), key);
    }
}

#[test]
fn wrapping_a_record_twice_gives_two_good_envelopes() {
    let consortium = Consortium::new(Suite::X25519);
    let importer = consortium.importer();
    let key = DataKey::generate().unwrap();
    let (first, second) =
        (importer.wrap(&RECORD, &label(), &key).unwrap(), importer.wrap(&RECORD, &label(), &key).unwrap());
    assert_ne!(first, second, "shares are random");
    for envelope in [first, second] {
        let shares: Vec<_> = consortium.trustees[..2]
            .iter()
            .map(|trustee| unwrap_share(trustee, importer.keys(), &envelope, &RECORD, &label()).unwrap())
            .collect();
        assert_eq!(envelope.combine(&RECORD, &shares).unwrap(), key);
    }
}

#[test]
fn a_private_record_opens_for_its_patient_only() {
    let consortium = Consortium::new(Suite::X25519);
    let importer = consortium.importer();
    let key = DataKey::generate().unwrap();
    let envelope = importer.wrap_private(&RECORD, &label(), &key).unwrap();
    assert!(envelope.is_private());
    assert_eq!(envelope, Envelope::from_bytes(&envelope.to_bytes()).unwrap());
    assert_eq!(
        unwrap_patient(&consortium.patient, importer.keys(), &envelope, &RECORD, &label()).unwrap(),
        key
    );
    let refused =
        unwrap_share(&consortium.trustees[1], importer.keys(), &envelope, &RECORD, &label()).unwrap_err();
    assert_eq!(refused, EnvelopeError::NoShare { index: 1, shares: 0 });
    assert_eq!(envelope.combine(&RECORD, &[]).unwrap_err(), EnvelopeError::NoShare { index: 0, shares: 0 });

    let alone = Importer::new(PATIENT, consortium.patient.public(), &[], 0).unwrap();
    assert!(alone.wrap(&RECORD, &label(), &key).unwrap().is_private());
}

#[test]
fn thresholds_and_recipients_are_checked() {
    let keys: Vec<_> =
        (0..18).map(|_| SecretKey::generate(Suite::X25519).unwrap().public().clone()).collect();
    let new = |trustees: &[_], threshold| Importer::new(PATIENT, &keys[17], trustees, threshold).map(|_| ());
    for (trustees, threshold) in [(0, 1), (1, 0), (1, 2), (3, 4), (17, 2)] {
        let expected = EnvelopeError::Threshold { threshold: threshold.into(), trustees };
        assert_eq!(new(&keys[..trustees], threshold), Err(expected));
    }
    assert_eq!(new(&keys[..16], 16), Ok(()));
    let twice = [keys[0].clone(), keys[1].clone(), keys[0].clone()];
    assert_eq!(new(&twice, 2), Err(EnvelopeError::SameKey(keys[0].id())));
    assert_eq!(new(&keys[17..], 1), Err(EnvelopeError::SameKey(keys[17].id())));
}

#[test]
fn a_small_record_of_a_large_import_grows_by_less_than_400_bytes() {
    let importer = Consortium::new(Suite::XWing).importer();
    let records = 200;
    let (mut plain_total, mut total) = (0, importer.keys().to_bytes().len());
    for i in 0..records {
        let plain = content(300 + 5 * i);
        let key = DataKey::generate().unwrap();
        let (sealed, info) = seal_bytes(&plain, &key, &context()).unwrap();
        assert!(padded_len(info.plain_len) < info.sealed_len);
        let envelope = importer.wrap(&info.content_hash, &label(), &key).unwrap();
        plain_total += plain.len();
        total += sealed.len() + envelope.to_bytes().len();
    }
    let each = (total - plain_total) as f64 / records as f64;
    assert!(each < 400.0, "{each} bytes a record");
}

//! Wraps and shares open for their recipient, record, import and ticket, and nowhere else.

mod common;

use std::sync::LazyLock;

use chartseal_crypto::envelope::{
    Envelope, EnvelopeError, ImportKeys, ImportSecret, Importer, Release, SealedShare, Share, open_share,
    seal_share_to, unwrap_patient, unwrap_share,
};
use chartseal_crypto::keys::{KeyError, SecretKey, Suite};
use chartseal_crypto::{DataKey, DecodeError};
use common::{Consortium, OTHER_RECORD, RECORD, data_key, label};
use proptest::prelude::*;

struct World {
    consortium: Consortium,
    importer: Importer,
    envelope: Envelope,
    key: DataKey,
}

static WORLD: LazyLock<World> = LazyLock::new(|| {
    let consortium = Consortium::new(Suite::X25519);
    let importer = consortium.importer();
    let key = data_key(5);
    let envelope = importer.wrap(&RECORD, &label(), &key).unwrap();
    World { consortium, importer, envelope, key }
});

impl World {
    fn share(&self, trustee: usize) -> Share {
        self.share_of(trustee, &self.envelope)
    }

    fn share_of(&self, trustee: usize, envelope: &Envelope) -> Share {
        unwrap_share(&self.consortium.trustees[trustee], self.importer.keys(), envelope, &RECORD, &label())
            .unwrap()
    }
}

#[test]
fn the_envelope_of_another_record_does_not_open() {
    let world = &*WORLD;
    let import = world.importer.keys();
    let patient = unwrap_patient(&world.consortium.patient, import, &world.envelope, &OTHER_RECORD, &label());
    assert_eq!(patient.unwrap_err(), EnvelopeError::Unwrap);
    let share = unwrap_share(&world.consortium.trustees[0], import, &world.envelope, &OTHER_RECORD, &label());
    assert_eq!(share.unwrap_err(), EnvelopeError::Unwrap);
}

#[test]
fn keys_of_others_do_not_open() {
    let world = &*WORLD;
    let import = world.importer.keys();
    let stranger = SecretKey::generate(Suite::X25519).unwrap();
    let refused = unwrap_patient(&stranger, import, &world.envelope, &RECORD, &label()).unwrap_err();
    assert_eq!(refused, EnvelopeError::NotRecipient(stranger.public().id()));
    let trustee = ImportSecret::open(&world.consortium.trustees[0], import).unwrap();
    assert_eq!(
        trustee.data_key(&world.envelope, &RECORD, &label()).unwrap_err(),
        EnvelopeError::WrongRecipient { expected: "patient" }
    );
    let patient = ImportSecret::open(&world.consortium.patient, import).unwrap();
    assert_eq!(
        patient.share(&world.envelope, &RECORD, &label()).unwrap_err(),
        EnvelopeError::WrongRecipient { expected: "trustee" }
    );
}

#[test]
fn the_keys_of_another_import_do_not_open() {
    let world = &*WORLD;
    let other = world.consortium.importer();
    let refused = unwrap_patient(&world.consortium.patient, other.keys(), &world.envelope, &RECORD, &label());
    assert_eq!(
        refused.unwrap_err(),
        EnvelopeError::WrongImport { expected: world.importer.id(), got: other.id() }
    );
}

#[test]
fn wraps_do_not_move_between_trustees_or_envelopes() {
    let world = &*WORLD;
    let other = world.importer.wrap(&OTHER_RECORD, &label(), &data_key(6)).unwrap().to_bytes();
    let bytes = world.envelope.to_bytes();
    let header = 1 + 16 + 32 + 2;
    let part = |at: usize| header + 48 * at..header + 48 * (at + 1);

    let mut swapped = bytes.clone();
    swapped[part(1)].copy_from_slice(&bytes[part(2)]);
    swapped[part(2)].copy_from_slice(&bytes[part(1)]);
    let mut transplanted = bytes.clone();
    transplanted[part(1)].copy_from_slice(&other[part(1)]);
    let mut lowered = bytes.clone();
    lowered[header - 2] = 1;
    for bad in [swapped, transplanted, lowered] {
        let envelope = Envelope::from_bytes(&bad).unwrap();
        let trustee = &world.consortium.trustees[0];
        let refused = unwrap_share(trustee, world.importer.keys(), &envelope, &RECORD, &label()).unwrap_err();
        assert_eq!(refused, EnvelopeError::Unwrap);
    }
}

#[test]
fn too_few_shares_or_the_same_twice() {
    let world = &*WORLD;
    let few = |shares: &[Share]| world.envelope.combine(&RECORD, shares).unwrap_err();
    assert_eq!(few(&[]), EnvelopeError::TooFewShares { needed: 2, got: 0 });
    assert_eq!(few(&[world.share(1)]), EnvelopeError::TooFewShares { needed: 2, got: 1 });
    let twice = [world.share(1), world.share(1)];
    assert_eq!(few(&twice), EnvelopeError::TooFewShares { needed: 2, got: 1 });
}

#[test]
fn a_share_of_another_record_is_named() {
    let world = &*WORLD;
    let other = world.importer.wrap(&OTHER_RECORD, &label(), &data_key(6)).unwrap();
    let trustee = &world.consortium.trustees[2];
    let foreign = unwrap_share(trustee, world.importer.keys(), &other, &OTHER_RECORD, &label()).unwrap();
    let refused = world.envelope.combine(&RECORD, &[world.share(0), foreign.clone()]).unwrap_err();
    assert_eq!(refused, EnvelopeError::ForeignShare { index: 2 });
    let release = Release { content: &RECORD, ticket: b"1" };
    let refused = seal_share_to(world.consortium.patient.public(), &foreign, &release).unwrap_err();
    assert_eq!(refused, EnvelopeError::ForeignShare { index: 2 });
}

#[test]
fn a_wrong_share_is_noticed_and_outvoted() {
    let world = &*WORLD;
    // A share of the same record, but of another splitting: what a faulty trustee may send.
    let again = world.importer.wrap(&RECORD, &label(), &world.key).unwrap();
    let wrong = world.share_of(0, &again);
    let refused = world.envelope.combine(&RECORD, &[wrong.clone(), world.share(1)]).unwrap_err();
    assert_eq!(refused, EnvelopeError::WrongShare);
    let outvoted = world.envelope.combine(&RECORD, &[wrong, world.share(1), world.share(2)]);
    assert_eq!(outvoted.unwrap(), world.key);
}

#[test]
fn a_sealed_share_opens_for_its_requester_record_and_ticket_only() {
    for suite in Suite::ALL {
        let world = &*WORLD;
        let requester = SecretKey::generate(suite).unwrap();
        let release = Release { content: &RECORD, ticket: b"42" };
        let sealed = seal_share_to(requester.public(), &world.share(1), &release).unwrap();
        assert_eq!(sealed.index(), 1);
        assert_eq!(open_share(&requester, &sealed, &release).unwrap().index(), 1);

        let refused = |key: &SecretKey, sealed: &SealedShare, release: &Release<'_>| {
            assert_eq!(open_share(key, sealed, release).unwrap_err(), EnvelopeError::SealedShare, "{suite}");
        };
        refused(&SecretKey::generate(suite).unwrap(), &sealed, &release);
        refused(&requester, &sealed, &Release { content: &OTHER_RECORD, ..release });
        refused(&requester, &sealed, &Release { ticket: b"43", ..release });
        let other_suite = if suite == Suite::P256 { Suite::X25519 } else { Suite::P256 };
        refused(&SecretKey::generate(other_suite).unwrap(), &sealed, &release);
        for at in [1, sealed.to_bytes().len() - 1, 40] {
            let mut bytes = sealed.to_bytes();
            bytes[at] ^= 1;
            refused(&requester, &SealedShare::from_bytes(&bytes).unwrap(), &release);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn a_flipped_bit_in_an_envelope(at in any::<prop::sample::Index>(), bit in 0u8..8) {
        let world = &*WORLD;
        let mut bytes = world.envelope.to_bytes();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        let Ok(envelope) = Envelope::from_bytes(&bytes) else { return Ok(()) };
        let import = world.importer.keys();
        let patient = unwrap_patient(&world.consortium.patient, import, &envelope, &RECORD, &label());
        let shares: Vec<_> = world.consortium.trustees.iter()
            .map(|trustee| unwrap_share(trustee, import, &envelope, &RECORD, &label()))
            .collect();
        // The header breaks every wrap, a wrap only itself.
        let broken = patient.is_err() as usize + shares.iter().filter(|share| share.is_err()).count();
        prop_assert_eq!(broken, if at < 51 { 4 } else { 1 });
    }

    #[test]
    fn a_flipped_bit_in_import_keys(at in any::<prop::sample::Index>(), bit in 0u8..8) {
        let world = &*WORLD;
        let mut bytes = world.importer.keys().to_bytes();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        let Ok(import) = ImportKeys::from_bytes(&bytes) else { return Ok(()) };
        prop_assert_ne!(import.id(), world.importer.id());
        prop_assert!(unwrap_patient(&world.consortium.patient, &import, &world.envelope, &RECORD, &label()).is_err());
    }

    #[test]
    fn any_bytes_parse_or_fail(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        for first in [0, 1, 2] {
            let bytes = [&[first], bytes.as_slice()].concat();
            if let Ok(envelope) = Envelope::from_bytes(&bytes) {
                prop_assert_eq!(envelope.to_bytes(), bytes.clone());
            }
            if let Ok(import) = ImportKeys::from_bytes(&bytes) {
                prop_assert_eq!(import.to_bytes(), bytes.clone());
            }
            if let Ok(share) = SealedShare::from_bytes(&bytes) {
                prop_assert_eq!(share.to_bytes(), bytes.clone());
            }
        }
    }
}

#[test]
fn parsing_says_what_is_wrong() {
    let world = &*WORLD;
    let bytes = world.envelope.to_bytes();
    assert!(matches!(Envelope::from_bytes(&[]), Err(DecodeError::Short { needed: 1, left: 0, .. })));
    assert!(matches!(Envelope::from_bytes(&bytes[..60]), Err(DecodeError::Short { needed: 48, .. })));
    let longer = [bytes.as_slice(), &[0]].concat();
    assert!(matches!(Envelope::from_bytes(&longer), Err(DecodeError::Trailing { extra: 1, .. })));
    let changed = |at: usize, to: u8| {
        let mut bytes = bytes.clone();
        bytes[at] = to;
        Envelope::from_bytes(&bytes).unwrap_err()
    };
    assert!(matches!(changed(0, 2), DecodeError::Version { known: 1, got: 2, .. }));
    assert!(matches!(changed(49, 0), DecodeError::Range { least: 1, most: 3, got: 0, .. }));
    assert!(matches!(changed(49, 4), DecodeError::Range { least: 1, most: 3, got: 4, .. }));
    assert!(matches!(changed(50, 17), DecodeError::Range { least: 0, most: 16, got: 17, .. }));

    let mut import = world.importer.keys().to_bytes();
    let suite = 1 + 16 + 1 + 16;
    import[suite] = 9;
    let unknown = EnvelopeError::Key(KeyError::Suite(0x0903));
    assert_eq!(ImportKeys::from_bytes(&import).unwrap_err(), unknown);
}

//! Whoever holds the sealed bytes but not the key: changes, cuts, moves, joins, swaps.

mod common;

use chartseal_crypto::DataKey;
use chartseal_crypto::seal::{
    CHUNK, HEADER, OpenError, RecordContext, SealedInfo, TAG, open_record, padded_len, seal, seal_bytes,
};
use chartseal_types::{Category, ContentHash, IdentityId, Label};
use common::{PATIENT, content, context, data_key, label};
use proptest::prelude::*;
use sha2::{Digest, Sha256};

const SEALED_CHUNK: usize = CHUNK + TAG;

fn sealed(len: usize) -> (Vec<u8>, SealedInfo) {
    seal_bytes(&content(len), &data_key(1), &context()).unwrap()
}

fn hash(bytes: &[u8]) -> ContentHash {
    ContentHash(Sha256::digest(bytes).into())
}

/// Opens tampered bytes under their own hash, so that the hash is not what catches them: no byte that
/// came out may differ from the content, and the end must be an error.
fn refused(bytes: &[u8], len: usize) -> OpenError {
    let mut out = Vec::new();
    let error = open_record(bytes, &mut out, &data_key(1), &context(), &hash(bytes)).unwrap_err();
    assert!(content(len).starts_with(&out), "unverified bytes came out");
    error
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_flipped_bit_anywhere(len in 0usize..60_000, at in any::<prop::sample::Index>(), bit in 0u8..8) {
        let (mut bytes, _) = sealed(len);
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        match refused(&bytes, len) {
            OpenError::Key => prop_assert!(at < HEADER),
            OpenError::Damaged { chunk } => prop_assert_eq!(chunk, ((at - HEADER) / SEALED_CHUNK) as u64),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn truncated_anywhere(len in 0usize..60_000, at in any::<prop::sample::Index>()) {
        let (bytes, _) = sealed(len);
        let at = at.index(bytes.len());
        let error = refused(&bytes[..at], len);
        prop_assert!(matches!(error, OpenError::Truncated | OpenError::Damaged { .. }), "{:?}", error);
    }

    #[test]
    fn appended(len in 0usize..60_000, tail in prop::collection::vec(any::<u8>(), 1..40_000)) {
        let (mut bytes, _) = sealed(len);
        bytes.extend_from_slice(&tail);
        let error = refused(&bytes, len);
        prop_assert!(matches!(error, OpenError::Truncated | OpenError::Damaged { .. }), "{:?}", error);
    }

    #[test]
    fn chunks_swapped(chunks in 2usize..20, a in any::<prop::sample::Index>(), b in any::<prop::sample::Index>()) {
        let len = chunks * CHUNK;
        let (mut bytes, _) = sealed(len);
        let (a, b) = (a.index(chunks), b.index(chunks));
        prop_assume!(a != b);
        let slot = |chunk: usize| HEADER + chunk * SEALED_CHUNK..HEADER + (chunk + 1) * SEALED_CHUNK;
        let (first, second) = (bytes[slot(a)].to_vec(), bytes[slot(b)].to_vec());
        bytes[slot(a)].copy_from_slice(&second);
        bytes[slot(b)].copy_from_slice(&first);
        match refused(&bytes, len) {
            OpenError::Damaged { chunk } => prop_assert_eq!(chunk, a.min(b) as u64),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn truncated_between_chunks() {
    let len = 5 * CHUNK;
    let (bytes, _) = sealed(len);
    for chunks in 0..5 {
        let cut = &bytes[..HEADER + chunks * SEALED_CHUNK];
        assert!(matches!(refused(cut, len), OpenError::Truncated));
    }
}

#[test]
fn a_chunk_left_out_or_doubled() {
    let len = 4 * CHUNK;
    let (bytes, _) = sealed(len);
    let at = HEADER + SEALED_CHUNK;
    let without = [&bytes[..at], &bytes[at + SEALED_CHUNK..]].concat();
    assert!(matches!(refused(&without, len), OpenError::Damaged { chunk: 1 }));
    let doubled = [&bytes[..at], &bytes[at - SEALED_CHUNK..]].concat();
    assert!(matches!(refused(&doubled, len), OpenError::Damaged { chunk: 1 }));
}

#[test]
fn spliced_with_another_record_of_the_same_key() {
    let len = 3 * CHUNK;
    let ((one, _), (other, _)) = (sealed(len), sealed(len));
    let at = HEADER + SEALED_CHUNK;
    let spliced = [&one[..at], &other[at..]].concat();
    assert!(matches!(refused(&spliced, len), OpenError::Damaged { chunk: 1 }));
}

#[test]
fn wrong_key_patient_or_label() {
    let (bytes, info) = sealed(1000);
    let elsewhere = |key: &DataKey, context: &RecordContext| {
        let mut out = Vec::new();
        let error = open_record(bytes.as_slice(), &mut out, key, context, &info.content_hash).unwrap_err();
        assert!(out.is_empty());
        error
    };
    assert!(matches!(elsewhere(&data_key(2), &context()), OpenError::Key));
    let stranger = RecordContext::new(&IdentityId([9; 16]), &label());
    assert!(matches!(elsewhere(&data_key(1), &stranger), OpenError::Key));
    let relabelled = RecordContext::new(&PATIENT, &Label { category: Category::Summary, ..label() });
    assert!(matches!(elsewhere(&data_key(1), &relabelled), OpenError::Key));
}

#[test]
fn another_record_under_the_name_of_this_one() {
    let (_, wanted) = sealed(100);
    let (bytes, other) = sealed(100);
    let result =
        open_record(bytes.as_slice(), std::io::sink(), &data_key(1), &context(), &wanted.content_hash);
    match result.unwrap_err() {
        OpenError::Hash { expected, got } => {
            assert_eq!((expected, got), (wanted.content_hash, other.content_hash));
        }
        error => panic!("{error:?}"),
    }
}

/// A sealer that has the key but does not frame as it should.
fn misframed(frame: &[u8]) -> OpenError {
    let mut bytes = Vec::new();
    seal(data_key(1).expose(), context().as_bytes(), frame, &mut bytes).unwrap();
    let hash = hash(&bytes);
    open_record(bytes.as_slice(), std::io::sink(), &data_key(1), &context(), &hash).unwrap_err()
}

#[test]
fn frames_are_checked_to_the_last_byte() {
    let frame = |len: u64, size: usize| [&len.to_be_bytes()[..], &vec![0; size]].concat();
    let right = padded_len(1000) as usize - 8;
    for bad in [
        vec![],
        vec![0; 7],
        frame(1000, right - 1),
        frame(1000, right + 1),
        frame(1000, 999),
        frame(1000, 2 * CHUNK),
        frame(u64::MAX, 100),
        frame(1 << 51, 100),
    ] {
        assert!(matches!(misframed(&bad), OpenError::Frame), "{} bytes", bad.len());
    }
    for at in [1008, right + 7] {
        let mut padded = frame(1000, right);
        padded[at] = 1;
        assert!(matches!(misframed(&padded), OpenError::Frame));
    }
}

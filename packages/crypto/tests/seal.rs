//! What is sealed opens again, whatever its length, and its size tells little.

mod common;

use std::io::{self, Read};

use chartseal_crypto::DataKey;
use chartseal_crypto::seal::{
    CHUNK, RecordContext, SealError, open_bytes, open_record, padded_len, seal_bytes, seal_record, sealed_len,
};
use chartseal_types::{Category, Compartment, Confidentiality, ContentHash, IdentityId, Label};
use common::{PATIENT, content, context, data_key, label};
use proptest::prelude::*;
use sha2::{Digest, Sha256};

fn round_trip(len: usize) {
    let plain = content(len);
    let (sealed, info) = seal_bytes(&plain, &data_key(1), &context()).unwrap();
    assert_eq!(info.plain_len, len as u64);
    assert_eq!(info.sealed_len, sealed.len() as u64);
    assert_eq!(info.sealed_len, sealed_len(padded_len(info.plain_len)));
    assert_eq!(info.content_hash, ContentHash(Sha256::digest(&sealed).into()));
    let opened = open_bytes(&sealed, &data_key(1), &context(), &info.content_hash).unwrap();
    assert!(*opened == plain);
}

#[test]
fn lengths_around_chunks_and_batches() {
    let frame = 8;
    for boundary in [0, CHUNK, 2 * CHUNK, 4 * CHUNK, 5 * CHUNK, 8 * CHUNK] {
        for len in boundary.saturating_sub(frame + 2)..boundary + 3 {
            round_trip(len);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_length(len in 0usize..200_000) {
        round_trip(len);
    }

    #[test]
    fn padding_adds_at_most_12_percent(content in 0u64..1 << 50) {
        let (padded, framed) = (padded_len(content), content + 8);
        prop_assert!(padded >= framed);
        prop_assert!((padded - framed) * 100 <= framed * 12);
        prop_assert!(padded_len(content + 1) >= padded);
    }
}

#[test]
fn sizes_fall_into_few_classes() {
    let sizes: std::collections::BTreeSet<_> = (0..1_000_000).map(padded_len).collect();
    assert!(sizes.len() < 300, "{} sizes", sizes.len());
}

#[test]
fn the_same_content_never_seals_to_the_same_bytes() {
    let (first, _) = seal_bytes(b"same", &data_key(1), &context()).unwrap();
    let (second, _) = seal_bytes(b"same", &data_key(1), &context()).unwrap();
    assert_ne!(first, second);
    assert_ne!(DataKey::generate().unwrap(), DataKey::generate().unwrap());
}

#[test]
fn contexts_differ_with_every_part() {
    let other = |change: fn(&mut Label)| {
        let mut label = label();
        change(&mut label);
        RecordContext::new(&PATIENT, &label)
    };
    let contexts = [
        context(),
        RecordContext::new(&IdentityId([8; 16]), &label()),
        other(|label| label.category = Category::Summary),
        other(|label| label.confidentiality = Confidentiality::R),
        other(|label| label.compartment = Compartment::new(4).unwrap()),
    ];
    let distinct: std::collections::BTreeSet<_> = contexts.iter().map(RecordContext::as_bytes).collect();
    assert_eq!(distinct.len(), contexts.len());
}

#[test]
fn the_context_is_pinned() {
    let expected = [b"chartseal/record/v1\0".as_slice(), &PATIENT.0, &[3, 3, 3]].concat();
    assert_eq!(context().as_bytes(), expected);
}

/// Gives one byte a call, as a slow pipe may.
struct Trickle<R>(R);

impl<R: Read> Read for Trickle<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = buffer.len().min(1);
        self.0.read(&mut buffer[..most])
    }
}

#[test]
fn readers_may_give_as_little_as_they_like() {
    let plain = content(40_000);
    let mut sealed = Vec::new();
    let info = seal_record(Trickle(plain.as_slice()), 40_000, &mut sealed, &data_key(1), &context()).unwrap();
    let mut opened = Vec::new();
    let trickle = Trickle(sealed.as_slice());
    let len = open_record(trickle, &mut opened, &data_key(1), &context(), &info.content_hash).unwrap();
    assert_eq!((len, opened), (40_000, plain));
}

#[test]
fn content_must_be_as_long_as_declared() {
    for (len, declared, expect_longer) in [(100, 99, true), (100, 101, false), (0, 1, false), (1, 0, true)] {
        let plain = content(len);
        let result = seal_record(plain.as_slice(), declared, io::sink(), &data_key(1), &context());
        match result.unwrap_err() {
            SealError::Length { declared: said, longer } => {
                assert_eq!((said, longer), (declared, expect_longer));
            }
            other => panic!("{other:?}"),
        }
    }
    let endless = seal_record(io::repeat(0), 1 << 51, io::sink(), &data_key(1), &context());
    assert!(matches!(endless.unwrap_err(), SealError::TooLong));
}

struct Broken;

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::ErrorKind::ConnectionReset.into())
    }
}

impl io::Write for Broken {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::StorageFull.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn failing_streams_are_told_apart() {
    let read = seal_record(Broken, 5, io::sink(), &data_key(1), &context()).unwrap_err();
    assert!(matches!(read, SealError::Read(error) if error.kind() == io::ErrorKind::ConnectionReset));
    let write = seal_record(b"12345".as_slice(), 5, Broken, &data_key(1), &context()).unwrap_err();
    assert!(matches!(write, SealError::Write(error) if error.kind() == io::ErrorKind::StorageFull));
}

//! Parts of a record open without the rest, and only as they were sealed.

mod common;

use std::io::{Cursor, sink};

use chartseal_crypto::seal::{CHUNK, HEADER, OpenError, RecordReader, TAG, seal, seal_bytes};
use common::{content, context, data_key};
use proptest::prelude::*;

fn reader(sealed: &[u8]) -> Result<RecordReader<Cursor<&[u8]>>, OpenError> {
    RecordReader::new(Cursor::new(sealed), &data_key(1), &context())
}

fn sealed(len: usize) -> Vec<u8> {
    seal_bytes(&content(len), &data_key(1), &context()).unwrap().0
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_range_is_that_of_the_content(len in 0usize..100_000, ends in any::<(prop::sample::Index, prop::sample::Index)>()) {
        let bytes = sealed(len);
        let mut reader = reader(&bytes).unwrap();
        prop_assert_eq!(reader.len(), len as u64);
        let (a, b) = (ends.0.index(len + 1), ends.1.index(len + 1));
        let (start, end) = (a.min(b), a.max(b));
        let mut part = Vec::new();
        reader.read(start as u64..end as u64, &mut part).unwrap();
        prop_assert!(part == content(len)[start..end]);
    }

    #[test]
    fn a_flipped_bit_is_seen_by_whoever_reads_its_chunk(len in 1usize..80_000, at in any::<prop::sample::Index>()) {
        let mut bytes = sealed(len);
        let at = at.index(bytes.len());
        bytes[at] ^= 1;
        let whole = reader(&bytes).and_then(|mut reader| reader.read(0..len as u64, sink()));
        // Chunks of nothing but padding may go unread.
        let read = at < HEADER + (8 + len).div_ceil(CHUNK) * (CHUNK + TAG);
        prop_assert!(whole.is_err() || !read);
    }
}

#[test]
fn a_truncated_record_has_no_length() {
    let bytes = sealed(5 * CHUNK);
    for cut in [0, 10, HEADER, HEADER + TAG - 1, HEADER + CHUNK + TAG, HEADER + 2 * CHUNK, bytes.len() - 1] {
        assert!(matches!(
            reader(&bytes[..cut]).err(),
            Some(OpenError::Truncated | OpenError::Damaged { .. })
        ));
    }
}

#[test]
fn ranges_outside_the_content() {
    let bytes = sealed(100);
    let mut reader = reader(&bytes).unwrap();
    reader.read(100..100, sink()).unwrap();
    #[expect(clippy::reversed_empty_ranges)]
    let outside = [0..101, 101..101, 50..40, u64::MAX - 1..u64::MAX];
    for range in outside {
        assert!(matches!(reader.read(range, sink()), Err(OpenError::Range { len: 100, .. })));
    }
}

#[test]
fn other_frames_and_keys() {
    for frame in [vec![], vec![0; 7], [&9u64.to_be_bytes()[..], &[0; 8]].concat()] {
        let mut bytes = Vec::new();
        seal(data_key(1).expose(), context().as_bytes(), frame.as_slice(), &mut bytes).unwrap();
        assert!(matches!(reader(&bytes).err(), Some(OpenError::Frame)));
    }
    let bytes = sealed(100);
    let other = RecordReader::new(Cursor::new(&bytes), &data_key(2), &context());
    assert!(matches!(other.err(), Some(OpenError::Key)));
}

//! Sealing in memory is the same format as sealing streams, and all or nothing.

mod common;

use chartseal_crypto::seal::{
    CHUNK, OpenError, SealError, message_len, open, open_into, seal, seal_into, sealed_len,
};
use common::content;
use proptest::prelude::*;

const KEY: [u8; 32] = [4; 32];

fn sealed(message: &[u8]) -> Vec<u8> {
    let mut sealed = vec![0; sealed_len(message.len() as u64) as usize];
    seal_into(&KEY, b"context", message, &mut sealed).unwrap();
    sealed
}

fn same_as_streams(len: usize) {
    let message = content(len);
    let mut streamed = Vec::new();
    open(&KEY, b"context", sealed(&message).as_slice(), &mut streamed).unwrap();
    assert!(streamed == message);

    let mut bytes = Vec::new();
    seal(&KEY, b"context", message.as_slice(), &mut bytes).unwrap();
    assert_eq!(message_len(bytes.len()), Some(len));
    let mut opened = vec![0; len];
    open_into(&KEY, b"context", &bytes, &mut opened).unwrap();
    assert!(opened == message);
}

#[test]
fn the_same_as_streams_around_chunks() {
    for boundary in [0, CHUNK, 2 * CHUNK, 4 * CHUNK, 8 * CHUNK] {
        (boundary.saturating_sub(1)..boundary + 2).for_each(same_as_streams);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn the_same_as_streams_at_any_length(len in 0usize..100_000) {
        same_as_streams(len);
    }

    #[test]
    fn nothing_of_a_changed_message_comes_out(len in 0usize..60_000, at in any::<prop::sample::Index>()) {
        let mut bytes = sealed(&content(len));
        let at = at.index(bytes.len());
        bytes[at] ^= 1;
        let mut opened = vec![0xaa; len];
        prop_assert!(open_into(&KEY, b"context", &bytes, &mut opened).is_err());
        prop_assert!(opened.iter().all(|byte| *byte == 0));
    }
}

#[test]
fn buffers_must_fit() {
    let mut short = [0; 10];
    let refused = seal_into(&KEY, b"", &[1; 5], &mut short).unwrap_err();
    assert!(matches!(refused, SealError::Buffer { expected: 77, got: 10 }));
    let bytes = sealed(&[1; 5]);
    let refused = open_into(&KEY, b"context", &bytes, &mut [0; 6]).unwrap_err();
    assert!(matches!(refused, OpenError::Buffer { expected: 5, got: 6 }));
}

//! The sealed format: bytes at will, and a sealed record changed at will, open to the content or to an error.
#![no_main]

use std::sync::LazyLock;

use chartseal_crypto::DataKey;
use chartseal_crypto::seal::{CHUNK, RecordContext, open_record, seal, seal_bytes};
use chartseal_types::{Category, Compartment, Confidentiality, ContentHash, IdentityId, Label};
use libfuzzer_sys::fuzz_target;
use sha2::{Digest, Sha256};

struct World {
    key: DataKey,
    context: RecordContext,
    content: Vec<u8>,
    sealed: Vec<u8>,
}

static WORLD: LazyLock<World> = LazyLock::new(|| {
    let key = DataKey::from_bytes(&[7; 32]);
    let label = Label {
        category: Category::Summary,
        confidentiality: Confidentiality::N,
        compartment: Compartment::new(0).expect("0 is a compartment"),
    };
    let context = RecordContext::new(&IdentityId([1; 16]), &label);
    let content: Vec<u8> = (0..2 * CHUNK + 100).map(|i| (i % 251) as u8).collect();
    let sealed = seal_bytes(&content, &key, &context).expect("sealing in memory works").0;
    World { key, context, content, sealed }
});

fn open(bytes: &[u8]) -> (Vec<u8>, bool) {
    let hash = ContentHash(Sha256::digest(bytes).into());
    let mut out = Vec::new();
    let opened = open_record(bytes, &mut out, &WORLD.key, &WORLD.context, &hash).is_ok();
    (out, opened)
}

fuzz_target!(|input: &[u8]| {
    // As a file.
    assert!(!open(input).1);

    // As an edit: from two offsets on, bytes are cut out and the rest of the input put in.
    if let Some((numbers, inserted)) = input.split_first_chunk::<6>() {
        let [a, b, c, d, e, f] = numbers.map(usize::from);
        let from = (a << 16 | b << 8 | c) % (WORLD.sealed.len() + 1);
        let to = from + (d << 16 | e << 8 | f) % (WORLD.sealed.len() + 1 - from);
        let edited = [&WORLD.sealed[..from], inserted, &WORLD.sealed[to..]].concat();
        let (out, opened) = open(&edited);
        assert!(WORLD.content.starts_with(&out), "only what was sealed may come out");
        assert_eq!(opened, edited == WORLD.sealed);
    }

    // As a frame that was sealed with the right key: whatever opens has its length before it and zeros behind.
    let mut sealed = Vec::new();
    seal(WORLD.key.expose(), WORLD.context.as_bytes(), input, &mut sealed).expect("sealing in memory works");
    let (out, opened) = open(&sealed);
    if opened {
        let (len, rest) = input.split_first_chunk::<8>().expect("a frame has a length");
        assert_eq!(u64::from_be_bytes(*len), out.len() as u64);
        assert!(rest.starts_with(&out) && rest[out.len()..].iter().all(|byte| *byte == 0));
    }
});

//! Sealing and opening of 1 MiB and 1 GiB: a whole record, which is hashed too, and Cobblestone-256 from one buffer into
//! another; beside raw AES-256-GCM of the same library in one call over one buffer, SHA-256 of the same library, and
//! age. All read from memory; the record and age throw away what they write.

use std::hint::black_box;
use std::io::{self, Write};
use std::time::Duration;

use age::x25519::Identity;
use age::{Decryptor, Encryptor};
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::digest::{SHA256, digest};
use chartseal_benches::fixture;
use chartseal_crypto::DataKey;
use chartseal_crypto::seal;
use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, SamplingMode, Throughput};

const SIZES: [(&str, usize); 2] = [("1MiB", 1 << 20), ("1GiB", 1 << 30)];

fn group<'a>(criterion: &'a mut Criterion, name: String, size: usize) -> BenchmarkGroup<'a, WallTime> {
    let mut group = criterion.benchmark_group(name);
    group.throughput(Throughput::Bytes(size as u64));
    if size > 1 << 24 {
        group.sample_size(10).sampling_mode(SamplingMode::Flat).warm_up_time(Duration::from_secs(1));
    }
    group
}

fn raw_key() -> LessSafeKey {
    LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &[5; 32]).unwrap())
}

fn nonce() -> Nonce {
    Nonce::assume_unique_for_key([9; 12])
}

fn age_seal(identity: &Identity, content: &[u8], writer: impl Write) {
    let recipient = identity.to_public();
    let recipients = std::iter::once(&recipient as &dyn age::Recipient);
    let mut stream = Encryptor::with_recipients(recipients).unwrap().wrap_output(writer).unwrap();
    stream.write_all(content).unwrap();
    stream.finish().unwrap();
}

fn age_open(identity: &Identity, mut sealed: &[u8]) -> u64 {
    let identities = std::iter::once(identity as &dyn age::Identity);
    let stream = Decryptor::new(&mut sealed).unwrap().decrypt(identities).unwrap();
    io::copy(&mut io::BufReader::with_capacity(1 << 18, stream), &mut io::sink()).unwrap()
}

fn seals(criterion: &mut Criterion) {
    let (key, context) = (DataKey::generate().unwrap(), fixture::context());
    let (raw, identity) = (raw_key(), Identity::generate());
    for (name, size) in SIZES {
        let content = fixture::content(size);
        let mut group = group(criterion, format!("seal_{name}"), size);
        group.bench_function("record", |bencher| {
            let len = size as u64;
            bencher.iter(|| seal::seal_record(content.as_slice(), len, io::sink(), &key, &context).unwrap());
        });
        let mut sealed = vec![0; seal::sealed_len(size as u64) as usize];
        group.bench_function("in_place", |bencher| {
            let context = context.as_bytes();
            bencher
                .iter(|| seal::seal_into(key.expose(), context, &content, black_box(&mut sealed)).unwrap());
        });
        drop(sealed);
        group.bench_function("sha256", |bencher| bencher.iter(|| digest(&SHA256, black_box(&content))));
        group.bench_function("age", |bencher| bencher.iter(|| age_seal(&identity, &content, io::sink())));
        let mut buffer = content;
        group.bench_function("aes_256_gcm", |bencher| {
            bencher.iter(|| {
                raw.seal_in_place_separate_tag(nonce(), Aad::empty(), black_box(&mut buffer)).unwrap()
            });
        });
    }
}

fn opens(criterion: &mut Criterion) {
    let (key, context) = (DataKey::generate().unwrap(), fixture::context());
    let (raw, identity) = (raw_key(), Identity::generate());
    for (name, size) in SIZES {
        let content = fixture::content(size);
        let mut group = group(criterion, format!("open_{name}"), size);
        {
            let (sealed, info) = seal::seal_bytes(&content, &key, &context).unwrap();
            group.bench_function("record", |bencher| {
                bencher.iter(|| {
                    seal::open_record(sealed.as_slice(), io::sink(), &key, &context, &info.content_hash)
                        .unwrap()
                });
            });
        }
        {
            let (mut sealed, context) = (vec![0; seal::sealed_len(size as u64) as usize], context.as_bytes());
            seal::seal_into(key.expose(), context, &content, &mut sealed).unwrap();
            let mut opened = vec![0; size];
            group.bench_function("in_place", |bencher| {
                bencher.iter(|| {
                    seal::open_into(key.expose(), context, &sealed, black_box(&mut opened)).unwrap()
                });
            });
        }
        {
            let mut sealed = Vec::new();
            age_seal(&identity, &content, &mut sealed);
            group.bench_function("age", |bencher| bencher.iter(|| age_open(&identity, &sealed)));
        }
        let mut sealed = content;
        let tag = raw.seal_in_place_separate_tag(nonce(), Aad::empty(), &mut sealed).unwrap();
        let mut opened = vec![0; size];
        group.bench_function("aes_256_gcm", |bencher| {
            bencher.iter(|| {
                raw.open_separate_gather(nonce(), Aad::empty(), &sealed, tag.as_ref(), black_box(&mut opened))
                    .unwrap()
            });
        });
    }
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    seals(&mut criterion);
    opens(&mut criterion);
    criterion.final_summary();
}

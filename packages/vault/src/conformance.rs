//! The suite that every backend passes. It panics at the first thing that is not as it should be, and is meant for tests.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::missing_panics_doc, reason = "a test suite")]

use std::collections::BTreeSet;
use std::io;

use bytes::Bytes;
use chartseal_types::ContentHash;
use futures::{StreamExt, TryStreamExt, stream};
use sha2::{Digest, Sha256};

use crate::{Kind, MAX_SMALL, ObjectId, ScrubOptions, Vault, VaultError};

/// More than two parts of an upload, and no multiple of one.
const LARGE: usize = (17 << 20) + 12_345;

/// Runs all of it on a vault of its own.
pub async fn all(vault: &Vault) {
    a_record_comes_back(vault).await;
    large_records_come_and_go_in_parts(vault).await;
    bytes_that_are_not_the_record_are_not_stored(vault).await;
    an_interrupted_put_leaves_nothing(vault).await;
    parts_of_a_record(vault).await;
    storing_again_does_no_harm(vault).await;
    envelopes_are_kept_until_they_are_replaced(vault).await;
    import_keys_are_kept(vault).await;
    what_is_not_there_is_not_found(vault).await;
    lists_tell_what_is_there(vault).await;
    an_erased_record_is_gone_for_good(vault).await;
    an_erasure_beats_a_put(vault).await;
    puts_at_once_agree(vault).await;
    a_scrub_finds_all_well(vault).await;
}

/// The name of bytes.
pub fn name(bytes: &[u8]) -> ContentHash {
    ContentHash(Sha256::digest(bytes).into())
}

/// Bytes that are not all alike, of one length and seed.
pub fn bytes(len: usize, seed: u8) -> Vec<u8> {
    let mut state = u32::from(seed) | 0x9e37_7900;
    std::iter::repeat_with(|| {
        // xorshift32
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        (state >> 24) as u8
    })
    .take(len)
    .collect()
}

fn pieces(bytes: &[u8], size: usize) -> Vec<io::Result<Bytes>> {
    bytes.chunks(size).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect()
}

async fn a_record_comes_back(vault: &Vault) {
    for len in [0, 1, 1000, 1 << 20] {
        let content = bytes(len, 1);
        let (record, stored) = vault.put_record_bytes(content.clone()).await.unwrap();
        assert_eq!(record, name(&content));
        assert_eq!((stored.size, stored.fresh), (len as u64, true));
        assert!(vault.contains(ObjectId::Record(record)).await.unwrap());
        assert_eq!(vault.get_record(record).await.unwrap().size(), len as u64);
        assert_eq!(vault.get_record_bytes(record).await.unwrap(), content);
        assert_eq!(vault.verify_record(record).await.unwrap(), len as u64);
    }
}

async fn large_records_come_and_go_in_parts(vault: &Vault) {
    // Up to, at and beyond a part, in pieces that do not divide it.
    for (len, piece) in
        [((8 << 20) - 1, 1 << 20), (8 << 20, 999_983), ((8 << 20) + 1, 8 << 20), (LARGE, 12 << 20)]
    {
        let content = bytes(len, 2);
        let record = name(&content);
        let stored = vault.put_record(record, stream::iter(pieces(&content, piece))).await.unwrap();
        assert_eq!((stored.size, stored.fresh), (len as u64, true));
        let read: Vec<Bytes> = vault.get_record(record).await.unwrap().try_collect().await.unwrap();
        assert!(read.concat() == content, "a record of {len} bytes comes back as it was");
        let again = vault.put_record(record, stream::iter(pieces(&content, piece))).await.unwrap();
        assert!(!again.fresh);
    }
}

async fn bytes_that_are_not_the_record_are_not_stored(vault: &Vault) {
    for len in [1000, LARGE] {
        let content = bytes(len, 3);
        let record = name(&content);
        let mut changed = content.clone();
        changed[len / 2] ^= 1;
        for wrong in [&changed, &content[..len - 1].to_vec(), &vec![]] {
            let error = vault.put_record(record, stream::iter(pieces(wrong, 1 << 20))).await.unwrap_err();
            match error {
                VaultError::Mismatch { expected, got } => assert_eq!((expected, got), (record, name(wrong))),
                other => panic!("{other:?}"),
            }
            assert!(!vault.contains(ObjectId::Record(record)).await.unwrap());
        }
    }
}

async fn an_interrupted_put_leaves_nothing(vault: &Vault) {
    for len in [1000, LARGE] {
        let content = bytes(len, 4);
        let record = name(&content);
        let failure = || Err(io::Error::from(io::ErrorKind::ConnectionReset));
        let failing = pieces(&content, 1 << 20).into_iter().chain([failure()]);
        let error = vault.put_record(record, stream::iter(failing)).await.unwrap_err();
        assert!(matches!(error, VaultError::Transfer(_)), "{error:?}");
        assert!(!vault.contains(ObjectId::Record(record)).await.unwrap());
        // A caller that goes away in the middle.
        let endless = stream::iter(pieces(&content, 1 << 20)).chain(stream::pending());
        let put = vault.put_record(record, endless);
        let waited = std::time::Duration::from_millis(300);
        assert!(tokio::time::timeout(waited, put).await.is_err());
        assert!(!vault.contains(ObjectId::Record(record)).await.unwrap());
        vault.put_record(record, stream::iter(pieces(&content, 1 << 20))).await.unwrap();
    }
}

async fn parts_of_a_record(vault: &Vault) {
    let content = bytes(100_000, 5);
    let (record, _) = vault.put_record_bytes(content.clone()).await.unwrap();
    for range in [0..0, 0..1, 5..100, 99_999..100_000, 100_000..100_000, 0..100_000] {
        let wanted = &content[range.start..range.end];
        let range = range.start as u64..range.end as u64;
        assert_eq!(vault.get_unverified_range(record, range).await.unwrap(), wanted);
    }
    #[allow(clippy::reversed_empty_ranges, reason = "that is what is refused")]
    for range in [0..100_001, 100_001..100_001, 5..4, u64::MAX..u64::MAX] {
        let error = vault.get_unverified_range(record, range).await.unwrap_err();
        assert!(matches!(error, VaultError::Range { size: 100_000 }), "{error:?}");
    }
}

async fn storing_again_does_no_harm(vault: &Vault) {
    let content = bytes(5000, 6);
    let (record, first) = vault.put_record_bytes(content.clone()).await.unwrap();
    let (_, second) = vault.put_record_bytes(content.clone()).await.unwrap();
    assert!(first.fresh && !second.fresh);
    assert_eq!(vault.get_record_bytes(record).await.unwrap(), content);
}

async fn envelopes_are_kept_until_they_are_replaced(vault: &Vault) {
    let record = name(b"with an envelope");
    let error = vault.replace_envelope(record, b"new").await.unwrap_err();
    assert!(matches!(error, VaultError::NotFound { object: ObjectId::Envelope(_) }), "{error:?}");
    vault.put_envelope(record, b"first").await.unwrap();
    vault.put_envelope(record, b"first").await.unwrap();
    let error = vault.put_envelope(record, b"second").await.unwrap_err();
    assert!(matches!(error, VaultError::AlreadyExists { object: ObjectId::Envelope(_) }), "{error:?}");
    assert_eq!(vault.get_envelope(record).await.unwrap(), b"first".as_slice());
    vault.replace_envelope(record, b"third").await.unwrap();
    assert_eq!(vault.get_envelope(record).await.unwrap(), b"third".as_slice());

    let longest = bytes(MAX_SMALL, 7);
    vault.replace_envelope(record, &longest).await.unwrap();
    assert_eq!(vault.get_envelope(record).await.unwrap(), longest);
    let error = vault.replace_envelope(record, &bytes(MAX_SMALL + 1, 7)).await.unwrap_err();
    assert!(matches!(error, VaultError::TooLarge { limit: MAX_SMALL, .. }), "{error:?}");
}

async fn import_keys_are_kept(vault: &Vault) {
    let import = [9; 16];
    vault.put_import(import, b"keys").await.unwrap();
    vault.put_import(import, b"keys").await.unwrap();
    let error = vault.put_import(import, b"others").await.unwrap_err();
    assert!(matches!(error, VaultError::AlreadyExists { object: ObjectId::Import(_) }), "{error:?}");
    assert_eq!(vault.get_import(import).await.unwrap(), b"keys".as_slice());
    vault.put_import([8; 16], b"").await.unwrap();
    assert_eq!(vault.get_import([8; 16]).await.unwrap(), b"".as_slice());
}

async fn what_is_not_there_is_not_found(vault: &Vault) {
    let record = name(b"never stored");
    let not_found = |error: VaultError| assert!(matches!(error, VaultError::NotFound { .. }), "{error:?}");
    not_found(vault.get_record(record).await.err().unwrap());
    not_found(vault.get_record_bytes(record).await.unwrap_err());
    not_found(vault.get_unverified_range(record, 0..1).await.unwrap_err());
    not_found(vault.verify_record(record).await.unwrap_err());
    not_found(vault.get_envelope(record).await.unwrap_err());
    not_found(vault.get_import([1; 16]).await.unwrap_err());
    not_found(vault.erase(record).await.unwrap_err());
    assert_eq!(vault.receipt(record).await.unwrap(), None);
    assert!(!vault.contains(ObjectId::Record(record)).await.unwrap());
}

async fn listed(vault: &Vault, kind: Kind) -> BTreeSet<ObjectId> {
    vault.list(kind).map_ok(|entry| entry.id).try_collect().await.unwrap()
}

async fn lists_tell_what_is_there(vault: &Vault) {
    let before = listed(vault, Kind::Record).await;
    let (record, stored) = vault.put_record_bytes(bytes(321, 8)).await.unwrap();
    vault.put_envelope(record, b"envelope").await.unwrap();
    vault.put_import([7; 16], b"keys").await.unwrap();
    let mut after = listed(vault, Kind::Record).await;
    assert!(after.remove(&ObjectId::Record(record)));
    assert_eq!(after, before);
    assert!(listed(vault, Kind::Envelope).await.contains(&ObjectId::Envelope(record)));
    assert!(listed(vault, Kind::Import).await.contains(&ObjectId::Import([7; 16])));
    let entries: Vec<_> = vault.list(Kind::Record).try_collect().await.unwrap();
    let entry = entries.iter().find(|entry| entry.id == ObjectId::Record(record)).unwrap();
    assert_eq!(entry.size, stored.size);
}

async fn an_erased_record_is_gone_for_good(vault: &Vault) {
    let content = bytes(4321, 9);
    let (record, _) = vault.put_record_bytes(content.clone()).await.unwrap();
    vault.put_envelope(record, b"envelope").await.unwrap();
    let receipt = vault.erase(record).await.unwrap();
    assert_eq!((receipt.vault, receipt.record), (vault.id(), record));
    let ciphertext = receipt.ciphertext.unwrap();
    assert_eq!((ciphertext.sha256, ciphertext.size), (record, 4321));
    assert!(receipt.envelope.is_some());

    assert!(!vault.contains(ObjectId::Record(record)).await.unwrap());
    assert!(!vault.contains(ObjectId::Envelope(record)).await.unwrap());
    assert!(!listed(vault, Kind::Record).await.contains(&ObjectId::Record(record)));
    let error = vault.put_record_bytes(content).await.unwrap_err();
    assert!(matches!(error, VaultError::Erased { .. }), "{error:?}");
    for error in [vault.put_envelope(record, b"e").await, vault.replace_envelope(record, b"e").await] {
        assert!(matches!(error, Err(VaultError::Erased { .. })), "{error:?}");
    }
    // Again: the same receipt, and so the same digest.
    let again = vault.erase(record).await.unwrap();
    assert_eq!(again, receipt);
    assert_eq!(again.digest(), receipt.digest());
    assert_eq!(vault.receipt(record).await.unwrap(), Some(receipt));

    // Half of it is enough to erase.
    let only_envelope = name(b"only an envelope");
    vault.put_envelope(only_envelope, b"envelope").await.unwrap();
    let receipt = vault.erase(only_envelope).await.unwrap();
    assert!(receipt.ciphertext.is_none() && receipt.envelope.is_some());
}

async fn an_erasure_beats_a_put(vault: &Vault) {
    let content = bytes(LARGE, 10);
    let record = name(&content);
    vault.put_envelope(record, b"envelope").await.unwrap();
    // The erasure comes when the upload has been admitted and is under way.
    let (last, rest) = content.split_last().unwrap();
    let eraser = vault.clone();
    let erasing = stream::once(async move {
        eraser.erase(record).await.unwrap();
        Ok(Bytes::copy_from_slice(&[*last]))
    });
    let source = stream::iter(pieces(rest, 1 << 20)).chain(erasing);
    let error = vault.put_record(record, source).await.unwrap_err();
    assert!(matches!(error, VaultError::Erased { .. }), "{error:?}");
    assert!(!vault.contains(ObjectId::Record(record)).await.unwrap());
}

async fn puts_at_once_agree(vault: &Vault) {
    let content = bytes(70_000, 11);
    let record = name(&content);
    let puts = (0..8).map(|_| vault.put_record(record, stream::iter(pieces(&content, 1000))));
    for put in futures::future::join_all(puts).await {
        put.unwrap();
    }
    assert_eq!(vault.get_record_bytes(record).await.unwrap(), content);

    let contents: Vec<Vec<u8>> = (0..8).map(|n| vec![n; 10]).collect();
    let envelope = name(b"contended");
    let puts = contents.iter().map(|content| vault.put_envelope(envelope, content));
    let results = futures::future::join_all(puts).await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1, "{results:?}");
    let winner = results.iter().position(Result::is_ok).unwrap();
    assert_eq!(vault.get_envelope(envelope).await.unwrap(), contents[winner]);
}

async fn a_scrub_finds_all_well(vault: &Vault) {
    let mut calls = 0;
    let report = vault.scrub(ScrubOptions::default(), |_| calls += 1).await.unwrap();
    assert!(report.damaged.is_empty() && report.strays.is_empty(), "{report:?}");
    assert!(report.erasures_completed.is_empty());
    assert_eq!(report.read.objects, calls);
    assert!(calls > 10);
}

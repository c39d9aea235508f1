//! What happens to objects on a disk behind the vault's back.

use std::path::{Path, PathBuf};
use std::time::Duration;

use chartseal_types::ContentHash;
use chartseal_vault::conformance::{bytes, name};
use chartseal_vault::{ObjectId, ScrubOptions, ScrubReport, Vault, VaultError};
use futures::TryStreamExt;

struct Suite {
    _directory: tempfile::TempDir,
    root: PathBuf,
    vault: Vault,
}

impl Suite {
    async fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path().join("vault");
        let vault = Vault::create(root.to_str().unwrap()).await.unwrap();
        Self { _directory: directory, root, vault }
    }

    fn file(&self, directory: &str, name: impl ToString) -> PathBuf {
        let name = name.to_string();
        self.root.join(directory).join(&name[..2]).join(name)
    }

    async fn scrub(&self) -> ScrubReport {
        self.vault.scrub(ScrubOptions { leftovers_after: Duration::ZERO }, |_| ()).await.unwrap()
    }
}

fn flip(file: &Path, at: usize) {
    let mut content = std::fs::read(file).unwrap();
    content[at] ^= 0x10;
    std::fs::write(file, content).unwrap();
}

fn cut(file: &Path, len: usize) {
    let content = std::fs::read(file).unwrap();
    std::fs::write(file, &content[..len]).unwrap();
}

#[tokio::test]
async fn a_damaged_record_ends_in_an_error_and_storing_it_again_mends_it() {
    for len in [3000, 20 << 20] {
        let suite = Suite::new().await;
        let content = bytes(len, 1);
        let (record, _) = suite.vault.put_record_bytes(content.clone()).await.unwrap();
        let file = suite.file("records", record);
        let damages: [fn(&Path, usize); 4] = [
            |file, _| flip(file, 0),
            |file, len| flip(file, len - 1),
            |file, len| cut(file, len / 2),
            |file, _| cut(file, 0),
        ];
        for damage in damages {
            damage(&file, len);
            let error = suite.vault.get_record_bytes(record).await.unwrap_err();
            assert!(matches!(error, VaultError::Corrupt { expected, .. } if expected == record), "{error:?}");
            // The stream's last item is the error, and nothing comes after it.
            let mut reader = suite.vault.get_record(record).await.unwrap();
            while let Ok(Some(_)) = reader.try_next().await {}
            assert!(reader.try_next().await.unwrap().is_none());
            let report = suite.scrub().await;
            assert_eq!(report.damaged.len(), 1);
            assert_eq!(report.damaged[0].object, ObjectId::Record(record));

            let (_, stored) = suite.vault.put_record_bytes(content.clone()).await.unwrap();
            assert!(stored.fresh);
            assert!(suite.vault.get_record_bytes(record).await.unwrap() == content);
            assert!(suite.scrub().await.damaged.is_empty());
        }
    }
}

#[tokio::test]
async fn a_damaged_envelope_is_an_error_and_can_be_put_again() {
    let suite = Suite::new().await;
    let record = name(b"a record");
    let file = suite.file("envelopes", record);
    let damages: [fn(&Path); 4] =
        [|file| flip(file, 0), |file| flip(file, 32), |file| cut(file, 40), |file| cut(file, 5)];
    for damage in damages {
        drop(std::fs::remove_file(&file));
        suite.vault.put_envelope(record, b"twenty bytes of wraps").await.unwrap();
        damage(&file);
        let error = suite.vault.get_envelope(record).await.unwrap_err();
        assert!(matches!(error, VaultError::Corrupt { .. } | VaultError::BadSize { .. }), "{error:?}");
        assert_eq!(suite.scrub().await.damaged.len(), 1);
        suite.vault.put_envelope(record, b"twenty bytes of wraps").await.unwrap();
        assert_eq!(suite.vault.get_envelope(record).await.unwrap(), b"twenty bytes of wraps".as_slice());
    }
    std::fs::write(&file, vec![0; (2 << 20) as usize]).unwrap();
    let error = suite.vault.get_envelope(record).await.unwrap_err();
    assert!(matches!(error, VaultError::BadSize { size: 2_097_152, .. }), "{error:?}");
}

#[tokio::test]
async fn strangers_are_reported_and_left_alone() {
    let suite = Suite::new().await;
    let (record, _) = suite.vault.put_record_bytes(b"a record".as_slice()).await.unwrap();
    let misplaced = name(b"misplaced").to_string();
    let strangers = [
        suite.root.join("records/readme.txt"),
        suite.root.join("records/zz").join(&misplaced),
        suite.file("records", misplaced.to_uppercase()),
        suite.root.join("imports/ab/ab"),
        suite.root.join("erased/note"),
    ];
    for stranger in &strangers {
        std::fs::create_dir_all(stranger.parent().unwrap()).unwrap();
        std::fs::write(stranger, b"x").unwrap();
    }
    let report = suite.scrub().await;
    assert_eq!(report.strays.len(), strangers.len(), "{report:?}");
    assert!(report.damaged.is_empty());
    assert!(strangers.iter().all(|stranger| stranger.exists()));
    let listed: Vec<_> = suite.vault.list(chartseal_vault::Kind::Record).try_collect().await.unwrap();
    assert_eq!(listed.iter().map(|entry| entry.id).collect::<Vec<_>>(), [ObjectId::Record(record)]);
}

#[tokio::test]
async fn half_written_files_are_invisible_and_cleared_when_nobody_writes_them() {
    let suite = Suite::new().await;
    let (record, _) = suite.vault.put_record_bytes(b"a record".as_slice()).await.unwrap();
    let half = PathBuf::from(format!("{}#1", suite.file("records", record).display()));
    std::fs::write(&half, b"a rec").unwrap();
    let other = name(b"never finished");
    let unfinished = PathBuf::from(format!("{}#12", suite.file("envelopes", other).display()));
    std::fs::create_dir_all(unfinished.parent().unwrap()).unwrap();
    std::fs::write(&unfinished, b"").unwrap();

    assert!(!suite.vault.contains(ObjectId::Envelope(other)).await.unwrap());
    // They may be somebody's who is still writing.
    let report = suite.vault.scrub(ScrubOptions::default(), |_| ()).await.unwrap();
    assert_eq!((report.leftovers_removed, report.strays.len()), (0, 0), "{report:?}");
    assert!(half.exists());
    assert_eq!(suite.scrub().await.leftovers_removed, 2);
    assert!(!half.exists() && !unfinished.exists());
    assert!(suite.file("records", record).exists());
}

#[tokio::test]
async fn what_comes_back_after_an_erasure_is_deleted_again() {
    let suite = Suite::new().await;
    let (record, _) = suite.vault.put_record_bytes(b"a record".as_slice()).await.unwrap();
    suite.vault.put_envelope(record, b"envelope").await.unwrap();
    let file = suite.file("records", record);
    let receipt = suite.vault.erase(record).await.unwrap();
    assert!(!file.exists() && !suite.file("envelopes", record).exists());

    // A backup was restored over the vault, or a crash came between tombstone and deletion.
    std::fs::write(&file, b"a record").unwrap();
    let report = suite.scrub().await;
    assert_eq!(report.erasures_completed, [record]);
    assert!(!file.exists());
    std::fs::write(&file, b"a record").unwrap();
    assert_eq!(suite.vault.erase(record).await.unwrap(), receipt);
    assert!(!file.exists());
}

#[tokio::test]
async fn a_damaged_record_can_be_erased_and_the_receipt_says_what_was_there() {
    let suite = Suite::new().await;
    let (record, _) = suite.vault.put_record_bytes(b"a record".as_slice()).await.unwrap();
    std::fs::write(suite.file("records", record), b"something else").unwrap();
    let deleted = suite.vault.erase(record).await.unwrap().ciphertext.unwrap();
    assert_eq!((deleted.sha256, deleted.size), (name(b"something else"), 14));
}

#[tokio::test]
async fn a_damaged_tombstone_is_an_error_and_still_keeps_the_record_out() {
    let suite = Suite::new().await;
    let (record, _) = suite.vault.put_record_bytes(b"a record".as_slice()).await.unwrap();
    suite.vault.erase(record).await.unwrap();
    for content in [vec![], b"{".to_vec(), vec![b' '; 1 << 20]] {
        std::fs::write(suite.file("erased", record), content).unwrap();
        assert!(matches!(suite.vault.erase(record).await, Err(VaultError::BadFile { .. })));
        let error = suite.vault.put_record_bytes(b"a record".as_slice()).await.unwrap_err();
        assert!(matches!(error, VaultError::Erased { .. }), "{error:?}");
    }
}

#[test]
fn receipts_that_differ_have_different_digests() {
    use chartseal_vault::{Deleted, Receipt, VaultId};
    let deleted = Deleted { sha256: ContentHash([1; 32]), size: 5 };
    let receipt = Receipt {
        vault: VaultId([2; 16]),
        record: ContentHash([3; 32]),
        ciphertext: Some(deleted),
        envelope: None,
        erased_at: 7,
    };
    let others = [
        Receipt { vault: VaultId([9; 16]), ..receipt },
        Receipt { record: ContentHash([9; 32]), ..receipt },
        Receipt { ciphertext: None, envelope: Some(deleted), ..receipt },
        Receipt { ciphertext: None, ..receipt },
        Receipt { envelope: Some(deleted), ..receipt },
        Receipt { ciphertext: Some(Deleted { size: 6, ..deleted }), ..receipt },
        Receipt { ciphertext: Some(Deleted { sha256: ContentHash([9; 32]), ..deleted }), ..receipt },
        Receipt { erased_at: 8, ..receipt },
    ];
    let digests: std::collections::BTreeSet<_> =
        others.iter().chain([&receipt]).map(|one| one.digest().0).collect();
    assert_eq!(digests.len(), 9);
    let json = serde_json::to_string(&receipt).unwrap();
    assert_eq!(serde_json::from_str::<Receipt>(&json).unwrap(), receipt);
}

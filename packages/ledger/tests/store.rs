//! The file: made, opened, locked, refused.

mod support;

use chartseal_ledger::{Code, EmbeddedLedger, LedgerError};
use support::{CHAIN, CODE, Scan, Suite};

fn open(path: &std::path::Path) -> Result<EmbeddedLedger, LedgerError> {
    EmbeddedLedger::open(path, vec![CODE])
}

#[tokio::test]
async fn what_was_written_is_there_after_opening_again() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("ledger");
    let suite = Suite::on(EmbeddedLedger::create(&path, CHAIN, vec![CODE]).unwrap()).await;
    let first = suite.write("k", "one").await;
    let second = suite.write("k", "two").await;
    drop(suite);

    let suite = Suite::on(open(&path).unwrap()).await;
    assert_eq!(suite.height().await, second.height);
    assert_eq!(suite.get("k", None).await.as_deref(), Some("two"));
    assert_eq!(suite.get("k", Some(first.height)).await.as_deref(), Some("one"));
    assert_eq!(suite.write("k", "three").await.height, second.height + 1);
}

#[test]
fn a_second_handle_is_told_that_the_store_is_in_use() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("ledger");
    let ledger = EmbeddedLedger::create(&path, CHAIN, vec![CODE]).unwrap();
    assert!(matches!(open(&path), Err(LedgerError::Locked { path: named }) if named == path));
    assert!(matches!(EmbeddedLedger::create(&path, CHAIN, vec![CODE]), Err(LedgerError::Locked { .. })));
    drop(ledger);
    open(&path).unwrap();
}

#[test]
fn a_store_is_made_once_and_opened_where_it_is() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("ledger");
    assert!(matches!(open(&path), Err(LedgerError::Missing { .. })));
    assert!(!path.exists());
    drop(EmbeddedLedger::create(&path, CHAIN, vec![CODE]).unwrap());
    assert!(matches!(EmbeddedLedger::create(&path, CHAIN, vec![CODE]), Err(LedgerError::Exists { .. })));
    let nowhere = directory.path().join("missing").join("ledger");
    assert!(matches!(EmbeddedLedger::create(&nowhere, CHAIN, vec![CODE]), Err(LedgerError::Io(_))));
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("ledger");
    let _ledger = EmbeddedLedger::create(&path, CHAIN, vec![CODE]).unwrap();
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn other_files_are_refused_and_left_alone() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("ledger");
    for content in [b"".as_slice(), b"x", b"not a ledger\n", &[0; 4096], &[255; 100_000]] {
        std::fs::write(&path, content).unwrap();
        let error = open(&path).err().unwrap();
        assert!(matches!(error, LedgerError::NotALedger { .. } | LedgerError::Damaged { .. }), "{error:?}");
        assert_eq!(std::fs::read(&path).unwrap(), content);
    }
}

#[tokio::test]
async fn a_cut_off_store_is_an_error() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("ledger");
    let suite = Suite::on(EmbeddedLedger::create(&path, CHAIN, vec![CODE]).unwrap()).await;
    suite.write("k", "v").await;
    drop(suite);
    let whole = std::fs::read(&path).unwrap();
    for keep in [100, 4096, whole.len() / 2] {
        std::fs::write(&path, &whole[..keep]).unwrap();
        assert!(open(&path).is_err(), "{keep}");
    }
    std::fs::write(&path, &whole).unwrap();
    open(&path).unwrap();
}

#[test]
fn a_store_of_a_later_format_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("ledger");
    drop(EmbeddedLedger::create(&path, CHAIN, vec![CODE]).unwrap());
    let database = redb::Database::open(&path).unwrap();
    let transaction = database.begin_write().unwrap();
    let table = redb::TableDefinition::<&str, &[u8]>::new("meta");
    transaction.open_table(table).unwrap().insert("format", 2_u32.to_be_bytes().as_slice()).unwrap();
    transaction.commit().unwrap();
    drop(database);
    assert!(matches!(open(&path), Err(LedgerError::NewerFormat { found: 2, supported: 1 })));
}

#[tokio::test]
async fn codes_are_those_the_store_was_made_with() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("ledger");
    let other = Code { name: "other", ..CODE };
    drop(EmbeddedLedger::create(&path, CHAIN, vec![CODE]).unwrap());
    let refused = EmbeddedLedger::open(&path, vec![other]).err().unwrap();
    assert!(matches!(refused, LedgerError::OtherCode { code_id: 1, .. }));
    let refused = EmbeddedLedger::open(&path, vec![]).err().unwrap();
    assert!(matches!(refused, LedgerError::OtherCode { given: None, .. }));
    // A further code is a new version of a contract, to migrate to.
    drop(EmbeddedLedger::open(&path, vec![CODE, other]).unwrap());
    let refused = EmbeddedLedger::open(&path, vec![CODE]).err().unwrap();
    assert!(matches!(refused, LedgerError::OtherCode { code_id: 2, .. }));
}

#[tokio::test]
async fn a_flipped_bit_is_found_by_a_checked_opening() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("ledger");
    let suite = Suite::on(EmbeddedLedger::create(&path, CHAIN, vec![CODE]).unwrap()).await;
    let written: Vec<_> = (0..40).map(|n| (format!("key {n}"), "a value ".repeat(40))).collect();
    for (key, value) in &written {
        suite.write(key, value).await;
    }
    let whole = suite.scan(Scan::default(), None).await;
    drop(suite);
    let sound = std::fs::read(&path).unwrap();
    let values: Vec<_> =
        sound.windows(16).enumerate().filter(|(_, text)| *text == b"a value a value ").collect();
    assert!(!values.is_empty());

    let open_checked = || EmbeddedLedger::open_checked(&path, vec![CODE]);
    let mut found = 0;
    let everywhere = (0..sound.len()).step_by(sound.len() / 60);
    let in_values = values.iter().step_by(values.len() / 20).map(|(at, _)| *at);
    for at in everywhere.chain(in_values) {
        let mut flipped = sound.clone();
        flipped[at] ^= 0x04;
        std::fs::write(&path, &flipped).unwrap();
        match open_checked() {
            // Space that holds nothing now, or an older copy of a page.
            Ok(ledger) => {
                assert_eq!(Suite::on(ledger).await.scan(Scan::default(), None).await, whole, "{at}")
            }
            Err(error) => {
                assert!(
                    matches!(error, LedgerError::Damaged { .. } | LedgerError::NotALedger { .. }),
                    "{at}: {error:?}"
                );
                found += 1;
            }
        }
    }
    assert!(found > 0);
    std::fs::write(&path, &sound).unwrap();
    open_checked().unwrap();
}

//! A disk that fills up: a typed error, and a store that opens again with all that was acknowledged.

mod support;

use std::io::{Error, ErrorKind};
use std::sync::{Arc, Mutex};

use chartseal_ledger::{EmbeddedLedger, LedgerError};
use redb::StorageBackend;
use support::{CHAIN, CODE, Msg, Suite};

/// A disk of a size, whose content outlives the store on it.
#[derive(Debug, Clone)]
struct Disk {
    content: Arc<Mutex<Vec<u8>>>,
    /// Bytes that may still be written.
    room: Arc<Mutex<u64>>,
}

impl Disk {
    fn take(&self, bytes: u64) -> Result<(), Error> {
        let mut room = self.room.lock().unwrap();
        *room = room.checked_sub(bytes).ok_or_else(|| {
            *room = 0;
            Error::from(ErrorKind::StorageFull)
        })?;
        Ok(())
    }
}

impl StorageBackend for Disk {
    fn len(&self) -> Result<u64, Error> {
        Ok(self.content.lock().unwrap().len() as u64)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> Result<(), Error> {
        let offset = usize::try_from(offset).unwrap();
        let content = self.content.lock().unwrap();
        out.copy_from_slice(content.get(offset..offset + out.len()).ok_or(ErrorKind::UnexpectedEof)?);
        Ok(())
    }

    fn set_len(&self, len: u64) -> Result<(), Error> {
        self.content.lock().unwrap().resize(usize::try_from(len).unwrap(), 0);
        Ok(())
    }

    fn sync_data(&self) -> Result<(), Error> {
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> Result<(), Error> {
        self.take(data.len() as u64)?;
        let offset = usize::try_from(offset).unwrap();
        self.content.lock().unwrap()[offset..offset + data.len()].copy_from_slice(data);
        Ok(())
    }
}

fn open(disk: &Disk, room: u64) -> Result<EmbeddedLedger, LedgerError> {
    *disk.room.lock().unwrap() = room;
    EmbeddedLedger::with_backend(disk.clone(), CHAIN, vec![CODE])
}

#[tokio::test]
async fn a_full_disk_is_told_and_loses_nothing() {
    let disk = Disk { content: Arc::default(), room: Arc::default() };
    drop(Suite::on(open(&disk, u64::MAX).unwrap()).await);
    let mut acknowledged = 0_u64;
    let mut full = 0;
    for room in (0..40).map(|round| 20_000 + round * 7_919) {
        // With little room the store may not even open: then it says why.
        let suite = match open(&disk, room) {
            Ok(ledger) => Suite::on(ledger).await,
            Err(error) => {
                assert!(matches!(error, LedgerError::Full(_)), "{error:?}");
                continue;
            }
        };
        loop {
            let value = Some((acknowledged + 1).to_string());
            let filler = ("filler".into(), Some("x".repeat(3000)));
            match suite.execute(Msg::Write(vec![("count".into(), value), filler])).await {
                Ok(_) => acknowledged += 1,
                Err(error) => {
                    assert!(matches!(error, LedgerError::Full(_)), "{error:?}");
                    full += 1;
                    break;
                }
            }
        }
        // Until it is opened again it takes no more, and says so.
        let error = suite.execute(Msg::Write(vec![])).await.unwrap_err();
        assert!(matches!(error, LedgerError::Full(_) | LedgerError::Reopen), "{error:?}");
        drop(suite);

        let suite = Suite::on(open(&disk, u64::MAX).unwrap()).await;
        let stored: u64 = suite.get("count", None).await.map_or(0, |count| count.parse().unwrap());
        assert!(stored == acknowledged || stored == acknowledged + 1, "{stored} after {acknowledged}");
        acknowledged = stored;
    }
    assert!(
        full > 10 && acknowledged > 10,
        "the disk filled up {full} times, {acknowledged} messages got through"
    );
}

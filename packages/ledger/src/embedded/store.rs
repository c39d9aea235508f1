//! The file: blocks, transactions, accounts and the contracts' state with its history.

use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::path::Path;

use cosmwasm_std::Timestamp;
use redb::backends::FileBackend;
use redb::{
    Builder, Database, DatabaseError, ReadTransaction, ReadableDatabase, ReadableTable, StorageBackend,
    StorageError,
};

use crate::embedded::code::Code;
use crate::embedded::view::View;
use crate::embedded::{error, events, tables};
use crate::{EventCursor, EventFilter, EventPage, LedgerError, Result, TransactionRecord};

/// Memory for pages of the file.
const CACHE_BYTES: usize = 32 << 20;

/// The latest block.
#[derive(Debug, Clone, Copy)]
pub(super) struct Head {
    pub height: u64,
    pub time: Timestamp,
}

/// What a block changes: all of it in one durable write.
pub(super) struct Block<'a> {
    pub head: Head,
    /// Key to new value; none removes.
    pub writes: BTreeMap<Vec<u8>, Option<Vec<u8>>>,
    /// The transaction in it, if any, and its hash.
    pub transaction: Option<([u8; 32], &'a TransactionRecord)>,
    pub clock_offset: Option<u64>,
}

pub(super) struct Store {
    database: Database,
    chain_id: String,
}

impl Store {
    /// Makes a store where there is none. A file left by a creation that was interrupted is taken over.
    pub fn create(path: &Path, chain_id: &str, codes: &[Code], now: Timestamp) -> Result<Self> {
        let database = open_file(path, true, false)?;
        if read_meta(&database)?.is_some() {
            return Err(LedgerError::Exists { path: path.into() });
        }
        Self::initialise(database, chain_id, codes, now)
    }

    pub fn open(path: &Path, codes: &[Code], check: bool) -> Result<Self> {
        let database = open_file(path, false, check)?;
        let chain_id = read_meta(&database)?.ok_or_else(|| LedgerError::NotALedger { path: path.into() })?;
        Self::resume(database, chain_id, codes)
    }

    pub fn with_backend(
        backend: impl StorageBackend,
        chain_id: &str,
        codes: &[Code],
        now: Timestamp,
    ) -> Result<Self> {
        let database =
            builder().create_with_backend(backend).map_err(|cause| opening(cause, Path::new("the store")))?;
        match read_meta(&database)? {
            Some(chain_id) => Self::resume(database, chain_id, codes),
            None => Self::initialise(database, chain_id, codes, now),
        }
    }

    fn initialise(database: Database, chain_id: &str, codes: &[Code], now: Timestamp) -> Result<Self> {
        let transaction = database.begin_write().map_err(error::store)?;
        {
            let mut meta = transaction.open_table(tables::META).map_err(error::store)?;
            meta.insert(tables::META_FORMAT, tables::FORMAT.to_be_bytes().as_slice())
                .map_err(error::store)?;
            meta.insert(tables::META_CHAIN_ID, chain_id.as_bytes()).map_err(error::store)?;
            let mut blocks = transaction.open_table(tables::BLOCKS).map_err(error::store)?;
            blocks.insert(1, now.nanos()).map_err(error::store)?;
            write_codes(&mut transaction.open_table(tables::CODES).map_err(error::store)?, codes)?;
            // Made now, so that readers find them.
            transaction.open_table(tables::TRANSACTIONS).map_err(error::store)?;
            transaction.open_table(tables::HASHES).map_err(error::store)?;
            transaction.open_table(tables::ACCOUNTS).map_err(error::store)?;
            transaction.open_table(tables::EVENTS).map_err(error::store)?;
            transaction.open_table(tables::STATE).map_err(error::store)?;
            transaction.open_table(tables::HISTORY).map_err(error::store)?;
        }
        transaction.commit().map_err(error::store)?;
        Ok(Self { database, chain_id: chain_id.into() })
    }

    /// Checks that the codes are those of the store, and adds new ones.
    fn resume(database: Database, chain_id: String, codes: &[Code]) -> Result<Self> {
        let mut known = 0;
        for entry in
            read(&database)?.open_table(tables::CODES).map_err(error::store)?.iter().map_err(error::store)?
        {
            let (code_id, stored) = entry.map_err(error::store)?;
            let given = codes.get(known).map(|code| code.name);
            if given != Some(stored.value()) {
                return Err(LedgerError::OtherCode {
                    code_id: code_id.value(),
                    stored: stored.value().into(),
                    given: given.map(Into::into),
                });
            }
            known += 1;
        }
        if known < codes.len() {
            let transaction = database.begin_write().map_err(error::store)?;
            write_codes(&mut transaction.open_table(tables::CODES).map_err(error::store)?, codes)?;
            transaction.commit().map_err(error::store)?;
        }
        Ok(Self { database, chain_id })
    }

    pub fn chain_id(&self) -> &str {
        &self.chain_id
    }

    pub fn head(&self) -> Result<Head> {
        head(&read(&self.database)?)
    }

    pub fn clock_offset(&self) -> Result<u64> {
        let meta = read(&self.database)?.open_table(tables::META).map_err(error::store)?;
        let Some(bytes) = meta.get(tables::META_CLOCK_OFFSET).map_err(error::store)? else { return Ok(0) };
        bytes
            .value()
            .try_into()
            .map(u64::from_be_bytes)
            .map_err(|_| damaged("the clock's offset is no number"))
    }

    pub fn sequence(&self, account: &str) -> Result<u64> {
        let accounts = read(&self.database)?.open_table(tables::ACCOUNTS).map_err(error::store)?;
        Ok(accounts.get(account).map_err(error::store)?.map_or(0, |sequence| sequence.value()))
    }

    /// The contracts' state at a height, by default the latest, and that height's block.
    pub fn view(&self, at: Option<u64>) -> Result<(Head, View)> {
        let transaction = read(&self.database)?;
        let latest = head(&transaction)?;
        let at = at.filter(|asked| *asked != latest.height);
        let head = match at {
            None => latest,
            Some(asked) if asked > latest.height => {
                return Err(LedgerError::HeightAhead { asked, latest: latest.height });
            }
            Some(asked) => {
                let blocks = transaction.open_table(tables::BLOCKS).map_err(error::store)?;
                let time = blocks.get(asked).map_err(error::store)?;
                let time = time.ok_or(LedgerError::HeightNotKept { asked, oldest: 1 })?.value();
                Head { height: asked, time: Timestamp::from_nanos(time) }
            }
        };
        Ok((head, View::new(&transaction, at)?))
    }

    pub fn commit(&self, block: &Block<'_>) -> Result<()> {
        let height = block.head.height;
        // Durable when commit returns: that is redb's default.
        let transaction = self.database.begin_write().map_err(error::store)?;
        {
            let mut blocks = transaction.open_table(tables::BLOCKS).map_err(error::store)?;
            blocks.insert(height, block.head.time.nanos()).map_err(error::store)?;
            let mut state = transaction.open_table(tables::STATE).map_err(error::store)?;
            let mut history = transaction.open_table(tables::HISTORY).map_err(error::store)?;
            for (key, value) in &block.writes {
                let before = match value {
                    Some(value) => state.insert(key.as_slice(), value.as_slice()),
                    None => state.remove(key.as_slice()),
                };
                let before = before.map_err(error::store)?;
                let before = before.as_ref().map(|before| before.value());
                if before != value.as_deref() {
                    history.insert((key.as_slice(), height), before).map_err(error::store)?;
                }
            }
            if let Some((hash, record)) = &block.transaction {
                let json = serde_json::to_vec(record)?;
                let mut transactions = transaction.open_table(tables::TRANSACTIONS).map_err(error::store)?;
                transactions.insert(height, json.as_slice()).map_err(error::store)?;
                let mut hashes = transaction.open_table(tables::HASHES).map_err(error::store)?;
                hashes.insert(hash, height).map_err(error::store)?;
                let mut accounts = transaction.open_table(tables::ACCOUNTS).map_err(error::store)?;
                accounts.insert(record.sender.as_str(), record.sequence + 1).map_err(error::store)?;
                let mut index = transaction.open_table(tables::EVENTS).map_err(error::store)?;
                events::index(&mut index, height, &record.outcome.events)?;
            }
            if let Some(offset) = block.clock_offset {
                let mut meta = transaction.open_table(tables::META).map_err(error::store)?;
                meta.insert(tables::META_CLOCK_OFFSET, offset.to_be_bytes().as_slice())
                    .map_err(error::store)?;
            }
        }
        transaction.commit().map_err(error::store)
    }

    pub fn transaction(&self, hash: &str) -> Result<TransactionRecord> {
        let unknown = || LedgerError::UnknownTransaction { hash: hash.into() };
        let mut digest = [0; 32];
        hex::decode_to_slice(hash, &mut digest).map_err(|_| unknown())?;
        let transaction = read(&self.database)?;
        let hashes = transaction.open_table(tables::HASHES).map_err(error::store)?;
        let height = hashes.get(&digest).map_err(error::store)?.ok_or_else(unknown)?.value();
        transaction_at(&transaction, height)
    }

    pub fn events(&self, filter: &EventFilter, from: EventCursor, limit: u32) -> Result<EventPage> {
        events::page(&read(&self.database)?, filter, from, limit)
    }
}

/// The transaction of a block.
pub(super) fn transaction_at(transaction: &ReadTransaction, height: u64) -> Result<TransactionRecord> {
    let transactions = transaction.open_table(tables::TRANSACTIONS).map_err(error::store)?;
    let json = transactions.get(height).map_err(error::store)?;
    let json = json.ok_or_else(|| damaged("a block's transaction is missing"))?;
    serde_json::from_slice(json.value()).map_err(|_| damaged("a transaction cannot be read"))
}

fn write_codes(table: &mut redb::Table<'_, u64, &str>, codes: &[Code]) -> Result<()> {
    for (id, code) in (1..).zip(codes) {
        table.insert(id, code.name).map_err(error::store)?;
    }
    Ok(())
}

fn damaged(detail: &str) -> LedgerError {
    LedgerError::Damaged { detail: detail.into() }
}

fn builder() -> Builder {
    let mut builder = Builder::new();
    builder.set_cache_size(CACHE_BYTES);
    builder
}

fn open_file(path: &Path, create: bool, check: bool) -> Result<Database> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(create);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path).map_err(|cause| match cause.kind() {
        std::io::ErrorKind::NotFound if !create => LedgerError::Missing { path: path.into() },
        _ => error::io_error(cause),
    })?;
    if !create && file.metadata().map_err(error::io_error)?.len() == 0 {
        return Err(LedgerError::NotALedger { path: path.into() });
    }
    let backend = FileBackend::new(file).map_err(|cause| opening(cause, path))?;
    builder()
        .set_check_integrity_on_open(check)
        .create_with_backend(backend)
        .map_err(|cause| opening(cause, path))
}

fn opening(cause: DatabaseError, path: &Path) -> LedgerError {
    match cause {
        DatabaseError::DatabaseAlreadyOpen | DatabaseError::LockProtocolMismatch => {
            LedgerError::Locked { path: path.into() }
        }
        DatabaseError::Storage(StorageError::Io(cause))
            if cause.kind() == std::io::ErrorKind::InvalidData =>
        {
            LedgerError::NotALedger { path: path.into() }
        }
        cause => error::store(cause),
    }
}

fn read(database: &Database) -> Result<ReadTransaction> {
    database.begin_read().map_err(error::store)
}

/// The chain's name, or none if the store has not been initialised.
fn read_meta(database: &Database) -> Result<Option<String>> {
    let meta = match read(database)?.open_table(tables::META) {
        Ok(meta) => meta,
        Err(redb::TableError::TableDoesNotExist(_)) => return Ok(None),
        Err(cause) => return Err(error::store(cause)),
    };
    let Some(format) = meta.get(tables::META_FORMAT).map_err(error::store)? else { return Ok(None) };
    let found =
        format.value().try_into().map(u32::from_be_bytes).map_err(|_| damaged("its format is no number"))?;
    if found > tables::FORMAT {
        return Err(LedgerError::NewerFormat { found, supported: tables::FORMAT });
    }
    let chain_id = meta.get(tables::META_CHAIN_ID).map_err(error::store)?;
    let chain_id = chain_id.ok_or_else(|| damaged("the chain's name is missing"))?;
    String::from_utf8(chain_id.value().into()).map(Some).map_err(|_| damaged("the chain's name is no text"))
}

fn head(transaction: &ReadTransaction) -> Result<Head> {
    let blocks = transaction.open_table(tables::BLOCKS).map_err(error::store)?;
    let (height, time) = blocks.last().map_err(error::store)?.ok_or_else(|| damaged("it has no block"))?;
    Ok(Head { height: height.value(), time: Timestamp::from_nanos(time.value()) })
}

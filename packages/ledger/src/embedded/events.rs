//! The index of events: by contract, and by contract and action.

use std::collections::BTreeSet;

use cosmwasm_std::{Event, Timestamp};
use redb::{ReadTransaction, Table};

use crate::embedded::store::transaction_at;
use crate::embedded::{error, tables};
use crate::{ChainEvent, EventCursor, EventFilter, EventPage, LedgerError, Result, TransactionRecord};

/// As the contracts' own lists.
const MAX_PAGE: u32 = 100;

/// Indexes a block's events. What no contract emitted is found by its transaction only.
pub(super) fn index(
    table: &mut Table<'_, (&'static str, &'static str, u64, u32), ()>,
    height: u64,
    events: &[Event],
) -> Result<()> {
    for (index, event) in (0..).zip(events) {
        let Some(contract) = attributes(event, "_contract_address").next() else { continue };
        let actions: BTreeSet<_> = attributes(event, "action").chain([""]).collect();
        for action in actions {
            table.insert((contract, action, height, index), ()).map_err(error::store)?;
        }
    }
    Ok(())
}

fn attributes<'a>(event: &'a Event, key: &'static str) -> impl Iterator<Item = &'a str> {
    event
        .attributes
        .iter()
        .filter(move |attribute| attribute.key == key)
        .map(|attribute| attribute.value.as_str())
}

pub(super) fn page(
    transaction: &ReadTransaction,
    filter: &EventFilter,
    from: EventCursor,
    limit: u32,
) -> Result<EventPage> {
    let table = transaction.open_table(tables::EVENTS).map_err(error::store)?;
    let (contract, action) = (filter.contract.as_str(), filter.action.as_deref().unwrap_or_default());
    let range = (contract, action, from.height, from.index)..=(contract, action, u64::MAX, u32::MAX);
    let limit = limit.min(MAX_PAGE) as usize;
    let mut page = EventPage { events: Vec::new(), next: None };
    let mut block: Option<TransactionRecord> = None;
    for entry in table.range(range).map_err(error::store)? {
        let (key, ()) = entry.map(|(key, value)| (key, value.value())).map_err(error::store)?;
        let (_, _, height, index) = key.value();
        let position = EventCursor { height, index };
        if page.events.len() == limit {
            page.next = Some(position);
            break;
        }
        let record = match block.take().filter(|record| record.outcome.height == height) {
            Some(record) => record,
            None => transaction_at(transaction, height)?,
        };
        page.events.push(event_of(&record, position)?);
        block = Some(record);
    }
    Ok(page)
}

fn event_of(record: &TransactionRecord, position: EventCursor) -> Result<ChainEvent> {
    let time: Timestamp = record.outcome.time;
    let event = record.outcome.events.get(position.index as usize).cloned();
    let event = event.ok_or_else(|| LedgerError::Damaged { detail: "an event is missing".into() })?;
    Ok(ChainEvent { position, time, tx_hash: record.outcome.tx_hash.clone(), event })
}

//! Events in their order on the chain.
//!
//! A node finds transactions by an attribute of one type of event. Each transaction in which a contract emits anything has
//! an `execute`, `instantiate` or `migrate` event of that contract: three searches, merged, find them all.

use std::collections::VecDeque;

use cosmwasm_std::Event;

use crate::wasmd::answers::TxAnswer;
use crate::wasmd::node::Node;
use crate::wasmd::{Inner, address};
use crate::{ChainEvent, EventCursor, EventFilter, EventPage, LedgerError, Result};

/// As the contracts' own lists.
const MAX_PAGE: u32 = 100;
/// After how many transactions a page ends though it is not full: what is rare is found over several pages.
const MAX_TRANSACTIONS: usize = 1_000;
/// Heights are of 63 bits on a chain.
const MAX_HEIGHT: u64 = i64::MAX as u64;

impl Inner {
    pub(super) async fn page(
        &self,
        filter: &EventFilter,
        from: EventCursor,
        limit: u32,
    ) -> Result<EventPage> {
        address::bytes(&filter.contract)?;
        let limit = limit.min(MAX_PAGE) as usize;
        let mut page = EventPage { events: Vec::new(), next: None };
        if from.height > MAX_HEIGHT {
            return Ok(page);
        }
        let mut merged = Merged::new(&filter.contract, from.height);
        let mut seen = 0;
        while let Some(found) = merged.next(&self.node).await? {
            seen += 1;
            for (position, event) in numbered(&found, &self.node)? {
                if position < from || !fits(&event, filter) {
                    continue;
                }
                if page.events.len() == limit || seen > MAX_TRANSACTIONS {
                    page.next = Some(position);
                    return Ok(page);
                }
                let time = self.time(found.height).await?;
                page.events.push(ChainEvent { position, time, tx_hash: found.hash.clone(), event });
            }
            if seen > MAX_TRANSACTIONS {
                page.next = Some(place(&found, u16::MAX).next());
                return Ok(page);
            }
        }
        Ok(page)
    }
}

/// A transaction's events with their places: the transaction's number in the block in the upper half, the event's in the
/// transaction in the lower.
fn numbered(found: &TxAnswer, node: &Node) -> Result<Vec<(EventCursor, Event)>, LedgerError> {
    if found.tx_result.code != 0 {
        return Ok(Vec::new());
    }
    let events = found.tx_result.events();
    if found.index > u16::MAX.into() || events.len() > usize::from(u16::MAX) {
        return Err(
            node.rubbish(format!("block {} with more than 65,535 transactions or events", found.height))
        );
    }
    Ok((0..).zip(events).map(|(number, event)| (place(found, number), event)).collect())
}

fn place(found: &TxAnswer, number: u16) -> EventCursor {
    EventCursor { height: found.height, index: (found.index << 16) | u32::from(number) }
}

fn fits(event: &Event, filter: &EventFilter) -> bool {
    let has = |key: &str, value: &str| {
        event.attributes.iter().any(|attribute| attribute.key == key && attribute.value == value)
    };
    let contract = event.attributes.iter().find(|attribute| attribute.key == "_contract_address");
    contract.is_some_and(|attribute| attribute.value == filter.contract)
        && filter.action.as_deref().is_none_or(|action| has("action", action))
}

/// Searches whose results come in one order, each transaction once.
struct Merged([Search; 3]);

impl Merged {
    fn new(contract: &str, height: u64) -> Self {
        Self(["execute", "instantiate", "migrate"].map(|kind| {
            Search::new(format!("{kind}._contract_address='{contract}' AND tx.height>={height}"))
        }))
    }

    async fn next(&mut self, node: &Node) -> Result<Option<TxAnswer>> {
        let mut first: Option<(u64, u32)> = None;
        for search in &mut self.0 {
            if let Some(place) = search.peek(node).await? {
                first = Some(first.map_or(place, |first| first.min(place)));
            }
        }
        let mut found = None;
        for search in &mut self.0 {
            found = search.take(first).or(found);
        }
        Ok(found)
    }
}

/// One search, read page by page as far as it is needed.
struct Search {
    query: String,
    page: usize,
    buffer: VecDeque<TxAnswer>,
    left: Option<u64>,
}

impl Search {
    fn new(query: String) -> Self {
        Self { query, page: 1, buffer: VecDeque::new(), left: None }
    }

    /// Height and number of the next transaction.
    async fn peek(&mut self, node: &Node) -> Result<Option<(u64, u32)>> {
        if self.buffer.is_empty() && self.left != Some(0) {
            let answer = node.search(&self.query, self.page).await?;
            self.page += 1;
            let got = answer.txs.len() as u64;
            // A page without transactions is the last, whatever the node says of their number.
            let left = self.left.unwrap_or(answer.total_count).saturating_sub(got);
            self.left = Some(if got == 0 { 0 } else { left });
            self.buffer = answer.txs.into();
        }
        Ok(self.buffer.front().map(|found| (found.height, found.index)))
    }

    fn take(&mut self, place: Option<(u64, u32)>) -> Option<TxAnswer> {
        let front = self.buffer.front()?;
        if Some((front.height, front.index)) == place { self.buffer.pop_front() } else { None }
    }
}

//! Events in their order, page by page.

use chartseal_ledger::wasmd::encode::{self, Terms};
use chartseal_ledger::{Account, ChainEvent, EventCursor, EventFilter, Ledger, Message, Signer, WasmdLedger};
use cosmwasm_std::Timestamp;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::scripted::{CHAIN, Included, Scripted, event};

/// A transaction of these events at a place.
fn included(height: u64, index: u32, events: Value) -> Included {
    let account = Account::from_bytes(&[1; 32]).unwrap();
    let terms = Terms {
        sequence: height * 1_000 + u64::from(index),
        gas_limit: 1,
        fee: 0,
        denom: String::new(),
        granter: None,
        timeout_height: 0,
    };
    let message = Message::Execute { contract: "c".into(), msg: b"{}".into() };
    let message = encode::message(account.address(), &message);
    let bytes = encode::sign(&account, &[message], &terms, CHAIN, 1).unwrap().bytes;
    Included { bytes, height, index, code: 0, log: String::new(), events }
}

fn run(contract: &str, actions: &[&str]) -> Vec<Value> {
    let mut events =
        vec![event("message", &[("action", "x")]), event("execute", &[("_contract_address", contract)])];
    for action in actions {
        events.push(event("wasm", &[("_contract_address", contract), ("action", action)]));
    }
    events
}

async fn all(ledger: &WasmdLedger, filter: &EventFilter, from: EventCursor, limit: u32) -> Vec<ChainEvent> {
    let mut events = Vec::new();
    let mut from = Some(from);
    while let Some(place) = from {
        let page = ledger.events(filter, place, limit).await.unwrap();
        assert!(page.events.len() <= limit as usize);
        assert!(page.next.is_none_or(|next| next > place || page.events.is_empty()));
        events.extend(page.events);
        from = page.next;
    }
    events
}

#[tokio::test]
async fn events_of_a_contract_come_in_the_order_of_the_chain() {
    let node = Scripted::start().await;
    let (mine, other) = (node.contract(9), node.contract(8));
    let together = [run(&mine, &["first"]), run(&other, &["foreign"]), run(&mine, &["second"])].concat();
    let made = vec![event("instantiate", &[("_contract_address", &mine), ("code_id", "1")])];
    let moved = vec![event("migrate", &[("_contract_address", &mine), ("code_id", "2")])];
    {
        let mut state = node.state();
        state.included = vec![
            included(3, 0, json!(made)),
            included(5, 0, json!(run(&other, &["foreign"]))),
            included(5, 1, json!(together)),
            included(5, 2, json!(run(&mine, &["third"]))),
            included(6, 0, json!([moved, run(&mine, &["fourth"])].concat())),
        ];
        // One that failed has events of its fee alone, whatever it says.
        let mut failed = included(7, 0, json!(run(&mine, &["undone"])));
        failed.code = 5;
        state.included.push(failed);
    }
    let ledger = node.ledger();
    let filter = EventFilter::contract(&mine);
    let events = all(&ledger, &filter, EventCursor::at(1), 2).await;
    let seen: Vec<_> = events
        .iter()
        .map(|event| {
            let action = event.event.attributes.iter().find(|attribute| attribute.key == "action");
            (event.position.height, event.event.ty.as_str(), action.map(|action| action.value.as_str()))
        })
        .collect();
    assert_eq!(
        seen,
        [
            (3, "instantiate", None),
            (5, "execute", None),
            (5, "wasm", Some("first")),
            (5, "execute", None),
            (5, "wasm", Some("second")),
            (5, "execute", None),
            (5, "wasm", Some("third")),
            (6, "migrate", None),
            (6, "execute", None),
            (6, "wasm", Some("fourth")),
        ]
    );
    assert!(events.is_sorted_by_key(|event| event.position));
    assert_eq!(events[0].time, Timestamp::from_seconds(1_700_000_003));
    let record_of = |event: &ChainEvent| event.tx_hash.clone();
    assert_eq!(record_of(&events[1]), record_of(&events[4]));
    assert_ne!(record_of(&events[4]), record_of(&events[5]));

    let third = all(&ledger, &filter.clone().action("third"), EventCursor::at(1), 10).await;
    assert_eq!(third.len(), 1);
    assert_eq!(third[0], events[6]);
    // From a place on: that place included.
    assert_eq!(all(&ledger, &filter, events[4].position, 3).await, events[4..]);
    assert_eq!(all(&ledger, &filter, events[4].position.next(), 3).await, events[5..]);
    assert_eq!(all(&ledger, &filter, EventCursor::at(6), 3).await, events[7..]);
    assert!(all(&ledger, &filter, EventCursor::at(8), 3).await.is_empty());
    assert!(all(&ledger, &filter, EventCursor::at(u64::MAX), 3).await.is_empty());
}

#[tokio::test]
async fn a_page_is_capped_and_says_where_to_go_on() {
    let node = Scripted::start().await;
    let mine = node.contract(9);
    node.state().included = (1..=130).map(|height| included(height, 0, json!(run(&mine, &["a"])))).collect();
    let ledger = node.ledger();
    let page = ledger.events(&EventFilter::contract(&mine), EventCursor::at(1), 1_000).await.unwrap();
    assert_eq!(page.events.len(), 100);
    assert_eq!(page.next.unwrap().height, 51);
    assert_eq!(all(&ledger, &EventFilter::contract(&mine), EventCursor::at(1), 100).await.len(), 260);

    let none = ledger.events(&EventFilter::contract(&mine), EventCursor::at(1), 0).await.unwrap();
    assert!(none.events.is_empty());
    assert_eq!(none.next.unwrap().height, 1);
}

#[tokio::test]
async fn what_is_rare_is_found_over_several_pages_of_bounded_work() {
    let node = Scripted::start().await;
    let mine = node.contract(9);
    node.state().included = (1..=1_200)
        .map(|height| {
            included(height, 0, json!(run(&mine, &[if height == 1_150 { "rare" } else { "common" }])))
        })
        .collect();
    let ledger = node.ledger();
    let filter = EventFilter::contract(&mine).action("rare");
    let first = ledger.events(&filter, EventCursor::at(1), 10).await.unwrap();
    assert!(first.events.is_empty());
    assert!(first.next.is_some());
    let searches = node.state().calls.iter().filter(|call| *call == "tx_search").count();
    assert!(searches <= 15, "{searches}");
    assert_eq!(all(&ledger, &filter, EventCursor::at(1), 10).await.len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// However the pages are cut, the same events come in the same order.
    #[test]
    fn every_way_of_paging_gives_the_same(
        blocks in prop::collection::vec(prop::collection::vec(prop::collection::vec(0usize..3, 0..4), 0..3), 1..8),
        limit in 1u32..7,
    ) {
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
            let node = Scripted::start().await;
            let (mine, other) = (node.contract(9), node.contract(8));
            let mut expected = 0;
            let mut txs = Vec::new();
            for (height, block) in (1..).zip(&blocks) {
                for (index, runs) in (0..).zip(block) {
                    let mut events = Vec::new();
                    for run_of in runs {
                        let contract = if *run_of == 0 { &other } else { &mine };
                        expected += if *run_of == 0 { 0 } else { 1 + run_of };
                        events.extend(run(contract, &["a", "b"][..*run_of]));
                    }
                    txs.push(included(height, index, json!(events)));
                }
            }
            node.state().included = txs;
            let ledger = node.ledger();
            let filter = EventFilter::contract(&mine);
            let paged = all(&ledger, &filter, EventCursor::at(1), limit).await;
            let at_once = all(&ledger, &filter, EventCursor::at(1), 100).await;
            assert_eq!(paged.len(), expected);
            assert_eq!(paged, at_once);
            assert!(paged.is_sorted_by(|a, b| a.position < b.position));
        });
    }
}

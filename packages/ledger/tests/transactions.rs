//! What a transaction does, and what it leaves when it fails.

mod support;

use chartseal_ledger::{Account, EventCursor, EventFilter, Ledger, LedgerError, LedgerExt, Message, Signer};
use cosmwasm_std::{Binary, Event, to_json_binary};
use support::{Ask, Msg, Pairs, Scan, Suite, pair};

fn write(key: &str, value: &str) -> Vec<support::Write> {
    vec![(key.into(), Some(value.into()))]
}

#[tokio::test]
async fn a_message_makes_one_block_with_hash_time_and_events() {
    let suite = Suite::in_memory().await;
    let before = suite.ledger.status().await.unwrap();
    let outcome = suite.write("k", "v").await;

    assert_eq!(outcome.height, before.height + 1);
    assert!(outcome.time > before.time);
    assert_eq!(outcome.gas_used, None);
    assert_eq!(outcome.tx_hash.len(), 64);
    assert!(outcome.tx_hash.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'A'..=b'F')));
    let address = suite.contract.as_str();
    assert_eq!(
        outcome.events,
        [
            Event::new("execute").add_attribute("_contract_address", address),
            Event::new("wasm").add_attribute("_contract_address", address).add_attribute("action", "write"),
            Event::new("wasm-written")
                .add_attribute("_contract_address", address)
                .add_attribute("count", "1"),
        ]
    );
    assert_eq!(suite.get("k", None).await.as_deref(), Some("v"));
    assert_eq!(suite.height().await, outcome.height);
}

#[tokio::test]
async fn data_comes_without_the_chains_envelope() {
    let suite = Suite::in_memory().await;
    let outcome = suite.execute(Msg::WriteAndScan(write("k", "v"), Scan::default())).await.unwrap();
    let seen: Pairs = serde_json::from_slice(&outcome.data.unwrap()).unwrap();
    assert_eq!(seen, [pair("k", "v")]);
}

#[tokio::test]
async fn a_refused_message_leaves_nothing_and_tells_the_contracts_own_words() {
    let suite = Suite::in_memory().await;
    let before =
        (suite.ledger.status().await.unwrap(), suite.ledger.sequence(suite.admin.address()).await.unwrap());
    let error = suite.execute(Msg::Fail(write("k", "v"))).await.unwrap_err();
    match error {
        LedgerError::Contract { contract, message } => {
            assert_eq!(contract, Some(suite.contract.clone()));
            assert_eq!(message, support::PairsError::Refused.to_string());
        }
        other => panic!("{other:?}"),
    }
    let after =
        (suite.ledger.status().await.unwrap(), suite.ledger.sequence(suite.admin.address()).await.unwrap());
    assert_eq!(before, after);
    assert_eq!(suite.get("k", None).await, None);
}

#[tokio::test]
async fn a_panic_in_a_contract_is_an_error_and_leaves_nothing() {
    let suite = Suite::in_memory().await;
    let error = suite.execute(Msg::Panic(write("k", "v"))).await.unwrap_err();
    assert!(matches!(error, LedgerError::Aborted));
    let error = suite.ledger.query::<Pairs>(&suite.contract, &Ask::Panic {}).await.unwrap_err();
    assert!(matches!(error, LedgerError::Aborted));
    assert_eq!(suite.get("k", None).await, None);
    suite.write("k", "after").await;
    assert_eq!(suite.get("k", None).await.as_deref(), Some("after"));
}

#[tokio::test]
async fn several_messages_are_all_or_nothing() {
    let suite = Suite::in_memory().await;
    let message =
        |msg: Msg| Message::Execute { contract: suite.contract.clone(), msg: to_json_binary(&msg).unwrap() };
    let height = suite.height().await;

    let refused = vec![message(Msg::Write(write("a", "1"))), message(Msg::Fail(vec![]))];
    let error = suite.ledger.submit(&suite.admin, refused).await.unwrap_err();
    assert!(matches!(error, LedgerError::Contract { .. }));
    assert_eq!(suite.scan(Scan::default(), None).await, Pairs::new());

    let seen_by_second = Msg::WriteAndScan(write("b", "2"), Scan::default());
    let messages = vec![message(Msg::Write(write("a", "1"))), message(seen_by_second)];
    let outcome = suite.ledger.submit(&suite.admin, messages).await.unwrap();
    let seen: Pairs = serde_json::from_slice(&outcome.data.unwrap()).unwrap();
    assert_eq!(seen, [pair("a", "1"), pair("b", "2")]);
    assert_eq!(outcome.height, height + 1);
}

#[tokio::test]
async fn contracts_call_contracts() {
    let suite = Suite::in_memory().await;
    suite.instantiate(b"other").await.unwrap();
    let other = suite.ledger.contract_address(1, suite.admin.address(), b"other").unwrap();
    let forward = |msg: Msg, caught| Msg::Forward { contract: other.clone(), msg: Box::new(msg), caught };

    suite.execute(forward(Msg::Write(write("k", "v")), false)).await.unwrap();
    let read = suite.ledger.query_raw(&other, b"k", None).await.unwrap();
    assert_eq!(read.as_deref(), Some(b"v".as_slice()));
    assert_eq!(suite.get("k", None).await, None);

    // An error of the called contract is the transaction's, unless the caller catches it; its writes are undone either way.
    let error = suite.execute(forward(Msg::Fail(write("k", "w")), false)).await.unwrap_err();
    assert!(matches!(error, LedgerError::Contract { contract: Some(contract), .. } if contract == other));
    let outcome = suite.execute(forward(Msg::Fail(write("k", "w")), true)).await.unwrap();
    assert!(outcome.events.iter().any(|event| event.ty == "reply"));
    let read = suite.ledger.query_raw(&other, b"k", None).await.unwrap();
    assert_eq!(read.as_deref(), Some(b"v".as_slice()));
}

#[tokio::test]
async fn a_contract_is_made_where_it_was_foretold_and_once() {
    let suite = Suite::in_memory().await;
    let foretold = suite.ledger.contract_address(1, suite.admin.address(), b"next").unwrap();
    assert!(foretold.starts_with("chartseal1"));
    assert!(!suite.ledger.has_contract(&foretold).await.unwrap());
    suite.instantiate(b"next").await.unwrap();
    assert!(suite.ledger.has_contract(&foretold).await.unwrap());
    let error = suite.instantiate(b"next").await.unwrap_err();
    assert!(matches!(error, LedgerError::Contract { contract: None, .. }));
    let another_creator = Account::generate().unwrap();
    assert_ne!(foretold, suite.ledger.contract_address(1, another_creator.address(), b"next").unwrap());
}

#[tokio::test]
async fn only_the_admin_migrates() {
    let suite = Suite::in_memory().await;
    let migrate = vec![Message::Migrate { contract: suite.contract.clone(), code_id: 1, msg: b"{}".into() }];
    let stranger = Account::generate().unwrap();
    let error = suite.ledger.submit(&stranger, migrate.clone()).await.unwrap_err();
    assert!(matches!(error, LedgerError::Contract { .. }));
    suite.ledger.submit(&suite.admin, migrate).await.unwrap();
    assert_eq!(suite.get("migrated", None).await.as_deref(), Some("yes"));
}

#[tokio::test]
async fn a_transaction_is_found_by_its_hash() {
    let suite = Suite::in_memory().await;
    let outcome = suite.write("k", "v").await;
    for hash in [outcome.tx_hash.clone(), outcome.tx_hash.to_lowercase()] {
        let record = suite.ledger.transaction(&hash).await.unwrap();
        assert_eq!(record.outcome, outcome);
        assert_eq!(record.sender, suite.admin.address());
        assert_eq!(record.sequence, 1);
        assert!(
            matches!(&record.messages[..], [Message::Execute { contract, .. }] if *contract == suite.contract)
        );
    }
    for hash in ["", "zz", &"0".repeat(64), &"0".repeat(66)] {
        let error = suite.ledger.transaction(hash).await.unwrap_err();
        assert!(matches!(error, LedgerError::UnknownTransaction { .. }), "{hash}");
    }
}

#[tokio::test]
async fn events_are_listed_by_contract_and_action_in_pages() {
    let suite = Suite::in_memory().await;
    suite.instantiate(b"other").await.unwrap();
    let other = suite.ledger.contract_address(1, suite.admin.address(), b"other").unwrap();
    for n in 0..5 {
        suite.write("k", &n.to_string()).await;
        let msg = Box::new(Msg::Write(write("k", "v")));
        suite.execute(Msg::Forward { contract: other.clone(), msg, caught: false }).await.unwrap();
    }
    let writes = EventFilter::contract(&suite.contract).action("write");
    let all = suite.ledger.events(&writes, EventCursor::at(0), 1000).await.unwrap();
    assert_eq!(all.events.len(), 5);
    assert_eq!(all.next, None);
    assert!(all.events.iter().all(|found| found.event.ty == "wasm"));
    assert!(all.events.iter().all(|found| found.event.attributes[0].value == suite.contract));

    // Page by page the same, and from a height on only what is later.
    let mut paged = Vec::new();
    let mut from = Some(EventCursor::at(0));
    while let Some(cursor) = from {
        let page = suite.ledger.events(&writes, cursor, 2).await.unwrap();
        assert!(page.events.len() <= 2);
        paged.extend(page.events);
        from = page.next;
    }
    assert_eq!(paged, all.events);
    let later = EventCursor::at(all.events[3].position.height);
    assert_eq!(suite.ledger.events(&writes, later, 100).await.unwrap().events, all.events[3..]);

    // Without an action: every event of the other contract. Each write there emits execute, wasm and wasm-written.
    let of_other =
        suite.ledger.events(&EventFilter::contract(&other), EventCursor::at(0), 100).await.unwrap();
    let kinds: Vec<_> = of_other.events.iter().map(|found| found.event.ty.as_str()).collect();
    assert_eq!(kinds[..2], ["instantiate", "wasm"]);
    assert_eq!(kinds[2..], ["execute", "wasm", "wasm-written"].repeat(5));
    let none = suite.ledger.events(&EventFilter::contract("nobody"), EventCursor::at(0), 100).await.unwrap();
    assert_eq!(none.events, []);
}

#[tokio::test]
async fn what_is_no_contract_is_refused() {
    let suite = Suite::in_memory().await;
    let nobody = Account::generate().unwrap();
    let unknown = nobody.address().to_string();
    let error = suite.ledger.execute(&suite.admin, &unknown, b"{}").await.unwrap_err();
    assert!(matches!(error, LedgerError::UnknownContract { .. }));
    let error = suite.ledger.query_smart(&unknown, b"{}", None).await.unwrap_err();
    assert!(matches!(error, LedgerError::UnknownContract { .. }));
    let error = suite.ledger.query_raw(&unknown, b"k", None).await.unwrap_err();
    assert!(matches!(error, LedgerError::UnknownContract { .. }));
    for address in ["", "chartseal1", "cosmos1qqqq", &suite.contract.to_uppercase(), "ş"] {
        let error = suite.ledger.query_smart(address, b"{}", None).await.unwrap_err();
        assert!(matches!(error, LedgerError::InvalidAddress { .. }), "{address}");
    }
    let code =
        |code_id| Message::Migrate { contract: suite.contract.clone(), code_id, msg: Binary::default() };
    for code_id in [0, 2, u64::MAX] {
        let error = suite.ledger.submit(&suite.admin, vec![code(code_id)]).await.unwrap_err();
        assert!(matches!(error, LedgerError::UnknownCode { known: 1, .. }), "{code_id}");
    }
}

#[tokio::test]
async fn malformed_messages_are_refused_by_the_contract() {
    let suite = Suite::in_memory().await;
    for msg in [b"".as_slice(), b"{", b"{\"write\":1}", b"\xff\xfe", b"{\"nothing\":{}}"] {
        let error = suite.ledger.execute(&suite.admin, &suite.contract, msg).await.unwrap_err();
        assert!(matches!(error, LedgerError::Contract { .. }), "{msg:?}");
        let error = suite.ledger.query_smart(&suite.contract, msg, None).await.unwrap_err();
        assert!(matches!(error, LedgerError::Contract { .. }), "{msg:?}");
    }
    let error = suite.ledger.query::<Pairs>(&suite.contract, &Ask::Refuse {}).await.unwrap_err();
    assert!(matches!(error, LedgerError::Contract { .. }));
    let error = suite.ledger.query::<Pairs>(&suite.contract, &Ask::Block {}).await.unwrap_err();
    assert!(matches!(error, LedgerError::Json(_)));
}

//! Nodes that are not there, not well or not of the chain: a typed error each, for every call.

use std::time::Duration;

use chartseal_ledger::{
    EventCursor, EventFilter, Ledger, LedgerError, LedgerExt, Pin, Signer, WasmdConfig, WasmdLedger,
};
use tokio::net::TcpListener;

use crate::scripted::{CHAIN, Fault, Scripted, gas_price};

/// What every call of the trait comes to, on a ledger that can't be asked.
async fn every_call(ledger: &WasmdLedger, node: &Scripted) -> Vec<LedgerError> {
    let contract = node.contract(9);
    let account = node.account(1);
    vec![
        ledger.status().await.unwrap_err(),
        ledger.execute(&account, &contract, b"{}").await.unwrap_err(),
        ledger.query_smart(&contract, b"{}", None).await.unwrap_err(),
        ledger.query_raw(&contract, b"k", Some(3)).await.unwrap_err(),
        ledger.transaction(&"A".repeat(64)).await.unwrap_err(),
        ledger.events(&EventFilter::contract(&contract), EventCursor::at(1), 10).await.unwrap_err(),
        ledger.code_of(&contract).await.unwrap_err(),
        ledger.sequence(account.address()).await.unwrap_err(),
    ]
}

#[tokio::test]
async fn a_node_that_is_down_is_unreachable() {
    let node = Scripted::start().await;
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let config = WasmdConfig::new(&format!("http://{closed}"), CHAIN, gas_price()).unwrap();
    let ledger = WasmdLedger::new(config).unwrap();
    for error in every_call(&ledger, &node).await {
        assert!(
            matches!(&error, LedgerError::NodeUnreachable { node, .. } if *node == closed.to_string()),
            "{error:?}"
        );
    }
    assert!(node.state().broadcasts.is_empty());
}

#[tokio::test]
async fn a_password_in_an_address_is_in_no_error() {
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let address = format!("http://member:secret@{closed}/");
    let ledger = WasmdLedger::new(WasmdConfig::new(&address, CHAIN, gas_price()).unwrap()).unwrap();
    let error = ledger.status().await.unwrap_err();
    assert!(matches!(error, LedgerError::NodeUnreachable { .. }));
    assert!(!error.to_string().contains("secret") && !format!("{error:?}").contains("secret"));
}

#[tokio::test]
async fn a_node_that_closes_or_never_answers_is_unreachable() {
    let node = Scripted::start().await;
    for fault in [Fault::Close, Fault::DoAndClose, Fault::DoAndCloseMidway, Fault::DoAndHang] {
        node.fails("status", [fault.clone()]);
        let error = node.ledger().status().await.unwrap_err();
        assert!(matches!(error, LedgerError::NodeUnreachable { .. }), "{fault:?}: {error:?}");
    }
    node.ledger().status().await.unwrap();
}

#[tokio::test]
async fn what_is_no_answer_of_a_node_is_rubbish() {
    let node = Scripted::start().await;
    let rubbish = [
        "",
        "<html>Bad gateway</html>",
        "null",
        "[]",
        "{}",
        r#"{"result":null}"#,
        r#"{"result":[]}"#,
        r#"{"result":{"node_info":{"network":"x"}}}"#,
        r#"{"result":{"node_info":{"network":"chartseal-scripted-1"},"sync_info":{"latest_block_height":"-1","latest_block_time":"2026-01-01T00:00:00Z","earliest_block_height":"1","catching_up":false}}}"#,
        r#"{"result":{"node_info":{"network":"chartseal-scripted-1"},"sync_info":{"latest_block_height":"1","latest_block_time":"yesterday","earliest_block_height":"1","catching_up":false}}}"#,
        r#"{"result":{"node_info":{"network":"chartseal-scripted-1"},"sync_info":{"latest_block_height":"1","latest_block_time":"0001-01-01T00:00:00Z","earliest_block_height":"1","catching_up":false}}}"#,
    ];
    for text in rubbish {
        node.fails("status", [Fault::Say(text.into())]);
        let error = node.ledger().status().await.unwrap_err();
        assert!(matches!(error, LedgerError::NodeRubbish { .. }), "{text}: {error:?}");
    }
}

#[tokio::test]
async fn an_error_of_the_nodes_own_is_told_in_its_words() {
    let node = Scripted::start().await;
    node.fails("status", [Fault::Error(-32603, "out of file descriptors".into())]);
    let error = node.ledger().status().await.unwrap_err();
    assert!(matches!(&error, LedgerError::NodeRefused { reason, .. } if reason.contains("descriptors")));
}

#[tokio::test]
async fn a_node_of_another_chain_is_not_asked_and_not_sent_to() {
    let node = Scripted::start().await;
    node.state().network = "other-1".into();
    for error in every_call(&node.ledger(), &node).await {
        assert!(
            matches!(&error, LedgerError::OtherNetwork { expected, got, .. } if expected == CHAIN && got == "other-1"),
            "{error:?}"
        );
    }
    assert!(node.state().calls.iter().all(|call| call == "status"));
}

#[tokio::test]
async fn a_node_that_is_behind_is_not_asked_and_not_sent_to() {
    let node = Scripted::start().await;
    node.state().age = Duration::from_secs(61);
    for error in every_call(&node.ledger(), &node).await {
        assert!(
            matches!(error, LedgerError::NodeBehind { seconds: 61.., catching_up: false, .. }),
            "{error:?}"
        );
    }
    node.state().age = Duration::ZERO;
    node.state().catching_up = true;
    for error in every_call(&node.ledger(), &node).await {
        assert!(matches!(error, LedgerError::NodeBehind { catching_up: true, .. }), "{error:?}");
    }
    assert!(node.state().calls.iter().all(|call| call == "status"));
    // The control: it catches up.
    node.state().catching_up = false;
    assert_eq!(node.ledger().status().await.unwrap().height, 100);
}

#[tokio::test]
async fn a_contract_that_runs_another_code_is_neither_asked_nor_sent_to() {
    let node = Scripted::start().await;
    let (contract, account) = (node.contract(9), node.account(1));
    let mut config = node.config();
    config.pins = vec![Pin { contract: contract.clone(), code_id: 1 }];
    WasmdLedger::new(config.clone()).unwrap().query_smart(&contract, b"{}", None).await.unwrap();

    node.state().contracts.insert(contract.clone(), 7);
    let ledger = WasmdLedger::new(config).unwrap();
    let errors = [
        ledger.query_smart(&contract, b"{}", None).await.unwrap_err(),
        ledger.query_raw(&contract, b"k", None).await.unwrap_err(),
        ledger.execute(&account, &contract, b"{}").await.unwrap_err(),
    ];
    for error in errors {
        assert!(matches!(error, LedgerError::CodeChanged { expected: 1, got: 7, .. }), "{error:?}");
    }
    assert!(node.state().broadcasts.is_empty());
    assert_eq!(ledger.code_of(&contract).await.unwrap(), 7);
    // What was before is told as it was.
    ledger.query_smart(&contract, b"{}", Some(50)).await.unwrap();
}

#[test]
fn an_address_that_is_none_is_refused() {
    for address in ["", "localhost:26657", "tcp://127.0.0.1:26657", "http://", "/etc/passwd"] {
        let error = WasmdConfig::new(address, CHAIN, gas_price()).unwrap_err();
        assert!(matches!(error, LedgerError::InvalidNode { .. }), "{address}: {error:?}");
    }
}

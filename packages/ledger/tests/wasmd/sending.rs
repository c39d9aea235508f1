//! A message is sent once, whatever happens between the broadcast and the answer.

use std::collections::BTreeSet;
use std::time::Duration;

use chartseal_ledger::wasmd::decode;
use chartseal_ledger::{Ledger, LedgerError, LedgerExt, Message, Outcome, Result, Signer, WasmdLedger};
use cosmrs::proto::cosmos::tx::v1beta1::{AuthInfo, TxBody, TxRaw};
use cosmrs::proto::traits::Message as _;
use cosmwasm_std::{Event, Timestamp};
use futures::future::join_all;

use crate::scripted::{Fault, Scripted, State, digest};

/// A node with an account and a contract.
struct Suite {
    node: Scripted,
    ledger: WasmdLedger,
    account: chartseal_ledger::Account,
    contract: String,
}

impl Suite {
    async fn new() -> Self {
        let node = Scripted::start().await;
        let (account, contract) = (node.account(1), node.contract(9));
        Self { ledger: node.ledger(), node, account, contract }
    }

    async fn send(&self) -> Result<Outcome> {
        self.ledger.execute(&self.account, &self.contract, b"{}").await
    }

    fn executed(&self) -> usize {
        self.node.state().included.iter().filter(|tx| tx.code == 0).count()
    }

    /// The node makes no block by itself: with the first transaction it has, this happens, and then it goes on.
    fn with_the_first(
        &self,
        happens: impl FnOnce(&mut State, Vec<u8>) + Send + 'static,
    ) -> tokio::task::JoinHandle<()> {
        self.node.state().includes = false;
        let node = self.node.clone();
        tokio::spawn(async move {
            while node.state().pool.is_empty() {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            let mut state = node.state();
            let bytes = state.pool.pop().unwrap();
            happens(&mut state, bytes);
            state.includes = true;
        })
    }

    /// The sequence numbers of all transactions that were executed, in their order.
    fn sequences(&self) -> Vec<u64> {
        let state = self.node.state();
        state.included.iter().map(|tx| decode::transaction(&tx.bytes).unwrap().sequence).collect()
    }
}

#[tokio::test]
async fn a_message_is_in_a_block_when_submit_returns() {
    let suite = Suite::new().await;
    let outcome = suite.send().await.unwrap();
    assert_eq!(outcome.height, 101);
    assert_eq!(outcome.time, Timestamp::from_seconds(1_700_000_101));
    assert_eq!(outcome.gas_used, Some(90_000));
    assert_eq!(outcome.data.as_deref(), Some(b"\"data\"".as_slice()));
    // As the contract wrote them: neither the chain's own events nor the number of the message.
    let contract = suite.contract.as_str();
    assert_eq!(
        outcome.events,
        [
            Event::new("execute").add_attribute("_contract_address", contract),
            Event::new("wasm").add_attribute("_contract_address", contract).add_attribute("action", "write"),
        ]
    );
    let broadcasts = suite.node.distinct_broadcasts();
    assert_eq!(outcome.tx_hash, hex::encode_upper(digest(&broadcasts[0])));
    let raw = TxRaw::decode(broadcasts[0].as_slice()).unwrap();
    let fee = AuthInfo::decode(raw.auth_info_bytes.as_slice()).unwrap().fee.unwrap();
    assert_eq!((fee.gas_limit, fee.amount[0].amount.as_str()), (165_000, "4125"));
    assert_eq!(TxBody::decode(raw.body_bytes.as_slice()).unwrap().timeout_height, 110);
}

#[tokio::test]
async fn whoever_grants_the_fees_is_named() {
    let suite = Suite::new().await;
    let mut config = suite.node.config();
    let granter = suite.node.account(2).address().to_owned();
    config.fee_granter = Some(granter.clone());
    let ledger = WasmdLedger::new(config.clone()).unwrap();
    ledger.execute(&suite.account, &suite.contract, b"{}").await.unwrap();
    for bytes in suite.node.distinct_broadcasts().iter().chain(&suite.node.state().simulated) {
        let raw = TxRaw::decode(bytes.as_slice()).unwrap();
        let fee = AuthInfo::decode(raw.auth_info_bytes.as_slice()).unwrap().fee.unwrap();
        assert_eq!(fee.granter, granter);
    }
    config.fee_granter = Some("nobody".into());
    assert!(matches!(WasmdLedger::new(config).err(), Some(LedgerError::InvalidAddress { .. })));
}

#[tokio::test]
async fn nothing_is_sent_without_a_message() {
    let suite = Suite::new().await;
    let error = suite.ledger.submit(&suite.account, vec![]).await.unwrap_err();
    assert!(matches!(error, LedgerError::NoMessage));
    assert!(suite.node.state().broadcasts.is_empty());
}

#[tokio::test]
async fn a_message_that_a_contract_refuses_is_never_broadcast() {
    let suite = Suite::new().await;
    let refused = Fault::Refuse {
        code: 6,
        codespace: "sdk",
        log: "failed to simulate tx: failed to execute message; message index: 0: no: execute wasm contract failed".into(),
    };
    // The account is known from here on, so that the trial is the next query.
    suite.send().await.unwrap();
    suite.node.fails("abci_query", [refused]);
    let error = suite.send().await.unwrap_err();
    assert!(
        matches!(&error, LedgerError::Contract { contract: Some(of), message } if *of == suite.contract && message == "no"),
        "{error:?}"
    );
    assert_eq!(suite.node.state().broadcasts.len(), 1);
    // The number was not used: the next message takes it.
    suite.send().await.unwrap();
    assert_eq!(suite.sequences(), [0, 1]);
}

#[tokio::test]
async fn when_the_answer_to_a_broadcast_is_lost_the_message_is_not_sent_twice() {
    for fault in [
        Fault::DoAndClose,
        Fault::DoAndCloseMidway,
        Fault::DoAndHang,
        Fault::Error(-32603, "broadcast confirmation not received: context canceled".into()),
    ] {
        let suite = Suite::new().await;
        suite.node.fails("broadcast_tx_sync", [fault.clone()]);
        let outcome = suite.send().await.unwrap();
        let broadcasts = suite.node.distinct_broadcasts();
        assert_eq!(broadcasts.len(), 1, "{fault:?}: only the same bytes are broadcast again");
        assert_eq!(outcome.tx_hash, hex::encode_upper(digest(&broadcasts[0])));
        assert_eq!(suite.executed(), 1, "{fault:?}");
        // The control: the account's next message has the next number.
        suite.send().await.unwrap();
        assert_eq!(suite.sequences(), [0, 1]);
    }
}

#[tokio::test]
async fn a_broadcast_that_did_not_arrive_is_repeated_with_the_same_bytes() {
    for faults in [
        vec![Fault::Close],
        vec![Fault::Close, Fault::Say("rubbish".into()), Fault::Close],
        vec![Fault::Say("<html>Bad gateway</html>".into()), Fault::Close],
    ] {
        let suite = Suite::new().await;
        suite.node.fails("broadcast_tx_sync", faults.clone());
        suite.send().await.unwrap();
        assert_eq!(suite.node.distinct_broadcasts().len(), 1, "{faults:?}");
        assert_eq!(suite.executed(), 1, "{faults:?}");
    }
}

#[tokio::test]
async fn a_node_that_dies_after_the_broadcast_is_asked_until_it_is_back() {
    let suite = Suite::new().await;
    suite.node.fails("broadcast_tx_sync", [Fault::DoAndClose, Fault::Close, Fault::Close]);
    for method in ["tx", "header"] {
        suite.node.fails(method, [Fault::Close, Fault::Say("{".into()), Fault::Close]);
    }
    let outcome = suite.send().await.unwrap();
    assert_eq!(suite.node.distinct_broadcasts().len(), 1);
    assert_eq!((suite.executed(), outcome.height), (1, 101));
}

#[tokio::test]
async fn a_node_without_an_index_is_asked_for_blocks() {
    let suite = Suite::new().await;
    suite.node.state().indexes = false;
    let outcome = suite.send().await.unwrap();
    assert_eq!((outcome.height, outcome.time), (101, Timestamp::from_seconds(1_700_000_101)));
    assert_eq!(outcome.data.as_deref(), Some(b"\"data\"".as_slice()));
    assert_eq!(suite.node.distinct_broadcasts().len(), 1);
}

#[tokio::test]
async fn a_transaction_that_was_never_seen_is_dead_when_its_last_block_has_passed() {
    let suite = Suite::new().await;
    {
        let mut state = suite.node.state();
        state.includes = false;
        state.blocks_a_status = 3;
    }
    let error = suite.send().await.unwrap_err();
    let broadcasts = suite.node.distinct_broadcasts();
    assert_eq!(broadcasts.len(), 1, "it is reported, and not signed anew");
    match error {
        LedgerError::NotIncluded { tx_hash, timeout_height } => {
            assert_eq!(tx_hash, hex::encode_upper(digest(&broadcasts[0])));
            let raw = TxRaw::decode(broadcasts[0].as_slice()).unwrap();
            let body = TxBody::decode(raw.body_bytes.as_slice()).unwrap();
            assert_eq!(timeout_height, body.timeout_height);
            assert!(suite.node.state().height > timeout_height);
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_chain_that_stands_still_leaves_it_undecided() {
    let suite = Suite::new().await;
    suite.node.state().includes = false;
    let mut config = suite.node.config();
    config.timing.patience = Duration::from_millis(60);
    let ledger = WasmdLedger::new(config).unwrap();
    let error = ledger.execute(&suite.account, &suite.contract, b"{}").await.unwrap_err();
    let LedgerError::Undecided { tx_hash, timeout_height: 110 } = error else { panic!("{error:?}") };
    // It says by which hash to ask when the chain goes on.
    suite.node.state().make_blocks();
    assert_eq!(ledger.transaction(&tx_hash).await.unwrap().sequence, 0);
}

#[tokio::test]
async fn a_number_that_somebody_else_took_is_taken_anew() {
    let suite = Suite::new().await;
    suite.send().await.unwrap();
    // The same account sends from elsewhere: the chain is two numbers ahead.
    suite.node.state().accounts.get_mut(suite.account.address()).unwrap().1 += 2;
    suite.send().await.unwrap();
    assert_eq!(suite.sequences(), [0, 3]);
    assert_eq!(suite.executed(), 2);
}

#[tokio::test]
async fn messages_are_signed_anew_when_their_number_went_to_another_transaction() {
    let suite = Suite::new().await;
    let address = suite.account.address().to_owned();
    // Another transaction of the account got into a block first; the waiting one is dropped.
    let thief = suite.with_the_first(move |state, _| {
        state.accounts.get_mut(&address).unwrap().1 += 1;
        state.height += 2;
    });
    suite.send().await.unwrap();
    thief.await.unwrap();
    assert_eq!(suite.sequences(), [1]);
    assert_eq!(suite.executed(), 1);
}

#[tokio::test]
async fn a_transaction_that_came_too_late_in_a_block_is_signed_anew() {
    let suite = Suite::new().await;
    let late = suite.with_the_first(|state, bytes| {
        state.include(bytes, 32, "account sequence mismatch, expected 1, got 0: incorrect account sequence");
    });
    suite.send().await.unwrap();
    late.await.unwrap();
    assert_eq!(suite.executed(), 1);
    assert_eq!(suite.sequences(), [0, 1]);
}

/// It was not executed and still can be: to sign the message anew would be to send it twice.
#[tokio::test]
async fn a_transaction_that_came_too_early_in_a_block_is_kept_until_its_turn() {
    for indexes in [true, false] {
        let suite = Suite::new().await;
        suite.node.state().indexes = indexes;
        let early = suite.with_the_first(|state, bytes| {
            state.include(
                bytes.clone(),
                32,
                "account sequence mismatch, expected 0, got 1: incorrect account sequence",
            );
            state.accounts.values_mut().for_each(|account| account.1 -= 1);
            // Somebody kept it until its turn.
            state.include(bytes, 0, "");
        });
        suite.send().await.unwrap();
        early.await.unwrap();
        assert_eq!(suite.node.distinct_broadcasts().len(), 1);
        assert_eq!(suite.executed(), 1);
    }
}

#[tokio::test]
async fn a_number_ahead_of_the_chain_is_kept_until_its_turn() {
    let suite = Suite::new().await;
    let mismatch = "account sequence mismatch, expected 4, got 5: incorrect account sequence";
    suite
        .node
        .fails("broadcast_tx_sync", [Fault::Refuse { code: 32, codespace: "sdk", log: mismatch.into() }]);
    // Its bytes could still be executed: they are repeated, and nothing else is signed.
    suite.send().await.unwrap();
    assert_eq!(suite.node.distinct_broadcasts().len(), 1);
    assert_eq!(suite.executed(), 1);
}

#[tokio::test]
async fn senders_at_once_do_not_meet() {
    let suite = Suite::new().await;
    let sends: Vec<_> = (0..20).map(|_| suite.send()).collect();
    let outcomes = join_all(sends).await;
    let hashes: BTreeSet<_> = outcomes.into_iter().map(|outcome| outcome.unwrap().tx_hash).collect();
    assert_eq!(hashes.len(), 20);
    assert_eq!(suite.sequences(), (0..20).collect::<Vec<_>>());
    assert_eq!(suite.node.distinct_broadcasts().len(), 20);
}

#[tokio::test]
async fn senders_of_one_account_need_not_wait_for_each_others_blocks() {
    let suite = Suite::new().await;
    suite.node.state().includes = false;
    let node = suite.node.clone();
    let blocks = tokio::spawn(async move {
        // No block before all five are waiting.
        while node.state().pool.len() < 5 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        node.state().make_blocks();
    });
    let outcomes = join_all((0..5).map(|_| suite.send())).await;
    blocks.await.unwrap();
    assert!(outcomes.iter().all(Result::is_ok));
    assert_eq!(suite.sequences(), [0, 1, 2, 3, 4]);
}

#[tokio::test]
async fn two_clients_of_one_account_both_get_their_messages_in_once() {
    let suite = Suite::new().await;
    let other = suite.node.ledger();
    let message = |n: u8| vec![Message::Execute { contract: suite.contract.clone(), msg: vec![n].into() }];
    let sends: Vec<_> = (0..12)
        .map(|n| {
            let ledger = if n % 2 == 0 { &suite.ledger } else { &other };
            ledger.submit(&suite.account, message(n))
        })
        .collect();
    let outcomes = join_all(sends).await;
    assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
    let state = suite.node.state();
    let messages: Vec<_> =
        state.included.iter().map(|tx| decode::transaction(&tx.bytes).unwrap().messages).collect();
    let distinct: BTreeSet<String> = messages.iter().map(|messages| format!("{messages:?}")).collect();
    assert_eq!((messages.len(), distinct.len()), (12, 12));
}

#[tokio::test]
async fn what_a_node_refuses_leaves_the_number_to_the_next() {
    let refusals = [
        ("insufficient fees; got: 1useal required: 2useal: insufficient fee", 13),
        ("spendable balance 0useal is smaller than 1useal: insufficient funds", 5),
        ("out of gas in location: x; gasWanted: 1, gasUsed: 2: out of gas", 11),
    ];
    for (log, code) in refusals {
        let suite = Suite::new().await;
        suite.node.fails("broadcast_tx_sync", [Fault::Refuse { code, codespace: "sdk", log: log.into() }]);
        let error = suite.send().await.unwrap_err();
        assert!(
            matches!(
                error,
                LedgerError::InsufficientFee { .. }
                    | LedgerError::InsufficientFunds { .. }
                    | LedgerError::OutOfGas { .. }
            ),
            "{error:?}"
        );
        suite.send().await.unwrap();
        assert_eq!(suite.sequences(), [0], "{log}");
    }
}

#[tokio::test]
async fn a_node_without_room_is_told_so() {
    let suite = Suite::new().await;
    let full = "mempool is full: number of txs 5000 (max: 5000), total txs bytes 1 (max: 2)";
    suite.node.fails("broadcast_tx_sync", [Fault::Error(-32603, full.into())]);
    let error = suite.send().await.unwrap_err();
    assert!(
        matches!(&error, LedgerError::NodeRefused { reason, .. } if reason.contains("full")),
        "{error:?}"
    );
    suite.send().await.unwrap();
    assert_eq!(suite.sequences(), [0]);
}

#[tokio::test]
async fn a_message_that_fails_in_its_block_is_told_and_uses_its_number() {
    let suite = Suite::new().await;
    let block = suite.with_the_first(|state, bytes| {
        let log = "failed to execute message; message index: 0: gone: execute wasm contract failed";
        state.include(bytes, 5, log);
    });
    let error = suite.send().await.unwrap_err();
    block.await.unwrap();
    assert!(matches!(&error, LedgerError::Contract { message, .. } if message == "gone"), "{error:?}");
    suite.send().await.unwrap();
    assert_eq!(suite.sequences(), [0, 1]);
}

//! Reads, and what a node says to them.

use chartseal_ledger::wasmd::address;
use chartseal_ledger::{ADDRESS_PREFIX, Ledger, LedgerError, LedgerExt, Signer};

use crate::scripted::{Fault, Scripted};

fn refuse(log: &str) -> Fault {
    Fault::Refuse { code: 6, codespace: "sdk", log: log.into() }
}

#[tokio::test]
async fn answers_come_as_the_contract_gave_them() {
    let node = Scripted::start().await;
    let contract = node.contract(9);
    node.state().storage.insert((contract.clone(), b"k".to_vec()), b"v".to_vec());
    let ledger = node.ledger();
    assert_eq!(ledger.query::<String>(&contract, &"question").await.unwrap(), "answer");
    assert_eq!(ledger.query_raw(&contract, b"k", None).await.unwrap().as_deref(), Some(b"v".as_slice()));
    assert_eq!(ledger.query_raw(&contract, b"absent", None).await.unwrap(), None);
}

#[tokio::test]
async fn a_refused_query_is_told_in_the_contracts_own_words() {
    let node = Scripted::start().await;
    let contract = node.contract(9);
    node.fails(
        "abci_query",
        [refuse("expected an identity, got none: query wasm contract failed: unknown request")],
    );
    let error = node.ledger().query_smart(&contract, b"{}", None).await.unwrap_err();
    match error {
        LedgerError::Contract { contract: Some(of), message } => {
            assert_eq!((of, message.as_str()), (contract, "expected an identity, got none"));
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn what_is_not_on_the_chain_is_told_so() {
    let node = Scripted::start().await;
    let contract = node.contract(9);
    let ledger = node.ledger();
    node.fails("abci_query", [refuse(&format!("address {contract}: no such contract: unknown request"))]);
    let error = ledger.query_smart(&contract, b"{}", None).await.unwrap_err();
    assert!(matches!(error, LedgerError::UnknownContract { address } if address == contract));

    node.fails(
        "abci_query",
        [refuse("cannot query with height in the future; please provide a valid height: invalid height")],
    );
    let error = ledger.query_raw(&contract, b"k", Some(500)).await.unwrap_err();
    assert!(matches!(error, LedgerError::HeightAhead { asked: 500, latest: 100 }), "{error:?}");
    let error = ledger.query_raw(&contract, b"k", Some(u64::MAX)).await.unwrap_err();
    assert!(matches!(error, LedgerError::HeightAhead { asked: u64::MAX, latest: 100 }), "{error:?}");

    node.fails(
        "abci_query",
        [refuse("failed to load state at height 5; version does not exist (latest height: 100): not found")],
    );
    let error = ledger.query_raw(&contract, b"k", Some(5)).await.unwrap_err();
    assert!(matches!(error, LedgerError::HeightPruned { asked: 5 }), "{error:?}");
    let error = ledger.query_raw(&contract, b"k", Some(0)).await.unwrap_err();
    assert!(matches!(error, LedgerError::HeightNotKept { asked: 0, oldest: 1 }), "{error:?}");

    let error = ledger.sequence(chartseal_ledger::Account::generate().unwrap().address()).await.unwrap_err();
    assert!(matches!(error, LedgerError::UnknownAccount { .. }), "{error:?}");
}

#[tokio::test]
async fn an_address_that_is_none_goes_nowhere() {
    let node = Scripted::start().await;
    let good = node.contract(9);
    let ledger = node.ledger();
    let upper = good.to_uppercase();
    let letter = good.rfind(|c: char| c.is_ascii_lowercase()).unwrap();
    let mixed = format!("{}{}{}", &good[..letter], good[letter..=letter].to_uppercase(), &good[letter + 1..]);
    let other = bech32_of("cosmos", &[9; 32]);
    let short = bech32_of(ADDRESS_PREFIX, &[9; 19]);
    let quoted = format!("{good}' OR '1'='1");
    for bad in
        ["", "chartseal1", "contract", &upper, &mixed, &other, &short, &quoted, &good[..good.len() - 1]]
    {
        let error = ledger.query_smart(bad, b"{}", None).await.unwrap_err();
        assert!(
            matches!(&error, LedgerError::InvalidAddress { address, .. } if address == bad),
            "{bad}: {error:?}"
        );
        let error = ledger.execute(&node.account(1), bad, b"{}").await.unwrap_err();
        assert!(matches!(error, LedgerError::InvalidAddress { .. }), "{bad}: {error:?}");
        let filter = chartseal_ledger::EventFilter::contract(bad);
        let error = ledger.events(&filter, chartseal_ledger::EventCursor::at(1), 1).await.unwrap_err();
        assert!(matches!(error, LedgerError::InvalidAddress { .. }), "{bad}: {error:?}");
    }
    assert!(node.state().calls.iter().all(|call| call == "status"));
    assert_eq!(address::bytes(&good).unwrap(), [9; 32]);
}

fn bech32_of(prefix: &str, bytes: &[u8]) -> String {
    bech32::encode::<bech32::Bech32>(bech32::Hrp::parse(prefix).unwrap(), bytes).unwrap()
}

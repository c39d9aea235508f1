//! Whoever signs: what is signed, what is refused.

mod support;

use chartseal_ledger::{Account, EmbeddedLedger, LedgerError, Message, SignError, Signer, Transaction};
use cosmwasm_std::to_json_binary;
use k256::ecdsa::Signature;
use support::{CHAIN, Msg, Suite};

fn message(suite: &Suite, key: &str) -> Vec<Message> {
    let msg = Msg::Write(vec![(key.into(), Some("v".into()))]);
    vec![Message::Execute { contract: suite.contract.clone(), msg: to_json_binary(&msg).unwrap() }]
}

#[tokio::test]
async fn a_signed_transaction_is_delivered_once() {
    let suite = Suite::in_memory().await;
    let transaction = Transaction::sign(CHAIN, 1, message(&suite, "k"), &suite.admin).unwrap();
    let outcome = suite.ledger.deliver(transaction.clone()).await.unwrap();
    assert_eq!(outcome.tx_hash, transaction.hash());
    let error = suite.ledger.deliver(transaction).await.unwrap_err();
    assert!(matches!(error, LedgerError::Sequence { expected: 2, got: 1, .. }));
}

#[tokio::test]
async fn a_transaction_out_of_turn_or_for_another_chain_is_refused() {
    let suite = Suite::in_memory().await;
    let early = Transaction::sign(CHAIN, 2, message(&suite, "k"), &suite.admin).unwrap();
    let error = suite.ledger.deliver(early).await.unwrap_err();
    assert!(matches!(error, LedgerError::Sequence { expected: 1, got: 2, .. }));
    let foreign = Transaction::sign("other-1", 1, message(&suite, "k"), &suite.admin).unwrap();
    let error = suite.ledger.deliver(foreign).await.unwrap_err();
    assert!(matches!(error, LedgerError::WrongChain { .. }));
    let empty = Transaction::sign(CHAIN, 1, vec![], &suite.admin).unwrap();
    assert!(matches!(suite.ledger.deliver(empty).await.unwrap_err(), LedgerError::NoMessage));
}

#[tokio::test]
async fn whatever_is_changed_after_signing_is_refused() {
    let suite = Suite::in_memory().await;
    let signed = Transaction::sign(CHAIN, 1, message(&suite, "k"), &suite.admin).unwrap();
    let other = Account::generate().unwrap();
    let changes: [fn(&mut Transaction, &Suite, &Account); 8] = [
        |transaction, suite, _| transaction.messages = message(suite, "l"),
        |transaction, suite, _| transaction.messages.extend(message(suite, "k")),
        |transaction, _, other| transaction.public_key = other.public_key().into(),
        |transaction, _, _| transaction.public_key = vec![4; 65].into(),
        |transaction, _, _| transaction.public_key = vec![].into(),
        |transaction, _, _| transaction.signature = vec![0; 64].into(),
        |transaction, _, _| transaction.signature = vec![1; 63].into(),
        // The same signature with the other s is valid mathematics, and would give the transaction a second hash.
        |transaction, _, _| {
            let signature = Signature::from_slice(&transaction.signature).unwrap();
            let (r, s) = (signature.r(), -*signature.s());
            transaction.signature =
                Signature::from_scalars(r.to_bytes(), s.to_bytes()).unwrap().to_vec().into();
        },
    ];
    for (n, change) in changes.into_iter().enumerate() {
        let mut transaction = signed.clone();
        change(&mut transaction, &suite, &other);
        let error = suite.ledger.deliver(transaction).await.unwrap_err();
        assert!(matches!(error, LedgerError::BadSignature), "{n}: {error:?}");
    }
    // The control: unchanged it is good.
    suite.ledger.deliver(signed).await.unwrap();
}

#[test]
fn different_transactions_are_signed_over_different_bytes() {
    let account = Account::from_bytes(&[7; 32]).unwrap();
    let execute =
        |contract: &str, msg: &[u8]| Message::Execute { contract: contract.into(), msg: msg.into() };
    let instantiate = |label: &str, admin: Option<&str>| Message::Instantiate {
        code_id: 1,
        label: label.into(),
        admin: admin.map(Into::into),
        salt: b"s".into(),
        msg: b"m".into(),
    };
    let migrate = |contract: &str, msg: &[u8]| Message::Migrate {
        contract: contract.into(),
        code_id: 1,
        msg: msg.into(),
    };
    let all = [
        (CHAIN, 0, vec![execute("ab", b"c")]),
        (CHAIN, 0, vec![execute("a", b"bc")]),
        (CHAIN, 1, vec![execute("ab", b"c")]),
        ("test-2", 0, vec![execute("ab", b"c")]),
        (CHAIN, 0, vec![execute("ab", b"c"), execute("ab", b"c")]),
        (CHAIN, 0, vec![migrate("ab", b"c")]),
        (CHAIN, 0, vec![instantiate("l", None)]),
        (CHAIN, 0, vec![instantiate("l", Some(""))]),
        (CHAIN, 0, vec![instantiate("", Some("l"))]),
    ];
    let hashes: std::collections::BTreeSet<_> = all
        .into_iter()
        .map(|(chain, sequence, messages)| {
            Transaction::sign(chain, sequence, messages, &account).unwrap().hash()
        })
        .collect();
    assert_eq!(hashes.len(), 9);
}

#[test]
fn an_address_is_the_one_cosmos_derives() {
    // The account of BIP-39 "abandon … about" at m/44'/118'/0'/0/0: its address on the Cosmos Hub is well known.
    let secret = hex::decode("c4a48e2fce1481cd3294b4490f6678090ea98d3d0e5cd984558ab0968741b104").unwrap();
    let account = Account::from_bytes(&secret).unwrap();
    let hub = chartseal_ledger::account_address("cosmos", &account.public_key()).unwrap();
    assert_eq!(hub, "cosmos19rl4cm2hmr8afy4kldpxz3fka4jguq0auqdal4");
    assert!(account.address().starts_with("chartseal19rl4cm2hmr8afy4kldpxz3fka4jguq0a"));
    assert_eq!(chartseal_ledger::account_address("", &account.public_key()), None);
}

#[test]
fn keys_are_read_checked_and_not_printed() {
    let account = Account::generate().unwrap();
    let again = Account::from_bytes(account.to_bytes().as_ref()).unwrap();
    assert_eq!(account.address(), again.address());
    assert_ne!(account.address(), Account::generate().unwrap().address());
    let printed = format!("{account:?}");
    assert!(!printed.contains(&hex::encode(account.to_bytes().as_ref())));
    assert!(printed.contains(account.address()));
    for bad in [vec![], vec![0; 32], vec![255; 32], vec![1; 31], vec![1; 33]] {
        assert_eq!(Account::from_bytes(&bad).unwrap_err(), SignError::Key { got: bad.len() });
    }
}

#[tokio::test]
async fn submissions_at_once_do_not_meet() {
    let suite = Suite::on(EmbeddedLedger::in_memory(CHAIN, vec![support::CODE]).unwrap()).await;
    let writes = ["a", "b", "c", "d", "e", "f"].map(|key| suite.write(key, "v"));
    let [a, b, c, d, e, f] = writes;
    let outcomes = tokio::join!(a, b, c, d, e, f);
    let heights = [outcomes.0, outcomes.1, outcomes.2, outcomes.3, outcomes.4, outcomes.5]
        .map(|outcome| outcome.height);
    let distinct: std::collections::BTreeSet<_> = heights.into_iter().collect();
    assert_eq!(distinct.len(), 6);
}

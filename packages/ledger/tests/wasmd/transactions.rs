//! What is signed, and what is read back.

use chartseal_ledger::wasmd::decode::{self, DecodeTxError};
use chartseal_ledger::wasmd::encode::{self, Terms};
use chartseal_ledger::{Account, Ledger, LedgerError, LedgerExt, Message, SignError, Signer};
use cosmrs::Any;
use cosmrs::proto::cosmos::bank::v1beta1::MsgSend;
use cosmrs::proto::cosmos::tx::v1beta1::{AuthInfo, SignDoc, TxBody, TxRaw};
use cosmrs::proto::traits::Message as _;
use k256::ecdsa::signature::Verifier;
use k256::ecdsa::{Signature, VerifyingKey};
use proptest::prelude::*;

use crate::scripted::{CHAIN, Scripted};

fn terms() -> Terms {
    Terms {
        sequence: 5,
        gas_limit: 165_000,
        fee: 4_125,
        denom: "useal".into(),
        granter: Some("chartseal1granter".into()),
        timeout_height: 160,
    }
}

fn messages() -> Vec<Message> {
    vec![
        Message::Execute { contract: "chartseal1contract".into(), msg: br#"{"write":[]}"#.into() },
        Message::Instantiate {
            code_id: 3,
            label: "label".into(),
            admin: Some("chartseal1admin".into()),
            salt: b"salt".into(),
            msg: b"{}".into(),
        },
        Message::Instantiate {
            code_id: 3,
            label: "x".into(),
            admin: None,
            salt: b"s".into(),
            msg: b"{}".into(),
        },
        Message::Migrate { contract: "chartseal1contract".into(), code_id: 4, msg: b"{}".into() },
    ]
}

fn anys(signer: &dyn Signer, messages: &[Message]) -> Vec<Any> {
    messages.iter().map(|message| encode::message(signer.address(), message)).collect()
}

#[test]
fn the_signature_is_over_the_document_that_direct_mode_signs() {
    let account = Account::from_bytes(&[3; 32]).unwrap();
    let signed = encode::sign(&account, &anys(&account, &messages()), &terms(), CHAIN, 42).unwrap();
    assert_eq!(signed.hash, crate::scripted::digest(&signed.bytes));
    let raw = TxRaw::decode(signed.bytes.as_slice()).unwrap();
    let document = |chain_id: &str, account_number| {
        SignDoc {
            body_bytes: raw.body_bytes.clone(),
            auth_info_bytes: raw.auth_info_bytes.clone(),
            chain_id: chain_id.into(),
            account_number,
        }
        .encode_to_vec()
    };
    let key = VerifyingKey::from_sec1_bytes(&account.public_key()).unwrap();
    let signature = Signature::from_slice(&raw.signatures[0]).unwrap();
    key.verify(&document(CHAIN, 42), &signature).unwrap();
    assert!(key.verify(&document("other-1", 42), &signature).is_err());
    assert!(key.verify(&document(CHAIN, 43), &signature).is_err());

    let auth_info = AuthInfo::decode(raw.auth_info_bytes.as_slice()).unwrap();
    let fee = auth_info.fee.unwrap();
    assert_eq!((fee.gas_limit, fee.granter.as_str(), fee.payer.as_str()), (165_000, "chartseal1granter", ""));
    assert_eq!((fee.amount[0].amount.as_str(), fee.amount[0].denom.as_str()), ("4125", "useal"));
    let body = TxBody::decode(raw.body_bytes.as_slice()).unwrap();
    assert_eq!((body.timeout_height, body.memo.as_str()), (160, ""));
}

#[test]
fn what_is_written_is_read_back() {
    let account = Account::from_bytes(&[3; 32]).unwrap();
    let signed = encode::sign(&account, &anys(&account, &messages()), &terms(), CHAIN, 42).unwrap();
    let decoded = decode::transaction(&signed.bytes).unwrap();
    assert_eq!(decoded.sender, account.address());
    assert_eq!(decoded.sequence, 5);
    assert_eq!(decoded.messages, messages());
}

#[test]
fn what_is_simulated_can_not_be_executed() {
    let account = Account::from_bytes(&[3; 32]).unwrap();
    let bytes = encode::for_simulation(&account, &anys(&account, &messages()), &terms());
    let raw = TxRaw::decode(bytes.as_slice()).unwrap();
    assert_eq!(raw.signatures, [Vec::<u8>::new()]);
}

#[test]
fn other_transactions_are_told_apart() {
    let account = Account::from_bytes(&[3; 32]).unwrap();
    let foreign = vec![encode::any(&MsgSend::default())];
    let signed = encode::sign(&account, &foreign, &terms(), CHAIN, 42).unwrap();
    let error = decode::transaction(&signed.bytes).unwrap_err();
    assert!(
        matches!(error, DecodeTxError::Foreign { type_url } if type_url == "/cosmos.bank.v1beta1.MsgSend")
    );
    let empty = encode::sign(&account, &[], &terms(), CHAIN, 42).unwrap();
    assert!(matches!(decode::transaction(&empty.bytes).unwrap_err(), DecodeTxError::Empty));
    assert!(matches!(decode::transaction(b"\xff\xff").unwrap_err(), DecodeTxError::Bytes(_)));
}

proptest! {
    #[test]
    fn any_bytes_are_read_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = decode::transaction(&bytes);
        let _ = decode::data(&bytes);
    }
}

#[tokio::test]
async fn a_transaction_is_found_by_its_hash() {
    let node = Scripted::start().await;
    let (contract, account) = (node.contract(9), node.account(1));
    let ledger = node.ledger();
    let outcome = ledger.execute(&account, &contract, b"{}").await.unwrap();
    let record = ledger.transaction(&outcome.tx_hash).await.unwrap();
    assert_eq!(record.outcome, outcome);
    assert_eq!((record.sender.as_str(), record.sequence), (account.address(), 0));
    assert_eq!(record.messages, [Message::Execute { contract, msg: b"{}".into() }]);
    assert_eq!(ledger.transaction(&outcome.tx_hash.to_lowercase()).await.unwrap(), record);

    for unknown in ["", "zz", &"0".repeat(63), &"0".repeat(64), &"0".repeat(66)] {
        let error = ledger.transaction(unknown).await.unwrap_err();
        assert!(matches!(error, LedgerError::UnknownTransaction { hash } if hash == unknown));
    }
}

#[tokio::test]
async fn a_transaction_that_failed_is_told_as_it_failed() {
    let node = Scripted::start().await;
    let (contract, account) = (node.contract(9), node.account(1));
    let message = Message::Execute { contract: contract.clone(), msg: b"{}".into() };
    let signed =
        encode::sign(&account, &anys(&account, &[message]), &Terms { sequence: 0, ..terms() }, CHAIN, 1)
            .unwrap();
    node.state().include(
        signed.bytes,
        5,
        "failed to execute message; message index: 0: too late: execute wasm contract failed",
    );
    let error = node.ledger().transaction(&hex::encode(signed.hash)).await.unwrap_err();
    assert!(
        matches!(&error, LedgerError::Contract { contract: Some(of), message } if *of == contract && message == "too late"),
        "{error:?}"
    );
}

#[tokio::test]
async fn an_answer_about_another_transaction_is_not_taken() {
    let node = Scripted::start().await;
    let (contract, account) = (node.contract(9), node.account(1));
    let ledger = node.ledger();
    ledger.execute(&account, &contract, b"{}").await.unwrap();
    let other = r#"{"result":{"hash":"00","height":"3","index":0,"tx_result":{"gas_used":"1"},"tx":""}}"#;
    node.fails("tx", [crate::scripted::Fault::Say(other.into())]);
    let error = ledger.transaction(&"1".repeat(64)).await.unwrap_err();
    assert!(matches!(error, LedgerError::NodeRubbish { .. }), "{error:?}");
}

/// A wallet whose owner says no.
struct Refusing(Account);

impl Signer for Refusing {
    fn address(&self) -> &str {
        self.0.address()
    }

    fn public_key(&self) -> [u8; 33] {
        self.0.public_key()
    }

    fn sign(&self, _: &[u8]) -> Result<[u8; 64], SignError> {
        Err(SignError::Refused { reason: "the owner said no".into() })
    }
}

#[tokio::test]
async fn a_wallet_that_refuses_sends_nothing() {
    let node = Scripted::start().await;
    let (contract, account) = (node.contract(9), node.account(1));
    let ledger = node.ledger();
    let error = ledger.execute(&Refusing(node.account(1)), &contract, b"{}").await.unwrap_err();
    assert!(matches!(error, LedgerError::Sign(SignError::Refused { .. })));
    assert!(node.state().broadcasts.is_empty());
    ledger.execute(&account, &contract, b"{}").await.unwrap();
}

//! A node that fails, or answers rubbish: a typed error, never a share and never a panic.

mod common;

use async_trait::async_trait;
use chartseal_ledger::{
    EmbeddedLedger, EventCursor, EventFilter, EventPage, Ledger, LedgerError, Message, Outcome, Result,
    Signer, Status, TransactionRecord,
};
use chartseal_trustee::Refusal;
use chartseal_types::Category;
use chartseal_types::anchor::ERASURE_DELAY;
use common::{HALF_A_TICKET, World};
use cosmwasm_std::Binary;

/// What a node does instead of answering.
#[derive(Clone, Copy)]
enum Fault {
    /// Answers nothing.
    Silent,
    /// Says this, whatever it is asked.
    Says(&'static [u8]),
    /// Says this when a contract is asked, and gives what is stored as it is.
    Answers(&'static [u8]),
}

/// A node whose answers about one contract are faulty.
struct FaultyNode<'a> {
    sound: &'a EmbeddedLedger,
    contract: &'a str,
    fault: Fault,
}

#[async_trait]
impl Ledger for FaultyNode<'_> {
    /// Nobody needs to be told how old the last block is: what time it is, the contracts say.
    async fn status(&self) -> Result<Status> {
        Err(LedgerError::Aborted)
    }

    async fn submit(&self, signer: &dyn Signer, messages: Vec<Message>) -> Result<Outcome> {
        self.sound.submit(signer, messages).await
    }

    async fn query_smart(&self, contract: &str, msg: &[u8], at: Option<u64>) -> Result<Binary> {
        match self.fault {
            Fault::Silent if contract == self.contract => Err(LedgerError::Aborted),
            Fault::Says(bytes) | Fault::Answers(bytes) if contract == self.contract => {
                Ok(Binary::from(bytes))
            }
            _ => self.sound.query_smart(contract, msg, at).await,
        }
    }

    async fn query_raw(&self, contract: &str, key: &[u8], at: Option<u64>) -> Result<Option<Vec<u8>>> {
        match self.fault {
            Fault::Silent if contract == self.contract => Err(LedgerError::Aborted),
            Fault::Says(bytes) if contract == self.contract => Ok(Some(bytes.to_vec())),
            _ => self.sound.query_raw(contract, key, at).await,
        }
    }

    async fn transaction(&self, hash: &str) -> Result<TransactionRecord> {
        self.sound.transaction(hash).await
    }

    async fn events(&self, filter: &EventFilter, from: EventCursor, limit: u32) -> Result<EventPage> {
        self.sound.events(filter, from, limit).await
    }
}

/// Not JSON, JSON of other shapes, JSON of the shape with a part missing.
const RUBBISH: [&[u8]; 7] = [
    b"",
    b"\xff\xfe",
    b"null",
    b"{}",
    b"[1,2,3]",
    br#"{"entry":{},"alive":true,"expired":false,"decisions":[]}"#,
    br#"{"version":1,"key":{"suite":"x25519","public_key":"!"},"since_height":1,"since":1}"#,
];

#[tokio::test]
async fn about_the_ticket() {
    let (world, sealed) = World::in_care().await;
    let access = world.dora_reads(&[sealed.record]).await;
    let contract = &world.deployment.access_control;
    let silent = FaultyNode { sound: &world.ledger, contract, fault: Fault::Silent };
    let refused = world.release_by(0, &silent, access, &sealed).await;
    assert!(matches!(refused, Err(Refusal::Ledger(LedgerError::Aborted))));
    for rubbish in RUBBISH {
        let node = FaultyNode { sound: &world.ledger, contract, fault: Fault::Says(rubbish) };
        let refused = world.release_by(0, &node, access, &sealed).await;
        assert!(matches!(refused, Err(Refusal::Ledger(LedgerError::Json(_)))), "{refused:?}");
    }
}

#[tokio::test]
async fn about_the_requester_s_key() {
    let (world, sealed) = World::in_care().await;
    let access = world.dora_reads(&[sealed.record]).await;
    let contract = &world.deployment.identity_registry;
    let silent = FaultyNode { sound: &world.ledger, contract, fault: Fault::Silent };
    let refused = world.release_by(0, &silent, access, &sealed).await;
    assert!(matches!(refused, Err(Refusal::Ledger(LedgerError::Aborted))));
    for rubbish in RUBBISH {
        let node = FaultyNode { sound: &world.ledger, contract, fault: Fault::Says(rubbish) };
        let refused = world.release_by(0, &node, access, &sealed).await;
        assert!(matches!(refused, Err(Refusal::Ledger(LedgerError::Json(_)))), "{refused:?}");
    }
    // Of the agreed shape, but no key of its suite.
    let short = br#"{"version":1,"key":{"suite":"x_wing","public_key":"AAAA"},"since_height":1,"since":1}"#;
    let node = FaultyNode { sound: &world.ledger, contract, fault: Fault::Says(short) };
    let refused = world.release_by(0, &node, access, &sealed).await;
    assert!(matches!(refused, Err(Refusal::RequesterKey(_))), "{refused:?}");
}

#[tokio::test]
async fn about_the_record() {
    let (world, sealed) = World::in_care().await;
    let directory = world.own_record(&world.ana, "directory", Category::Directory).await;
    let access = world.dora_reads(&[sealed.record]).await;
    let contract = &world.deployment.record_anchor;
    let silent = FaultyNode { sound: &world.ledger, contract, fault: Fault::Silent };
    let refused = world.release_by(0, &silent, access, &directory).await;
    assert!(matches!(refused, Err(Refusal::Ledger(LedgerError::Aborted))));
    for rubbish in RUBBISH {
        let node = FaultyNode { sound: &world.ledger, contract, fault: Fault::Says(rubbish) };
        let refused = world.release_by(0, &node, access, &directory).await;
        assert!(matches!(refused, Err(Refusal::Row)), "{refused:?}");
    }
}

/// A node that does not say how old the last block is: whether an erasure is due, the contract says. Where it says
/// rubbish, or that there is none, nothing is released.
#[tokio::test]
async fn about_the_time_and_the_erasure() {
    let (world, sealed) = World::in_care().await;
    let directory = world.own_record(&world.ana, "directory", Category::Directory).await;
    world.erase(&world.ana, directory.record).await;
    world.ledger.advance(ERASURE_DELAY - HALF_A_TICKET).await.unwrap();
    let access = world.dora_reads(&[sealed.record]).await;
    let timeless = FaultyNode { sound: &world.ledger, contract: "none", fault: Fault::Silent };
    world.release_by(0, &timeless, access, &directory).await.expect("not erased yet");

    let contract = &world.deployment.record_anchor;
    let none = FaultyNode { sound: &world.ledger, contract, fault: Fault::Answers(b"null") };
    let refused = world.release_by(0, &none, access, &directory).await;
    assert!(matches!(refused, Err(Refusal::NotNamed { .. })), "{refused:?}");
    let rubbish = FaultyNode { sound: &world.ledger, contract, fault: Fault::Answers(b"{}") };
    let refused = world.release_by(0, &rubbish, access, &directory).await;
    assert!(matches!(refused, Err(Refusal::Ledger(LedgerError::Json(_)))), "{refused:?}");

    world.ledger.advance(HALF_A_TICKET).await.unwrap();
    let refused = world.release_by(0, &timeless, access, &directory).await;
    assert!(matches!(refused, Err(Refusal::NotNamed { .. })), "{refused:?}");
}

/// A ticket whose entry and decisions are of different lengths: what has no decision is not released.
#[tokio::test]
async fn about_the_decisions() {
    let (world, sealed) = World::in_care().await;
    let access = world.dora_reads(&[sealed.record]).await;
    let query = serde_json::json!({ "ticket": { "access": access } }).to_string();
    let contract = &world.deployment.access_control;
    let answer = world.ledger.query_smart(contract, query.as_bytes(), None).await.unwrap();
    let mut answer: serde_json::Value = serde_json::from_slice(&answer).unwrap();
    answer["decisions"] = serde_json::json!([]);
    let answer: &'static [u8] = Box::leak(answer.to_string().into_bytes().into_boxed_slice());
    let node = FaultyNode { sound: &world.ledger, contract, fault: Fault::Says(answer) };
    let refused = world.release_by(0, &node, access, &sealed).await;
    assert!(matches!(refused, Err(Refusal::NotNamed { .. })), "{refused:?}");
}

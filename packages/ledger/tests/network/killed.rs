//! The node that the client talks to is killed after it was given a transaction and before its answer is there. The client
//! waits until the node is back, finds out what became of the transaction, and does not send its message twice.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chartseal_ledger::{EventCursor, EventFilter, Ledger, Signer, WasmdConfig, WasmdLedger};
use chartseal_types::governance::GovernanceMsg;
use serde_json::{Value, json};
use tokio::io::BufReader;
use tokio::net::TcpListener;
use tokio::time::sleep;

use crate::http::{read_request, respond};
use crate::network::Network;
use crate::place::{Place, pauser};

/// Which node is killed. The others go on: there are four.
const VICTIM: usize = 3;

/// One test at a time kills the node.
static TURN: Mutex<()> = Mutex::new(());

/// When the node is killed.
#[derive(Clone, Copy)]
enum Killed {
    /// It never gets the transaction.
    Before,
    /// It has it, and no other node need have.
    Taken,
    /// A block has it.
    Included,
}

/// A node's RPC as the client sees it.
struct Proxy {
    node: String,
    other: String,
    when: Killed,
    http: reqwest::Client,
    /// The bytes of the transactions that were broadcast, in order.
    broadcast: Mutex<Vec<String>>,
}

impl Proxy {
    async fn open(network: &Network, when: Killed) -> (String, Arc<Self>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let proxy = Arc::new(Self {
            node: network.rpc[VICTIM].clone(),
            other: network.rpc[0].clone(),
            when,
            http: reqwest::Client::builder().no_proxy().build().unwrap(),
            broadcast: Mutex::default(),
        });
        let shared = proxy.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let proxy = shared.clone();
                tokio::spawn(async move {
                    let mut stream = BufReader::new(stream);
                    while let Some(body) = read_request(&mut stream).await {
                        // Without an answer the connection is closed.
                        let Some(text) = proxy.answer(body).await else { return };
                        if respond(&mut stream, &text, text.len()).await.is_none() {
                            return;
                        }
                    }
                });
            }
        });
        (url, proxy)
    }

    async fn answer(&self, body: Vec<u8>) -> Option<String> {
        let asked: Value = serde_json::from_slice(&body).unwrap();
        if asked["method"] != "broadcast_tx_sync" {
            return self.forward(body).await;
        }
        let tx = asked["params"]["tx"].as_str().unwrap().to_owned();
        let first = {
            let mut broadcast = self.broadcast.lock().unwrap();
            broadcast.push(tx);
            broadcast.len() == 1
        };
        if !first {
            return self.forward(body).await;
        }
        match self.when {
            Killed::Before => {}
            Killed::Taken => drop(self.forward(body).await.unwrap()),
            Killed::Included => {
                let answer: Value = serde_json::from_str(&self.forward(body).await.unwrap()).unwrap();
                self.included(answer["result"]["hash"].as_str().unwrap()).await;
            }
        }
        tokio::task::spawn_blocking(|| {
            kill();
            restart();
        })
        .await
        .unwrap();
        None
    }

    async fn forward(&self, body: Vec<u8>) -> Option<String> {
        let request = self.http.post(&self.node).header("content-type", "application/json").body(body);
        request.send().await.ok()?.text().await.ok()
    }

    /// Waits until another node has the transaction in a block.
    async fn included(&self, hash: &str) {
        let hash = base64(&hex::decode(hash).unwrap());
        let call = json!({ "jsonrpc": "2.0", "id": 1, "method": "tx", "params": { "hash": hash } });
        loop {
            let request = self.http.post(&self.other).header("content-type", "application/json");
            let text = request.body(call.to_string()).send().await.unwrap().text().await.unwrap();
            let answer: Value = serde_json::from_str(&text).unwrap();
            if answer["result"].is_object() {
                return;
            }
            sleep(Duration::from_millis(100)).await;
        }
    }
}

fn base64(bytes: &[u8]) -> String {
    cosmwasm_std::Binary::from(bytes).to_base64()
}

/// The local chain's folder.
fn folder() -> PathBuf {
    let network = PathBuf::from(std::env::var_os("CHARTSEAL_NETWORK").unwrap());
    network.parent().unwrap().canonicalize().unwrap()
}

fn kill() {
    let pid = std::fs::read_to_string(folder().join(format!("node-{VICTIM}/pid"))).unwrap();
    let signal =
        |name| Command::new("kill").args(["-s", name, pid.trim()]).output().unwrap().status.success();
    assert!(signal("KILL"));
    // Signal 0 tells whether it is still there.
    while signal("0") {
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn restart() {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/localnet");
    let up = Command::new(script)
        .arg("up")
        .env("CHARTSEAL_LOCALNET", folder())
        .env_remove("CHARTSEAL_LOCALNET_PORT")
        .output()
        .unwrap();
    assert!(up.status.success(), "{}", String::from_utf8_lossy(&up.stderr));
}

fn a_message_is_executed_once(name: &str, when: Killed) {
    let Some(place) = Place::wasmd(name) else { return };
    let network = Network::of_environment().unwrap();
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    place.run(async {
        let anchor = place.contract().await;
        let own = WasmdLedger::new(network.config()).unwrap();
        let before = own.sequence(place.admin.address()).await.unwrap();
        let began = own.status().await.unwrap().height;

        let (url, proxy) = Proxy::open(network, when).await;
        let client = WasmdLedger::new(WasmdConfig { rpc: url.parse().unwrap(), ..network.config() }).unwrap();
        let appoint = anchor.message(GovernanceMsg::AppointPauser { pauser: pauser(1) });
        let outcome = client.submit(&place.admin, vec![appoint]).await.unwrap();

        let sent = proxy.broadcast.lock().unwrap().clone();
        assert_eq!(BTreeSet::from_iter(&sent).len(), 1, "signed once");
        assert_eq!(own.sequence(place.admin.address()).await.unwrap(), before + 1);
        let filter = EventFilter::contract(&anchor.address).action("appoint_pauser");
        let found = own.events(&filter, EventCursor::at(began), 10).await.unwrap().events;
        assert_eq!(found.len(), 1);
        assert_eq!((&found[0].tx_hash, found[0].position.height), (&outcome.tx_hash, outcome.height));
        assert_eq!(anchor.pausers(None).await.unwrap(), [pauser(1)]);
    });
}

#[test]
fn a_node_killed_before_it_had_the_transaction() {
    a_message_is_executed_once("a_node_killed_before_it_had_the_transaction", Killed::Before);
}

#[test]
fn a_node_killed_when_it_had_taken_the_transaction() {
    a_message_is_executed_once("a_node_killed_when_it_had_taken_the_transaction", Killed::Taken);
}

#[test]
fn a_node_killed_when_a_block_had_the_transaction() {
    a_message_is_executed_once("a_node_killed_when_a_block_had_the_transaction", Killed::Included);
}

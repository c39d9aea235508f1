//! Proven reads on a chain, through a proxy that changes what the node answers.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use chartseal_ledger::{Ledger, LedgerError, LightTrust, Result, Trust, WasmdConfig, WasmdLedger};
use serde_json::{Value, json};
use tokio::io::BufReader;
use tokio::net::TcpListener;

use crate::http::{read_request, respond};
use crate::lies::{LIES, Lie, store};
use crate::network::Network;
use crate::place::Place;

const KEY: &[u8] = b"contract_info";

/// A proxy of a node that lies.
async fn proxy(node: &str, lie: Lie) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (node, client) = (Arc::new(node.to_owned()), reqwest::Client::builder().no_proxy().build().unwrap());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (node, client) = (node.clone(), client.clone());
            tokio::spawn(async move {
                let mut stream = BufReader::new(stream);
                while let Some(body) = read_request(&mut stream).await {
                    let asked: Value = serde_json::from_slice(&body).unwrap();
                    let request =
                        client.post(node.as_str()).header("content-type", "application/json").body(body);
                    let answer = request.send().await.unwrap().bytes().await.unwrap();
                    let mut answer: Value = serde_json::from_slice(&answer).unwrap();
                    lie(asked["method"].as_str().unwrap(), &asked["params"], &mut answer["result"]);
                    let text = answer.to_string();
                    if respond(&mut stream, &text, text.len()).await.is_none() {
                        return;
                    }
                }
            });
        }
    });
    url
}

/// Runs a test on a chain, if there is one, with a fresh contract on it.
fn on_a_chain(name: &str, test: impl AsyncFnOnce(&'static Network, &str)) {
    let Some(place) = Place::wasmd(name) else { return };
    place.run(async {
        let contract = place.contract().await.address;
        test(Network::of_environment().unwrap(), &contract).await;
    });
}

async fn read_with(
    config: WasmdConfig,
    contract: &str,
    key: &[u8],
    at: Option<u64>,
) -> Result<Option<Vec<u8>>> {
    WasmdLedger::new(config).unwrap().query_raw(contract, key, at).await
}

#[test]
fn what_a_node_says_truly_is_proven() {
    on_a_chain("what_a_node_says_truly_is_proven", async |network, contract| {
        let url = proxy(&network.rpc[0], |_, _, _| {}).await;
        let own = WasmdLedger::new(network.config()).unwrap();
        let light = WasmdLedger::new(network.light(&url)).unwrap();
        let truth = own.query_raw(contract, KEY, None).await.unwrap();
        assert!(truth.is_some());
        assert_eq!(light.query_raw(contract, KEY, None).await.unwrap(), truth);
        assert_eq!(light.query_raw(contract, b"absent", None).await.unwrap(), None);
        let height = own.status().await.unwrap().height;
        assert_eq!(light.query_raw(contract, KEY, Some(height)).await.unwrap(), truth);
        assert_eq!(light.code_of(contract).await.unwrap(), own.code_of(contract).await.unwrap());
        let nowhere = chartseal_ledger::wasmd::address::encode(&[1; 32]).unwrap();
        let error = light.query_raw(&nowhere, KEY, None).await.unwrap_err();
        assert!(matches!(error, LedgerError::UnknownContract { .. }), "{error:?}");
    });
}

#[test]
fn what_a_node_says_falsely_is_not_believed() {
    on_a_chain("what_a_node_says_falsely_is_not_believed", async |network, contract| {
        for (name, lie) in LIES {
            let url = proxy(&network.rpc[0], lie).await;
            let error = read_with(network.light(&url), contract, KEY, None).await.unwrap_err();
            assert!(
                matches!(error, LedgerError::Unproven { .. } | LedgerError::NodeRubbish { .. }),
                "{name}: {error:?}"
            );
        }
    });
}

#[test]
fn without_proofs_the_same_lies_are_believed() {
    on_a_chain("without_proofs_the_same_lies_are_believed", async |network, contract| {
        // The control: what the proof is for. The store's path is asked by clients that prove only.
        let url = proxy(&network.rpc[0], |method, params, result| {
            if method == "abci_query" && params["path"] == "/cosmwasm.wasm.v1.Query/RawContractState" {
                // Field 1, length 6.
                result["response"]["value"] = json!("CgZmb3JnZWQ=");
            }
        })
        .await;
        let config = WasmdConfig { rpc: url.parse().unwrap(), ..network.config() };
        let believed = read_with(config, contract, KEY, None).await.unwrap();
        assert_eq!(believed.as_deref(), Some(b"forged".as_slice()));
    });
}

#[test]
fn a_node_that_denies_a_contract_is_not_believed() {
    on_a_chain("a_node_that_denies_a_contract_is_not_believed", async |network, contract| {
        // It answers about another contract, truly and proven, where this one is asked about.
        let url = proxy(&network.rpc[0], |method, params, result| {
            store(method, params, result, |answer| {
                if params["data"].as_str().unwrap().starts_with("02") {
                    answer["value"] = Value::Null;
                }
            });
        })
        .await;
        let error = read_with(network.light(&url), contract, b"absent", None).await.unwrap_err();
        assert!(matches!(error, LedgerError::Unproven { .. }), "{error:?}");
    });
}

/// How far a chain is that a node shows.
static SHOWN: AtomicU64 = AtomicU64::new(4);

#[test]
fn a_node_that_shows_an_old_chain_is_behind() {
    on_a_chain("a_node_that_shows_an_old_chain_is_behind", async |network, contract| {
        // It shows the chain as it was when it was young, a block a call, and says that it was now.
        let url = proxy(&network.rpc[0], |method, _, result| {
            if method == "status" {
                let shown = SHOWN.fetch_add(1, Ordering::Relaxed);
                result["sync_info"]["latest_block_height"] = json!(shown.to_string());
            }
        })
        .await;
        let mut config = network.light(&url);
        config.timing.lag = Duration::from_secs(5);
        let latest = WasmdLedger::new(network.config()).unwrap().status().await.unwrap().height;
        assert!(latest > 20, "the chain is too young for this test: wait for block 20");
        let error = read_with(config, contract, KEY, None).await.unwrap_err();
        assert!(matches!(error, LedgerError::NodeBehind { height: 5..10, seconds: 5.., .. }), "{error:?}");
    });
}

#[test]
fn trust_ends_and_does_not_reach_back() {
    on_a_chain("trust_ends_and_does_not_reach_back", async |network, contract| {
        let config = network.light(&network.rpc[0]);
        let Trust::Light(trust) = &config.trust else { unreachable!() };
        let mut short = config.clone();
        short.trust = Trust::Light(LightTrust { trusting_period: Duration::from_millis(1), ..trust.clone() });
        let error = read_with(short, contract, KEY, None).await.unwrap_err();
        assert!(matches!(error, LedgerError::TrustExpired { height: 1 }), "{error:?}");

        let error = read_with(config.clone(), contract, KEY, Some(1)).await.unwrap_err();
        assert!(matches!(error, LedgerError::BelowTrust { asked: 1, trusted: 2 }), "{error:?}");
    });
}

//! A node made of a script: a chain of a few lines behind CometBFT's RPC, that fails when it is told to.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chartseal_ledger::wasmd::{decode, encode};
use chartseal_ledger::{Account, GasPrice, Signer, Timing, WasmdConfig, WasmdLedger};
use cosmrs::Any;
use cosmrs::proto::cosmos::auth::v1beta1::{BaseAccount, QueryAccountRequest, QueryAccountResponse};
use cosmrs::proto::cosmos::base::abci::v1beta1::TxMsgData;
use cosmrs::proto::cosmwasm::wasm::v1::{
    ContractInfo, MsgExecuteContractResponse, QueryContractInfoResponse, QueryRawContractStateRequest,
    QueryRawContractStateResponse, QuerySmartContractStateResponse,
};
use cosmrs::proto::traits::Message as _;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::io::BufReader;
use tokio::net::{TcpListener, TcpStream};

use crate::http::{read_request, respond};
use crate::lies::Lie;

pub const CHAIN: &str = "chartseal-scripted-1";

/// What the node does with the next call of a method, instead of answering it.
#[derive(Debug, Clone)]
pub enum Fault {
    /// Closes the connection without having done anything.
    Close,
    /// Does what is asked, then closes without an answer.
    DoAndClose,
    /// Does what is asked, then closes in the middle of the answer.
    DoAndCloseMidway,
    /// Does what is asked and never answers.
    DoAndHang,
    /// Answers this text, whatever it is.
    Say(String),
    /// An error object of JSON-RPC.
    Error(i64, String),
    /// A refusal of the application's.
    Refuse { code: u32, codespace: &'static str, log: String },
}

/// A transaction that is in a block.
#[derive(Debug, Clone)]
pub struct Included {
    pub bytes: Vec<u8>,
    pub height: u64,
    pub index: u32,
    pub code: u32,
    pub log: String,
    pub events: Value,
}

/// The chain.
pub struct State {
    pub network: String,
    pub height: u64,
    pub catching_up: bool,
    /// How old the latest block is.
    pub age: Duration,
    /// Account number and sequence.
    pub accounts: BTreeMap<String, (u64, u64)>,
    pub contracts: BTreeMap<String, u64>,
    pub storage: BTreeMap<(String, Vec<u8>), Vec<u8>>,
    pub included: Vec<Included>,
    /// Whether a transaction that is accepted gets into the next block.
    pub includes: bool,
    /// Accepted and in no block yet.
    pub pool: Vec<Vec<u8>>,
    /// Whether transactions are found by hash and by event.
    pub indexes: bool,
    /// All bytes that were ever broadcast to it.
    pub broadcasts: Vec<Vec<u8>>,
    /// All transactions that were ever simulated.
    pub simulated: Vec<Vec<u8>>,
    pub faults: HashMap<&'static str, VecDeque<Fault>>,
    pub calls: Vec<String>,
    /// Blocks that pass with each call of `status`.
    pub blocks_a_status: u64,
    /// Answers to what a light client asks: the method and its parameters.
    pub proofs: Option<fn(&str, &Value) -> Option<Value>>,
    /// How it changes its answers.
    pub lie: Option<Lie>,
}

#[derive(Clone)]
pub struct Scripted {
    state: Arc<Mutex<State>>,
    pub url: String,
}

impl Scripted {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let state = State {
            network: CHAIN.into(),
            height: 100,
            catching_up: false,
            age: Duration::ZERO,
            accounts: BTreeMap::new(),
            contracts: BTreeMap::new(),
            storage: BTreeMap::new(),
            included: Vec::new(),
            includes: true,
            pool: Vec::new(),
            indexes: true,
            broadcasts: Vec::new(),
            simulated: Vec::new(),
            faults: HashMap::new(),
            calls: Vec::new(),
            blocks_a_status: 0,
            proofs: None,
            lie: None,
        };
        let node = Self { state: Arc::new(Mutex::new(state)), url };
        let served = node.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let node = served.clone();
                tokio::spawn(async move {
                    node.serve(stream).await;
                });
            }
        });
        node
    }

    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// The next calls of a method meet these faults, one each.
    pub fn fails(&self, method: &'static str, faults: impl IntoIterator<Item = Fault>) {
        self.state().faults.entry(method).or_default().extend(faults);
    }

    /// An account that the chain knows.
    pub fn account(&self, seed: u8) -> Account {
        let account = Account::from_bytes(&[seed; 32]).unwrap();
        self.state().accounts.insert(account.address().into(), (u64::from(seed), 0));
        account
    }

    /// The address of a contract that the chain has.
    pub fn contract(&self, seed: u8) -> String {
        let address = chartseal_ledger::wasmd::address::encode(&[seed; 32]).unwrap();
        self.state().contracts.insert(address.clone(), 1);
        address
    }

    pub fn config(&self) -> WasmdConfig {
        let mut config = WasmdConfig::new(&self.url, CHAIN, gas_price()).unwrap();
        config.timing = Timing {
            // Long enough for a busy machine: only a node that is told to hang takes it.
            call: Duration::from_secs(3),
            patience: Duration::from_secs(30),
            poll: Duration::from_millis(2),
            retry: Duration::from_millis(6),
            lag: Duration::from_secs(60),
            timeout_blocks: 10,
        };
        config
    }

    pub fn ledger(&self) -> WasmdLedger {
        WasmdLedger::new(self.config()).unwrap()
    }

    /// Every different sequence of bytes that was broadcast.
    pub fn distinct_broadcasts(&self) -> Vec<Vec<u8>> {
        let mut all = self.state().broadcasts.clone();
        all.sort();
        all.dedup();
        all
    }

    async fn serve(&self, stream: TcpStream) {
        let mut stream = BufReader::new(stream);
        while let Some(body) = read_request(&mut stream).await {
            let request: Value = serde_json::from_slice(&body).unwrap();
            let method = request["method"].as_str().unwrap();
            let fault = {
                let mut state = self.state();
                state.calls.push(method.into());
                state.faults.get_mut(method).and_then(VecDeque::pop_front)
            };
            let answer = || json!({ "jsonrpc": "2.0", "id": 1, "result": self.state().answer(method, &request["params"]) });
            let reply = match fault {
                None => match self.state().try_answer(method, &request["params"]) {
                    Ok(result) => json!({ "jsonrpc": "2.0", "id": 1, "result": result }).to_string(),
                    Err(data) => error(-32603, &data),
                },
                Some(Fault::Close) => return,
                Some(Fault::DoAndClose) => {
                    answer();
                    return;
                }
                Some(Fault::DoAndCloseMidway) => {
                    let text = answer().to_string();
                    respond(&mut stream, &text, text.len() / 2).await;
                    return;
                }
                Some(Fault::DoAndHang) => {
                    answer();
                    std::future::pending::<()>().await;
                    return;
                }
                Some(Fault::Say(text)) => text,
                Some(Fault::Error(code, data)) => error(code, &data),
                Some(Fault::Refuse { code, codespace, log }) => refusal(method, code, codespace, &log),
            };
            if respond(&mut stream, &reply, reply.len()).await.is_none() {
                return;
            }
        }
    }
}

pub fn gas_price() -> GasPrice {
    GasPrice { amount: "0.025".parse().unwrap(), denom: "useal".into() }
}

fn error(code: i64, data: &str) -> String {
    json!({ "jsonrpc": "2.0", "id": 1, "error": { "code": code, "message": "Internal error", "data": data } })
        .to_string()
}

fn refusal(method: &str, code: u32, codespace: &str, log: &str) -> String {
    let refused = json!({ "code": code, "codespace": codespace, "log": log, "height": "0", "hash": "" });
    let result = if method == "abci_query" { json!({ "response": refused }) } else { refused };
    json!({ "jsonrpc": "2.0", "id": 1, "result": result }).to_string()
}

pub fn digest(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

fn base64(bytes: impl AsRef<[u8]>) -> String {
    STANDARD.encode(bytes)
}

fn bytes(value: &Value) -> Vec<u8> {
    STANDARD.decode(value.as_str().unwrap()).unwrap()
}

fn number(value: &Value) -> u64 {
    value.as_str().unwrap().parse().unwrap()
}

/// An event as CometBFT tells it.
pub fn event(kind: &str, attributes: &[(&str, &str)]) -> Value {
    let attributes: Vec<Value> = attributes
        .iter()
        .chain(&[("msg_index", "0")])
        .map(|(key, value)| json!({ "key": key, "value": value, "index": true }))
        .collect();
    json!({ "type": kind, "attributes": attributes })
}

impl State {
    fn answer(&mut self, method: &str, params: &Value) -> Value {
        self.try_answer(method, params).unwrap_or_else(|data| panic!("{method}: {data}"))
    }

    fn try_answer(&mut self, method: &str, params: &Value) -> Result<Value, String> {
        let proven = self.proofs.and_then(|proofs| proofs(method, params));
        let mut answer = match proven {
            Some(answer) => answer,
            None => self.scripted(method, params)?,
        };
        if let Some(lie) = self.lie {
            lie(method, params, &mut answer);
        }
        Ok(answer)
    }

    fn scripted(&mut self, method: &str, params: &Value) -> Result<Value, String> {
        Ok(match method {
            "status" => {
                self.height += self.blocks_a_status;
                self.status()
            }
            "abci_query" => json!({ "response": self.query(params) }),
            "broadcast_tx_sync" => self.broadcast(bytes(&params["tx"]))?,
            "tx" => {
                let hash = bytes(&params["hash"]);
                let found = self.included.iter().find(|tx| digest(&tx.bytes).as_slice() == hash);
                let found = found.filter(|_| self.indexes);
                let found = found.ok_or_else(|| format!("tx ({}) not found", hex::encode_upper(&hash)))?;
                transaction(found)
            }
            "header" => json!({ "header": { "time": time(number(&params["height"])) } }),
            "block" => {
                let height = number(&params["height"]);
                let txs: Vec<String> = self.in_block(height).map(|tx| base64(&tx.bytes)).collect();
                json!({ "block": { "header": { "time": time(height) }, "data": { "txs": txs } } })
            }
            "block_results" => {
                let height = number(&params["height"]);
                let results: Vec<Value> = self.in_block(height).map(result).collect();
                json!({ "height": height.to_string(), "txs_results": results })
            }
            "tx_search" => self.search(params),
            other => return Err(format!("{other} is not in the script")),
        })
    }

    fn in_block(&self, height: u64) -> impl Iterator<Item = &Included> {
        self.included.iter().filter(move |tx| tx.height == height)
    }

    fn status(&self) -> Value {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap() - self.age;
        json!({
            "node_info": { "network": self.network },
            "sync_info": {
                "latest_block_height": self.height.to_string(),
                "latest_block_time": rfc3339(now),
                "earliest_block_height": "1",
                "catching_up": self.catching_up,
            },
        })
    }

    /// A node's mempool and blocks: a transaction in turn is accepted, and in the next block if the script says so.
    fn broadcast(&mut self, bytes: Vec<u8>) -> Result<Value, String> {
        self.broadcasts.push(bytes.clone());
        let hash = hex::encode_upper(digest(&bytes));
        if self.pool.contains(&bytes) || self.included.iter().any(|tx| tx.bytes == bytes) {
            return Err("tx already exists in cache".into());
        }
        let decoded = decode::transaction(&bytes).unwrap();
        let pending = self.pool.iter().filter(|tx| decode::transaction(tx).unwrap().sender == decoded.sender);
        let pending = pending.count() as u64;
        let expected = self.accounts[&decoded.sender].1 + pending;
        if decoded.sequence != expected {
            let log = format!(
                "account sequence mismatch, expected {expected}, got {}: incorrect account sequence",
                decoded.sequence
            );
            return Ok(json!({ "code": 32, "codespace": "sdk", "log": log, "hash": hash }));
        }
        if self.includes {
            self.include(bytes, 0, "");
        } else {
            self.pool.push(bytes);
        }
        Ok(json!({ "code": 0, "codespace": "", "log": "", "hash": hash }))
    }

    /// Makes a block of a transaction, and another behind it.
    pub fn include(&mut self, bytes: Vec<u8>, code: u32, log: &str) {
        self.height += 1;
        let sender = decode::transaction(&bytes).unwrap().sender;
        self.accounts.get_mut(&sender).unwrap().1 += 1;
        let contract = self.contracts.keys().next().cloned().unwrap_or_default();
        let events = json!([
            event("tx", &[("fee", "1useal")]),
            event("execute", &[("_contract_address", &contract)]),
            event("wasm", &[("_contract_address", &contract), ("action", "write")]),
        ]);
        self.included.push(Included { bytes, height: self.height, index: 0, code, log: log.into(), events });
        self.height += 1;
    }

    /// Puts what is waiting into blocks.
    pub fn make_blocks(&mut self) {
        for bytes in std::mem::take(&mut self.pool) {
            self.include(bytes, 0, "");
        }
    }

    fn search(&self, params: &Value) -> Value {
        let query = params["query"].as_str().unwrap();
        let (kind, _) = query.split_once('.').unwrap();
        let contract = query.split('\'').nth(1).unwrap();
        let least: u64 = query.rsplit('=').next().unwrap().parse().unwrap();
        let (page, size) = (number(&params["page"]) as usize, number(&params["per_page"]) as usize);
        let fits = |tx: &&Included| {
            let events = tx.events.as_array().unwrap();
            tx.height >= least
                && events.iter().any(|event| {
                    event["type"] == kind && event["attributes"][0]["value"].as_str() == Some(contract)
                })
        };
        let all: Vec<&Included> = self.included.iter().filter(fits).collect();
        let txs: Vec<Value> =
            all.iter().skip((page - 1) * size).take(size).map(|tx| transaction(tx)).collect();
        json!({ "txs": txs, "total_count": all.len().to_string() })
    }

    fn query(&mut self, params: &Value) -> Value {
        let data = hex::decode(params["data"].as_str().unwrap()).unwrap();
        let value = match params["path"].as_str().unwrap() {
            "/cosmos.auth.v1beta1.Query/Account" => {
                let address = QueryAccountRequest::decode(data.as_slice()).unwrap().address;
                let Some((number, sequence)) = self.accounts.get(&address).copied() else {
                    let log = format!(
                        "rpc error: code = NotFound desc = account {address} not found: key not found"
                    );
                    return json!({ "code": 22, "codespace": "sdk", "log": log, "height": "0" });
                };
                let account = BaseAccount { address, pub_key: None, account_number: number, sequence };
                let account = Any {
                    type_url: "/cosmos.auth.v1beta1.BaseAccount".into(),
                    value: account.encode_to_vec(),
                };
                QueryAccountResponse { account: Some(account) }.encode_to_vec()
            }
            "/app/simulate" => {
                self.simulated.push(data);
                br#"{"gas_info":{"gas_wanted":"0","gas_used":"100000"},"result":{"data":null}}"#.to_vec()
            }
            "/cosmwasm.wasm.v1.Query/SmartContractState" => {
                QuerySmartContractStateResponse { data: b"\"answer\"".to_vec() }.encode_to_vec()
            }
            "/cosmwasm.wasm.v1.Query/RawContractState" => {
                let request = QueryRawContractStateRequest::decode(data.as_slice()).unwrap();
                let value = self.storage.get(&(request.address, request.query_data)).cloned();
                QueryRawContractStateResponse { data: value.unwrap_or_default() }.encode_to_vec()
            }
            "/cosmwasm.wasm.v1.Query/ContractInfo" => {
                let request = QueryRawContractStateRequest::decode(data.as_slice()).unwrap();
                let code_id = self.contracts[&request.address];
                let info = ContractInfo { code_id, ..ContractInfo::default() };
                QueryContractInfoResponse { address: request.address, contract_info: Some(info) }
                    .encode_to_vec()
            }
            other => panic!("{other} is not in the script"),
        };
        json!({ "code": 0, "log": "", "value": base64(value), "height": self.height.to_string() })
    }
}

fn transaction(tx: &Included) -> Value {
    json!({
        "hash": hex::encode_upper(digest(&tx.bytes)),
        "height": tx.height.to_string(),
        "index": tx.index,
        "tx_result": result(tx),
        "tx": base64(&tx.bytes),
    })
}

fn result(tx: &Included) -> Value {
    let response = encode::any(&MsgExecuteContractResponse { data: b"\"data\"".to_vec() });
    let response = Any { type_url: "/cosmwasm.wasm.v1.MsgExecuteContractResponse".into(), ..response };
    let data = TxMsgData { msg_responses: vec![response], ..TxMsgData::default() };
    json!({
        "code": tx.code,
        "codespace": "",
        "data": base64(data.encode_to_vec()),
        "log": tx.log,
        "gas_wanted": "1",
        "gas_used": "90000",
        "events": tx.events,
    })
}

/// The time of a block: a second each.
pub fn time(height: u64) -> String {
    rfc3339(Duration::from_secs(1_700_000_000 + height))
}

fn rfc3339(since_1970: Duration) -> String {
    let seconds = i64::try_from(since_1970.as_secs()).unwrap();
    tendermint::Time::from_unix_timestamp(seconds, since_1970.subsec_nanos()).unwrap().to_rfc3339()
}

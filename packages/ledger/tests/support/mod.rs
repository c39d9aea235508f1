//! A contract over plain keys and values, and a ledger that runs it.
#![allow(dead_code, reason = "each test file uses a part")]

pub mod releases;

use chartseal_ledger::{
    Account, Code, EmbeddedLedger, Ledger, LedgerError, LedgerExt, Message, Outcome, Signer,
};
use cosmwasm_std::{
    Binary, Deps, DepsMut, Empty, Env, Event, MessageInfo, Order, Reply, Response, StdError, StdResult,
    Storage, SubMsg, WasmMsg, to_json_binary,
};
use cw_multi_test::{Contract, ContractWrapper};
use serde::{Deserialize, Serialize};
use thiserror::Error;

pub const CHAIN: &str = "test-1";
pub const CODE: Code = Code { name: "pairs", build: pairs };

/// A write: none removes.
pub type Write = (String, Option<String>);
pub type Pairs = Vec<(String, String)>;

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Msg {
    Write(Vec<Write>),
    /// Writes, then returns what a scan sees within the same message.
    WriteAndScan(Vec<Write>, Scan),
    /// Writes, then refuses.
    Fail(Vec<Write>),
    Panic(Vec<Write>),
    /// Has another contract execute a message; if that fails and `caught`, goes on.
    Forward {
        contract: String,
        msg: Box<Msg>,
        caught: bool,
    },
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scan {
    pub start: Option<String>,
    pub end: Option<String>,
    pub down: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ask {
    Scan(Scan),
    Block {},
    Refuse {},
    Panic {},
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    pub height: u64,
    pub nanos: u64,
    pub chain_id: String,
}

#[derive(Debug, Error)]
pub enum PairsError {
    #[error("expected another message; send a write")]
    Refused,
    #[error(transparent)]
    Std(#[from] Wrapped),
}

/// `StdError` is no `std::error::Error`.
#[derive(Debug, Error)]
#[error("{0}")]
pub struct Wrapped(StdError);

impl From<StdError> for PairsError {
    fn from(error: StdError) -> Self {
        Self::Std(Wrapped(error))
    }
}

fn apply(storage: &mut dyn Storage, writes: &[Write]) {
    for (key, value) in writes {
        match value {
            Some(value) => storage.set(key.as_bytes(), value.as_bytes()),
            None => storage.remove(key.as_bytes()),
        }
    }
}

fn scan(storage: &dyn Storage, scan: &Scan) -> Pairs {
    let order = if scan.down { Order::Descending } else { Order::Ascending };
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    storage
        .range(scan.start.as_deref().map(str::as_bytes), scan.end.as_deref().map(str::as_bytes), order)
        .map(|(key, value)| (text(key), text(value)))
        .collect()
}

fn instantiate(_: DepsMut<'_>, _: Env, _: MessageInfo, _: Empty) -> Result<Response, PairsError> {
    Ok(Response::new().add_attribute("action", "instantiate"))
}

fn execute(deps: DepsMut<'_>, _: Env, _: MessageInfo, msg: Msg) -> Result<Response, PairsError> {
    let done = Response::new().add_attribute("action", "write");
    match msg {
        Msg::Write(writes) => {
            apply(deps.storage, &writes);
            Ok(done.add_event(Event::new("written").add_attribute("count", writes.len().to_string())))
        }
        Msg::WriteAndScan(writes, wanted) => {
            apply(deps.storage, &writes);
            Ok(done.set_data(to_json_binary(&scan(deps.storage, &wanted))?))
        }
        Msg::Fail(writes) => {
            apply(deps.storage, &writes);
            Err(PairsError::Refused)
        }
        Msg::Panic(writes) => {
            apply(deps.storage, &writes);
            panic!("the contract is told to panic");
        }
        Msg::Forward { contract, msg, caught } => {
            let msg = WasmMsg::Execute { contract_addr: contract, msg: to_json_binary(&msg)?, funds: vec![] };
            let sub = if caught { SubMsg::reply_on_error(msg, 1) } else { SubMsg::new(msg) };
            Ok(Response::new().add_attribute("action", "forward").add_submessage(sub))
        }
    }
}

fn reply(_: DepsMut<'_>, _: Env, _: Reply) -> Result<Response, PairsError> {
    Ok(Response::new().add_attribute("action", "caught"))
}

fn query(deps: Deps<'_>, env: Env, msg: Ask) -> Result<Binary, PairsError> {
    Ok(match msg {
        Ask::Scan(wanted) => to_json_binary(&scan(deps.storage, &wanted))?,
        Ask::Block {} => to_json_binary(&Seen {
            height: env.block.height,
            nanos: env.block.time.nanos(),
            chain_id: env.block.chain_id,
        })?,
        Ask::Refuse {} => return Err(PairsError::Refused),
        Ask::Panic {} => panic!("the contract is told to panic"),
    })
}

fn migrate(deps: DepsMut<'_>, _: Env, _: Empty, _: cosmwasm_std::MigrateInfo) -> StdResult<Response> {
    deps.storage.set(b"migrated", b"yes");
    Ok(Response::new().add_attribute("action", "migrate"))
}

pub fn pairs() -> Box<dyn Contract<Empty>> {
    Box::new(ContractWrapper::new(execute, instantiate, query).with_reply(reply).with_migrate(migrate))
}

/// A ledger with one contract, and its admin.
pub struct Suite {
    pub ledger: EmbeddedLedger,
    pub admin: Account,
    pub contract: String,
}

impl Suite {
    pub async fn in_memory() -> Self {
        Self::on(EmbeddedLedger::in_memory(CHAIN, vec![CODE]).unwrap()).await
    }

    /// Uses the contract of the fixed admin's, made if it is not there.
    pub async fn on(ledger: EmbeddedLedger) -> Self {
        let admin = Account::from_bytes(&[7; 32]).unwrap();
        let contract = ledger.contract_address(1, admin.address(), b"salt").unwrap();
        let suite = Self { ledger, admin, contract };
        if !suite.ledger.has_contract(&suite.contract).await.unwrap() {
            suite.instantiate(b"salt").await.unwrap();
        }
        suite
    }

    pub async fn instantiate(&self, salt: &[u8]) -> Result<Outcome, LedgerError> {
        let message = Message::Instantiate {
            code_id: 1,
            label: "pairs".into(),
            admin: Some(self.admin.address().into()),
            salt: salt.into(),
            msg: b"{}".into(),
        };
        self.ledger.submit(&self.admin, vec![message]).await
    }

    pub async fn execute(&self, msg: Msg) -> Result<Outcome, LedgerError> {
        self.ledger.execute_json(&self.admin, &self.contract, &msg).await
    }

    pub async fn write(&self, key: &str, value: &str) -> Outcome {
        self.execute(Msg::Write(vec![(key.into(), Some(value.into()))])).await.unwrap()
    }

    pub async fn scan(&self, wanted: Scan, at: Option<u64>) -> Pairs {
        self.ledger.query_at(&self.contract, &Ask::Scan(wanted), at).await.unwrap()
    }

    pub async fn get(&self, key: &str, at: Option<u64>) -> Option<String> {
        let value = self.ledger.query_raw(&self.contract, key.as_bytes(), at).await.unwrap();
        value.map(|value| String::from_utf8(value).unwrap())
    }

    pub async fn block(&self, at: Option<u64>) -> Seen {
        self.ledger.query_at(&self.contract, &Ask::Block {}, at).await.unwrap()
    }

    pub async fn height(&self) -> u64 {
        self.ledger.status().await.unwrap().height
    }
}

pub fn pair(key: &str, value: &str) -> (String, String) {
    (key.into(), value.into())
}

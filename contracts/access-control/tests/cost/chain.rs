//! A chain that counts: the contract's own storage, and what it reads of other contracts' storage.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::rc::Rc;

use chartseal_types::access::{ExecuteMsg, InstantiateMsg, OpenResponse, QueryMsg, Question, TicketResponse};
use chartseal_types::governance::ContractsUnchecked;
use cosmwasm_std::testing::{MockApi, MockStorage, mock_env};
use cosmwasm_std::{
    Addr, Binary, ContractResult, DepsMut, Empty, Env, MessageInfo, Order, Querier, QuerierResult,
    QuerierWrapper, QueryRequest, Record, Response, Storage, SystemError, SystemResult, WasmQuery, from_json,
};

/// Storage reads, of any contract, and writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cost {
    pub reads: u32,
    pub writes: u32,
}

#[derive(Default)]
struct Meter {
    reads: Cell<u32>,
    writes: Cell<u32>,
}

impl Meter {
    fn read(&self) {
        self.reads.set(self.reads.get() + 1);
    }

    fn write(&self) {
        self.writes.set(self.writes.get() + 1);
    }

    fn take(&self) -> Cost {
        Cost { reads: self.reads.take(), writes: self.writes.take() }
    }
}

#[derive(Default)]
struct Metered {
    inner: MockStorage,
    meter: Rc<Meter>,
}

impl Storage for Metered {
    fn get(&self, key: &[u8]) -> Option<Vec<u8>> {
        self.meter.read();
        self.inner.get(key)
    }

    fn range<'a>(
        &'a self,
        start: Option<&[u8]>,
        end: Option<&[u8]>,
        order: Order,
    ) -> Box<dyn Iterator<Item = Record> + 'a> {
        Box::new(self.inner.range(start, end, order).inspect(|_| self.meter.read()))
    }

    fn set(&mut self, key: &[u8], value: &[u8]) {
        self.meter.write();
        self.inner.set(key, value);
    }

    fn remove(&mut self, key: &[u8]) {
        self.meter.write();
        self.inner.remove(key);
    }
}

/// The other contracts' storage, by address; answers raw queries only.
#[derive(Default)]
struct Others {
    storages: BTreeMap<String, MockStorage>,
    meter: Rc<Meter>,
}

impl Querier for Others {
    fn raw_query(&self, request: &[u8]) -> QuerierResult {
        match from_json::<QueryRequest<Empty>>(request) {
            Ok(QueryRequest::Wasm(WasmQuery::Raw { contract_addr, key })) => {
                self.meter.read();
                let value = self.storages.get(&contract_addr).and_then(|storage| storage.get(&key));
                SystemResult::Ok(ContractResult::Ok(Binary::from(value.unwrap_or_default())))
            }
            other => SystemResult::Err(SystemError::UnsupportedRequest { kind: format!("{other:?}") }),
        }
    }
}

/// Access control beside the storage of the others.
pub struct Chain {
    own: Metered,
    others: Others,
    pub env: Env,
    api: MockApi,
    pub registry: Addr,
    pub authority: Addr,
    pub anchor: Addr,
}

impl Chain {
    pub fn new() -> Self {
        let api = MockApi::default();
        let meter = Rc::new(Meter::default());
        let mut chain = Self {
            registry: api.addr_make("registry"),
            authority: api.addr_make("authority"),
            anchor: api.addr_make("anchor"),
            own: Metered { meter: meter.clone(), ..Metered::default() },
            others: Others { meter, ..Others::default() },
            env: mock_env(),
            api,
        };
        let msg = InstantiateMsg {
            admin: api.addr_make("admin").into(),
            pausers: vec![],
            contracts: ContractsUnchecked {
                identity_registry: chain.registry.to_string(),
                certificate_authority: chain.authority.to_string(),
                access_control: chain.env.contract.address.to_string(),
                record_anchor: chain.anchor.to_string(),
            },
        };
        let (env, info) = (chain.env.clone(), info(&api.addr_make("admin")));
        access_control::instantiate(chain.deps(), env, info, msg).unwrap();
        chain
    }

    fn deps(&mut self) -> DepsMut<'_> {
        DepsMut { storage: &mut self.own, api: &self.api, querier: QuerierWrapper::new(&self.others) }
    }

    pub fn account(&self, name: &str) -> Addr {
        self.api.addr_make(name)
    }

    /// Another contract's storage, to write its ABI.
    pub fn storage_of(&mut self, contract: &Addr) -> &mut MockStorage {
        self.others.storages.entry(contract.to_string()).or_default()
    }

    /// Carries a message out and tells what it cost.
    pub fn execute(&mut self, sender: &Addr, msg: ExecuteMsg) -> (Response, Cost) {
        self.own.meter.take();
        let env = self.env.clone();
        let response = access_control::execute(self.deps(), env, info(sender), msg).unwrap();
        (response, self.own.meter.take())
    }

    /// Opens and tells what that cost.
    pub fn open(&mut self, sender: &Addr, question: Question) -> (OpenResponse, Cost) {
        let (response, cost) = self.execute(sender, ExecuteMsg::Open(question));
        (from_json(response.data.unwrap()).unwrap(), cost)
    }

    /// Asks whether a ticket is alive and tells what the question cost.
    pub fn ticket(&mut self, access: u64) -> (TicketResponse, Cost) {
        self.own.meter.take();
        let env = self.env.clone();
        let answer = access_control::query(self.deps().as_ref(), env, QueryMsg::Ticket { access }).unwrap();
        (from_json(answer).unwrap(), self.own.meter.take())
    }
}

fn info(sender: &Addr) -> MessageInfo {
    MessageInfo { sender: sender.clone(), funds: vec![] }
}

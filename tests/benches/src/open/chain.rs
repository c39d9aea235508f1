//! Access control run natively beside the storage of the other contracts, which counts what is read of any of them.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::error::Error;
use std::rc::Rc;

use chartseal_types::access::{ExecuteMsg, InstantiateMsg};
use chartseal_types::governance::ContractsUnchecked;
use cosmwasm_std::testing::{MockApi, MockQuerier, MockStorage, mock_env};
use cosmwasm_std::{
    Addr, Binary, ContractResult, DepsMut, Env, MessageInfo, Order, QuerierWrapper, Record, Response,
    StdResult, Storage, SystemError, SystemResult, WasmQuery,
};

/// Shared by all storages of a chain.
type Reads = Rc<Cell<u64>>;
/// The other contracts' storage, by address.
type Others = Rc<RefCell<BTreeMap<String, MockStorage>>>;

/// An ordered store in memory that counts its reads.
struct Counted {
    inner: MockStorage,
    reads: Reads,
}

impl Storage for Counted {
    fn get(&self, key: &[u8]) -> Option<Vec<u8>> {
        add_one(&self.reads);
        self.inner.get(key)
    }

    fn range<'a>(
        &'a self,
        start: Option<&[u8]>,
        end: Option<&[u8]>,
        order: Order,
    ) -> Box<dyn Iterator<Item = Record> + 'a> {
        Box::new(self.inner.range(start, end, order).inspect(|_| add_one(&self.reads)))
    }

    fn set(&mut self, key: &[u8], value: &[u8]) {
        self.inner.set(key, value);
    }

    fn remove(&mut self, key: &[u8]) {
        self.inner.remove(key);
    }
}

fn add_one(reads: &Cell<u64>) {
    reads.set(reads.get() + 1);
}

/// Access control and what it reads.
pub struct Chain {
    storage: Counted,
    others: Others,
    querier: MockQuerier,
    api: MockApi,
    env: Env,
    pub registry: Addr,
    pub authority: Addr,
    pub anchor: Addr,
}

impl Chain {
    pub fn new() -> Result<Self, Box<dyn Error>> {
        let (api, env, reads, others) = (MockApi::default(), mock_env(), Reads::default(), Others::default());
        let mut chain = Self {
            storage: Counted { inner: MockStorage::new(), reads: reads.clone() },
            querier: querier(others.clone(), reads),
            others,
            registry: api.addr_make("registry"),
            authority: api.addr_make("authority"),
            anchor: api.addr_make("anchor"),
            api,
            env,
        };
        let admin = chain.account("admin");
        let msg = InstantiateMsg {
            admin: admin.to_string(),
            pausers: vec![],
            contracts: ContractsUnchecked {
                identity_registry: chain.registry.to_string(),
                certificate_authority: chain.authority.to_string(),
                access_control: chain.env.contract.address.to_string(),
                record_anchor: chain.anchor.to_string(),
            },
        };
        let env = chain.env.clone();
        access_control::instantiate(chain.deps(), env, sent_by(&admin), msg)?;
        Ok(chain)
    }

    pub fn account(&self, name: &str) -> Addr {
        self.api.addr_make(name)
    }

    /// Writes another contract's storage.
    pub fn write(
        &mut self,
        contract: &Addr,
        write: impl FnOnce(&mut MockStorage) -> StdResult<()>,
    ) -> Result<(), Box<dyn Error>> {
        let mut others = self.others.borrow_mut();
        Ok(write(others.entry(contract.to_string()).or_default()).map_err(|error| error.to_string())?)
    }

    pub fn execute(&mut self, sender: &Addr, msg: ExecuteMsg) -> Result<Response, Box<dyn Error>> {
        let env = self.env.clone();
        Ok(access_control::execute(self.deps(), env, sent_by(sender), msg)?)
    }

    /// The reads since this was last asked.
    pub fn take_reads(&self) -> u64 {
        self.storage.reads.take()
    }

    fn deps(&mut self) -> DepsMut<'_> {
        DepsMut { storage: &mut self.storage, api: &self.api, querier: QuerierWrapper::new(&self.querier) }
    }
}

/// Answers raw queries from the others' storage.
fn querier(others: Others, reads: Reads) -> MockQuerier {
    let mut querier = MockQuerier::default();
    querier.update_wasm(move |query| match query {
        WasmQuery::Raw { contract_addr, key } => {
            add_one(&reads);
            let value = others.borrow().get(contract_addr).and_then(|storage| storage.get(key));
            SystemResult::Ok(ContractResult::Ok(Binary::from(value.unwrap_or_default())))
        }
        other => SystemResult::Err(SystemError::UnsupportedRequest { kind: format!("{other:?}") }),
    });
    querier
}

fn sent_by(sender: &Addr) -> MessageInfo {
    MessageInfo { sender: sender.clone(), funds: vec![] }
}

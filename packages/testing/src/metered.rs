//! A chain that counts: one contract's own storage, and what it reads of others' storage.
//!
//! A [`Suite`](crate::Suite) runs whole contracts; this runs one, beside rows of the others that a test writes by their
//! storage ABI, and tells what a call read and wrote. A read of another contract's row counts as one of its own.
//!
//! ```
//! use chartseal_testing::{Cost, Metered};
//! use chartseal_types::identity::IdentityRegistry;
//! use chartseal_types::identity::abi::ACCOUNTS;
//! use chartseal_types::IdentityId;
//!
//! let mut chain = Metered::new();
//! let (registry, ana) = (chain.account("registry"), chain.account("ana"));
//! ACCOUNTS.save(chain.storage_of(&registry), &ana, &IdentityId([1; 16])).unwrap();
//!
//! let handle = IdentityRegistry(registry);
//! let (id, cost) = chain.run(|deps, _| handle.identity_of(&deps.as_ref().querier, &ana));
//! assert_eq!(id.unwrap(), Some(IdentityId([1; 16])));
//! assert_eq!(cost, Cost { reads: 1, writes: 0 });
//! ```

use std::cell::Cell;
use std::collections::BTreeMap;
use std::rc::Rc;

use cosmwasm_std::testing::{MockApi, MockStorage, mock_env};
use cosmwasm_std::{
    Addr, Binary, ContractResult, DepsMut, Empty, Env, MessageInfo, Order, Querier, QuerierResult,
    QuerierWrapper, QueryRequest, Record, Storage, SystemError, SystemResult, WasmQuery, from_json,
};

/// Storage reads, of any contract, and writes. Each row of a range is a read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cost {
    /// Reads.
    pub reads: u32,
    /// Writes, and removals.
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

/// The contract's own storage.
#[derive(Default)]
struct Own {
    inner: MockStorage,
    meter: Rc<Meter>,
}

impl Storage for Own {
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

/// One contract beside the storage of others.
pub struct Metered {
    /// The block; tests move its time. The contract's own address is in it.
    pub env: Env,
    api: MockApi,
    own: Own,
    others: Others,
}

impl Default for Metered {
    fn default() -> Self {
        Self::new()
    }
}

impl Metered {
    /// An empty chain.
    pub fn new() -> Self {
        let meter = Rc::new(Meter::default());
        Self {
            env: mock_env(),
            api: MockApi::default(),
            own: Own { meter: meter.clone(), ..Own::default() },
            others: Others { meter, ..Others::default() },
        }
    }

    /// An account or contract of that name; the same name is the same address.
    pub fn account(&self, name: &str) -> Addr {
        self.api.addr_make(name)
    }

    /// A message's sender, without coins.
    pub fn info(sender: &Addr) -> MessageInfo {
        MessageInfo { sender: sender.clone(), funds: vec![] }
    }

    /// Another contract's storage, to write its ABI. Nothing of that is counted.
    pub fn storage_of(&mut self, contract: &Addr) -> &mut MockStorage {
        self.others.storages.entry(contract.to_string()).or_default()
    }

    /// Calls the contract, and tells what that cost.
    pub fn run<T>(&mut self, call: impl FnOnce(DepsMut<'_>, Env) -> T) -> (T, Cost) {
        self.own.meter.take();
        let deps =
            DepsMut { storage: &mut self.own, api: &self.api, querier: QuerierWrapper::new(&self.others) };
        let answer = call(deps, self.env.clone());
        (answer, self.own.meter.take())
    }
}

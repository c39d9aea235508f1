//! The virtual machine and what runs in it: codes, contracts, the block. Shared by the chain and by the queriers
//! of the instances, so that a contract can ask another in the middle of a call.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use cosmwasm_std::{Addr, Binary, BlockInfo, Checksum, ContractInfo, ContractResult, Env, TransactionInfo};
use cosmwasm_vm::testing::MockApi;
use cosmwasm_vm::{Backend, Cache, CacheOptions, Instance, InstanceOptions, Size, capabilities_from_csv};
use tempfile::TempDir;

use crate::error::ChainError;
use crate::gas::Meter;
use crate::querier::ContractQuerier;
use crate::store::{Session, Store};

/// What wasmd 0.61 offers to contracts.
const CAPABILITIES: &str = "iterator,staking,stargate,ibc2,\
    cosmwasm_1_1,cosmwasm_1_2,cosmwasm_1_3,cosmwasm_1_4,cosmwasm_2_0,cosmwasm_2_1,cosmwasm_2_2";
/// The memory of an instance on a chain.
const MEMORY: Size = Size::mebi(32);
/// Compiled code kept in memory.
const CODE_CACHE: Size = Size::mebi(256);

pub(crate) type Running = Instance<MockApi, Session, ContractQuerier>;

/// A contract: which code, who made it, what it stores.
#[derive(Clone)]
pub(crate) struct Contract {
    pub(crate) code: Checksum,
    pub(crate) creator: String,
    pub(crate) store: Store,
}

pub(crate) struct Vm {
    cache: Cache<MockApi, Session, ContractQuerier>,
    contracts: Mutex<BTreeMap<String, Contract>>,
    block: Mutex<BlockInfo>,
    pub(crate) api: MockApi,
    pub(crate) meter: Arc<Meter>,
    // Compiled code lies here as long as the machine lives.
    _home: TempDir,
}

impl Vm {
    pub(crate) fn new(api: MockApi, block: BlockInfo) -> Result<Arc<Self>, ChainError> {
        let home = tempfile::tempdir().map_err(|source| ChainError::Artifact {
            path: std::env::temp_dir().display().to_string(),
            source,
        })?;
        let options = CacheOptions::new(home.path(), capabilities_from_csv(CAPABILITIES), CODE_CACHE, MEMORY);
        #[allow(
            unsafe_code,
            reason = "the folder is new and ours alone, so its compiled code is what we compiled"
        )]
        let cache = unsafe { Cache::new(options)? };
        Ok(Arc::new(Self {
            cache,
            contracts: Mutex::default(),
            block: Mutex::new(block),
            api,
            meter: Arc::default(),
            _home: home,
        }))
    }

    /// Checks the Wasm as a chain does at upload, and compiles it.
    pub(crate) fn store_code(&self, wasm: &[u8]) -> Result<Checksum, ChainError> {
        Ok(self.cache.store_code(wasm, true, true)?)
    }

    pub(crate) fn block(&self) -> MutexGuard<'_, BlockInfo> {
        self.block.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn contracts(&self) -> MutexGuard<'_, BTreeMap<String, Contract>> {
        self.contracts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn contract(&self, address: &str) -> Result<Contract, ChainError> {
        self.contracts().get(address).cloned().ok_or_else(|| ChainError::UnknownContract(address.to_owned()))
    }

    pub(crate) fn env(&self, address: &str) -> Env {
        Env {
            block: self.block().clone(),
            transaction: Some(TransactionInfo::new(0, Binary::default())),
            contract: ContractInfo { address: Addr::unchecked(address) },
        }
    }

    /// An instance of the contract, ready for one call of at most `gas_limit` VM gas.
    pub(crate) fn run(self: &Arc<Self>, contract: &Contract, gas_limit: u64) -> Result<Running, ChainError> {
        self.meter.call();
        let backend = Backend {
            api: self.api,
            storage: contract.store.session(self.meter.clone()),
            querier: ContractQuerier::new(self.clone()),
        };
        Ok(self.cache.get_instance(&contract.code, backend, InstanceOptions { gas_limit })?)
    }

    /// A smart query: its answer, and the VM gas it took.
    pub(crate) fn query(
        self: &Arc<Self>,
        address: &str,
        message: &[u8],
        gas_limit: u64,
    ) -> (Result<ContractResult<Binary>, ChainError>, u64) {
        let contract = match self.contract(address) {
            Ok(contract) => contract,
            Err(error) => return (Err(error), 0),
        };
        let mut instance = match self.run(&contract, gas_limit) {
            Ok(instance) => instance,
            Err(error) => return (Err(error), 0),
        };
        let answer =
            cosmwasm_vm::call_query(&mut instance, &self.env(address), message).map_err(ChainError::from);
        (answer, gas_limit.saturating_sub(instance.get_gas_left()))
    }
}

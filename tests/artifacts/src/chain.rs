//! The chain that tests speak to.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use cosmwasm_std::{
    Addr, Binary, BlockInfo, CanonicalAddr, Checksum, Coin, ContractResult, Empty, Event, MessageInfo,
    Record, Response, Timestamp, from_json, instantiate2_address, to_json_vec,
};
use cosmwasm_vm::testing::MockApi;
use cosmwasm_vm::{BackendApi, VmResult};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::ChainError;
use crate::gas::{Gas, LIMIT};
use crate::store::Entries;
use crate::vm::{Contract, Running, Vm};

const PREFIX: &str = "chartseal";
const CHAIN_ID: &str = "chartseal-artifacts-1";
/// 1 January 2026, 00:00 UTC.
const GENESIS_TIME: u64 = 1_767_225_600;
const SECONDS_A_BLOCK: u64 = 5;

/// What a message that went through left: its data, its events and what it cost.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// What the contract answered.
    pub data: Option<Binary>,
    /// The event `wasm` with the contract's attributes, then its own events, each named as on the chain (`wasm-…`).
    pub events: Vec<Event>,
    /// What it cost.
    pub gas: Gas,
}

impl Outcome {
    /// The first value of an attribute, whatever event carries it.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let mut attributes = self.events.iter().flat_map(|event| &event.attributes);
        attributes.find(|attribute| attribute.key == name).map(|attribute| attribute.value.as_str())
    }

    /// The data, parsed.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T, ChainError> {
        Ok(from_json(self.data.as_deref().unwrap_or_default())?)
    }
}

/// A new contract.
#[derive(Clone, Debug)]
pub struct Instantiated {
    /// Its address.
    pub contract: Addr,
    /// What its instantiation left.
    pub outcome: Outcome,
}

/// One chain: its codes, its contracts, its clock. Messages run one at a time, each in the block that the clock
/// shows; one that fails leaves nothing behind.
pub struct Chain {
    vm: Arc<Vm>,
    codes: BTreeMap<String, Checksum>,
}

impl Chain {
    /// An empty chain at height 1.
    pub fn new() -> Result<Self, ChainError> {
        let block = BlockInfo {
            height: 1,
            time: Timestamp::from_seconds(GENESIS_TIME),
            chain_id: CHAIN_ID.to_owned(),
        };
        let api = MockApi::default().with_prefix(PREFIX);
        Ok(Self { vm: Vm::new(api, block)?, codes: BTreeMap::new() })
    }

    /// The address of an account, the same for the same name.
    pub fn account(&self, name: &str) -> Addr {
        Addr::unchecked(self.vm.api.addr_make(name))
    }

    /// The block that messages run in.
    pub fn block(&self) -> BlockInfo {
        self.vm.block().clone()
    }

    /// Ends the block.
    pub fn next_block(&mut self) {
        self.advance(SECONDS_A_BLOCK);
    }

    /// Ends the block and begins the next one so many seconds later.
    pub fn advance(&mut self, seconds: u64) {
        let mut block = self.vm.block();
        block.height += 1;
        block.time = block.time.plus_seconds(seconds);
    }

    /// Uploads `artifacts/<name>.wasm`: the static checks of a chain, then the compiler.
    pub fn store(&mut self, name: &str) -> Result<Checksum, ChainError> {
        let path = artifact(name);
        let wasm = std::fs::read(&path)
            .map_err(|source| ChainError::Artifact { path: path.display().to_string(), source })?;
        self.store_wasm(name, &wasm)
    }

    /// Uploads any Wasm under a name.
    pub fn store_wasm(&mut self, name: &str, wasm: &[u8]) -> Result<Checksum, ChainError> {
        let checksum = self.vm.store_code(wasm)?;
        self.codes.insert(name.to_owned(), checksum);
        Ok(checksum)
    }

    /// Where `instantiate` puts the first contract of a code, as the chain's `instantiate2` with the code's name
    /// as salt: known before there is a contract, so that contracts can be told of one another.
    pub fn address_of(&self, creator: &Addr, code: &str) -> Result<Addr, ChainError> {
        let checksum = self.code(code)?;
        let creator =
            self.vm.api.addr_canonicalize(creator.as_str()).0.map_err(cosmwasm_vm::VmError::from)?;
        let canonical =
            instantiate2_address(checksum.as_slice(), &CanonicalAddr::from(creator), code.as_bytes())
                .map_err(|error| ChainError::Contract(error.to_string()))?;
        let human = self.vm.api.addr_humanize(&canonical).0.map_err(cosmwasm_vm::VmError::from)?;
        Ok(Addr::unchecked(human))
    }

    /// Makes a contract of a code, at the address that `address_of` names.
    pub fn instantiate(
        &mut self,
        creator: &Addr,
        code: &str,
        message: &impl Serialize,
    ) -> Result<Instantiated, ChainError> {
        let address = self.address_of(creator, code)?;
        let contract =
            Contract { code: self.code(code)?, creator: creator.to_string(), store: Default::default() };
        if self.vm.contracts().contains_key(address.as_str()) {
            return Err(ChainError::AddressTaken(address.to_string()));
        }
        self.vm.contracts().insert(address.to_string(), contract);
        let message = to_json_vec(message)?;
        let info = info(creator, &[]);
        let outcome = self
            .call(&address, |instance, env| cosmwasm_vm::call_instantiate(instance, env, &info, &message))
            .inspect_err(|_| {
                self.vm.contracts().remove(address.as_str());
            })?;
        Ok(Instantiated { contract: address, outcome })
    }

    /// Sends a message to a contract.
    pub fn execute(
        &mut self,
        sender: &Addr,
        contract: &Addr,
        message: &impl Serialize,
    ) -> Result<Outcome, ChainError> {
        self.execute_with_funds(sender, contract, message, &[])
    }

    /// Sends a message with coins.
    pub fn execute_with_funds(
        &mut self,
        sender: &Addr,
        contract: &Addr,
        message: &impl Serialize,
        funds: &[Coin],
    ) -> Result<Outcome, ChainError> {
        self.execute_bytes(sender, contract, &to_json_vec(message)?, funds)
    }

    /// Sends bytes that need not be a message at all.
    pub fn execute_bytes(
        &mut self,
        sender: &Addr,
        contract: &Addr,
        message: &[u8],
        funds: &[Coin],
    ) -> Result<Outcome, ChainError> {
        let info = info(sender, funds);
        self.call(contract, |instance, env| cosmwasm_vm::call_execute(instance, env, &info, message))
    }

    /// Replaces a contract's code and lets the new one migrate its state.
    pub fn migrate(
        &mut self,
        contract: &Addr,
        code: &str,
        message: &impl Serialize,
    ) -> Result<Outcome, ChainError> {
        let before = self.vm.contract(contract.as_str())?;
        let after = Contract { code: self.code(code)?, ..before.clone() };
        self.vm.contracts().insert(contract.to_string(), after);
        let message = to_json_vec(message)?;
        self.call(contract, |instance, env| cosmwasm_vm::call_migrate(instance, env, &message)).inspect_err(
            |_| {
                self.vm.contracts().insert(contract.to_string(), before);
            },
        )
    }

    /// Asks a contract.
    pub fn query<T: DeserializeOwned>(
        &self,
        contract: &Addr,
        message: &impl Serialize,
    ) -> Result<T, ChainError> {
        let (answer, used) = self.vm.query(contract.as_str(), &to_json_vec(message)?, LIMIT);
        self.vm.meter.take(used);
        match answer? {
            ContractResult::Ok(data) => Ok(from_json(data)?),
            ContractResult::Err(error) => Err(ChainError::Contract(error)),
        }
    }

    /// Every key and value of a contract, in order.
    pub fn entries(&self, contract: &Addr) -> Result<Vec<Record>, ChainError> {
        let contract = self.vm.contract(contract.as_str())?;
        let entries = contract.store.entries();
        Ok(entries.iter().map(|(key, value)| (key.clone(), value.clone())).collect())
    }

    fn code(&self, name: &str) -> Result<Checksum, ChainError> {
        self.codes.get(name).copied().ok_or_else(|| ChainError::UnknownCode(name.to_owned()))
    }

    /// Runs one entry point; whatever it wrote is taken back unless all went well.
    fn call(
        &self,
        address: &Addr,
        entry_point: impl FnOnce(&mut Running, &cosmwasm_std::Env) -> VmResult<ContractResult<Response<Empty>>>,
    ) -> Result<Outcome, ChainError> {
        let contract = self.vm.contract(address.as_str())?;
        let before: Entries = contract.store.entries().clone();
        let result = self.attempt(address, &contract, entry_point);
        if result.is_err() {
            *contract.store.entries() = before;
        }
        result
    }

    fn attempt(
        &self,
        address: &Addr,
        contract: &Contract,
        entry_point: impl FnOnce(&mut Running, &cosmwasm_std::Env) -> VmResult<ContractResult<Response<Empty>>>,
    ) -> Result<Outcome, ChainError> {
        self.vm.meter.take(0);
        let mut instance = self.vm.run(contract, LIMIT)?;
        let result = entry_point(&mut instance, &self.vm.env(address.as_str()))?;
        let gas = self.vm.meter.take(LIMIT.saturating_sub(instance.get_gas_left()));
        let response = match result {
            ContractResult::Ok(response) => response,
            ContractResult::Err(error) => return Err(ChainError::Contract(error)),
        };
        if !response.messages.is_empty() {
            return Err(ChainError::SentMessage(address.to_string()));
        }
        Ok(Outcome { events: events(address, &response), data: response.data, gas })
    }
}

/// The events as wasmd emits them: named, and with the address of the contract first.
fn events(address: &Addr, response: &Response<Empty>) -> Vec<Event> {
    let named = |name: String| Event::new(name).add_attribute("_contract_address", address);
    let mut events = vec![named("wasm".to_owned()).add_attributes(response.attributes.clone())];
    events.extend(
        response
            .events
            .iter()
            .map(|event| named(format!("wasm-{}", event.ty)).add_attributes(event.attributes.clone())),
    );
    events
}

fn info(sender: &Addr, funds: &[Coin]) -> MessageInfo {
    MessageInfo { sender: sender.clone(), funds: funds.to_vec() }
}

fn artifact(name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "..", "..", "artifacts", &format!("{name}.wasm")].iter().collect()
}

//! Runs messages and queries: contracts call contracts as on a chain with wasmd, which cw-multi-test's keeper does.

use std::panic::{AssertUnwindSafe, catch_unwind};

use cosmwasm_std::testing::MockApi;
use cosmwasm_std::{
    Addr, Api, Binary, BlockInfo, Checksum, ContractResult, CosmosMsg, Empty, Event, Querier, QuerierResult,
    QueryRequest, StdError, StdResult, Storage, SystemError, SystemResult, WasmMsg, WasmQuery, from_json,
    instantiate2_address,
};
use cw_multi_test::{AppResponse, Contract, CosmosRouter, SudoMsg, Wasm, WasmKeeper};
use cw_utils::{parse_execute_response_data, parse_instantiate_response_data};

use crate::embedded::code::{Code, Recorded, Refusals};
use crate::{ADDRESS_PREFIX, LedgerError, Message, Result};

/// The codes and what they call into. Made anew for each transaction or query: it holds no state.
pub(super) struct Chain {
    keeper: WasmKeeper<Empty, Empty>,
    api: MockApi,
    checksums: Vec<Checksum>,
    refusals: Refusals,
}

impl Chain {
    pub fn new(codes: &[Code]) -> Result<Self> {
        let api = MockApi::default().with_prefix(ADDRESS_PREFIX);
        let creator = api.addr_make("code");
        let refusals = Refusals::default();
        let mut keeper = WasmKeeper::new();
        let mut checksums = Vec::with_capacity(codes.len());
        for (id, code) in (1..).zip(codes) {
            let contract = Recorded::new(code, &refusals);
            checksums.push(contract.checksum().unwrap_or_else(|| code.checksum()));
            keeper
                .store_code_with_id(creator.clone(), id, Box::new(contract))
                .map_err(|_| LedgerError::UnknownCode { code_id: id, known: codes.len() as u64 })?;
        }
        Ok(Self { keeper, api, checksums, refusals })
    }

    /// Runs messages one after the other and returns the last one's data and all events.
    pub fn run(
        &self,
        storage: &mut dyn Storage,
        block: &BlockInfo,
        sender: &str,
        messages: &[Message],
    ) -> Result<(Option<Binary>, Vec<Event>)> {
        let sender = self.address(sender)?;
        let mut data = None;
        let mut events = Vec::new();
        for message in messages {
            let wasm = self.translate(storage, message)?;
            let response =
                self.call(|| self.keeper.execute(&self.api, storage, self, block, sender.clone(), wasm))?;
            data = contract_data(message, response.data);
            events.extend(response.events);
        }
        Ok((data, events))
    }

    pub fn query_smart(
        &self,
        storage: &dyn Storage,
        block: &BlockInfo,
        contract: &str,
        msg: Binary,
    ) -> Result<Binary> {
        let contract_addr = self.exists(storage, contract)?.into();
        let request = QueryRequest::Wasm(WasmQuery::Smart { contract_addr, msg });
        self.call(|| CosmosRouter::query(self, &self.api, storage, block, request))
    }

    pub fn query_raw(&self, storage: &dyn Storage, contract: &str, key: &[u8]) -> Result<Option<Vec<u8>>> {
        let address = self.exists(storage, contract)?;
        // Contracts cannot store an empty value, so that an empty one is none.
        Ok(Some(self.keeper.query_raw(address, storage, key).to_vec()).filter(|value| !value.is_empty()))
    }

    /// The address of a contract that is there.
    pub fn exists(&self, storage: &dyn Storage, contract: &str) -> Result<Addr> {
        let address = self.address(contract)?;
        match self.keeper.contract_data(storage, &address) {
            Ok(_) => Ok(address),
            Err(_) => Err(LedgerError::UnknownContract { address: contract.into() }),
        }
    }

    pub fn contract_address(&self, code_id: u64, creator: &str, salt: &[u8]) -> Result<String> {
        let refused = |error: StdError| LedgerError::Contract { contract: None, message: error.to_string() };
        let creator = self.api.addr_canonicalize(self.address(creator)?.as_str()).map_err(refused)?;
        let checksum = self.code(code_id)?;
        let canonical = instantiate2_address(checksum.as_slice(), &creator, salt)
            .map_err(|error| LedgerError::Contract { contract: None, message: error.to_string() })?;
        Ok(self.api.addr_humanize(&canonical).map_err(refused)?.into_string())
    }

    fn code(&self, code_id: u64) -> Result<&Checksum> {
        let unknown = || LedgerError::UnknownCode { code_id, known: self.checksums.len() as u64 };
        let index =
            code_id.checked_sub(1).and_then(|index| usize::try_from(index).ok()).ok_or_else(unknown)?;
        self.checksums.get(index).ok_or_else(unknown)
    }

    fn address(&self, address: &str) -> Result<Addr> {
        let invalid = |_| LedgerError::InvalidAddress { address: address.into(), prefix: ADDRESS_PREFIX };
        self.api.addr_validate(address).map_err(invalid)
    }

    fn translate(&self, storage: &dyn Storage, message: &Message) -> Result<WasmMsg> {
        Ok(match message {
            Message::Execute { contract, msg } => {
                let contract_addr = self.exists(storage, contract)?.into();
                WasmMsg::Execute { contract_addr, msg: msg.clone(), funds: vec![] }
            }
            Message::Instantiate { code_id, label, admin, salt, msg } => {
                self.code(*code_id)?;
                let admin =
                    admin.as_deref().map(|admin| self.address(admin).map(Addr::into_string)).transpose()?;
                WasmMsg::Instantiate2 {
                    admin,
                    code_id: *code_id,
                    label: label.clone(),
                    msg: msg.clone(),
                    funds: vec![],
                    salt: salt.clone(),
                }
            }
            Message::Migrate { contract, code_id, msg } => {
                self.code(*code_id)?;
                let contract_addr = self.exists(storage, contract)?.into();
                WasmMsg::Migrate { contract_addr, new_code_id: *code_id, msg: msg.clone() }
            }
        })
    }

    /// Calls into contracts: a refusal is told in the contract's own words, a panic is an error.
    fn call<T>(&self, work: impl FnOnce() -> StdResult<T>) -> Result<T> {
        self.refusals.borrow_mut().take();
        let result = catch_unwind(AssertUnwindSafe(work)).map_err(|_| LedgerError::Aborted)?;
        result.map_err(|error| match self.refusals.borrow_mut().take() {
            Some(refusal) => {
                LedgerError::Contract { contract: Some(refusal.contract), message: refusal.message }
            }
            None => LedgerError::Contract { contract: None, message: innermost(&error) },
        })
    }
}

/// The keeper's own complaint: the last line block of an error that repeats every message above it.
fn innermost(error: &StdError) -> String {
    let text = error.to_string();
    let last = text.rsplit_once("\nkind: ").map_or(text.as_str(), |(_, last)| last);
    last.split_once("error: ").map_or(last, |(_, message)| message).to_string()
}

/// The contract's data without the envelope that a chain puts around it.
fn contract_data(message: &Message, data: Option<Binary>) -> Option<Binary> {
    let data = data?;
    match message {
        Message::Instantiate { .. } => parse_instantiate_response_data(&data).ok()?.data,
        Message::Execute { .. } | Message::Migrate { .. } => parse_execute_response_data(&data).ok()?.data,
    }
}

/// There are contracts on this chain and nothing else: no bank, no staking, no IBC.
fn unsupported<T>() -> StdResult<T> {
    Err(StdError::msg("expected a message or query to a contract; this ledger has contracts only"))
}

impl CosmosRouter for Chain {
    type ExecC = Empty;
    type QueryC = Empty;

    fn execute(
        &self,
        api: &dyn Api,
        storage: &mut dyn Storage,
        block: &BlockInfo,
        sender: Addr,
        msg: CosmosMsg,
    ) -> StdResult<AppResponse> {
        match msg {
            CosmosMsg::Wasm(msg) => self.keeper.execute(api, storage, self, block, sender, msg),
            _ => unsupported(),
        }
    }

    fn query(
        &self,
        api: &dyn Api,
        storage: &dyn Storage,
        block: &BlockInfo,
        request: QueryRequest<Empty>,
    ) -> StdResult<Binary> {
        match request {
            QueryRequest::Wasm(request) => {
                let querier = ChainQuerier { chain: self, storage, block };
                self.keeper.query(api, storage, &querier, block, request)
            }
            _ => unsupported(),
        }
    }

    fn sudo(&self, _: &dyn Api, _: &mut dyn Storage, _: &BlockInfo, _: SudoMsg) -> StdResult<AppResponse> {
        unsupported()
    }
}

/// How contracts ask contracts.
struct ChainQuerier<'a> {
    chain: &'a Chain,
    storage: &'a dyn Storage,
    block: &'a BlockInfo,
}

impl Querier for ChainQuerier<'_> {
    fn raw_query(&self, request: &[u8]) -> QuerierResult {
        match from_json(request) {
            Ok(query) => {
                let answer =
                    CosmosRouter::query(self.chain, &self.chain.api, self.storage, self.block, query);
                SystemResult::Ok(ContractResult::from(answer))
            }
            Err(error) => SystemResult::Err(SystemError::InvalidRequest {
                error: error.to_string(),
                request: Binary::new(request.to_vec()),
            }),
        }
    }
}

//! What a contract may ask about the others.

use std::sync::Arc;

use cosmwasm_std::{
    Addr, Binary, ContractInfoResponse, ContractResult, Empty, QueryRequest, SystemError, SystemResult,
    WasmQuery, from_json, to_json_binary,
};
use cosmwasm_vm::{BackendError, BackendResult, GasInfo, Querier};

use crate::error::ChainError;
use crate::gas::{self, VM_GAS};
use crate::vm::Vm;

type Answer = SystemResult<ContractResult<Binary>>;

/// Answers a contract's raw and smart queries from the contracts of the same chain.
pub(crate) struct ContractQuerier {
    vm: Arc<Vm>,
}

impl ContractQuerier {
    pub(crate) fn new(vm: Arc<Vm>) -> Self {
        Self { vm }
    }

    fn raw(&self, address: String, key: &[u8]) -> (Answer, GasInfo) {
        let Ok(contract) = self.vm.contract(&address) else {
            return (SystemResult::Err(SystemError::NoSuchContract { addr: address }), GasInfo::free());
        };
        self.vm.meter.read();
        let value = contract.store.entries().get(key).cloned().unwrap_or_default();
        let cost = GasInfo::with_externally_used(gas::read(key, &value) * VM_GAS);
        (SystemResult::Ok(ContractResult::Ok(value.into())), cost)
    }

    fn smart(&self, address: String, message: &[u8], gas_limit: u64) -> BackendResult<Answer> {
        let (answer, used) = self.vm.query(&address, message, gas_limit);
        let cost = GasInfo::with_externally_used(used);
        match answer {
            Ok(answer) => (Ok(SystemResult::Ok(answer)), cost),
            Err(ChainError::UnknownContract(addr)) => {
                (Ok(SystemResult::Err(SystemError::NoSuchContract { addr })), cost)
            }
            // As wasmd: what ends the contract that was asked ends the one that asked.
            Err(error) => (Err(BackendError::unknown(error.to_string())), cost),
        }
    }

    fn contract_info(&self, address: String) -> Answer {
        let Ok(contract) = self.vm.contract(&address) else {
            return SystemResult::Err(SystemError::NoSuchContract { addr: address });
        };
        answer(&ContractInfoResponse::new(1, Addr::unchecked(contract.creator), None, true, None, None))
    }
}

fn answer<T: serde::Serialize>(value: &T) -> Answer {
    SystemResult::Ok(match to_json_binary(value) {
        Ok(json) => ContractResult::Ok(json),
        Err(error) => ContractResult::Err(error.to_string()),
    })
}

impl Querier for ContractQuerier {
    fn query_raw(&self, request: &[u8], gas_limit: u64) -> BackendResult<Answer> {
        let parsed: QueryRequest<Empty> = match from_json(request) {
            Ok(parsed) => parsed,
            Err(error) => {
                let refusal =
                    SystemError::InvalidRequest { error: error.to_string(), request: request.into() };
                return (Ok(SystemResult::Err(refusal)), GasInfo::free());
            }
        };
        match parsed {
            QueryRequest::Wasm(WasmQuery::Raw { contract_addr, key }) => {
                let (answer, cost) = self.raw(contract_addr, &key);
                (Ok(answer), cost)
            }
            QueryRequest::Wasm(WasmQuery::Smart { contract_addr, msg }) => {
                self.smart(contract_addr, &msg, gas_limit)
            }
            QueryRequest::Wasm(WasmQuery::ContractInfo { contract_addr }) => {
                (Ok(self.contract_info(contract_addr)), GasInfo::free())
            }
            other => {
                let kind = format!("{other:?}");
                (Ok(SystemResult::Err(SystemError::UnsupportedRequest { kind })), GasInfo::free())
            }
        }
    }
}

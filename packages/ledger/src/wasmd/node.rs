//! What a node is asked.

use cosmrs::proto::cosmos::auth::v1beta1::{BaseAccount, QueryAccountRequest, QueryAccountResponse};
use cosmrs::proto::cosmos::base::query::v1beta1::PageRequest;
use cosmrs::proto::cosmwasm::wasm::v1::{
    ContractInfo, QueryCodesRequest, QueryCodesResponse, QueryContractInfoRequest, QueryContractInfoResponse,
    QueryRawContractStateRequest, QueryRawContractStateResponse, QuerySmartContractStateRequest,
    QuerySmartContractStateResponse,
};
use cosmrs::proto::traits::Message as Protobuf;
use cosmwasm_std::{Binary, Timestamp};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::wasmd::WasmdConfig;
use crate::wasmd::answers::{
    AbciQuery, AbciQueryAnswer, BlockAnswer, BlockResultsAnswer, BroadcastAnswer, CommitAnswer, HeaderAnswer,
    Simulation, StatusAnswer, TxAnswer, TxSearchAnswer, ValidatorsAnswer, base64,
};
use crate::wasmd::refusal::{self, Context};
use crate::wasmd::rpc::{CallError, Refusal, Rpc};
use crate::{LedgerError, Result};

/// The most that CometBFT gives a page.
const PAGE: usize = 100;

/// A node, asked in the ledger's terms.
pub(super) struct Node {
    rpc: Rpc,
}

/// Where a node stands.
#[derive(Debug, Clone)]
pub(super) struct Standing {
    pub network: String,
    pub height: u64,
    pub time: Timestamp,
    pub earliest: u64,
    pub catching_up: bool,
}

/// An account as the chain has it.
#[derive(Debug, Clone, Copy)]
pub(super) struct ChainAccount {
    pub number: u64,
    pub sequence: u64,
}

/// What a node said to a broadcast.
pub(super) enum Broadcast {
    /// It has the transaction.
    Accepted,
    /// It does not have it: the application's words.
    Refused(String),
    /// It does not have it: there was no room, or no way to it.
    NotTaken(LedgerError),
    /// It may have it.
    Lost,
}

impl Node {
    pub fn new(config: &WasmdConfig) -> Result<Self> {
        Ok(Self { rpc: Rpc::new(&config.rpc, &config.timing)? })
    }

    pub fn name(&self) -> &str {
        self.rpc.name()
    }

    pub fn rubbish(&self, detail: impl Into<String>) -> LedgerError {
        self.rpc.rubbish(detail.into())
    }

    async fn ask<T: DeserializeOwned>(&self, method: &str, params: impl Serialize) -> Result<T> {
        self.rpc.call(method, params).await.map_err(|error| match error {
            CallError::NotSent(error) | CallError::Lost(error) => error,
            CallError::Refused(refusal) => self.refused(&refusal),
        })
    }

    fn refused(&self, refusal: &Refusal) -> LedgerError {
        LedgerError::NodeRefused { node: self.name().into(), reason: refusal.reason() }
    }

    pub async fn standing(&self) -> Result<Standing> {
        let StatusAnswer { node_info, sync_info } = self.ask("status", json!({})).await?;
        Ok(Standing {
            network: node_info.network,
            height: sync_info.latest_block_height,
            time: self.timestamp(sync_info.latest_block_time)?,
            earliest: sync_info.earliest_block_height,
            catching_up: sync_info.catching_up,
        })
    }

    /// A block's time as the contracts see it.
    pub fn timestamp(&self, time: tendermint::Time) -> Result<Timestamp> {
        let nanos = u64::try_from(time.unix_timestamp_nanos());
        nanos.map(Timestamp::from_nanos).map_err(|_| self.rubbish(format!("a block of {time}")))
    }

    /// Asks the application; the answer may be a refusal.
    pub async fn abci(&self, path: &str, data: &[u8], height: Option<u64>, prove: bool) -> Result<AbciQuery> {
        let height = height.unwrap_or_default().to_string();
        let params = json!({ "path": path, "data": hex::encode(data), "height": height, "prove": prove });
        let answer: AbciQueryAnswer = self.ask("abci_query", params).await?;
        Ok(answer.response)
    }

    /// Calls a method of a gRPC service at a height. The outer error is the node's, the inner one the application's words.
    pub async fn grpc<A: Protobuf + Default>(
        &self,
        path: &str,
        request: &impl Protobuf,
        height: Option<u64>,
    ) -> Result<Result<A, String>> {
        let answer = self.abci(path, &request.encode_to_vec(), height, false).await?;
        if answer.code != 0 {
            return Ok(Err(answer.log));
        }
        let value = answer.value.unwrap_or_default();
        A::decode(value.as_slice()).map(Ok).map_err(|error| self.rubbish(format!("{path}: {error}")))
    }

    /// As [`Node::grpc`], for a query of a contract's.
    async fn query<A: Protobuf + Default>(
        &self,
        path: &str,
        request: &impl Protobuf,
        contract: &str,
        height: Option<u64>,
    ) -> Result<A> {
        let log = match self.grpc(path, request, height).await? {
            Ok(answer) => return Ok(answer),
            Err(log) => log,
        };
        if let Some(asked) = height
            && let Some(error) = refusal::height(&log, asked, self.standing().await?.height)
        {
            return Err(error);
        }
        Err(refusal::classify(&log, Context { contract: Some(contract), ..Context::default() }))
    }

    pub async fn smart(&self, contract: &str, msg: &[u8], at: Option<u64>) -> Result<Binary> {
        let request = QuerySmartContractStateRequest { address: contract.into(), query_data: msg.to_vec() };
        let path = "/cosmwasm.wasm.v1.Query/SmartContractState";
        let answer: QuerySmartContractStateResponse = self.query(path, &request, contract, at).await?;
        Ok(answer.data.into())
    }

    pub async fn raw(&self, contract: &str, key: &[u8], at: Option<u64>) -> Result<Option<Vec<u8>>> {
        let request = QueryRawContractStateRequest { address: contract.into(), query_data: key.to_vec() };
        let path = "/cosmwasm.wasm.v1.Query/RawContractState";
        let answer: QueryRawContractStateResponse = self.query(path, &request, contract, at).await?;
        // Contracts cannot store an empty value, so that an empty one is none.
        Ok(Some(answer.data).filter(|value| !value.is_empty()))
    }

    pub async fn contract_info(&self, contract: &str) -> Result<ContractInfo> {
        let request = QueryContractInfoRequest { address: contract.into() };
        let path = "/cosmwasm.wasm.v1.Query/ContractInfo";
        let answer: QueryContractInfoResponse = self.query(path, &request, contract, None).await?;
        answer.contract_info.ok_or_else(|| self.rubbish("a contract without its description"))
    }

    /// The number of the latest code.
    pub async fn latest_code(&self) -> Result<u64> {
        let pagination = PageRequest { limit: 1, reverse: true, ..PageRequest::default() };
        let request = QueryCodesRequest { pagination: Some(pagination) };
        let answer: QueryCodesResponse =
            self.query("/cosmwasm.wasm.v1.Query/Codes", &request, "", None).await?;
        Ok(answer.code_infos.first().map_or(0, |code| code.code_id))
    }

    /// An account's number and next sequence number, after a block or now.
    pub async fn account(&self, address: &str, at: Option<u64>) -> Result<ChainAccount> {
        let request = QueryAccountRequest { address: address.into() };
        let path = "/cosmos.auth.v1beta1.Query/Account";
        let answer: Result<QueryAccountResponse, String> = self.grpc(path, &request, at).await?;
        let account = match answer {
            Ok(answer) => answer.account.ok_or_else(|| self.rubbish("an account without its content"))?,
            Err(log) if log.contains("not found") => {
                return Err(LedgerError::UnknownAccount { account: address.into() });
            }
            Err(log) => return Err(LedgerError::NodeRefused { node: self.name().into(), reason: log }),
        };
        let account = BaseAccount::decode(account.value.as_slice())
            .map_err(|error| self.rubbish(format!("account {address}: {error}")))?;
        if account.address != address {
            return Err(self.rubbish(format!("account {:?} for {address}", account.address)));
        }
        Ok(ChainAccount { number: account.account_number, sequence: account.sequence })
    }

    /// The gas that a transaction takes now. Asked of the application itself: its gRPC service for that is there only on
    /// nodes that serve gRPC or REST.
    pub async fn simulate(&self, tx_bytes: &[u8], context: Context<'_>) -> Result<u64> {
        let answer = self.abci("/app/simulate", tx_bytes, None, false).await?;
        if answer.code != 0 {
            return Err(refusal::classify(&answer.log, context));
        }
        let value = answer.value.unwrap_or_default();
        let simulation: Simulation =
            serde_json::from_slice(&value).map_err(|error| self.rubbish(format!("a simulation: {error}")))?;
        Ok(simulation.gas_info.gas_used)
    }

    pub async fn broadcast(&self, bytes: &[u8]) -> Broadcast {
        let answer = self.rpc.call("broadcast_tx_sync", json!({ "tx": base64(bytes) })).await;
        match answer {
            Ok(BroadcastAnswer { code: 0, .. }) => Broadcast::Accepted,
            Ok(BroadcastAnswer { log, .. }) => Broadcast::Refused(log),
            Err(CallError::NotSent(error)) => Broadcast::NotTaken(error),
            Err(CallError::Lost(_)) => Broadcast::Lost,
            Err(CallError::Refused(refusal)) => self.broadcast_refused(&refusal),
        }
    }

    /// An error object in answer to a broadcast: only of these is it known what they mean for the transaction.
    fn broadcast_refused(&self, refusal: &Refusal) -> Broadcast {
        let says = |text: &str| refusal.data.contains(text) || refusal.message.contains(text);
        // JSON-RPC's own codes for requests that no method was called for.
        let not_called = [-32700, -32601, -32600].contains(&refusal.code);
        if says("tx already exists in cache") {
            Broadcast::Accepted
        } else if says("mempool is full") || says("Tx too large") || not_called {
            Broadcast::NotTaken(self.refused(refusal))
        } else {
            Broadcast::Lost
        }
    }

    /// A transaction by its hash, none if the node knows none.
    pub async fn transaction(&self, hash: &[u8; 32]) -> Result<Option<TxAnswer>> {
        let params = json!({ "hash": base64(hash), "prove": false });
        let answer: TxAnswer = match self.rpc.call("tx", params).await {
            Ok(answer) => answer,
            Err(CallError::Refused(refusal)) if refusal.data.ends_with("not found") => return Ok(None),
            Err(CallError::Refused(refusal)) => return Err(self.refused(&refusal)),
            Err(CallError::NotSent(error) | CallError::Lost(error)) => return Err(error),
        };
        let expected = hex::encode_upper(hash);
        if answer.hash != expected {
            return Err(self.rubbish(format!("transaction {} for {expected}", answer.hash)));
        }
        Ok(Some(answer))
    }

    /// A page of the transactions that fit a query, oldest first, and how many fit it in all.
    pub async fn search(&self, query: &str, page: usize) -> Result<TxSearchAnswer> {
        let params = json!({
            "query": query,
            "prove": false,
            "page": page.to_string(),
            "per_page": PAGE.to_string(),
            "order_by": "asc",
        });
        self.ask("tx_search", params).await
    }

    pub async fn time(&self, height: u64) -> Result<Timestamp> {
        let answer: HeaderAnswer = self.ask("header", json!({ "height": height.to_string() })).await?;
        self.timestamp(answer.header.time)
    }

    pub async fn block(&self, height: u64) -> Result<BlockAnswer> {
        self.ask("block", json!({ "height": height.to_string() })).await
    }

    pub async fn block_results(&self, height: u64) -> Result<BlockResultsAnswer> {
        self.ask("block_results", json!({ "height": height.to_string() })).await
    }

    pub async fn commit(&self, height: u64) -> Result<CommitAnswer> {
        self.ask("commit", json!({ "height": height.to_string() })).await
    }

    /// A page of a block's validators.
    pub async fn validators(&self, height: u64, page: usize) -> Result<ValidatorsAnswer> {
        let params = json!({
            "height": height.to_string(),
            "page": page.to_string(),
            "per_page": PAGE.to_string(),
        });
        self.ask("validators", params).await
    }
}

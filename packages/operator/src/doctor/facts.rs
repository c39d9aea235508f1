//! What the chain says of itself and of a deployment.

use std::time::{SystemTime, UNIX_EPOCH};

use chartseal_ledger::{DeploymentFile, Ledger, LedgerError, LedgerExt, WasmdLedger};
use chartseal_types::access::{self, PolicyResponse};
use chartseal_types::certificate::{self, AuthorityResponse};
use chartseal_types::governance::GovernanceResponse;
use chartseal_types::{MAX_LIMIT, identity};
use cosmrs::proto::cosmos::bank::v1beta1::{QuerySendEnabledRequest, QuerySendEnabledResponse};
use cosmrs::proto::cosmos::base::query::v1beta1::PageRequest;
use cosmrs::proto::cosmos::{auth, bank};
use cosmrs::proto::cosmwasm::wasm::v1::{AccessConfig, AccessType, QueryParamsRequest, QueryParamsResponse};
use cosmwasm_std::HexBinary;

use crate::{OperatorError, Result, code, proposal};

/// All that is judged.
#[derive(Debug, Clone)]
pub struct Facts {
    /// This machine's clock, Unix seconds.
    pub here: u64,
    /// The latest block's time, Unix seconds.
    pub block_time: u64,
    /// The contracts, in the order of a deployment's codes.
    pub contracts: Vec<ContractFacts>,
    /// The codes that are pinned.
    pub pinned: Vec<u64>,
    /// Who may store codes.
    pub uploads: Uploads,
    /// Whether anybody may instantiate a code that does not say otherwise.
    pub anybody_instantiates: bool,
    /// Seconds in which a proposal is voted on: the shorter of the ordinary and the expedited kind.
    pub voting_period: u64,
    /// Whether coins can be sent, of some denomination at least.
    pub send_enabled: bool,
    /// Characters that a memo may have.
    pub memo: u64,
    /// Type URLs of the messages that the circuit breaker refuses.
    pub refused: Vec<String>,
    /// What roles may do; none if the contract does not say.
    pub policy: Option<PolicyResponse>,
    /// Trust anchors and issuing CAs; none if the contract does not say.
    pub authorities: Option<Vec<AuthorityResponse>>,
}

/// A contract.
#[derive(Debug, Clone)]
pub struct ContractFacts {
    /// What it is called.
    pub name: &'static str,
    /// Where it is.
    pub address: String,
    /// What the chain knows of it; none if it knows no such contract.
    pub deployed: Option<Deployed>,
}

/// A contract that is there.
#[derive(Debug, Clone)]
pub struct Deployed {
    /// Who may migrate it; empty if nobody.
    pub wasm_admin: String,
    /// The code that it runs.
    pub code_id: u64,
    /// SHA-256 of that code's Wasm.
    pub checksum: Option<HexBinary>,
    /// Who governs it, who may pause it, which other contracts it obeys; none if it is no contract that says so.
    pub governance: Option<GovernanceResponse>,
}

/// Who may store codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Uploads {
    /// Nobody but governance.
    Nobody,
    /// These accounts.
    Only(Vec<String>),
    /// Everybody.
    Everybody,
}

/// `cosmos.circuit.v1.DisabledListResponse`, which cosmrs leaves out.
#[derive(Clone, PartialEq, prost::Message)]
struct DisabledList {
    #[prost(string, repeated, tag = "1")]
    urls: Vec<String>,
}

/// Asks the chain.
pub async fn gather(ledger: &WasmdLedger, file: &DeploymentFile) -> Result<Facts> {
    let deployment = &file.deployment;
    let names = chartseal_ledger::consortium::CODES.map(|code| code.name);
    let mut contracts = Vec::new();
    for (name, address) in names.into_iter().zip(deployment.in_order()) {
        contracts.push(contract(ledger, name, address).await?);
    }
    let wasm: QueryParamsResponse =
        ledger.ask("/cosmwasm.wasm.v1.Query/Params", &QueryParamsRequest {}).await?;
    let wasm = wasm.params.unwrap_or_default();
    let bank: bank::v1beta1::QueryParamsResponse =
        ledger.ask("/cosmos.bank.v1beta1.Query/Params", &bank::v1beta1::QueryParamsRequest {}).await?;
    let auth: auth::v1beta1::QueryParamsResponse =
        ledger.ask("/cosmos.auth.v1beta1.Query/Params", &auth::v1beta1::QueryParamsRequest {}).await?;
    let missing = |what: &str| OperatorError::Missing { what: what.into() };
    let params = proposal::params(ledger).await?;
    let voting = [params.voting_period, params.expedited_voting_period].into_iter();
    let voting = voting.map(|period| period.map_or(0, |period| period.seconds)).min().unwrap_or_default();
    let sendable = bank.params.ok_or_else(|| missing("parameters of bank"))?.default_send_enabled;
    Ok(Facts {
        here: SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs(),
        block_time: ledger.status().await?.time.seconds(),
        contracts,
        pinned: code::pinned(ledger).await?,
        anybody_instantiates: wasm.instantiate_default_permission == i32::from(AccessType::Everybody),
        uploads: uploads(wasm.code_upload_access),
        voting_period: u64::try_from(voting).unwrap_or_default(),
        send_enabled: sendable || some_denomination_is_sent(ledger).await?,
        memo: auth.params.ok_or_else(|| missing("parameters of auth"))?.max_memo_characters,
        refused: ledger.ask::<DisabledList>("/cosmos.circuit.v1.Query/DisabledList", &()).await?.urls,
        policy: told(ledger.query(&deployment.access_control, &access::QueryMsg::Policy {}).await)?,
        authorities: authorities(ledger, &deployment.certificate_authority).await?,
    })
}

/// What a contract answered; none if it is not there, or another contract that does not know the question.
fn told<T>(answer: Result<T, LedgerError>) -> Result<Option<T>> {
    match answer {
        Ok(answer) => Ok(Some(answer)),
        Err(LedgerError::Contract { .. } | LedgerError::UnknownContract { .. } | LedgerError::Json(_)) => {
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}

async fn some_denomination_is_sent(ledger: &WasmdLedger) -> Result<bool> {
    let pagination = Some(PageRequest { limit: 1000, ..PageRequest::default() });
    let request = QuerySendEnabledRequest { denoms: Vec::new(), pagination };
    let answer: QuerySendEnabledResponse =
        ledger.ask("/cosmos.bank.v1beta1.Query/SendEnabled", &request).await?;
    Ok(answer.send_enabled.iter().any(|denomination| denomination.enabled))
}

async fn contract(ledger: &WasmdLedger, name: &'static str, address: &str) -> Result<ContractFacts> {
    let deployed = match ledger.contract_info(address).await? {
        None => None,
        Some(info) => Some(Deployed {
            wasm_admin: info.admin,
            code_id: info.code_id,
            checksum: code::checksum(ledger, info.code_id).await?,
            // The question is the same of all four contracts.
            governance: told(ledger.query(address, &identity::QueryMsg::Governance {}).await)?,
        }),
    };
    Ok(ContractFacts { name, address: address.into(), deployed })
}

fn uploads(access: Option<AccessConfig>) -> Uploads {
    let Some(access) = access else { return Uploads::Nobody };
    match access.permission() {
        AccessType::Everybody => Uploads::Everybody,
        AccessType::AnyOfAddresses => Uploads::Only(access.addresses),
        AccessType::Nobody | AccessType::Unspecified => Uploads::Nobody,
    }
}

async fn authorities(ledger: &WasmdLedger, contract: &str) -> Result<Option<Vec<AuthorityResponse>>> {
    let mut found: Vec<AuthorityResponse> = Vec::new();
    loop {
        let start_after = found.last().map(|last| last.certificate);
        let query = certificate::QueryMsg::Authorities { start_after, limit: Some(MAX_LIMIT) };
        match told::<Vec<AuthorityResponse>>(ledger.query(contract, &query).await)? {
            None => return Ok(None),
            Some(page) if page.is_empty() => return Ok(Some(found)),
            Some(page) => found.extend(page),
        }
    }
}

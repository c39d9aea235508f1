//! The four contracts on an embedded ledger.

use std::cmp::Ordering;
use std::path::Path;

use chartseal_types::governance::{InstantiateMsg, MigrateMsg};
use cosmwasm_std::{Binary, Empty};
use cw_multi_test::{Contract, ContractWrapper};
use semver::Version;
use serde::Deserialize;

use crate::{
    Code, CodeRef, Deployment, EmbeddedLedger, Ledger, LedgerError, Message, Outcome, Result, Signer,
};

/// The release of the contracts that this program carries.
pub const RELEASE: &str = env!("CARGO_PKG_VERSION");

/// Where a contract keeps its name and version (cw2).
const CONTRACT_INFO: &[u8] = b"contract_info";

/// The codes of the four contracts: their numbers are their places in this list, from 1.
pub const CODES: [Code; 4] = [
    Code { name: "identity-registry", build: identity_registry_code },
    Code { name: "certificate-authority", build: certificate_authority_code },
    Code { name: "access-control", build: access_control_code },
    Code { name: "record-anchor", build: record_anchor_code },
];

/// Makes a ledger in a file, with the codes stored and no contract yet.
pub fn create(path: impl AsRef<Path>, chain_id: &str) -> Result<EmbeddedLedger> {
    EmbeddedLedger::create(path, chain_id, CODES.to_vec())
}

/// Opens a ledger that [`create`] made.
pub fn open(path: impl AsRef<Path>) -> Result<EmbeddedLedger> {
    EmbeddedLedger::open(path, CODES.to_vec())
}

/// Instantiates the four contracts in one transaction, with `admin` as their governor and wasm admin. Their addresses are
/// computed beforehand, so each is instantiated knowing the others. If this admin has deployed them already, only says
/// where they are: whoever was interrupted can do it again.
pub async fn deploy(ledger: &EmbeddedLedger, admin: &dyn Signer, pausers: &[String]) -> Result<Deployment> {
    let status = ledger.status().await?;
    let deployment = plan(ledger, admin.address(), status.chain_id)?;
    if ledger.has_contract(&deployment.identity_registry).await? {
        return Ok(deployment);
    }
    let msg = Binary::new(serde_json::to_vec(&InstantiateMsg {
        admin: admin.address().to_owned(),
        pausers: pausers.to_vec(),
        contracts: deployment.contracts(),
    })?);
    let messages = (1..)
        .zip(CODES)
        .map(|(code_id, code)| Message::Instantiate {
            code_id,
            label: format!("chartseal {}", code.name),
            admin: Some(admin.address().to_owned()),
            salt: Binary::from(code.name.as_bytes()),
            msg: msg.clone(),
        })
        .collect();
    ledger.submit(admin, messages).await?;
    Ok(deployment)
}

/// What cw2 keeps.
#[derive(Deserialize)]
struct ContractInfo {
    version: String,
}

/// Whether the contracts on the ledger are of this program's [`RELEASE`]. They run by this program's code whatever they
/// were made with, so one of another release would read state that it does not know.
pub async fn check_release(ledger: &dyn Ledger, deployment: &Deployment) -> Result<()> {
    for contract in deployment.in_order() {
        let found = release_of(ledger, contract).await?;
        match parse(&found)?.cmp(&parse(RELEASE)?) {
            Ordering::Equal => {}
            Ordering::Less => return Err(LedgerError::OlderContracts { found, expected: RELEASE }),
            Ordering::Greater => return Err(LedgerError::NewerContracts { found, expected: RELEASE }),
        }
    }
    Ok(())
}

/// Migrates contracts of an older release to this one, in one transaction signed by their admin. The identity registry
/// comes first, since the others read it. Nothing to do is none.
pub async fn upgrade(
    ledger: &EmbeddedLedger,
    admin: &dyn Signer,
    deployment: &Deployment,
) -> Result<Option<Outcome>> {
    let mut messages = Vec::new();
    for (code_id, contract) in (1..).zip(deployment.in_order()) {
        let found = release_of(ledger, contract).await?;
        match parse(&found)?.cmp(&parse(RELEASE)?) {
            Ordering::Equal => {}
            Ordering::Greater => return Err(LedgerError::NewerContracts { found, expected: RELEASE }),
            Ordering::Less => messages.push(Message::Migrate {
                contract: contract.into(),
                code_id,
                msg: Binary::new(serde_json::to_vec(&MigrateMsg {})?),
            }),
        }
    }
    if messages.is_empty() {
        return Ok(None);
    }
    ledger.submit(admin, messages).await.map(Some)
}

/// The release that a contract says it is of (cw2).
pub async fn release_of(ledger: &dyn Ledger, contract: &str) -> Result<String> {
    let unversioned = || LedgerError::Damaged { detail: format!("contract {contract} has no version") };
    let info = ledger.query_raw(contract, CONTRACT_INFO, None).await?.ok_or_else(unversioned)?;
    Ok(serde_json::from_slice::<ContractInfo>(&info)?.version)
}

fn parse(version: &str) -> Result<Version> {
    let unread = |_| LedgerError::Damaged { detail: format!("{version:?} is not the version of a contract") };
    version.parse().map_err(unread)
}

fn plan(ledger: &EmbeddedLedger, creator: &str, chain_id: String) -> Result<Deployment> {
    let address = |code_id: u64, salt: &str| ledger.contract_address(code_id, creator, salt.as_bytes());
    let [identity_registry, certificate_authority, access_control, record_anchor] = CODES;
    Ok(Deployment {
        chain_id,
        identity_registry: address(1, identity_registry.name)?,
        certificate_authority: address(2, certificate_authority.name)?,
        access_control: address(3, access_control.name)?,
        record_anchor: address(4, record_anchor.name)?,
        codes: (1..=4).map(|id| CodeRef { id, checksum: None }).collect(),
    })
}

fn identity_registry_code() -> Box<dyn Contract<Empty>> {
    let contract = ContractWrapper::new(
        identity_registry::execute,
        identity_registry::instantiate,
        identity_registry::query,
    );
    Box::new(contract.with_migrate(|deps, env, msg, _| identity_registry::migrate(deps, env, msg)))
}

fn certificate_authority_code() -> Box<dyn Contract<Empty>> {
    let contract = ContractWrapper::new(
        certificate_authority::execute,
        certificate_authority::instantiate,
        certificate_authority::query,
    );
    Box::new(contract.with_migrate(|deps, env, msg, _| certificate_authority::migrate(deps, env, msg)))
}

fn access_control_code() -> Box<dyn Contract<Empty>> {
    let contract =
        ContractWrapper::new(access_control::execute, access_control::instantiate, access_control::query);
    Box::new(contract.with_migrate(|deps, env, msg, _| access_control::migrate(deps, env, msg)))
}

fn record_anchor_code() -> Box<dyn Contract<Empty>> {
    let contract =
        ContractWrapper::new(record_anchor::execute, record_anchor::instantiate, record_anchor::query);
    Box::new(contract.with_migrate(|deps, env, msg, _| record_anchor::migrate(deps, env, msg)))
}

//! Deploying the four contracts.

use chartseal_ledger::wasmd::address;
use chartseal_ledger::{CodeRef, Deployment, Ledger, LedgerError, LedgerExt, Message, Signer, WasmdLedger};
use chartseal_types::governance::{Contracts, GovernanceResponse, InstantiateMsg};
use chartseal_types::identity::QueryMsg;
use cosmrs::proto::cosmwasm::wasm::v1::ContractInfo;
use cosmwasm_std::{Binary, CanonicalAddr, instantiate2_address};

use crate::proposal::Decision;
use crate::{Artifacts, OperatorError, Result, code};

/// What is deployed, and for whom.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The Wasm.
    pub artifacts: Artifacts,
    /// Who governs the contracts: appoints registrars, keeps trust anchors and policy.
    pub admin: String,
    /// Who may pause them.
    pub pausers: Vec<String>,
    /// The account of the chain's governance, which alone migrates them.
    pub governance: String,
    /// Tells deployments by the same member on the same chain apart; part of the addresses.
    pub salt: String,
}

/// What was done.
#[derive(Debug, Clone)]
pub struct Deployed {
    /// Where the contracts are.
    pub deployment: Deployment,
    /// Names of the codes that were stored now.
    pub stored: Vec<&'static str>,
    /// Names of the contracts that were instantiated now.
    pub instantiated: Vec<&'static str>,
    /// The proposal that pins the codes; none if they are pinned already.
    pub pinning: Option<Decision>,
}

/// Stores, instantiates and pins, each unless it is done. The first member signs; those whose keys are given vote.
pub async fn deploy(ledger: &WasmdLedger, members: &[&dyn Signer], plan: &Plan) -> Result<Deployed> {
    let [deployer, ..] = members else { return Err(OperatorError::NoMember) };
    let (mut codes, mut stored) = (Vec::new(), Vec::new());
    for artifact in &plan.artifacts.0 {
        let (id, now) = code::store(ledger, *deployer, artifact).await?;
        stored.extend(now.then_some(artifact.name));
        codes.push(CodeRef { id, checksum: Some(artifact.checksum.to_hex()) });
    }
    let chain_id = ledger.status().await?.chain_id;
    let mut deployment = computed(chain_id, deployer.address(), codes, plan)?;
    let instantiated = instantiate(ledger, *deployer, plan, &mut deployment).await?;
    let ids: Vec<u64> = deployment.codes.iter().map(|code| code.id).collect();
    let pinning = code::pin(ledger, members, "Pin the codes of Chartseal", &ids).await?;
    Ok(Deployed { deployment, stored, instantiated, pinning })
}

/// The addresses that the contracts will have (ADR 028, `instantiate2`): of checksum, creator and salt.
fn computed(chain_id: String, creator: &str, codes: Vec<CodeRef>, plan: &Plan) -> Result<Deployment> {
    let creator = CanonicalAddr::from(address::bytes(creator)?);
    let [registry, authority, access, anchor] = plan.artifacts.0.each_ref().map(|artifact| {
        let salt = salt_of(plan, artifact.name);
        let address = instantiate2_address(&artifact.checksum, &creator, &salt).ok();
        let unusable = || OperatorError::Salt { got: plan.salt.clone() };
        address.and_then(|address| address::encode(&address)).ok_or_else(unusable)
    });
    Ok(Deployment {
        chain_id,
        identity_registry: registry?,
        certificate_authority: authority?,
        access_control: access?,
        record_anchor: anchor?,
        codes,
    })
}

fn salt_of(plan: &Plan, name: &str) -> Binary {
    Binary::from(format!("{}/{name}", plan.salt).into_bytes())
}

/// Instantiates those that are not there, in one transaction, and checks those that are: of these the deployment names the
/// code that they run, which may be a later one.
async fn instantiate(
    ledger: &WasmdLedger,
    deployer: &dyn Signer,
    plan: &Plan,
    deployment: &mut Deployment,
) -> Result<Vec<&'static str>> {
    let msg = Binary::new(
        serde_json::to_vec(&InstantiateMsg {
            admin: plan.admin.clone(),
            pausers: plan.pausers.clone(),
            contracts: deployment.contracts(),
        })
        .map_err(LedgerError::from)?,
    );
    let addresses = deployment.in_order().map(str::to_owned);
    let (mut names, mut messages) = (Vec::new(), Vec::new());
    for ((artifact, address), code) in plan.artifacts.0.iter().zip(&addresses).zip(&mut deployment.codes) {
        match ledger.contract_info(address).await? {
            Some(info) => {
                check(ledger, artifact.name, address, &addresses, plan, &info).await?;
                let checksum = code::checksum(ledger, info.code_id).await?;
                *code = CodeRef { id: info.code_id, checksum: checksum.map(|checksum| checksum.to_hex()) };
            }
            None => {
                names.push(artifact.name);
                messages.push(Message::Instantiate {
                    code_id: code.id,
                    label: format!("chartseal {}", artifact.name),
                    admin: Some(plan.governance.clone()),
                    salt: salt_of(plan, artifact.name),
                    msg: msg.clone(),
                });
            }
        }
    }
    if !messages.is_empty() {
        ledger.submit(deployer, messages).await?;
    }
    Ok(names)
}

/// A contract at one of the addresses must be of this plan: replaced by governance alone, governed by whom the plan names,
/// obeying the others.
async fn check(
    ledger: &WasmdLedger,
    contract: &'static str,
    address: &str,
    addresses: &[String; 4],
    plan: &Plan,
    info: &ContractInfo,
) -> Result<()> {
    // The question is the same of all four contracts.
    let told: GovernanceResponse = ledger.query(address, &QueryMsg::Governance {}).await?;
    let Contracts { identity_registry, certificate_authority, access_control, record_anchor } =
        &told.contracts;
    let known = [identity_registry, certificate_authority, access_control, record_anchor];
    let known = known.map(|address| address.as_str()).join(", ");
    let compared = [
        ("the wasm admin", plan.governance.clone(), info.admin.clone()),
        ("the admin", plan.admin.clone(), told.admin.into_string()),
        ("the contracts that it obeys,", addresses.join(", "), known),
    ];
    match compared.into_iter().find(|(_, expected, found)| expected != found) {
        None => Ok(()),
        Some((what, expected, found)) => {
            Err(OperatorError::OtherContract { contract, address: address.into(), what, expected, found })
        }
    }
}

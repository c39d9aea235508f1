//! Moving the contracts to the code of a later release, by a proposal.

use chartseal_ledger::wasmd::encode;
use chartseal_ledger::{CodeRef, DeploymentFile, LedgerError, Signer, WasmdLedger, consortium};
use chartseal_types::governance::MigrateMsg;
use cosmrs::proto::cosmwasm::wasm::v1::{MsgMigrateContract, MsgPinCodes, MsgUnpinCodes};
use semver::Version;

use crate::proposal::{self, Decision};
use crate::{Artifacts, OperatorError, Result, code};

/// What was done.
#[derive(Debug, Clone)]
pub struct Upgraded {
    /// The codes that the contracts run once the proposal is carried out.
    pub codes: Vec<CodeRef>,
    /// The proposal; none if they run them already.
    pub decision: Option<Decision>,
}

/// Stores the artifacts and has governance migrate each contract that runs another code, pin the new codes and unpin the
/// old ones: one proposal, all or nothing. The identity registry comes first, since the others read it. A contract that runs
/// the artifact is left alone; one that runs another and is not of an older release than `release`, the artifacts', is
/// refused.
pub async fn upgrade(
    ledger: &WasmdLedger,
    members: &[&dyn Signer],
    file: &DeploymentFile,
    artifacts: &Artifacts,
    release: &str,
) -> Result<Upgraded> {
    let [member, ..] = members else { return Err(OperatorError::NoMember) };
    let authority = proposal::account();
    let msg = serde_json::to_vec(&MigrateMsg {}).map_err(LedgerError::from)?;
    let (mut codes, mut old, mut messages) = (Vec::new(), Vec::new(), Vec::new());
    for (artifact, contract) in artifacts.0.iter().zip(file.deployment.in_order()) {
        let missing = || OperatorError::Missing { what: format!("{} at {contract}", artifact.name) };
        let runs = ledger.contract_info(contract).await?.ok_or_else(missing)?.code_id;
        let current = code::checksum(ledger, runs).await?;
        if current.as_ref() == Some(&artifact.checksum) {
            codes.push(CodeRef { id: runs, checksum: Some(artifact.checksum.to_hex()) });
            continue;
        }
        newer(artifact.name, &consortium::release_of(ledger, contract).await?, release)?;
        let (id, _) = code::store(ledger, *member, artifact).await?;
        codes.push(CodeRef { id, checksum: Some(artifact.checksum.to_hex()) });
        old.push(runs);
        messages.push(encode::any(&MsgMigrateContract {
            sender: authority.clone(),
            contract: contract.into(),
            code_id: id,
            msg: msg.clone(),
        }));
    }
    if messages.is_empty() {
        return Ok(Upgraded { codes, decision: None });
    }
    let code_ids = codes.iter().map(|code| code.id).collect();
    messages.push(encode::any(&MsgPinCodes { authority: authority.clone(), code_ids }));
    messages.push(encode::any(&MsgUnpinCodes { authority, code_ids: old }));
    let title = format!("Upgrade Chartseal to {release}");
    let decision = proposal::decide(ledger, members, &title, messages).await?;
    Ok(Upgraded { codes, decision: Some(decision) })
}

fn newer(contract: &'static str, found: &str, artifacts: &str) -> Result<()> {
    let versions = (found.parse::<Version>(), artifacts.parse::<Version>());
    if matches!(versions, (Ok(found), Ok(artifacts)) if found < artifacts) {
        return Ok(());
    }
    Err(OperatorError::NotNewer { contract, found: found.into(), artifacts: artifacts.into() })
}

//! `chartseal chain deploy`

use std::path::{Path, PathBuf};

use chartseal_ledger::{Deployment, DeploymentFile, GasPrice};
use chartseal_operator::deploy::{self, Deployed, Plan};
use chartseal_operator::{Artifacts, Network, proposal};
use serde_json::json;

use super::place::{members, signers, told};
use crate::commands::ledger::Contract;
use crate::error::{CliError, Result};
use crate::home::write_private;
use crate::output::{Output, Told};

/// `chartseal chain deploy`
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A chain of scripts/localnet: its network.json, which leads to the test keys
    #[arg(long, value_name = "FILE", conflicts_with_all = ["rpc", "chain_id", "gas_price"])]
    network: Option<PathBuf>,
    /// A node of one's own: http://HOST:PORT of its CometBFT RPC. Given more than once, the first that answers is used
    #[arg(long, value_name = "URL", required_unless_present = "network")]
    rpc: Vec<String>,
    /// The chain's name
    #[arg(long, value_name = "ID", required_unless_present = "network")]
    chain_id: Option<String>,
    /// What a unit of gas costs, such as 0.025useal
    #[arg(long, value_parser = gas_price, required_unless_present = "network")]
    gas_price: Option<GasPrice>,
    /// A member's key: a file with the 24 words of its account. The first signs, all vote
    #[arg(long = "key", value_name = "FILE", required_unless_present = "network")]
    keys: Vec<PathBuf>,
    /// The folder with the contracts' Wasm and checksums.txt
    #[arg(long, value_name = "DIR", default_value = "artifacts")]
    artifacts: PathBuf,
    /// Who governs the contracts: appoints registrars, keeps trust anchors and policy [default: governance; on a chain of
    /// scripts/localnet the consortium's account]
    #[arg(long, value_name = "ACCOUNT")]
    admin: Option<String>,
    /// Who may pause the contracts; may be given more than once [default: the admin]
    #[arg(long = "pauser", value_name = "ACCOUNT")]
    pausers: Vec<String>,
    /// Another deployment on the same chain by the same member takes another text
    #[arg(long, value_name = "TEXT", default_value = "chartseal")]
    salt: String,
    /// The deployment file [default: deployment.json, beside network.json if there is one]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub(crate) async fn run(args: Args, output: Output) -> Result<()> {
    let network = args.network.as_deref().map(Network::read).transpose()?;
    let artifacts = Artifacts::read(&args.artifacts)?;
    let keys = members(&args.keys, network.as_ref())?;
    let chain = chain(&args, network.as_ref())?;
    let ledger = chain.connect_unpinned().await?;
    let consortium = network.as_ref().map(|network| network.consortium.address.clone());
    let admin = args.admin.clone().or(consortium).unwrap_or_else(|| chain.governance.clone());
    let pausers = if args.pausers.is_empty() { vec![admin.clone()] } else { args.pausers.clone() };
    let path = out(&args);
    of_these_artifacts(&path, &chain, &artifacts)?;
    let plan =
        Plan { artifacts, admin, pausers, governance: chain.governance.clone(), salt: args.salt.clone() };
    let deployed = deploy::deploy(&ledger, &signers(&keys), &plan).await?;
    let file = DeploymentFile { deployment: deployed.deployment.clone(), ..chain };
    write(&path, &file)?;
    output.print(&Told::new(
        json!({
            "file": path,
            "deployment": deployed.deployment,
            "stored": deployed.stored,
            "instantiated": deployed.instantiated,
        }),
        lines(&deployed, &path),
    ))
}

/// A deployment is moved to other code by an upgrade. Deploying other code makes other contracts, empty ones, at other addresses:
/// a file that is there must not come to name those.
fn of_these_artifacts(path: &Path, chain: &DeploymentFile, artifacts: &Artifacts) -> Result<()> {
    if !path.exists() {
        return Ok(());
    }
    let there = DeploymentFile::read(path)?.deployment;
    let checksums = artifacts.0.iter().map(|artifact| Some(artifact.checksum.to_hex()));
    if there.chain_id == chain.deployment.chain_id
        && there.codes.into_iter().map(|code| code.checksum).eq(checksums)
    {
        return Ok(());
    }
    Err(CliError::Input(format!(
        "{} is of a deployment of other code, or on another chain; `chartseal chain upgrade` moves it to this code, --out with another file and --salt make another deployment",
        path.display()
    )))
}

/// Writes a deployment file, whole or not at all.
pub(super) fn write(path: &Path, file: &DeploymentFile) -> Result<()> {
    let mut text = serde_json::to_vec_pretty(file)?;
    text.push(b'\n');
    Ok(write_private(path, &text)?)
}

/// All of the deployment file but the contracts.
fn chain(args: &Args, network: Option<&Network>) -> Result<DeploymentFile> {
    let (chain_id, rpc, gas_price) = match (network, &args.chain_id, &args.gas_price) {
        (Some(network), ..) => (network.chain_id.clone(), network.rpc.clone(), network.gas_price.clone()),
        (None, Some(chain_id), Some(price)) => (chain_id.clone(), args.rpc.clone(), price.clone()),
        (None, ..) => {
            return Err(CliError::Input("expected --network, or --rpc, --chain-id and --gas-price".into()));
        }
    };
    let governance = proposal::account();
    let empty = String::new;
    let deployment = Deployment {
        chain_id,
        identity_registry: empty(),
        certificate_authority: empty(),
        access_control: empty(),
        record_anchor: empty(),
        codes: Vec::new(),
    };
    let beside = out(args).parent() == args.network.as_deref().and_then(Path::parent);
    let network = args.network.as_ref().map(|path| match path.file_name() {
        Some(name) if beside => Ok(PathBuf::from(name)),
        _ => std::fs::canonicalize(path).map_err(CliError::file(path)),
    });
    Ok(DeploymentFile { deployment, rpc, gas_price, governance, network: network.transpose()? })
}

fn out(args: &Args) -> PathBuf {
    let beside =
        || args.network.as_deref().and_then(Path::parent).unwrap_or(Path::new("")).join("deployment.json");
    args.out.clone().unwrap_or_else(beside)
}

/// `0.025useal`
fn gas_price(text: &str) -> Result<GasPrice, String> {
    let expected = || format!("expected an amount and a denomination, such as 0.025useal, got {text:?}");
    let at = text.find(|c: char| c.is_ascii_alphabetic()).ok_or_else(expected)?;
    let (amount, denom) = text.split_at(at);
    Ok(GasPrice { amount: amount.parse().map_err(|_| expected())?, denom: denom.into() })
}

fn lines(deployed: &Deployed, path: &Path) -> Vec<String> {
    let addresses = Contract::ALL.into_iter().zip(&deployed.deployment.codes).map(|(contract, code)| {
        let address = contract.address(&deployed.deployment);
        format!("{:<22} code {:<3} {address}", contract.name(), code.id)
    });
    let done = match (deployed.stored.len(), deployed.instantiated.len()) {
        (0, 0) => "The contracts are deployed already; their code is that of the artifacts.".into(),
        (stored, made) => format!("Stored {stored} codes and instantiated {made} contracts."),
    };
    let pinned = match &deployed.pinning {
        None => "The codes are pinned already.".into(),
        Some(decision) => told(decision, "the codes are pinned"),
    };
    let file = format!("The deployment file is {}.", path.display());
    addresses.chain([done, pinned, file]).collect()
}

//! What messages cost on a chain with wasmd, how many a second it takes, and how long a reader waits: beside a transfer of
//! cw20-base by the same senders on the same chain.

mod blocks;
mod latency;
mod load;
mod messages;
mod report;
mod rpc;
mod scene;
mod size;
mod yardstick;

use std::error::Error;
use std::path::Path;

use chartseal_ledger::{DeploymentFile, Ledger};
use chartseal_operator::Network;

use crate::chain::load::Kind;
use crate::chain::rpc::Rpc;
use crate::chain::scene::{Program, Scene};
use crate::chain::yardstick::Yardstick;

/// A result of this module: its errors end the measurement.
pub type Result<T, E = Box<dyn Error + Send + Sync>> = std::result::Result<T, E>;

/// Everything, or how much the chain takes alone (`whole` is false). The deployment must be of a chain of
/// `scripts/localnet` that nobody else uses meanwhile.
pub fn page(deployment: &Path, program: &Path, cw20: &Path, whole: bool) -> Result<String, Box<dyn Error>> {
    let measured = tokio::runtime::Runtime::new()?.block_on(measure(deployment, program, cw20, whole));
    measured.map_err(|error| error as Box<dyn Error>)
}

async fn measure(path: &Path, program: &Path, cw20: &Path, whole: bool) -> Result<String> {
    let file = DeploymentFile::read(path)?;
    let network =
        file.network.as_ref().ok_or("expected the deployment file of a chain of scripts/localnet")?;
    let network = Network::read(&path.parent().unwrap_or(Path::new("")).join(network))?;
    let ledger = file.connect().await?;
    let rpc = Rpc::new(&file.rpc)?;
    let first = ledger.status().await?.height;

    let program = Program::new(program)?;
    eprintln!("Setting the scene");
    let scene = Scene::set(&program, path).await?;
    let yardstick = Yardstick::make(&ledger, &network, &scene, cw20).await?;
    messages::send(&ledger, &file.deployment, &scene, &yardstick).await?;
    let costs =
        blocks::costs(&rpc, &file.deployment, &yardstick, first..=ledger.status().await?.height).await?;
    let validators = network.members.len();
    if !whole {
        let loads = load::measure(&rpc, &ledger, &file.deployment, &scene, &yardstick, &costs).await?;
        return report::loads(&loads, validators);
    }
    eprintln!("Opening one by one");
    let latency = latency::measure(&ledger, &file.deployment, &scene, &program).await?;
    let node = path.parent().unwrap_or(Path::new("")).join("node-1/data");
    let before = size::of(&ledger, &file.deployment.access_control, &node).await?;
    let loads = load::measure(&rpc, &ledger, &file.deployment, &scene, &yardstick, &costs).await?;
    let after = size::of(&ledger, &file.deployment.access_control, &node).await?;
    let all = loads.iter().map(|load| load.executed).sum();
    let opened = loads.iter().filter(|load| load.kind == Kind::Open).map(|load| load.executed).sum();

    eprintln!("Playing the demo, for the other messages");
    let story = ledger.status().await?.height;
    program.demo(path)?;
    let last = ledger.status().await?.height;
    let mut all_costs = blocks::costs(&rpc, &file.deployment, &yardstick, story..=last).await?;
    // What was measured by itself counts alone.
    all_costs.extend(costs);
    report::page(&all_costs, &latency, &loads, size::growth(before, after, opened, all), validators)
}

//! `chartseal chain upgrade`

use std::path::PathBuf;

use chartseal_ledger::consortium::RELEASE;
use chartseal_ledger::{Deployment, DeploymentFile};
use chartseal_operator::proposal::Decision;
use chartseal_operator::{Artifacts, upgrade};
use serde_json::json;

use super::deploy::write;
use super::place::{ByMembers, signers, told};
use crate::error::Result;
use crate::output::{Output, Told};

/// `chartseal chain upgrade`
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    by: ByMembers,
    /// The folder with the Wasm of this release and checksums.txt
    #[arg(long, value_name = "DIR", default_value = "artifacts")]
    artifacts: PathBuf,
}

pub(crate) async fn run(args: Args, output: Output) -> Result<()> {
    let file = args.by.on.file()?;
    let (keys, artifacts) = (args.by.members()?, Artifacts::read(&args.artifacts)?);
    let ledger = file.connect_unpinned().await?;
    let upgraded = upgrade::upgrade(&ledger, &signers(&keys), &file, &artifacts, RELEASE).await?;
    let line = match &upgraded.decision {
        None => format!("The contracts run the code of release {RELEASE}."),
        Some(decision) => told(decision, &format!("the contracts run the code of release {RELEASE}")),
    };
    let pending = matches!(upgraded.decision, Some(Decision::Voting { .. }));
    if !pending && upgraded.codes != file.deployment.codes {
        let deployment = Deployment { codes: upgraded.codes.clone(), ..file.deployment.clone() };
        write(&args.by.on.chain, &DeploymentFile { deployment, ..file })?;
    }
    let value = json!({ "release": RELEASE, "codes": upgraded.codes, "upgraded": upgraded.decision.is_some() && !pending });
    output.print(&Told::new(value, [line]))
}

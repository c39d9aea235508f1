//! `chartseal chain doctor`

use std::io::{self, Write};
use std::path::PathBuf;

use chartseal_operator::Artifacts;
use chartseal_operator::doctor::{self, Finding, Verdict};
use serde::Serialize;

use super::place::OnChain;
use crate::error::{CliError, Result};
use crate::output::{Output, Report};

/// `chartseal chain doctor`
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    on: OnChain,
    /// Compare what runs with the Wasm in this folder, too
    #[arg(long, value_name = "DIR")]
    artifacts: Option<PathBuf>,
}

#[derive(Serialize)]
struct Findings {
    findings: Vec<Finding>,
}

impl Report for Findings {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        self.findings.iter().try_for_each(|Finding { subject, verdict, found }| {
            let mark = match verdict {
                Verdict::Good => "good   ",
                Verdict::Warning => "LOOK   ",
                Verdict::Wrong => "WRONG  ",
            };
            writeln!(out, "{mark} {subject}: {found}")
        })
    }
}

pub(crate) async fn run(args: Args, output: Output) -> Result<()> {
    let file = args.on.file()?;
    let artifacts = args.artifacts.as_deref().map(Artifacts::read).transpose()?;
    let ledger = file.connect_unpinned().await?;
    let facts = doctor::gather(&ledger, &file).await?;
    let local = args.on.network()?.is_some_and(|network| network.chain_id == file.deployment.chain_id);
    let findings = doctor::judge(&facts, &file, artifacts.as_ref(), local);
    let wrong = findings.iter().filter(|finding| finding.verdict == Verdict::Wrong).count();
    output.print(&Findings { findings })?;
    if wrong > 0 { Err(CliError::Ailing { wrong }) } else { Ok(()) }
}

//! `chartseal init`

use std::io::{self, Write};
use std::path::PathBuf;

use serde::Serialize;

use crate::consortium::{self, Ground, Keys, Sharing};
use crate::error::{CliError, Result};
use crate::output::{Output, Report};
use crate::session::Place;

/// `chartseal init`
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// How many trustees hold shares of each record's key
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u8).range(1..=15))]
    trustees: u8,
    /// How many of them it takes to release one
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=15))]
    threshold: u8,
    /// On the chain of this deployment file (see `chartseal chain deploy`), not on a ledger of the home's own
    #[arg(long, value_name = "FILE")]
    chain: Option<PathBuf>,
    #[command(flatten)]
    keys: Keys,
}

#[derive(Serialize)]
struct Made {
    home: PathBuf,
    chain_id: String,
    trustees: usize,
    threshold: u8,
}

impl Report for Made {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        let Self { home, chain_id, trustees, threshold } = self;
        writeln!(out, "A consortium of its own ({chain_id}) is in {}.", home.display())?;
        writeln!(out, "Its {trustees} trustees release a record's key when {threshold} of them agree.")?;
        writeln!(out, "Next: chartseal identity register ana --kind patient")
    }
}

pub(crate) async fn run(args: Args, place: &Place, output: Output) -> Result<()> {
    if args.threshold > args.trustees {
        let Args { trustees, threshold, .. } = args;
        return Err(CliError::Input(format!(
            "expected a threshold of at most {trustees}, the number of trustees, got {threshold}"
        )));
    }
    let sharing = Sharing { trustees: args.trustees, threshold: args.threshold };
    let ground = Ground::new(args.chain.as_deref(), &args.keys)?;
    let session = consortium::create(place, ground, sharing, output).await?;
    output.print(&Made {
        home: session.home.root().to_owned(),
        chain_id: session.contracts().chain_id.clone(),
        trustees: session.config.trustees.len(),
        threshold: session.config.threshold,
    })
}

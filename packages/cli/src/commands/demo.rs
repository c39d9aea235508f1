//! `chartseal demo`

use std::path::PathBuf;

use crate::consortium::{Ground, Keys};
use crate::demo::{self, Chapter, Script};
use crate::error::Result;
use crate::output::Output;
use crate::session::Place;

/// `chartseal demo`
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Play it with this FHIR R4 bundle of one patient instead of a synthetic one
    #[arg(long, value_name = "FILE")]
    bundle: Option<PathBuf>,
    /// Seed of the synthetic patient
    #[arg(long, default_value_t = 1, conflicts_with = "bundle")]
    seed: u64,
    /// Play this chapter only
    #[arg(long, value_enum)]
    chapter: Option<Chapter>,
    /// Play it on the chain of this deployment file (see `chartseal chain deploy`), whose clock it sets ahead where the story
    /// waits: that of scripts/localnet
    #[arg(long, value_name = "FILE")]
    chain: Option<PathBuf>,
    #[command(flatten)]
    keys: Keys,
}

pub(crate) async fn run(args: Args, place: &Place, output: Output) -> Result<()> {
    let ground = Ground::new(args.chain.as_deref(), &args.keys)?;
    demo::play(place, ground, Script { bundle: args.bundle, seed: args.seed, chapter: args.chapter }, output)
        .await
}

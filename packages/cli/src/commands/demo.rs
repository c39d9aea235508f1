//! `chartseal demo`

use std::path::PathBuf;

use crate::demo::{self, Chapter};
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
}

pub(crate) async fn run(args: Args, place: &Place, output: Output) -> Result<()> {
    demo::play(place, args.bundle.as_deref(), args.seed, args.chapter, output).await
}

//! The long mode: as many sequences as one has time for.

use std::process::ExitCode;
use std::time::Instant;

use chartseal_model::run::Thoroughness;
use chartseal_model::sequence::{STEPS, sequences};
use clap::Parser;

/// Holds the contracts against their model, on random sequences of messages.
#[derive(Debug, Parser)]
struct Args {
    /// How many sequences.
    #[arg(long, default_value_t = 2000)]
    sequences: u64,
    /// The first sequence's seed; the others follow it.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many at once.
    #[arg(long, default_value_t = 2)]
    threads: u64,
    /// Compare storage at every refusal and ask every ticket after every step.
    #[arg(long)]
    thorough: bool,
}

fn main() -> ExitCode {
    let Args { sequences: count, seed, threads, thorough } = Args::parse();
    let thoroughness = if thorough { Thoroughness::ALL } else { Thoroughness::SAMPLE };
    let started = Instant::now();
    let (coverage, disagreements) = sequences(seed, count, threads, thoroughness, |done| {
        if done % 1000 == 0 {
            eprintln!("{done} of {count} after {} s", started.elapsed().as_secs());
        }
    });
    println!("{}", coverage.table());
    let (steps, seconds) = (coverage.steps(), started.elapsed().as_secs());
    println!("\n{count} sequences of {STEPS} from seed {seed}: {steps} steps, {seconds} s");
    println!("{} disagreements", disagreements.len());
    disagreements.iter().for_each(|one| println!("\n{one}"));
    if disagreements.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

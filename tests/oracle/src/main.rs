//! The long mode: as many random facts as there is time for, or the whole small domain.

use std::num::NonZeroUsize;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Instant;

use chartseal_oracle::random::Cases;
use chartseal_oracle::{Comparison, Oracle, OracleError, domain};
use clap::Parser;

/// Compares the access decision with Cedar's.
#[derive(Parser)]
#[command(name = "chartseal-oracle")]
struct Arguments {
    /// How many random cases.
    #[arg(long, default_value_t = 20_000)]
    cases: u64,
    /// Where the random numbers begin. The cases do not depend on the number of threads.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many threads.
    #[arg(long, default_value = "1")]
    threads: NonZeroUsize,
    /// Every case of the small domain instead of random ones.
    #[arg(long)]
    exhaustive: bool,
}

/// Cases drawn from the same consents.
const BATCH: u64 = 20_000;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let began = Instant::now();
    match run(&arguments) {
        Ok(comparison) => {
            println!("{comparison}, {:.0} s", began.elapsed().as_secs_f64());
            ExitCode::from(u8::from(comparison.disagreed > 0))
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &Arguments) -> Result<Comparison, OracleError> {
    let whole = if arguments.exhaustive { domain::SIZE as u64 } else { arguments.cases };
    let next = AtomicU64::new(0);
    let work = || -> Result<Comparison, OracleError> {
        let mut oracle = Oracle::new()?;
        let mut comparison = Comparison::default();
        loop {
            let batch = next.fetch_add(1, Ordering::Relaxed);
            let from = batch.saturating_mul(BATCH);
            if from >= whole {
                return Ok(comparison);
            }
            let mut cases = Cases::batch(arguments.seed, batch);
            for number in from..whole.min(from + BATCH) {
                let case = if arguments.exhaustive { domain::case(number as usize) } else { cases.draw() };
                comparison.compare(&mut oracle, &case)?;
            }
        }
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (0..arguments.threads.get()).map(|_| scope.spawn(work)).collect();
        workers.into_iter().try_fold(Comparison::default(), |sum, worker| match worker.join() {
            Ok(comparison) => Ok(sum.and(comparison?)),
            Err(panic) => std::panic::resume_unwind(panic),
        })
    })
}

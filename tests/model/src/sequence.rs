//! Runs sequences of a seed, one after the other or in several threads.

use std::sync::Mutex;
use std::thread;

use crate::call::{Sent, Step};
use crate::coverage::Coverage;
use crate::generate::Generator;
use crate::run::{Failure, Run, Thoroughness};
use crate::shrink::shrink;
use crate::world::World;

/// Steps of one sequence.
pub const STEPS: usize = 60;

/// A sequence in which contracts and model disagree.
#[derive(Debug, Clone)]
pub struct Disagreement {
    /// The sequence's own seed.
    pub seed: u64,
    /// What fails.
    pub failure: Failure,
    /// The steps up to there, one a line.
    pub steps: Vec<String>,
    /// Those that are needed, one a line.
    pub needed: Vec<String>,
    /// What fails then.
    pub still: Option<Failure>,
}

impl std::fmt::Display for Disagreement {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "seed {}: {}", self.seed, self.failure)?;
        writeln!(f, "the whole sequence:")?;
        self.steps.iter().try_for_each(|line| writeln!(f, "    {line}"))?;
        let still =
            self.still.as_ref().map_or("nothing fails without the others", |failure| failure.0.as_str());
        writeln!(f, "made smaller ({still}):")?;
        self.needed.iter().try_for_each(|line| writeln!(f, "    {line}"))
    }
}

/// One sequence: its steps, and what failed.
pub fn sequence(
    world: &mut World,
    seed: u64,
    thoroughness: Thoroughness,
    coverage: &mut Coverage,
) -> Option<Disagreement> {
    let mut generator = Generator::new(seed);
    let mut steps: Vec<Step> = vec![];
    let mut run = Run::new(world, thoroughness);
    let mut failure = None;
    for _ in 0..STEPS {
        let step = generator.step(run.world(), run.model());
        let name = match &step.sent {
            Sent::Call(call) => call.message.name(),
            // Some are a message after all.
            Sent::Bytes { .. } => "bytes".into(),
        };
        let outcome = run.step(&step);
        steps.push(step);
        match outcome {
            Ok(outcome) => coverage.count(&name, outcome),
            Err(error) => {
                failure = Some(error);
                break;
            }
        }
    }
    let failure = failure.or_else(|| run.finish().err())?;
    let lines = |world: &World, steps: &[Step]| -> Vec<String> {
        steps.iter().map(|step| step.line(|account| world.name(account))).collect()
    };
    let (needed, still) = shrink(world, &steps);
    let (steps, needed) = (lines(world, &steps), lines(world, &needed));
    Some(Disagreement { seed, failure, steps, needed, still })
}

/// Sequences of the seeds from `first` on, in so many threads. Stops after a few disagreements in each.
pub fn sequences(
    first: u64,
    count: u64,
    threads: u64,
    thoroughness: Thoroughness,
    progress: impl Fn(u64) + Sync,
) -> (Coverage, Vec<Disagreement>) {
    const ENOUGH: usize = 3;
    let all = Mutex::new((Coverage::default(), vec![], 0));
    thread::scope(|scope| {
        for thread in 0..threads {
            let (all, progress) = (&all, &progress);
            scope.spawn(move || {
                let mut world = World::new();
                let (mut coverage, mut found) = (Coverage::default(), vec![]);
                for seed in (first + thread..first + count).step_by(usize::try_from(threads).unwrap_or(1)) {
                    found.extend(sequence(&mut world, seed, thoroughness, &mut coverage));
                    let mut all = all.lock().expect("no thread panics");
                    all.2 += 1;
                    progress(all.2);
                    if found.len() >= ENOUGH {
                        break;
                    }
                }
                let mut all = all.lock().expect("no thread panics");
                all.0.add(coverage);
                all.1.append(&mut found);
            });
        }
    });
    let (coverage, found, _) = all.into_inner().expect("no thread panics");
    (coverage, found)
}

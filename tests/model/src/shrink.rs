//! Makes a sequence that fails as short as leaving steps out can make it.

use crate::call::Step;
use crate::run::{Failure, Run, Thoroughness};
use crate::world::World;

/// Runs a sequence; gives what fails, and after how many steps.
pub fn replay(world: &mut World, steps: &[Step], thoroughness: Thoroughness) -> Option<(usize, Failure)> {
    let mut run = Run::new(world, thoroughness);
    for (place, step) in steps.iter().enumerate() {
        if let Err(failure) = run.step(step) {
            return Some((place + 1, failure));
        }
    }
    run.finish().err().map(|failure| (steps.len(), failure))
}

/// A sequence that still fails, and from which no step can be left out. Time still passes for a step that is left out.
pub fn shrink(world: &mut World, steps: &[Step]) -> (Vec<Step>, Option<Failure>) {
    let mut steps = steps.to_vec();
    let mut last = None;
    if let Some((failed, failure)) = replay(world, &steps, Thoroughness::ALL) {
        steps.truncate(failed);
        last = Some(failure);
    }
    let mut size = steps.len().div_ceil(2);
    while size > 0 {
        let mut place = 0;
        while place < steps.len() {
            let end = (place + size).min(steps.len());
            let candidate = without(&steps, place, end);
            match replay(world, &candidate, Thoroughness::ALL) {
                Some((failed, failure)) => {
                    steps = candidate;
                    steps.truncate(failed);
                    last = Some(failure);
                }
                None => place = end,
            }
        }
        size /= 2;
    }
    (steps, last)
}

fn without(steps: &[Step], from: usize, to: usize) -> Vec<Step> {
    let passed: u64 = steps[from..to].iter().map(|step| step.wait).sum();
    let mut kept = steps[..from].to_vec();
    kept.extend_from_slice(&steps[to..]);
    if let Some(next) = kept.get_mut(from) {
        next.wait += passed;
    }
    kept
}

//! Goals: what a figure was meant to be, beside what it is.

/// A line that says whether a goal is met.
pub fn line(goal: &str, met: bool) -> String {
    let outcome = if met { "met" } else { "**missed**" };
    format!("Goal: {goal}: {outcome}.")
}

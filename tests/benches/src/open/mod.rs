//! What an opening costs in a small store and in a large one.

use std::error::Error;
use std::fmt::Write;
use std::time::Duration;

use crate::goal;

mod chain;
mod world;

use world::{Opening, World};

/// Patients, with as many consents, records and log entries.
const SIZES: [u32; 2] = [1_000, 1_000_000];
/// Openings of each kind in each store.
const ROUNDS: u32 = 1_000;
/// The goal: the time in the large store is less than this of the time in the small one.
const MOST: f64 = 1.2;

/// What an opening costs in one store.
#[derive(Clone, Copy)]
struct Cost {
    reads: u32,
    /// The median, in microseconds.
    time: f64,
}

/// A table of reads and median times.
pub fn page() -> Result<String, Box<dyn Error>> {
    let mut worlds = [World::new(SIZES[0])?, World::new(SIZES[1])?];
    let rows = [
        ("the same patient's", measure(&mut worlds, |_, _| 0)?),
        ("another patient's each time", measure(&mut worlds, somebody)?),
    ];
    let mut page = String::new();
    writeln!(page, "| a record opened by a consent | reads, 10³ | reads, 10⁶ | µs, 10³ | µs, 10⁶ | ratio |")?;
    writeln!(page, "| --- | ---: | ---: | ---: | ---: | ---: |")?;
    for (what, [small, large]) in &rows {
        writeln!(
            page,
            "| {what} | {} | {} | {:.1} | {:.1} | {:.2} |",
            small.reads,
            large.reads,
            small.time,
            large.time,
            large.time / small.time
        )?;
    }
    let equal = rows.iter().all(|(_, [small, large])| small.reads == large.reads);
    writeln!(page, "\n- {}", goal::line("reads equal", equal))?;
    for (what, [small, large]) in &rows {
        let met = large.time / small.time < MOST;
        writeln!(page, "- {}", goal::line(&format!("time ratio under 1.2, {what}"), met))?;
    }
    writeln!(
        page,
        "\nMedians of {ROUNDS} openings, which take turns between a store with 10³ and one with 10⁶ consents, records \
         and log entries of as many patients. Consents and entries were made by messages. The stores are ordered maps \
         in memory. Reads are equal, so what the large store takes more is the map's own search: deeper, and with \
         another patient each time mostly outside of the processor's caches."
    )?;
    Ok(page)
}

/// The two stores take turns, so that what disturbs the machine disturbs both.
fn measure(worlds: &mut [World; 2], whose: fn(u32, u32) -> u32) -> Result<[Cost; 2], Box<dyn Error>> {
    let mut openings = [const { Vec::new() }; 2];
    for round in 0..ROUNDS {
        for (world, openings) in worlds.iter_mut().zip(&mut openings) {
            openings.push(world.open(whose(round, world.patients))?);
        }
    }
    let [small, large] = openings;
    Ok([cost(small)?, cost(large)?])
}

/// Patients all over the store, each once.
fn somebody(round: u32, patients: u32) -> u32 {
    round * (patients / ROUNDS)
}

/// The reads must be the same each time.
fn cost(mut openings: Vec<Opening>) -> Result<Cost, Box<dyn Error>> {
    openings.sort_by_key(|opening| opening.time);
    let reads = openings[0].reads;
    match openings.iter().find(|opening| opening.reads != reads) {
        None => Ok(Cost { reads, time: micros(openings[openings.len() / 2].time) }),
        Some(other) => Err(format!("expected {reads} reads each time, got {}", other.reads).into()),
    }
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

//! The tables of docs/figures.md.

use std::fmt::Write;

use crate::chain::Result;
use crate::chain::blocks::{Cost, Costs, What};
use crate::chain::latency::Wait;
use crate::chain::load::{Kind, Load};
use crate::chain::size::Growth;
use crate::goal;

/// Messages for which a goal was set, in transfers.
const GOALS: [(&str, &str, &str, f64); 5] = [
    ("access-control", "grant_consent", "granting a consent", 1.3),
    ("access-control", OPEN, "opening one record under a consent", 1.6),
    ("record-anchor", "anchor, 1 record", "anchoring one record", 1.4),
    ("record-anchor", "anchor_batch", "anchoring a batch of 10,000", 1.6),
    ("certificate-authority", "issue_certificate", "issuing a P-256 certificate", 2.0),
];
const OPEN: &str = "open, to read, as organization, 1 record";
const OPEN_TWENTY: &str = "open, to read, as organization, 20 records";
/// Each further record of an opening, in transfers.
const FURTHER: f64 = 0.12;
/// Openings a second, of the transfers a second that the same chain takes.
const SUSTAINED: f64 = 0.6;

/// The whole page.
pub fn page(
    costs: &Costs,
    waits: &[Wait],
    loaded: &[Load],
    growth: Growth,
    validators: usize,
) -> Result<String> {
    let mut page = gas(costs)?;
    page.push_str(&loads(loaded, validators)?);
    page.push_str(&latency(waits)?);
    page.push_str(&left(costs, growth)?);
    Ok(page)
}

fn gas(costs: &Costs) -> Result<String> {
    let transfer = median(costs, "cw20-base", "transfer").ok_or("no transfer was measured")?;
    let mut page = String::from(
        "Whole transactions with one message: signature, fee, the fee grant and bytes included. Both contracts' codes are pinned.\n\n\
         | message | contract | gas | of a transfer | bytes | measured |\n| --- | --- | ---: | ---: | ---: | ---: |\n",
    );
    for (What { contract, message }, all) in costs {
        let cost = middle(all);
        let ratio = cost.gas as f64 / transfer.gas as f64;
        writeln!(
            page,
            "| `{message}` | {contract} | {} | {ratio:.2} | {} | {} |",
            cost.gas,
            cost.bytes,
            all.len()
        )?;
    }
    page.push_str(
        "\nMedians. Goals, in transfers:\n\n| | gas | of a transfer | goal |\n| --- | ---: | ---: | --- |\n",
    );
    for (contract, message, told, most) in GOALS {
        let cost = median(costs, contract, message).ok_or_else(|| format!("{message} was not measured"))?;
        row(&mut page, told, cost.gas as f64, transfer.gas as f64, most)?;
    }
    let open = |message| median(costs, "access-control", message).ok_or("openings were not measured");
    let further = (open(OPEN_TWENTY)?.gas as f64 - open(OPEN)?.gas as f64) / 19.0;
    row(&mut page, "each further record of an opening", further, transfer.gas as f64, FURTHER)?;
    Ok(page)
}

fn row(page: &mut String, told: &str, gas: f64, transfer: f64, most: f64) -> Result<()> {
    let ratio = gas / transfer;
    let met = if ratio <= most { "met" } else { "**missed**" };
    Ok(writeln!(page, "| {told} | {gas:.0} | {ratio:.2} | {most:.2}: {met} |")?)
}

/// How many a second.
pub fn loads(loads: &[Load], validators: usize) -> Result<String> {
    let mut page = format!(
        "\n### {validators} validators on this machine, loaded\n\n\
         | load | transactions a second | seconds a block | counted |\n| --- | ---: | ---: | ---: |\n"
    );
    for load in loads {
        let told = if load.kind == Kind::Transfer { "transfers of cw20-base" } else { "openings" };
        writeln!(
            page,
            "| {told} | {:.0} | {:.2} | {} in {} blocks |",
            load.rate(),
            load.block_time(),
            load.counted,
            load.blocks
        )?;
    }
    let rate = |kind| {
        let of: Vec<_> = loads.iter().filter(|load| load.kind == kind).map(Load::rate).collect();
        of.iter().sum::<f64>() / of.len().max(1) as f64
    };
    let ratio = rate(Kind::Open) / rate(Kind::Transfer);
    writeln!(
        page,
        "\nOpenings are {ratio:.2} of transfers. {}\n\n\
         All validators share this machine's {} cores, and each executes every transaction: with more of them each has less.",
        goal::line("at least 0.6 of them", ratio >= SUSTAINED),
        std::thread::available_parallelism()?
    )?;
    Ok(page)
}

/// A part of a wait.
type Part = fn(&Wait) -> f64;

fn latency(waits: &[Wait]) -> Result<String> {
    let percentile = |of: Part, part: usize| {
        let mut all: Vec<_> = waits.iter().map(of).collect();
        all.sort_by(f64::total_cmp);
        all.get((all.len() * part).div_ceil(100).saturating_sub(1)).copied().unwrap_or_default()
    };
    let mut page =
        String::from("\n### From the question to plaintext\n\n| | p50 | p99 |\n| --- | ---: | ---: |\n");
    let rows: [(&str, Part); 3] = [
        ("until the access is in a block, ms", |wait| wait.ticket.as_secs_f64() * 1e3),
        ("until the plaintext is there, ms", |wait| wait.plaintext.as_secs_f64() * 1e3),
        ("blocks", |wait| wait.blocks as f64),
    ];
    for (told, of) in rows {
        writeln!(page, "| {told} | {:.0} | {:.0} |", percentile(of, 50), percentile(of, 99))?;
    }
    writeln!(
        page,
        "\n{} openings, one after the other, of records of some kilobytes on a chain without other load: the transaction, shares of two trustees who ask the chain anew, the vault, the record's own checks.",
        waits.len()
    )?;
    Ok(page)
}

fn left(costs: &Costs, growth: Growth) -> Result<String> {
    let open = median(costs, "access-control", OPEN).ok_or("openings were not measured")?;
    Ok(format!(
        "\n### What an opening leaves\n\n| | bytes |\n| --- | ---: |\n| its transaction in the block | {} |\n\
         | keys and values of access control | {:.0} |\n| files of a node that prunes nothing, of a transaction of the loads above | {:.0} |\n",
        open.bytes, growth.state, growth.disk
    ))
}

fn median(costs: &Costs, contract: &'static str, message: &str) -> Option<Cost> {
    costs.get(&What { contract, message: message.into() }).map(|all| middle(all))
}

fn middle(all: &[Cost]) -> Cost {
    let mut sorted = all.to_vec();
    sorted.sort();
    sorted.get(sorted.len() / 2).copied().unwrap_or(Cost { gas: 0, bytes: 0 })
}

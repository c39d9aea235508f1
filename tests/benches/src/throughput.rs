//! Throughput of sealing and opening, from what criterion measured.

use std::error::Error;
use std::fmt::Write;
use std::path::Path;

use serde_json::Value;

const SIZES: [(&str, u64); 2] = [("1MiB", 1 << 20), ("1GiB", 1 << 30)];
/// Criterion's names and what they stand for, in the order of the columns.
const WAYS: [(&str, &str); 4] = [
    ("record", "record, with its hash"),
    ("cobblestone", "Cobblestone-256 alone"),
    ("aes_256_gcm", "raw AES-256-GCM"),
    ("age", "age"),
];

/// A table of MB/s, with what sealing and opening are of the raw cipher and of age.
pub fn page(criterion: &Path) -> Result<String, Box<dyn Error>> {
    let mut page = String::new();
    let columns: Vec<&str> = WAYS.iter().map(|(_, title)| *title).collect();
    writeln!(page, "| | {} | of the raw cipher | of age |", columns.join(" | "))?;
    writeln!(page, "| --- |{}", " ---: |".repeat(WAYS.len() + 2))?;
    for action in ["seal", "open"] {
        for (name, size) in SIZES {
            let speeds = WAYS
                .iter()
                .map(|(way, _)| speed(criterion, &format!("{action}_{name}"), way, size))
                .collect::<Result<Vec<_>, _>>()?;
            let [record, cobblestone, raw, age] = speeds[..] else { return Err("expected four ways".into()) };
            let of = |other: f64| format!("{:.2} ({:.2})", record / other, cobblestone / other);
            let cells: Vec<String> = speeds.iter().map(|speed| format!("{speed:.0}")).collect();
            writeln!(page, "| {action} {name} | {} | {} | {} |", cells.join(" | "), of(raw), of(age))?;
        }
    }
    writeln!(page, "\nMB/s; the ratios are those of a record, and in brackets of Cobblestone-256 alone.")?;
    Ok(page)
}

/// MB/s, from the mean time that criterion saved.
fn speed(criterion: &Path, group: &str, way: &str, size: u64) -> Result<f64, Box<dyn Error>> {
    let path = criterion.join(group).join(way).join("new/estimates.json");
    let text =
        std::fs::read(&path).map_err(|error| format!("{}: {error}; run the bench first", path.display()))?;
    let estimates: Value = serde_json::from_slice(&text)?;
    let nanoseconds = estimates["mean"]["point_estimate"].as_f64().ok_or("expected a mean time")?;
    Ok(size as f64 / nanoseconds * 1e3)
}

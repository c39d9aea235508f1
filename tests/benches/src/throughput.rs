//! Throughput of sealing and opening, from what criterion measured.

use std::error::Error;
use std::fmt::Write;
use std::path::Path;

use serde_json::Value;

use crate::goal;

const SIZES: [(&str, &str, u64); 2] = [("1MiB", "1 MiB", 1 << 20), ("1GiB", "1 GiB", 1 << 30)];
/// The goals: what a record's speed is to be of the raw cipher's, and of age's.
const LEAST_OF_RAW: f64 = 0.8;
const LEAST_OF_AGE: f64 = 1.5;

/// MB/s.
struct Speeds {
    record: f64,
    in_place: f64,
    raw: f64,
    hash: f64,
    age: f64,
}

impl Speeds {
    fn read(
        criterion: &Path,
        action: &str,
        (name, _, size): (&str, &str, u64),
    ) -> Result<Self, Box<dyn Error>> {
        let of = |action: &str, way: &str| speed(criterion, &format!("{action}_{name}"), way, size);
        Ok(Self {
            record: of(action, "record")?,
            in_place: of(action, "in_place")?,
            raw: of(action, "aes_256_gcm")?,
            // The hash is the same whichever way a record goes.
            hash: of("seal", "sha256")?,
            age: of(action, "age")?,
        })
    }

    /// The raw cipher and then SHA-256, one after the other.
    fn bound(&self) -> f64 {
        1.0 / (1.0 / self.raw + 1.0 / self.hash)
    }
}

/// Tables of MB/s and of the ratios that the goals are about.
pub fn page(criterion: &Path) -> Result<String, Box<dyn Error>> {
    let mut all = Vec::new();
    for action in ["seal", "open"] {
        for size in SIZES {
            all.push((format!("{action} {}", size.1), Speeds::read(criterion, action, size)?));
        }
    }
    let mut page = String::new();
    writeln!(
        page,
        "| MB/s | record, with its hash | Cobblestone in place | raw AES-256-GCM | SHA-256 | age |"
    )?;
    writeln!(page, "| --- | ---: | ---: | ---: | ---: | ---: |")?;
    for (what, Speeds { record, in_place, raw, hash, age }) in &all {
        writeln!(page, "| {what} | {record:.0} | {in_place:.0} | {raw:.0} | {hash:.0} | {age:.0} |")?;
    }
    writeln!(
        page,
        "\n| ratio | record to raw | in place to raw | raw and SHA-256 to raw | record to age | in place to age |"
    )?;
    writeln!(page, "| --- | ---: | ---: | ---: | ---: | ---: |")?;
    for (what, speeds) in &all {
        let (of_raw, of_age) = (|speed: f64| speed / speeds.raw, |speed: f64| speed / speeds.age);
        writeln!(
            page,
            "| {what} | {:.2} | {:.2} | {:.2} | {:.2} | {:.2} |",
            of_raw(speeds.record),
            of_raw(speeds.in_place),
            of_raw(speeds.bound()),
            of_age(speeds.record),
            of_age(speeds.in_place)
        )?;
    }
    let each = |met: fn(&Speeds) -> bool| all.iter().all(|(_, speeds)| met(speeds));
    let in_place_to_raw = each(|speeds| speeds.in_place / speeds.raw >= LEAST_OF_RAW);
    let record_to_raw = each(|speeds| speeds.record / speeds.raw >= LEAST_OF_RAW);
    let in_place_to_age = each(|speeds| speeds.in_place / speeds.age >= LEAST_OF_AGE);
    let record_to_age = each(|speeds| speeds.record / speeds.age >= LEAST_OF_AGE);
    writeln!(page)?;
    for (goal, met) in [
        ("Cobblestone in place at least 0.8 of the raw cipher in each row", in_place_to_raw),
        ("Cobblestone in place at least 1.5 times age in each row", in_place_to_age),
        ("a record with its hash at least 0.8 of the raw cipher in each row", record_to_raw),
        ("a record with its hash at least 1.5 times age in each row", record_to_age),
    ] {
        writeln!(page, "- {}", goal::line(goal, met))?;
    }
    writeln!(
        page,
        "\nMedians. A record is encrypted and then hashed, for its hash is its address: *raw and SHA-256 to raw* is \
         what those two, one after the other, reach of the cipher alone. SHA-256 is several times slower than the \
         cipher, so it sets the speed of a record."
    )?;
    Ok(page)
}

/// MB/s, from the median time that criterion saved.
fn speed(criterion: &Path, group: &str, way: &str, size: u64) -> Result<f64, Box<dyn Error>> {
    let path = criterion.join(group).join(way).join("new/estimates.json");
    let text =
        std::fs::read(&path).map_err(|error| format!("{}: {error}; run the bench first", path.display()))?;
    let estimates: Value = serde_json::from_slice(&text)?;
    let nanoseconds = estimates["median"]["point_estimate"].as_f64().ok_or("expected a median time")?;
    Ok(size as f64 / nanoseconds * 1e3)
}

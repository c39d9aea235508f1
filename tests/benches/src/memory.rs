//! Peak memory of sealing and opening a record of 1 GiB, file to file, each in a process of its own.

use std::error::Error;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{Read, Write as _};
use std::path::Path;
use std::process::Command;

use chartseal_crypto::DataKey;
use chartseal_crypto::seal::{open_record, seal_record};
use chartseal_types::ContentHash;

use crate::fixture::{content, context};
use crate::goal;

const MIB: usize = 1 << 20;
const SIZE: usize = 1 << 30;
/// The goal, in MiB.
const MOST: f64 = 64.0;
const KEY: [u8; DataKey::LEN] = [3; DataKey::LEN];

/// A table of the largest resident set of each process (`VmHWM` of Linux).
pub fn page() -> Result<String, Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let block = content(MIB);
    let mut plain = File::create(folder.path().join("plain"))?;
    for _ in 0..SIZE / MIB {
        plain.write_all(&block)?;
    }
    drop(plain);
    let mut page = String::from("| a record of 1 GiB | peak memory |\n| --- | ---: |\n");
    let mut peak = 0_f64;
    for way in ["seal", "open"] {
        let output = Command::new(std::env::current_exe()?)
            .arg(format!("peak-of-{way}"))
            .arg(folder.path())
            .output()?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
        }
        let kib: f64 = String::from_utf8(output.stdout)?.trim().parse()?;
        writeln!(page, "| {way} | {:.1} MiB |", kib / 1024.0)?;
        peak = peak.max(kib / 1024.0);
    }
    writeln!(page, "\n{}", goal::line("under 64 MiB", peak < MOST))?;
    Ok(page)
}

/// Seals `plain` to `sealed`, saves the hash, and prints the peak in KiB.
pub fn seal(folder: &Path) -> Result<(), Box<dyn Error>> {
    let (from, to) = (File::open(folder.join("plain"))?, File::create(folder.join("sealed"))?);
    let info = seal_record(from, SIZE as u64, to, &DataKey::from_bytes(&KEY), &context())?;
    std::fs::write(folder.join("hash"), info.content_hash.0)?;
    print_peak()
}

/// Opens `sealed` to `opened`, and prints the peak in KiB.
pub fn open(folder: &Path) -> Result<(), Box<dyn Error>> {
    let mut hash = [0; ContentHash::LEN];
    File::open(folder.join("hash"))?.read_exact(&mut hash)?;
    let (from, to) = (File::open(folder.join("sealed"))?, File::create(folder.join("opened"))?);
    open_record(from, to, &DataKey::from_bytes(&KEY), &context(), &ContentHash(hash))?;
    print_peak()
}

fn print_peak() -> Result<(), Box<dyn Error>> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let peak =
        status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("expected a Linux with VmHWM")?;
    println!("{}", peak.trim().trim_end_matches(" kB"));
    Ok(())
}

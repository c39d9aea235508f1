//! Writes what Rust shows JavaScript to a file: `cargo run -p chartseal-crypto --example vectors -- packages/client-js/test/vectors/rust.json`.

#[path = "../tests/common/vectors.rs"]
mod vectors;

use std::{env, fs};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = env::args().nth(1).ok_or("expected the path of the file to write")?;
    let made = vectors::Vectors::make();
    made.check();
    fs::write(path, serde_json::to_string_pretty(&made)? + "\n")?;
    Ok(())
}

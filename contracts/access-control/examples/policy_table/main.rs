//! Writes the default policy as a readable table to the path given as first argument (`docs/policy.md`).

use std::error::Error;

mod table;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("expected the path to write to as first argument")?;
    std::fs::write(path, table::render()?)?;
    Ok(())
}

//! The figures that criterion does not give, and the pages that docs/figures.md is made of. Run by scripts/bench.

use std::error::Error;
use std::path::PathBuf;

use chartseal_benches::{chain, import, memory, open, overhead, throughput};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let what = arguments.next().unwrap_or_default();
    if what.starts_with("chain") {
        let paths: Vec<_> = arguments.map(PathBuf::from).collect();
        let [deployment, program, cw20] = paths.as_slice() else {
            return Err("expected: chain or chain-load, DEPLOYMENT_FILE PROGRAM CW20_WASM".into());
        };
        print!("{}", chain::page(deployment, program, cw20, what == "chain")?);
        return Ok(());
    }
    let path = arguments.next().map(PathBuf::from);
    match (what.as_str(), path) {
        ("throughput", Some(criterion)) => print!("{}", throughput::page(&criterion)?),
        ("overhead", None) => print!("{}", overhead::page()?),
        ("memory", None) => print!("{}", memory::page()?),
        ("open", None) => print!("{}", open::page()?),
        ("import", Some(program)) => print!("{}", import::page(&program)?),
        // What `memory` starts, so that each way is measured in a process of its own.
        ("peak-of-seal", Some(folder)) => memory::seal(&folder)?,
        ("peak-of-open", Some(folder)) => memory::open(&folder)?,
        _ => {
            return Err(
                "expected: throughput CRITERION_FOLDER, overhead, memory, open, import PROGRAM, or chain and more".into()
            );
        }
    }
    Ok(())
}

//! The `chartseal` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    chartseal_cli::run()
}

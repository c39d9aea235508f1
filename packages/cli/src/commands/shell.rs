//! Completion scripts and manual pages.

use std::fs;
use std::io;
use std::path::PathBuf;

use clap::CommandFactory;

use crate::args::Cli;
use crate::error::{CliError, Result};

/// `chartseal completions`
#[derive(Debug, clap::Args)]
pub(crate) struct Completions {
    /// The shell
    shell: clap_complete::Shell,
}

/// `chartseal man`
#[derive(Debug, clap::Args)]
pub(crate) struct Man {
    /// Where the pages go, one a command
    #[arg(value_name = "DIR")]
    dir: PathBuf,
}

pub(crate) fn completions(args: &Completions) -> Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "chartseal", &mut script);
    io::Write::write_all(&mut io::stdout(), &script).map_err(CliError::Print)
}

pub(crate) fn man(args: &Man) -> Result<()> {
    fs::create_dir_all(&args.dir).map_err(CliError::file(&args.dir))?;
    clap_mangen::generate_to(Cli::command(), &args.dir).map_err(CliError::file(&args.dir))
}

//! The `chartseal` program: everything a person does with Chartseal.
//!
//! `commands` has one file a noun, `records` seals and opens, `home` keeps keys and configuration, `demo` tells the
//! whole story.

pub mod args;
mod backend;
mod commands;
mod consortium;
mod demo;
mod error;
mod home;
mod output;
mod people;
mod pki;
mod records;
mod second_factor;
mod session;

use std::process::ExitCode;

use clap::Parser;

pub use args::Cli;
pub use error::{CliError, Result};

/// Runs the program with the command line's arguments.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let output = output::Output::new(cli.global.json);
    let done = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(error::CliError::file("runtime"))
        .and_then(|runtime| runtime.block_on(commands::run(cli, output)));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            output.print_error(&error);
            ExitCode::from(error.exit_code() as u8)
        }
    }
}

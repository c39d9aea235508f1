//! What is printed: sentences for people, or one JSON object a line for scripts.

use std::io::{self, IsTerminal, Write};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use serde_json::json;

use crate::error::{CliError, Result};

/// The answer of a command: its serialized form is the stable shape of `--json`.
pub trait Report: Serialize {
    /// Writes it for a person.
    fn human(&self, out: &mut dyn Write) -> io::Result<()>;
}

/// An answer that is told to people in lines.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub struct Told<T> {
    value: T,
    #[serde(skip)]
    lines: Vec<String>,
}

impl<T: Serialize> Told<T> {
    /// A value for scripts, and its lines for people.
    pub fn new(value: T, lines: impl IntoIterator<Item = String>) -> Self {
        Self { value, lines: lines.into_iter().collect() }
    }
}

impl<T: Serialize> Report for Told<T> {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        self.lines.iter().try_for_each(|line| writeln!(out, "{line}"))
    }
}

/// Where answers go.
#[derive(Debug, Clone, Copy)]
pub struct Output {
    json: bool,
    progress: bool,
}

impl Output {
    /// For people, or as JSON.
    pub fn new(json: bool) -> Self {
        Self { json, progress: !json && io::stderr().is_terminal() }
    }

    /// Without progress bars: for steps whose caller tells what happens.
    pub fn quiet() -> Self {
        Self { json: false, progress: false }
    }

    /// Whether scripts read it.
    pub fn is_json(self) -> bool {
        self.json
    }

    /// Prints an answer.
    pub fn print(self, report: &impl Report) -> Result<()> {
        let mut out = io::stdout().lock();
        let printed = if self.json {
            serde_json::to_writer(&mut out, report).map_err(io::Error::from).and_then(|()| writeln!(out))
        } else {
            report.human(&mut out)
        };
        match printed.and_then(|()| out.flush()) {
            // Who reads through `head` has seen enough.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            other => other.map_err(CliError::Print),
        }
    }

    /// Prints an error to standard error.
    pub fn print_error(self, error: &CliError) {
        let text = if self.json {
            let exit = error.exit_code() as u8;
            json!({ "error": { "kind": error.kind(), "message": error.to_string(), "exit": exit } })
                .to_string()
        } else {
            format!("error: {error}")
        };
        // Where standard error is closed nobody listens; the exit code still tells.
        drop(writeln!(io::stderr(), "{text}"));
    }

    /// A progress bar over so many items; hidden when nobody looks at a terminal.
    pub fn progress(self, what: &str, items: u64) -> ProgressBar {
        if !self.progress {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::new(items);
        let style = ProgressStyle::with_template("{msg} [{bar:30}] {pos}/{len}")
            .unwrap_or_else(|_| ProgressStyle::default_bar());
        bar.set_style(style);
        bar.set_message(what.to_owned());
        bar.enable_steady_tick(Duration::from_millis(200));
        bar
    }
}

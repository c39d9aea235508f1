//! `chartseal vault`

use std::io::{self, Write};

use chartseal_types::ContentHash;
use chartseal_vault::{Kind, Receipt, ScrubOptions, ScrubReport};
use clap::Subcommand;
use futures::TryStreamExt;
use serde::Serialize;

use crate::error::{CliError, Result};
use crate::output::Report;
use crate::session::Session;

/// `chartseal vault`
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// How much is stored
    Status,
    /// Read everything again, report what is damaged, clear away what was half-written
    Scrub,
    /// The receipt of a record that was erased
    Receipt {
        /// Which record
        record: ContentHash,
    },
}

pub(crate) async fn run(command: Command, session: &Session) -> Result<()> {
    match command {
        Command::Status => {
            let (records, bytes) = count(session, Kind::Record).await?;
            let (envelopes, envelope_bytes) = count(session, Kind::Envelope).await?;
            let (imports, import_bytes) = count(session, Kind::Import).await?;
            session.output.print(&Status { records, bytes, envelopes, envelope_bytes, imports, import_bytes })
        }
        Command::Scrub => {
            let progress = session.output.progress("Reading", 0);
            let report = session
                .vault
                .scrub(ScrubOptions::default(), |so_far| progress.set_position(so_far.objects))
                .await?;
            progress.finish_and_clear();
            let scrubbed = Scrubbed::from(report);
            session.output.print(&scrubbed)?;
            scrubbed.result()
        }
        Command::Receipt { record } => {
            session.output.print(&Erased { record, receipt: session.vault.receipt(record).await? })
        }
    }
}

async fn count(session: &Session, kind: Kind) -> Result<(u64, u64)> {
    let mut entries = session.vault.list(kind);
    let (mut number, mut bytes) = (0, 0_u64);
    while let Some(entry) = entries.try_next().await? {
        number += 1;
        bytes = bytes.saturating_add(entry.size);
    }
    Ok((number, bytes))
}

#[derive(Serialize)]
struct Status {
    records: u64,
    bytes: u64,
    envelopes: u64,
    envelope_bytes: u64,
    imports: u64,
    import_bytes: u64,
}

impl Report for Status {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{} records, {} bytes", self.records, self.bytes)?;
        writeln!(out, "{} envelopes, {} bytes", self.envelopes, self.envelope_bytes)?;
        writeln!(out, "{} imports, {} bytes", self.imports, self.import_bytes)
    }
}

#[derive(Serialize)]
struct Scrubbed {
    objects: u64,
    bytes: u64,
    damaged: Vec<Damaged>,
    strays: Vec<String>,
    leftovers_removed: u64,
    erasures_completed: Vec<ContentHash>,
}

#[derive(Serialize)]
struct Damaged {
    object: String,
    problem: String,
}

impl From<ScrubReport> for Scrubbed {
    fn from(report: ScrubReport) -> Self {
        let damaged = report.damaged.into_iter();
        Self {
            objects: report.read.objects,
            bytes: report.read.bytes,
            damaged: damaged
                .map(|d| Damaged { object: d.object.to_string(), problem: d.error.to_string() })
                .collect(),
            strays: report.strays,
            leftovers_removed: report.leftovers_removed,
            erasures_completed: report.erasures_completed,
        }
    }
}

impl Scrubbed {
    fn result(&self) -> Result<()> {
        match self.damaged.len() {
            0 => Ok(()),
            records => Err(CliError::Unsound { records }),
        }
    }
}

impl Report for Scrubbed {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{} objects, {} bytes read.", self.objects, self.bytes)?;
        for Damaged { object, problem } in &self.damaged {
            writeln!(out, "damaged  {object}  {problem}")?;
        }
        for stray in &self.strays {
            writeln!(out, "not of this vault, left alone  {stray}")?;
        }
        writeln!(out, "{} half-written files cleared away.", self.leftovers_removed)
    }
}

#[derive(Serialize)]
struct Erased {
    record: ContentHash,
    receipt: Option<Receipt>,
}

impl Report for Erased {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        match &self.receipt {
            Some(receipt) => writeln!(out, "{} is gone; its receipt is {}", self.record, receipt.digest()),
            None => writeln!(out, "{} was not erased here", self.record),
        }
    }
}

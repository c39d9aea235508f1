//! What `chartseal record` prints.

use std::io::{self, Write};

use chartseal_types::ContentHash;
use chartseal_types::access::Decision;
use chartseal_types::anchor::{RecordResponse, RecordStatus};
use serde::Serialize;

use crate::commands::values::{self, spell};
use crate::error::{CliError, Result};
use crate::output::Report;
use crate::records::{Imported, Opened, Outlook, Written, explain_rule};

#[derive(Serialize)]
pub(super) struct ImportDone(pub Imported);

impl Report for ImportDone {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        let Imported { resources, records, groups, careful } = &self.0;
        writeln!(out, "{resources} resources are sealed and anchored in {} records.", records.len())?;
        describe(groups.iter(), careful, out)
    }
}

impl Report for Outlook {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(
            out,
            "{} resources would be in {} records. Nothing was sealed.",
            self.resources, self.records
        )?;
        describe(self.groups.iter(), &self.careful, out)
    }
}

fn describe<'a>(
    groups: impl Iterator<Item = (&'a &'static str, &'a usize)>,
    careful: &chartseal_fhir::Report,
    out: &mut dyn Write,
) -> io::Result<()> {
    for (group, records) in groups {
        writeln!(out, "  {records:>5} {group}")?;
    }
    match careful.unclassified {
        0 => Ok(()),
        number => writeln!(
            out,
            "{number} resources have codes the table does not know: labelled by the careful side."
        ),
    }
}

#[derive(Serialize)]
pub(super) struct Sealed {
    pub records: Vec<Written>,
}

impl Report for Sealed {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        self.records.iter().try_for_each(|record| {
            let label = record.label;
            let (category, level) = (spell(label.category), label.confidentiality);
            writeln!(out, "{}  {category}  {level:?}  {} bytes sealed", record.record, record.size)
        })
    }
}

#[derive(Serialize)]
pub(super) struct Listed {
    pub records: Vec<RecordResponse>,
    #[serde(skip)]
    pub authors: Vec<String>,
}

impl Report for Listed {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        self.records.iter().zip(&self.authors).try_for_each(|(record, author)| line(record, author, out))
    }
}

fn line(record: &RecordResponse, author: &str, out: &mut dyn Write) -> io::Result<()> {
    let label = record.label;
    let quarter = record.quarter.map_or_else(|| "-".into(), |quarter| quarter.to_string());
    let (category, status) = (spell(label.category), spell(record.status));
    let compartment = label.compartment.number();
    let level = label.confidentiality;
    writeln!(
        out,
        "{}  {category:<17} {level:?} {compartment:>2}  {quarter:<7}  {status:<10} {author}",
        record.record
    )
}

/// A record after something was done with it.
#[derive(Serialize)]
pub(super) struct Outcome(pub RecordResponse);

impl Report for Outcome {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        let record = &self.0;
        writeln!(out, "{}  {}", record.record, spell(record.status))?;
        if let Some(hold) = &record.hold {
            writeln!(out, "  on hold until {}: {}", values::date(hold.until), spell(hold.reason))?;
        }
        if let Some(erasure) = record.erasure.as_ref().filter(|_| record.status != RecordStatus::Erased) {
            writeln!(
                out,
                "  will be erased from {} on; until then any account of the patient can cancel",
                values::date(erasure.erased_from)
            )?;
        }
        match &record.erasure {
            Some(erasure) if record.status == RecordStatus::Erased => match erasure.receipts.len() {
                1 => writeln!(out, "  erased; 1 receipt says which copy went"),
                many => writeln!(out, "  erased; {many} receipts say which copies went"),
            },
            _ => Ok(()),
        }
    }
}

#[derive(Serialize)]
struct Refused {
    access: u64,
    record: ContentHash,
    rule: String,
    why: String,
}

#[derive(Serialize)]
pub(super) struct OpenDone {
    opened: Vec<Opened>,
    refused: Vec<Refused>,
}

impl OpenDone {
    pub(super) fn new(opened: Vec<Opened>, refused: Vec<(u64, ContentHash, Decision)>) -> Self {
        let refused = refused
            .into_iter()
            .map(|(access, record, decision)| Refused {
                access,
                record,
                rule: spell(decision.rule),
                why: explain_rule(&decision),
            })
            .collect();
        Self { opened, refused }
    }
}

impl Report for OpenDone {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        for Opened { record, file, size, .. } in &self.opened {
            writeln!(out, "opened   {record}  {size} bytes in {}", file.display())?;
        }
        self.refused
            .iter()
            .try_for_each(|refused| writeln!(out, "refused  {}  {}", refused.record, refused.why))
    }
}

/// What the vault holds, record by record.
#[derive(Default, Serialize)]
pub(super) struct Verified {
    good: usize,
    damaged: Vec<Damaged>,
}

#[derive(Serialize)]
struct Damaged {
    record: ContentHash,
    problem: String,
}

impl Verified {
    pub(super) fn check(&mut self, record: ContentHash, stored: Result<()>) {
        match stored {
            Ok(()) => self.good += 1,
            Err(error) => self.damaged.push(Damaged { record, problem: error.to_string() }),
        }
    }

    pub(super) fn result(&self) -> Result<()> {
        match self.damaged.len() {
            0 => Ok(()),
            records => Err(CliError::Unsound { records }),
        }
    }
}

impl Report for Verified {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{} records are in the vault as they were anchored.", self.good)?;
        self.damaged
            .iter()
            .try_for_each(|damaged| writeln!(out, "damaged  {}  {}", damaged.record, damaged.problem))
    }
}

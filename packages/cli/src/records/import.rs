//! A FHIR bundle in: split, labelled, sealed and anchored.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use chartseal_fhir::{Bundle, Record, Report, Split, Table, split};

use super::ask::Asked;
use super::directory::label;
use super::write::{Content, Draft, Written};
use crate::error::{CliError, Result};
use crate::session::Session;

/// A bundle that was read and split.
pub(crate) struct Import {
    split: Split,
    /// How many resources it has.
    pub resources: usize,
}

/// What became of an import.
#[derive(Debug, serde::Serialize)]
pub(crate) struct Imported {
    /// How many resources came in.
    pub resources: usize,
    /// The records they are in now.
    pub records: Vec<Written>,
    /// How many records each group of sensitivity has. For the screen of who imports; never on the ledger.
    pub groups: BTreeMap<&'static str, usize>,
    /// What was labelled by the careful side.
    pub careful: Report,
}

/// What an import would become.
#[derive(Debug, serde::Serialize)]
pub(crate) struct Outlook {
    /// How many resources came in.
    pub resources: usize,
    /// How many records they would be in.
    pub records: usize,
    /// How many records each group of sensitivity would have.
    pub groups: BTreeMap<&'static str, usize>,
    /// What was labelled by the careful side.
    pub careful: Report,
}

impl Import {
    /// What it would become, without sealing anything.
    pub fn outlook(&self) -> Outlook {
        let records = &self.split.records;
        let report = self.split.report.clone();
        Outlook {
            resources: self.resources,
            records: records.len(),
            groups: groups(records),
            careful: report,
        }
    }

    /// Reads and splits a bundle.
    pub fn read(path: &Path) -> Result<Self> {
        Self::parse(&fs::read(path).map_err(CliError::file(path))?, path)
    }

    /// Splits a bundle that came from `path`.
    pub fn parse(json: &[u8], path: &Path) -> Result<Self> {
        let bundle =
            Bundle::parse(json).map_err(|source| CliError::Bundle { path: path.to_owned(), source })?;
        let resources = bundle.entries().len();
        Ok(Self { split: split(&bundle, Table::published()?), resources })
    }
}

impl Session {
    /// Seals and anchors an import for a patient.
    pub(crate) async fn import(&self, asked: &Asked<'_>, import: Import) -> Result<Imported> {
        let directory = self.directory_for(asked).await?;
        let Split { records, report, .. } = import.split;
        let groups = groups(&records);
        let draft = |record: Record| Draft {
            label: label(&directory, record.category, record.group, record.confidentiality),
            quarter: record.quarter,
            supersedes: None,
            content: Content::Bytes(record.content.into_bytes()),
        };
        let drafts = records.into_iter().map(draft).collect();
        let records = self.write(asked, drafts, false).await?;
        Ok(Imported { resources: import.resources, records, groups, careful: report })
    }
}

fn groups(records: &[Record]) -> BTreeMap<&'static str, usize> {
    records.iter().fold(BTreeMap::new(), |mut groups, record| {
        *groups.entry(record.group.name()).or_default() += 1;
        groups
    })
}

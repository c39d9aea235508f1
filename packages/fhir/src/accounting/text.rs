//! The accounting as a table for people.

use super::report::{Description, Disclosure, Recipient, Report};
use crate::vocabulary::spelt;
use chartseal_types::Purpose;
use std::fmt;

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Accounting of disclosures (45 CFR 164.528)")?;
        writeln!(f, "Patient  {}", self.patient)?;
        writeln!(f, "Period   {} to {} (UTC)", self.from, self.until)?;
        writeln!(f, "\nDisclosures: {}", self.disclosures.len())?;
        let rows = self.disclosures.iter().map(|disclosure| row(disclosure).into());
        table(f, &["Date", "What", "Purpose", "Recipient"], rows.collect())?;
        writeln!(f, "\nExempt: {}", self.exempt.len())?;
        let rows = self.exempt.iter().map(|exempt| {
            let [date, what, purpose, recipient] = row(&exempt.disclosure);
            vec![date, exempt.paragraph.to_string(), what, purpose, recipient]
        });
        table(f, &["Date", "By", "What", "Purpose", "Recipient"], rows.collect())?;
        writeln!(f, "\nNot disclosures: {} denied, {} to write", self.denied, self.writes)
    }
}

fn row(disclosure: &Disclosure) -> [String; 4] {
    let date = match &disclosure.series {
        Some(series) => format!("{} to {}, {} times", disclosure.date, series.last, series.number),
        None => disclosure.date.clone(),
    };
    let misuse = if disclosure.misuse { ", found to be misuse" } else { "" };
    let purpose = format!("{} ({}){misuse}", words(disclosure.purpose), spelt(disclosure.purpose));
    [date, what(&disclosure.what), purpose, recipient(&disclosure.recipient)]
}

fn what(what: &Description) -> String {
    let mut kinds: Vec<String> =
        what.categories.iter().map(|category| spelt(category).replace('_', " ")).collect();
    if what.unlabelled > 0 {
        kinds.push(format!("{} of unknown category", what.unlabelled));
    }
    let records = if what.records == 1 { "record" } else { "records" };
    format!("{} {records}: {}", what.records, kinds.join(", "))
}

/// The organization first, which is who answers; then the person.
fn recipient(recipient: &Recipient) -> String {
    let mut parts = Vec::new();
    if let Some(entity) = &recipient.entity {
        parts.push(entity.name.clone());
        parts.extend(entity.address.clone());
    }
    parts.extend(recipient.organization.clone());
    parts.extend(recipient.role.map(|role| spelt(role).replace('_', " ")));
    if let Some(person) = &recipient.person {
        parts.push(person.name.clone());
        parts.extend(person.address.clone());
    }
    parts.push(recipient.identity.clone());
    parts.join(", ")
}

/// A brief statement of the purpose (164.528(b)(2)(iv)).
fn words(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::TREAT => "treatment",
        Purpose::ETREAT => "emergency treatment",
        Purpose::BTG => "emergency, glass broken",
        Purpose::COC => "coordination of care",
        Purpose::HPAYMT => "payment",
        Purpose::COVERAGE => "coverage",
        Purpose::COVAUTH => "authorization of coverage",
        Purpose::HOPERAT => "health care operations",
        Purpose::HRESCH => "research",
        Purpose::CLINTRL => "clinical trial",
        Purpose::PUBHLTH => "public health",
        Purpose::PATRQT => "at the patient's request",
        Purpose::FAMRQT => "at the family's request",
        Purpose::HMARKT => "marketing",
    }
}

/// Columns as wide as their widest cell, the last one open; nothing for no rows.
fn table(f: &mut fmt::Formatter<'_>, head: &[&str], rows: Vec<Vec<String>>) -> fmt::Result {
    if rows.is_empty() {
        return Ok(());
    }
    let head = head.iter().map(|title| (*title).to_owned()).collect();
    let lines: Vec<Vec<String>> = std::iter::once(head)
        .chain(rows)
        .map(|line| line.iter().map(|cell| printable(cell)).collect())
        .collect();
    let width = |column: usize| {
        let cells = lines.iter().filter_map(|line| line.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or_default()
    };
    for line in &lines {
        let Some((last, cells)) = line.split_last() else { continue };
        for (column, cell) in cells.iter().enumerate() {
            write!(f, "{cell:<width$}  ", width = width(column))?;
        }
        writeln!(f, "{last}")?;
    }
    Ok(())
}

/// Names come from outside: a line break or an escape sequence in one must not draw rows of its own.
fn printable(cell: &str) -> String {
    cell.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

//! How often each message was accepted, and refused by which family.

use std::collections::BTreeMap;

use crate::model::Refused;
use crate::run::Outcome;

/// Of one message.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// How often it was accepted.
    pub accepted: u64,
    /// How often each family refused it.
    pub refused: BTreeMap<Refused, u64>,
}

impl Counts {
    /// How often it was refused.
    pub fn refusals(&self) -> u64 {
        self.refused.values().sum()
    }
}

/// Of every message.
#[derive(Debug, Clone, Default)]
pub struct Coverage {
    /// By the message's name.
    pub messages: BTreeMap<String, Counts>,
    /// Bytes that were no message.
    pub garbled: u64,
}

impl Coverage {
    /// Counts what became of a message.
    pub fn count(&mut self, name: &str, outcome: Outcome) {
        let counts = self.messages.entry(name.to_owned()).or_default();
        match outcome {
            Outcome::Accepted => counts.accepted += 1,
            Outcome::Refused(family) => *counts.refused.entry(family).or_default() += 1,
            Outcome::Garbled => self.garbled += 1,
        }
    }

    /// Adds what another run counted.
    pub fn add(&mut self, other: Self) {
        self.garbled += other.garbled;
        for (name, counts) in other.messages {
            let ours = self.messages.entry(name).or_default();
            ours.accepted += counts.accepted;
            for (family, count) in counts.refused {
                *ours.refused.entry(family).or_default() += count;
            }
        }
    }

    /// How many steps were counted.
    pub fn steps(&self) -> u64 {
        self.messages.values().map(|counts| counts.accepted + counts.refusals()).sum::<u64>() + self.garbled
    }

    /// A table in Markdown.
    pub fn table(&self) -> String {
        let mut lines =
            vec!["| message | accepted | refused | by |".to_owned(), "| --- | --- | --- | --- |".into()];
        for (name, counts) in &self.messages {
            let by: Vec<_> =
                counts.refused.iter().map(|(family, count)| format!("{family:?} {count}")).collect();
            let (accepted, refused) = (counts.accepted, counts.refusals());
            lines.push(format!("| {name} | {accepted} | {refused} | {} |", by.join(", ")));
        }
        lines.push(format!("| bytes that are no message | 0 | {} | |", self.garbled));
        lines.join("\n")
    }
}

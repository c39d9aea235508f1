//! A numbered step: who does what, what should come of it, what came of it.

use std::io::{self, Write};

use chartseal_ledger::LedgerError;
use serde::Serialize;

use crate::commands::values::spell;
use crate::error::{CliError, Result};
use crate::output::{Output, Report};

/// The story as it is told.
pub(crate) struct Story {
    output: Output,
    steps: u32,
}

/// What was told of one step: the stable shape of `demo --json`.
#[derive(Serialize)]
struct Step {
    step: u32,
    who: String,
    action: String,
    expected: String,
    outcome: String,
    ok: bool,
}

impl Report for Step {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        let Self { step, who, action, outcome, ok, .. } = self;
        let mark = if *ok { "" } else { "       NOT AS IT SHOULD BE\n" };
        writeln!(out, "{step:>3}. {who} {action}\n       {}\n{mark}", shorten(outcome))
    }
}

/// Hashes and identities by their first eight digits: nobody reads more of them in a story. Scripts get them whole.
fn shorten(text: &str) -> String {
    let word = |word: &str| {
        let digits = word.bytes().take_while(u8::is_ascii_hexdigit).count();
        match (digits >= 32, word.get(..8), word.get(digits..)) {
            (true, Some(head), Some(rest)) => format!("{head}…{rest}"),
            _ => word.to_owned(),
        }
    };
    text.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

#[derive(Serialize)]
struct Summary {
    summary: Counts,
}

#[derive(Serialize)]
struct Counts {
    steps: u32,
    failed: u32,
}

impl Report for Summary {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{} steps, each as it should be.", self.summary.steps)
    }
}

#[derive(Serialize)]
struct Heading(#[serde(skip)] &'static str);

impl Report for Heading {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{}\n", self.0)
    }
}

/// Why something was refused, as far as the story tells refusals apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refused {
    /// The contracts' decision denied it, by this rule.
    Rule(chartseal_types::access::Rule),
    /// Too few trustees released a share.
    Trustees,
    /// What was read is not what was anchored.
    Damaged,
    /// A contract refused the message, in words among which are these.
    Contract(&'static str),
}

impl Refused {
    fn describe(self) -> String {
        match self {
            Self::Rule(rule) => format!("refused by the rule `{}`", spell(rule)),
            Self::Trustees => "refused by the trustees".into(),
            Self::Damaged => "refused as damaged".into(),
            Self::Contract(words) => format!("refused by the contract: {words}"),
        }
    }

    fn is(self, error: &CliError) -> bool {
        match (self, error) {
            (Self::Rule(rule), CliError::Denied { rule: denied, .. }) => *denied == spell(rule),
            (Self::Trustees, CliError::Trustees { .. }) => true,
            (Self::Contract(words), CliError::Ledger(LedgerError::Contract { message, .. })) => {
                message.contains(words)
            }
            (Self::Damaged, error) => error.exit_code() == crate::error::ExitCode::Damaged,
            _ => false,
        }
    }
}

impl Story {
    /// A story that is told where answers go.
    pub fn new(output: Output) -> Self {
        Self { output, steps: 0 }
    }

    /// The first words. Scripts get none.
    pub fn open(&self) -> Result<()> {
        self.heading("Chartseal: a patient's records, sealed, shared, refused and erased.")
    }

    /// A line between steps, for people.
    pub fn heading(&self, text: &'static str) -> Result<()> {
        if self.output.is_json() { Ok(()) } else { self.output.print(&Heading(text)) }
    }

    /// A step that should work; `tell` says what came of it.
    pub fn works<T>(
        &mut self,
        who: &str,
        action: &str,
        result: Result<T>,
        tell: impl FnOnce(&T) -> String,
    ) -> Result<T> {
        let expected = "it works".to_owned();
        match result {
            Ok(value) => {
                let outcome = tell(&value);
                self.tell(who, action, expected, outcome, true)?;
                Ok(value)
            }
            Err(error) => {
                self.tell(who, action, expected, error.to_string(), false)?;
                Err(error)
            }
        }
    }

    /// A step that should be refused, for this reason and no other.
    pub fn refused<T>(
        &mut self,
        who: &str,
        action: &str,
        result: Result<T>,
        expected: Refused,
    ) -> Result<()> {
        let (outcome, ok) = match &result {
            Ok(_) => ("it worked".to_owned(), false),
            Err(error) => (format!("refused: {error}"), expected.is(error)),
        };
        self.tell(who, action, expected.describe(), outcome, ok)
    }

    /// A step that holds if `found` is what is expected.
    pub fn holds(
        &mut self,
        who: &str,
        action: &str,
        expected: &str,
        found: bool,
        outcome: String,
    ) -> Result<()> {
        self.tell(who, action, expected.to_owned(), outcome, found)
    }

    /// The last words.
    pub fn close(&self) -> Result<()> {
        self.output.print(&Summary { summary: Counts { steps: self.steps, failed: 0 } })
    }

    fn tell(&mut self, who: &str, action: &str, expected: String, outcome: String, ok: bool) -> Result<()> {
        self.steps += 1;
        let step = Step { step: self.steps, who: who.into(), action: action.into(), expected, outcome, ok };
        self.output.print(&step)?;
        if ok {
            return Ok(());
        }
        if self.output.is_json() {
            self.output.print(&Summary { summary: Counts { steps: self.steps, failed: 1 } })?;
        }
        Err(CliError::Demo { step: step.step, expected: step.expected, outcome: step.outcome })
    }
}

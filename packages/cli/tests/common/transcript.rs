//! Transcripts: commands with what they print and how they end, held against a file in `tests/transcripts`.
//!
//! Hashes, identities and addresses are numbered in the order in which they appear, times and heights are blanked. With
//! `CHARTSEAL_BLESS=1` in the environment the file is written anew.

use std::env;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use super::Home;

/// What was said so far.
pub struct Transcript<'a> {
    home: &'a Home,
    seen: Vec<String>,
    text: String,
}

impl<'a> Transcript<'a> {
    /// An empty one.
    pub fn new(home: &'a Home) -> Self {
        Self { home, seen: Vec::new(), text: String::new() }
    }

    /// Runs a command and writes down what it said.
    pub fn run(&mut self, args: &[&str]) {
        let ran = self.home.run(args);
        let mut said = format!("$ chartseal {}\n{}{}", args.join(" "), ran.stdout, ran.stderr);
        if ran.code != 0 {
            writeln!(said, "(exit {})", ran.code).unwrap();
        }
        let said = self.blank(&said.replace(self.home.work().to_str().unwrap(), "DIR"));
        writeln!(self.text, "{said}").unwrap();
    }

    /// Holds it against the file.
    pub fn compare(self, name: &str) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/transcripts").join(name);
        if env::var_os("CHARTSEAL_BLESS").is_some() {
            fs::write(&path, &self.text).unwrap();
        }
        let expected = fs::read_to_string(&path).unwrap();
        for (number, (got, expected)) in self.text.lines().zip(expected.lines()).enumerate() {
            assert_eq!(got, expected, "{}, line {}", path.display(), number + 1);
        }
        assert_eq!(self.text.lines().count(), expected.lines().count(), "{}", path.display());
    }

    fn blank(&mut self, text: &str) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let word = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
            if word >= 32 {
                let (hash, after) = rest.split_at(word);
                let number = self.number(hash);
                write!(out, "<{number}>").unwrap();
                rest = after;
            } else if word == 10 && rest.bytes().take(word).all(|byte| byte.is_ascii_digit()) {
                out.push_str("SECONDS");
                rest = &rest[word..];
            } else if fits(TIME, rest) {
                out.push_str("TIME");
                rest = &rest[TIME.len()..];
            } else if fits(DATE, rest) {
                out.push_str("DATE");
                rest = &rest[DATE.len()..];
            } else if let Some(after) = rest.strip_prefix("height ") {
                out.push_str("height N");
                rest = after.trim_start_matches(|c: char| c.is_ascii_digit());
            } else if word > 0 {
                out.push_str(&rest[..word]);
                rest = &rest[word..];
            } else {
                out.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
        out
    }

    fn number(&mut self, hash: &str) -> usize {
        let known = self.seen.iter().position(|seen| seen == hash);
        known.unwrap_or_else(|| {
            self.seen.push(hash.to_owned());
            self.seen.len() - 1
        }) + 1
    }
}

const TIME: &str = "dddd-dd-dd dd:dd:dd";
const DATE: &str = "dddd-dd-dd";

/// Whether a text begins with that form, `d` being any digit.
fn fits(form: &str, text: &str) -> bool {
    let fits = |(form, byte): (u8, u8)| if form == b'd' { byte.is_ascii_digit() } else { byte == form };
    text.len() >= form.len() && form.bytes().zip(text.bytes()).all(fits)
}

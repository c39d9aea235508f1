//! What can be wrong with a home.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use crate::error::{ExitCode, file_code};

/// A home could not be found, read or written.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum HomeError {
    /// The platform has no place for it.
    #[error("no home directory is known for this user; say where it is with --home DIR")]
    NoDefault,
    /// There is none.
    #[error("no Chartseal home at {path}; make one with `chartseal init`, or say where it is with --home DIR", path = .path.display())]
    Missing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// Something is there already.
    #[error("expected an empty or missing directory for a new home, but {path} has something in it; choose another with --home DIR", path = .path.display())]
    Occupied {
        /// Where.
        path: PathBuf,
    },
    /// A home of a newer version of this program.
    #[error(
        "expected a home of format {supported} or older, got format {got}; use the newer program that made it"
    )]
    Newer {
        /// What this program knows.
        supported: u32,
        /// What came.
        got: u32,
    },
    /// The configuration is not what this program writes.
    #[error("{path} is not a Chartseal configuration: {reason}; restore it from a backup", path = .path.display())]
    Config {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// Not a name.
    #[error(
        "expected a name of 1 to 40 lower-case letters, digits and hyphens that begins with a letter, got {got:?}"
    )]
    Name {
        /// What came.
        got: String,
    },
    /// Nobody of that name.
    #[error("nobody called {name} in this home; `chartseal identity list` shows who is")]
    NoPerson {
        /// The name.
        name: String,
    },
    /// The name is taken.
    #[error("{name} is in this home already; choose another name")]
    NameTaken {
        /// The name.
        name: String,
    },
    /// A key is not in the key file.
    #[error("the key file of {name} has no {what}; {remedy}")]
    NoKey {
        /// Whose.
        name: String,
        /// What is missing.
        what: &'static str,
        /// What to do.
        remedy: &'static str,
    },
    /// A key file of another account.
    #[error(
        "expected the key file of {name} to hold the key of account {expected}, got that of {got}; restore it from a backup"
    )]
    OtherAccount {
        /// Whose key file.
        name: String,
        /// The account of the profile.
        expected: String,
        /// The account in the key file.
        got: String,
    },
    /// No passphrase can be asked for.
    #[error(
        "a passphrase of {of} is needed and there is no terminal to ask at; give it in a file with --passphrase-file FILE, an authenticator's with --authenticator-passphrase-file FILE"
    )]
    NoTerminal {
        /// Of whom.
        of: String,
    },
    /// The passphrase is too short.
    #[error(
        "expected a passphrase of at least {expected} characters, got {got}; several words are easy to keep in mind"
    )]
    ShortPassphrase {
        /// How many at least.
        expected: usize,
        /// How many came.
        got: usize,
    },
    /// One passphrase for two factors.
    #[error(
        "expected a passphrase of the authenticator's own, got that of the key file; a second factor that opens with the first is none"
    )]
    SamePassphrase,
    /// Two different passphrases at creation.
    #[error("the two passphrases differ; try again")]
    PassphrasesDiffer,
    /// A file.
    #[error("{path}: {source}", path = .path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
}

impl HomeError {
    pub(crate) fn file(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, source }
    }

    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Self::NoTerminal { .. }
            | Self::ShortPassphrase { .. }
            | Self::SamePassphrase
            | Self::PassphrasesDiffer => ExitCode::Passphrase,
            Self::Config { .. } | Self::OtherAccount { .. } => ExitCode::Damaged,
            Self::File { source, .. } => file_code(source),
            _ => ExitCode::Input,
        }
    }
}

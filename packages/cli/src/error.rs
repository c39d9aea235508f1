//! Every way in which the program can fail, and the exit code a script sees.

use std::io;
use std::path::PathBuf;

use chartseal_authenticator::AuthenticatorError;
use chartseal_crypto::BackendError;
use chartseal_crypto::envelope::EnvelopeError;
use chartseal_crypto::keyring::KeyRingError;
use chartseal_crypto::keys::KeyError;
use chartseal_crypto::seal::{OpenError, SealError};
use chartseal_ledger::{LedgerError, SignError};
use chartseal_operator::OperatorError;
use chartseal_trustee::Refusal;
use chartseal_types::ContentHash;
use chartseal_vault::VaultError;
use thiserror::Error;

use crate::home::HomeError;

/// A result of the program.
pub type Result<T, E = CliError> = std::result::Result<T, E>;

/// Why a command failed.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum CliError {
    /// The home directory.
    #[error(transparent)]
    Home(#[from] HomeError),
    /// The ledger, or a contract on it.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// A consortium on a chain that could not be founded whole.
    #[error(
        "the consortium is not finished: {source}. What the chain has of it stays, and so do its keys, in {home}; go on from there, or keep it and found another with --home DIR",
        home = .home.display()
    )]
    Unfinished {
        /// Where its keys are.
        home: PathBuf,
        /// What went wrong.
        #[source]
        source: Box<CliError>,
    },
    /// A deployment that is not as it should be.
    #[error("{wrong} things are wrong with this deployment, each marked WRONG above")]
    Ailing {
        /// How many.
        wrong: usize,
    },
    /// Operating a chain.
    #[error(transparent)]
    Operator(#[from] OperatorError),
    /// The vault.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// A key ring.
    #[error(transparent)]
    KeyRing(#[from] KeyRingError),
    /// A key file could not be unlocked.
    #[error("{path}: {source}", path = .path.display())]
    KeyFile {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: KeyRingError,
    },
    /// The software authenticator.
    #[error(transparent)]
    Authenticator(#[from] AuthenticatorError),
    /// An authenticator could not be unlocked.
    #[error("{path}: {source}", path = .path.display())]
    AuthenticatorFile {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: AuthenticatorError,
    },
    /// An encryption key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// An account key.
    #[error(transparent)]
    Sign(#[from] SignError),
    /// An envelope.
    #[error(transparent)]
    Envelope(#[from] EnvelopeError),
    /// Sealing a record.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// Opening a record.
    #[error("record {record}: {source}; nothing was written")]
    Open {
        /// Which.
        record: ContentHash,
        /// Why.
        #[source]
        source: OpenError,
    },
    /// The cryptography backend.
    #[error(transparent)]
    Backend(#[from] BackendError),
    /// A FHIR bundle.
    #[error("{path}: {source}", path = .path.display())]
    Bundle {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        #[source]
        source: chartseal_fhir::BundleError,
    },
    /// A FHIR Consent.
    #[error("{path}: {source}", path = .path.display())]
    FhirConsent {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        #[source]
        source: chartseal_fhir::consent::ReadError,
    },
    /// A consent that FHIR cannot say.
    #[error(transparent)]
    ToFhir(#[from] chartseal_fhir::consent::WriteError),
    /// An entry of the log that FHIR cannot say.
    #[error(transparent)]
    Audit(#[from] chartseal_fhir::audit::EventError),
    /// No accounting of disclosures can be drawn.
    #[error(transparent)]
    Accounting(#[from] chartseal_fhir::accounting::AccountingError),
    /// The table of codes that the program carries.
    #[error(transparent)]
    Table(#[from] chartseal_fhir::TableError),
    /// A patient's directory.
    #[error(transparent)]
    Directory(#[from] chartseal_fhir::DirectoryError),
    /// Records do not join to a bundle again.
    #[error(transparent)]
    Join(#[from] chartseal_fhir::JoinError),
    /// A certificate, key or request could not be made or read.
    #[error("the certificate could not be made: {0}")]
    Certificate(#[from] rcgen::Error),
    /// A certificate or request is not well formed.
    #[error(transparent)]
    Parse(#[from] certificate_authority::domain::ParseError),
    /// A certificate that must not be published.
    #[error("not published: {0}")]
    Profile(#[from] certificate_authority::domain::ProfileError),
    /// Access was denied; the denial is in the log.
    #[error("access {access} was denied by the rule `{rule}`: {why}")]
    Denied {
        /// The entry in the log.
        access: u64,
        /// Which rule.
        rule: String,
        /// What it means, and what would help.
        why: String,
    },
    /// Too few trustees released a share.
    #[error("expected {needed} trustees to release their share, got {got}: {reasons}")]
    Trustees {
        /// How many it takes.
        needed: u8,
        /// How many did.
        got: usize,
        /// What the others said.
        reasons: String,
        /// The first refusal.
        #[source]
        first: Option<Box<Refusal>>,
    },
    /// The vault does not hold what was anchored.
    #[error(
        "{records} records are not in the vault as they were anchored; restore them from a copy of the vault"
    )]
    Unsound {
        /// How many.
        records: usize,
    },
    /// Input that is not what the command needs.
    #[error("{0}")]
    Input(String),
    /// A file could not be read or written.
    #[error("{path}: {source}", path = .path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The answer could not be printed.
    #[error("the answer could not be printed: {0}")]
    Print(#[source] io::Error),
    /// JSON of another shape than agreed.
    #[error("expected JSON of the agreed shape: {0}")]
    Json(#[from] serde_json::Error),
    /// A step of the demonstration did not go as it should.
    #[error("step {step} is not as it should be: expected {expected}, got {outcome}")]
    Demo {
        /// Which.
        step: u32,
        /// What should have happened.
        expected: String,
        /// What happened.
        outcome: String,
    },
}

/// What a script can tell apart by exit code. 2 is left to the command line's own errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum ExitCode {
    /// Something else failed.
    Failure = 1,
    /// Access was denied, or a contract refused the message.
    Refused = 3,
    /// A file, name or value given is not what is needed.
    Input = 4,
    /// A record, key file or ledger is damaged.
    Damaged = 5,
    /// Another process has the home in use.
    Busy = 6,
    /// The passphrase is wrong or missing.
    Passphrase = 7,
    /// No space, or a file cannot be read or written.
    Storage = 8,
}

impl CliError {
    /// A wrapper for a file's error.
    pub fn file(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, source }
    }

    /// The exit code for it.
    pub fn exit_code(&self) -> ExitCode {
        match self {
            Self::Denied { .. } | Self::Trustees { .. } => ExitCode::Refused,
            Self::Unfinished { source, .. } => source.exit_code(),
            Self::Ledger(error) | Self::Operator(OperatorError::Ledger(error)) => ledger_code(error),
            Self::Operator(OperatorError::File { .. } | OperatorError::Artifact { .. }) => ExitCode::Input,
            Self::Home(error) => error.exit_code(),
            Self::KeyRing(error) | Self::KeyFile { source: error, .. } => keyring_code(error),
            Self::Authenticator(error) | Self::AuthenticatorFile { source: error, .. } => {
                authenticator_code(error)
            }
            Self::Vault(error) => vault_code(error),
            Self::Open { .. } | Self::Envelope(_) | Self::Unsound { .. } => ExitCode::Damaged,
            Self::Bundle { .. }
            | Self::FhirConsent { .. }
            | Self::Input(_)
            | Self::Parse(_)
            | Self::Profile(_)
            | Self::Json(_)
            | Self::Join(_) => ExitCode::Input,
            Self::File { source, .. } => file_code(source),
            Self::Print(_) => ExitCode::Storage,
            _ => ExitCode::Failure,
        }
    }

    /// A word for the kind of error, stable for scripts that read `--json`.
    pub fn kind(&self) -> &'static str {
        match self.exit_code() {
            ExitCode::Failure => "failure",
            ExitCode::Refused => "refused",
            ExitCode::Input => "input",
            ExitCode::Damaged => "damaged",
            ExitCode::Busy => "busy",
            ExitCode::Passphrase => "passphrase",
            ExitCode::Storage => "storage",
        }
    }
}

/// A path that leads nowhere is a mistake of who gave it; the rest is the disk's.
pub(crate) fn file_code(error: &io::Error) -> ExitCode {
    use io::ErrorKind::{InvalidData, IsADirectory, NotADirectory, NotFound};
    match error.kind() {
        NotFound | IsADirectory | NotADirectory | InvalidData => ExitCode::Input,
        _ => ExitCode::Storage,
    }
}

fn ledger_code(error: &LedgerError) -> ExitCode {
    match error {
        LedgerError::Contract { .. } => ExitCode::Refused,
        LedgerError::Locked { .. } => ExitCode::Busy,
        LedgerError::Damaged { .. } | LedgerError::NotALedger { .. } => ExitCode::Damaged,
        LedgerError::Full(_) | LedgerError::Io(_) | LedgerError::Reopen => ExitCode::Storage,
        LedgerError::Missing { .. }
        | LedgerError::Exists { .. }
        | LedgerError::NewerFormat { .. }
        | LedgerError::OtherCode { .. }
        | LedgerError::OlderContracts { .. }
        | LedgerError::NewerContracts { .. }
        | LedgerError::HeightAhead { .. }
        | LedgerError::HeightNotKept { .. }
        | LedgerError::InvalidAddress { .. }
        | LedgerError::InvalidNode { .. }
        | LedgerError::DeploymentFile { .. }
        | LedgerError::NoNode
        | LedgerError::OtherNetwork { .. }
        | LedgerError::UnknownContract { .. }
        | LedgerError::UnknownTransaction { .. } => ExitCode::Input,
        _ => ExitCode::Failure,
    }
}

fn authenticator_code(error: &AuthenticatorError) -> ExitCode {
    match error {
        AuthenticatorError::KeyRing(error) => keyring_code(error),
        AuthenticatorError::NotAnAuthenticator => ExitCode::Damaged,
        _ => ExitCode::Failure,
    }
}

fn keyring_code(error: &KeyRingError) -> ExitCode {
    match error {
        KeyRingError::WrongPassphrase | KeyRingError::EmptyPassphrase => ExitCode::Passphrase,
        KeyRingError::Damaged | KeyRingError::NotAKeyRing => ExitCode::Damaged,
        KeyRingError::Version { .. } => ExitCode::Input,
        _ => ExitCode::Failure,
    }
}

fn vault_code(error: &VaultError) -> ExitCode {
    match error {
        VaultError::Corrupt { .. } | VaultError::BadSize { .. } | VaultError::BadFile { .. } => {
            ExitCode::Damaged
        }
        VaultError::NotFound { .. }
        | VaultError::Erased { .. }
        | VaultError::Missing { .. }
        | VaultError::Exists { .. }
        | VaultError::Address { .. }
        | VaultError::NewerFormat { .. } => ExitCode::Input,
        VaultError::Full(_) | VaultError::Io(_) | VaultError::Transfer(_) | VaultError::Backend(_) => {
            ExitCode::Storage
        }
        _ => ExitCode::Failure,
    }
}

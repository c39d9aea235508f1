//! Passphrases come from a terminal or a file, never from a command line or the environment.

use std::fs;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use super::HomeError;

const SHORTEST: usize = 12;

/// Where passphrases come from.
#[derive(Debug, Clone, Default)]
pub enum Passphrases {
    /// Asked for at the terminal, one for each key file.
    #[default]
    Terminal,
    /// The first line of a file, the same for each key file.
    File(PathBuf),
    /// One that was chosen before, the same for each key file.
    Chosen(SecretString),
}

impl Passphrases {
    /// From a file if one is given, else from the terminal.
    pub fn new(file: Option<PathBuf>) -> Self {
        file.map_or(Self::Terminal, Self::File)
    }

    /// The passphrase of a key file that exists.
    pub fn ask(&self, name: &str) -> Result<SecretString, HomeError> {
        match self {
            Self::Terminal => prompt(name, &format!("Passphrase of {name}: ")),
            Self::File(path) => first_line(path),
            Self::Chosen(passphrase) => Ok(passphrase.clone()),
        }
    }

    /// A passphrase for a new key file, asked twice at a terminal.
    pub fn choose(&self, name: &str) -> Result<SecretString, HomeError> {
        let passphrase = self.ask(name)?;
        let got = passphrase.expose_secret().chars().count();
        if got < SHORTEST {
            return Err(HomeError::ShortPassphrase { expected: SHORTEST, got });
        }
        if matches!(self, Self::Terminal) {
            let again = prompt(name, &format!("Passphrase of {name}, once more: "))?;
            if again.expose_secret() != passphrase.expose_secret() {
                return Err(HomeError::PassphrasesDiffer);
            }
        }
        Ok(passphrase)
    }
}

fn first_line(path: &Path) -> Result<SecretString, HomeError> {
    let text = Zeroizing::new(fs::read_to_string(path).map_err(HomeError::file(path))?);
    Ok(SecretString::from(text.lines().next().unwrap_or_default()))
}

fn prompt(of: &str, question: &str) -> Result<SecretString, HomeError> {
    if !io::stdin().is_terminal() {
        return Err(HomeError::NoTerminal { of: of.to_owned() });
    }
    let answer = rpassword::prompt_password(question).map_err(HomeError::file("terminal"))?;
    Ok(SecretString::from(answer))
}

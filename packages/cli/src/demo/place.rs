//! Where the story is played, and how to go on from there.

use std::io::{self, Write};
use std::path::PathBuf;

use chartseal_crypto::DataKey;
use secrecy::SecretString;
use serde::Serialize;

use crate::error::Result;
use crate::home::{Home, Passphrases, write_private};
use crate::output::{Output, Report};
use crate::session::{Place, Session};

/// The stage: a home and the passphrase of its key files.
pub(super) struct Stage {
    pub place: Place,
    /// A passphrase that was made up, and has to be kept for who goes on.
    made_up: Option<SecretString>,
    /// The same of the authenticators.
    second_made_up: Option<SecretString>,
    /// The file that a passphrase was given in.
    given: Option<PathBuf>,
}

/// Chooses a home: the one that was asked for, or a new one beside the platform's own. What cannot be is said before the
/// first step.
pub(super) fn prepare(place: &Place) -> Result<Stage> {
    let home = match &place.home {
        Some(home) => home.clone(),
        None => free_place()?,
    };
    Home::free(&home)?;
    let (passphrase, made_up, given) = match &place.passphrases {
        Passphrases::Terminal => {
            let made_up = random_passphrase()?;
            (made_up.clone(), Some(made_up), None)
        }
        Passphrases::File(path) => (place.passphrases.choose("the demo")?, None, Some(path.clone())),
        Passphrases::Chosen(chosen) => (chosen.clone(), None, None),
    };
    let passphrases = Passphrases::Chosen(passphrase);
    let (second, second_made_up) = match &place.authenticators {
        Passphrases::Terminal => {
            let made_up = random_passphrase()?;
            (made_up.clone(), Some(made_up))
        }
        given => (given.choose("the demo's authenticators")?, None),
    };
    let authenticators = Passphrases::Chosen(second);
    Ok(Stage {
        place: Place { home: Some(home), passphrases, authenticators },
        made_up,
        second_made_up,
        given,
    })
}

fn random_passphrase() -> Result<SecretString> {
    Ok(SecretString::from(hex::encode(DataKey::generate()?.expose())))
}

fn free_place() -> Result<PathBuf> {
    let base = Home::default_path()?;
    let numbered = |number: u32| base.with_file_name(format!("chartseal-demo-{number}"));
    Ok((1..=u32::MAX).map(numbered).find(|path| !path.exists()).unwrap_or(base))
}

#[derive(Serialize)]
struct Farewell {
    home: PathBuf,
    passphrase_file: Option<PathBuf>,
    commands: Vec<String>,
}

impl Report for Farewell {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "\nThe home of this story is {}. Go on from there:\n", self.home.display())?;
        self.commands.iter().try_for_each(|command| writeln!(out, "  {command}"))
    }
}

impl Stage {
    /// Keeps made-up passphrases in the home, so that the story can go on. Nobody would do that with real keys.
    pub fn keep_passphrase(&self, home: &Home) -> Result<()> {
        use secrecy::ExposeSecret;
        let kept = [("passphrase", &self.made_up), ("authenticator-passphrase", &self.second_made_up)];
        for (file, made_up) in kept {
            if let Some(passphrase) = made_up {
                write_private(&home.root().join(file), passphrase.expose_secret().as_bytes())?;
            }
        }
        Ok(())
    }

    /// Says how to go on. Scripts have had their summary as the last line.
    pub fn farewell(&self, session: &Session, output: Output) -> Result<()> {
        if output.is_json() {
            return Ok(());
        }
        let home = session.home.root().to_owned();
        let kept = self.made_up.as_ref().map(|_| home.join("passphrase"));
        let passphrase_file = self.given.clone().or(kept);
        let secret = passphrase_file
            .as_ref()
            .map(|path| format!(" --passphrase-file {}", path.display()))
            .unwrap_or_default();
        let start = format!("chartseal --home {}", home.display());
        let commands = vec![
            format!("{start} access log ana"),
            format!("{start} record list ana"),
            format!("{start} consent list ana"),
            format!(
                "{start}{secret} record open --as ana --patient ana --purpose PATRQT --out opened --bundle ana.json"
            ),
        ];
        output.print(&Farewell { home, passphrase_file, commands })
    }
}

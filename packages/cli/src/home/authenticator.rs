//! Software authenticators: passkeys in a file of their own beside the key file, under a passphrase of their own.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chartseal_authenticator::SoftwareAuthenticator;
use chartseal_crypto::keyring::{KdfParams, RingKey};
use chartseal_types::CredentialHash;
use chartseal_types::second_factor::PasskeyUnchecked;

use super::{Home, HomeError, Name, Passphrases, write_private};
use crate::error::{CliError, Result};

/// The authenticators of a home. Each is unlocked once for a run of the program.
#[derive(Default)]
pub struct Authenticators {
    passphrases: Passphrases,
    unlocked: Mutex<BTreeMap<Name, Unlocked>>,
}

struct Unlocked {
    authenticator: SoftwareAuthenticator,
    key: RingKey,
}

impl Home {
    fn authenticator(&self, name: &Name) -> PathBuf {
        self.people().join(name.as_str()).join("authenticator")
    }

    /// Whether somebody has an authenticator here.
    pub fn has_authenticator(&self, name: &Name) -> bool {
        self.authenticator(name).is_file()
    }
}

impl Authenticators {
    /// Authenticators whose passphrases come from there.
    pub fn new(passphrases: Passphrases) -> Self {
        Self { passphrases, unlocked: Mutex::default() }
    }

    /// Makes a passkey for a site in somebody's authenticator, and the authenticator if there is none.
    pub fn create(&self, home: &Home, name: &Name, rp_id: &str) -> Result<PasskeyUnchecked> {
        let mut unlocked = self.unlocked();
        let unlocked = match home.has_authenticator(name) {
            true => self.unlock(&mut unlocked, home, name)?,
            false => unlocked.entry(name.clone()).insert_entry(self.begin(home, name)?).into_mut(),
        };
        let passkey = unlocked.authenticator.create(rp_id)?;
        unlocked.save(home, name)?;
        Ok(passkey)
    }

    /// Destroys a passkey.
    pub fn remove(&self, home: &Home, name: &Name, hash: CredentialHash) -> Result<()> {
        let mut unlocked = self.unlocked();
        let unlocked = self.unlock(&mut unlocked, home, name)?;
        let Some(credential) = unlocked.authenticator.find(hash).map(|listed| listed.credential) else {
            return Ok(());
        };
        unlocked.authenticator.remove(&credential)?;
        unlocked.save(home, name)
    }

    /// Uses somebody's authenticator.
    pub fn with<T>(
        &self,
        home: &Home,
        name: &Name,
        ask: impl FnOnce(&SoftwareAuthenticator) -> Result<T>,
    ) -> Result<T> {
        ask(&self.unlock(&mut self.unlocked(), home, name)?.authenticator)
    }

    /// Forgets an authenticator whose file is gone.
    pub fn forget(&self, name: &Name) {
        self.unlocked().remove(name);
    }

    fn unlocked(&self) -> MutexGuard<'_, BTreeMap<Name, Unlocked>> {
        self.unlocked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// An empty one. Its passphrase is not that of the key file: who comes to know one must not have both.
    fn begin(&self, home: &Home, name: &Name) -> Result<Unlocked> {
        let passphrase = self.passphrases.choose(&holder(name))?;
        if home.unlock(name, &passphrase).is_ok() {
            return Err(HomeError::SamePassphrase.into());
        }
        let key = RingKey::new(&passphrase, KdfParams::DEFAULT)?;
        Ok(Unlocked { authenticator: SoftwareAuthenticator::new(), key })
    }

    fn unlock<'a>(
        &self,
        unlocked: &'a mut BTreeMap<Name, Unlocked>,
        home: &Home,
        name: &Name,
    ) -> Result<&'a mut Unlocked> {
        if !unlocked.contains_key(name) {
            let path = home.authenticator(name);
            let bytes = fs::read(&path).map_err(CliError::file(&path))?;
            let passphrase = self.passphrases.ask(&holder(name))?;
            let (authenticator, key) = SoftwareAuthenticator::unlock(&bytes, &passphrase)
                .map_err(|source| CliError::AuthenticatorFile { path, source })?;
            unlocked.insert(name.clone(), Unlocked { authenticator, key });
        }
        unlocked.get_mut(name).ok_or_else(|| HomeError::NoPerson { name: name.to_string() }.into())
    }
}

impl Unlocked {
    fn save(&self, home: &Home, name: &Name) -> Result<()> {
        Ok(write_private(&home.authenticator(name), &self.authenticator.seal_with(&self.key)?)?)
    }
}

/// What the passphrase is asked for.
fn holder(name: &Name) -> String {
    format!("{name}'s authenticator")
}

//! People and organizations of a home: who they are on the ledger, and their key files.

use std::fmt;
use std::fs;
use std::path::PathBuf;
use std::str::FromStr;

use chartseal_crypto::keyring::{KdfParams, KeyRing, RingKey};
use chartseal_crypto::keys::{SecretKey, Suite};
use chartseal_ledger::{Account, Signer};
use chartseal_types::identity::Kind;
use chartseal_types::{Fingerprint, IdentityId};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use super::{Home, HomeError, create_private_dir, read_text, write_private};
use crate::error::{CliError, Result};

const ACCOUNT: &str = "account";
const ENCRYPTION: &str = "encryption";
/// Encryption keys that were made later: `suite:key id`.
const LATER_ENCRYPTION: &str = "later-encryption";
const SIGNING: &str = "signing";
const FIRST_CA_LABELS: [&str; 2] = ["ca", "anchor"];

/// What somebody is called in this home. It is nowhere else: the ledger knows identities only.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Name(String);

impl Name {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Name {
    type Err = HomeError;

    fn from_str(text: &str) -> Result<Self, HomeError> {
        let first = text.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase());
        let rest = text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if first && rest && text.len() <= 40 {
            Ok(Self(text.to_owned()))
        } else {
            Err(HomeError::Name { got: text.chars().take(60).collect() })
        }
    }
}

impl TryFrom<String> for Name {
    type Error = HomeError;

    fn try_from(text: String) -> Result<Self, HomeError> {
        text.parse()
    }
}

impl From<Name> for String {
    fn from(name: Name) -> Self {
        name.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// `profile.toml`: what is public of somebody.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// The account.
    pub address: String,
    /// The identity, once registered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<IdentityId>,
    /// What it is being registered as: a registration on a chain that was begun and not finished.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub begun: Option<Kind>,
    /// The certificate to present, once issued.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<Fingerprint>,
    /// The issuing CA that an organization runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ca: Option<Fingerprint>,
}

/// Somebody with the key file unlocked. Secrets are wiped when it is dropped.
pub struct Person {
    /// What they are called here.
    pub name: Name,
    /// What is public of them.
    pub profile: Profile,
    account: Account,
    ring: KeyRing,
    ring_key: RingKey,
}

impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Person")
            .field("name", &self.name)
            .field("profile", &self.profile)
            .finish_non_exhaustive()
    }
}

impl Home {
    fn person_dir(&self, name: &Name) -> PathBuf {
        self.people().join(name.as_str())
    }

    /// Everybody in this home, by name.
    pub fn names(&self) -> Result<Vec<Name>> {
        let dir = self.people();
        let mut names = Vec::new();
        for entry in fs::read_dir(&dir).map_err(HomeError::file(&dir))? {
            let entry = entry.map_err(HomeError::file(&dir))?;
            // What is not a name was not put there by this program.
            names.extend(entry.file_name().to_str().and_then(|name| name.parse::<Name>().ok()));
        }
        names.sort();
        Ok(names)
    }

    /// What is public of somebody.
    pub fn profile(&self, name: &Name) -> Result<Profile> {
        let path = self.person_dir(name).join("profile.toml");
        if !path.is_file() {
            return Err(HomeError::NoPerson { name: name.to_string() }.into());
        }
        let text = read_text(&path)?;
        toml::from_str(&text)
            .map_err(|error| HomeError::Config { path, reason: error.message().to_owned() }.into())
    }

    /// Somebody new, with an account key made here and an encryption key of their own.
    pub fn create_person(&self, name: &Name, passphrase: &SecretString, key: &SecretKey) -> Result<Person> {
        self.take_in(name, passphrase, key, Account::generate()?)
    }

    /// Somebody whose account was made elsewhere, with an encryption key of their own.
    pub fn take_in(
        &self,
        name: &Name,
        passphrase: &SecretString,
        key: &SecretKey,
        account: Account,
    ) -> Result<Person> {
        let dir = self.person_dir(name);
        if dir.exists() {
            return Err(HomeError::NameTaken { name: name.to_string() }.into());
        }
        let mut ring = KeyRing::new();
        ring.insert(ACCOUNT, "secp256k1", account.to_bytes().as_slice())?;
        let ring_key = RingKey::new(passphrase, KdfParams::DEFAULT)?;
        let address = account.address().to_owned();
        let profile = Profile { address, identity: None, begun: None, certificate: None, ca: None };
        let mut person = Person { name: name.clone(), profile, account, ring, ring_key };
        person.set_encryption_key(key)?;
        create_private_dir(&dir)?;
        self.save_person(&person)?;
        Ok(person)
    }

    /// Takes somebody back whose registration was refused: keys that no ledger knows.
    pub fn remove_person(&self, name: &Name) -> Result<()> {
        let dir = self.person_dir(name);
        Ok(fs::remove_dir_all(&dir).map_err(HomeError::file(&dir))?)
    }

    /// Unlocks somebody's key file.
    pub fn unlock(&self, name: &Name, passphrase: &SecretString) -> Result<Person> {
        let profile = self.profile(name)?;
        let path = self.person_dir(name).join("keys");
        let bytes = fs::read(&path).map_err(HomeError::file(&path))?;
        let (ring, ring_key) =
            KeyRing::unlock(&bytes, passphrase).map_err(|source| CliError::KeyFile { path, source })?;
        let account =
            Account::from_bytes(ring.get(ACCOUNT, "secp256k1").ok_or_else(|| HomeError::NoKey {
                name: name.to_string(),
                what: "account key",
                remedy: "restore it from a backup",
            })?)?;
        if account.address() != profile.address {
            return Err(HomeError::OtherAccount {
                name: name.to_string(),
                expected: profile.address,
                got: account.address().to_owned(),
            }
            .into());
        }
        Ok(Person { name: name.clone(), profile, account, ring, ring_key })
    }

    /// Writes the key file and the profile: keys first, since a profile may name them.
    pub fn save_person(&self, person: &Person) -> Result<()> {
        let dir = self.person_dir(&person.name);
        write_private(&dir.join("keys"), &person.ring.seal_with(&person.ring_key)?)?;
        self.save_profile(&person.name, &person.profile)
    }

    /// Writes what is public of somebody.
    pub fn save_profile(&self, name: &Name, profile: &Profile) -> Result<()> {
        let path = self.person_dir(name).join("profile.toml");
        let text = toml::to_string(profile)
            .map_err(|error| HomeError::Config { path: path.clone(), reason: error.to_string() })?;
        Ok(write_private(&path, text.as_bytes())?)
    }
}

impl Person {
    /// Who signs for them.
    pub fn signer(&self) -> &Account {
        &self.account
    }

    /// Their identity.
    pub fn identity(&self) -> Result<IdentityId> {
        self.profile.identity.ok_or_else(|| {
            HomeError::NoKey {
                name: self.name.to_string(),
                what: "identity",
                remedy: "register it with `chartseal identity register`",
            }
            .into()
        })
    }

    /// The first encryption key.
    pub fn encryption_key(&self) -> Result<SecretKey> {
        let newest =
            Suite::ALL.into_iter().find_map(|suite| Some((suite, self.ring.get(ENCRYPTION, suite.name())?)));
        let (suite, bytes) = newest.ok_or_else(|| HomeError::NoKey {
            name: self.name.to_string(),
            what: "encryption key",
            remedy: "restore it from a backup",
        })?;
        Ok(SecretKey::from_bytes(suite, bytes)?)
    }

    /// All encryption keys, the first one first: records are wrapped to the one that was registered when they were written.
    pub fn encryption_keys(&self) -> Result<Vec<SecretKey>> {
        let mut keys = vec![self.encryption_key()?];
        for entry in self.ring.entries().filter(|entry| entry.kind == LATER_ENCRYPTION) {
            let suite = entry.label.split_once(':').and_then(|(suite, _)| suite.parse().ok());
            if let (Some(suite), Some(bytes)) = (suite, self.ring.get(LATER_ENCRYPTION, entry.label)) {
                keys.push(SecretKey::from_bytes(suite, bytes)?);
            }
        }
        Ok(keys)
    }

    /// Keeps another encryption key; save the person afterwards.
    pub fn add_encryption_key(&mut self, key: &SecretKey) -> Result<()> {
        let label = format!("{}:{}", key.suite().name(), key.public().id());
        Ok(self.ring.insert(LATER_ENCRYPTION, &label, key.expose())?)
    }

    fn set_encryption_key(&mut self, key: &SecretKey) -> Result<()> {
        Ok(self.ring.insert(ENCRYPTION, key.suite().name(), key.expose())?)
    }

    /// The key of a CA or trust anchor that they run, PKCS#8 DER (RFC 5208). Homes of the first release kept one, named
    /// after what it was.
    pub fn ca_key(&self, ca: Fingerprint) -> Option<&[u8]> {
        let before = || FIRST_CA_LABELS.into_iter().find_map(|label| self.ring.get(SIGNING, label));
        self.ring.get(SIGNING, &ca.to_string()).or_else(before)
    }

    /// Keeps the key of a CA beside those of others; save the person afterwards.
    pub fn set_ca_key(&mut self, ca: Fingerprint, pkcs8: &[u8]) -> Result<()> {
        Ok(self.ring.insert(SIGNING, &ca.to_string(), pkcs8)?)
    }

    /// Keeps the key of the latest certificate; save the person afterwards.
    pub fn set_certificate_key(&mut self, pkcs8: &[u8]) -> Result<()> {
        Ok(self.ring.insert(SIGNING, "certificate", pkcs8)?)
    }
}

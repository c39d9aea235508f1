//! An open home: the ledger, the vault, the people, and where answers go.

use std::path::PathBuf;
use std::sync::OnceLock;

use chartseal_ledger::{Deployment, LedgerExt, Message, Outcome, consortium};
use chartseal_trustee::Trustee;
use chartseal_types::IdentityId;
use chartseal_types::identity::{IdentityResponse, QueryMsg};
use chartseal_vault::Vault;
use cosmwasm_std::Binary;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::backend::Backend;
use crate::error::{CliError, Result};
use crate::home::{Authenticators, Config, Home, Name, Passphrases, Person};
use crate::output::Output;

/// What the command line says about every command.
#[derive(Debug, Clone, Default)]
pub struct Place {
    /// The home; the platform's own place unless told.
    pub home: Option<PathBuf>,
    /// Where passphrases come from.
    pub passphrases: Passphrases,
    /// Where the passphrases of authenticators come from.
    pub authenticators: Passphrases,
}

impl Place {
    /// The home's directory.
    pub fn root(&self) -> Result<PathBuf> {
        Ok(match &self.home {
            Some(path) => path.clone(),
            None => Home::default_path()?,
        })
    }
}

/// An open home.
pub struct Session {
    /// The home.
    pub home: Home,
    /// Its configuration.
    pub config: Config,
    /// The ledger.
    pub ledger: Backend,
    /// The vault.
    pub vault: Vault,
    /// Where passphrases come from.
    pub passphrases: Passphrases,
    /// The passkeys of its people.
    pub authenticators: Authenticators,
    /// Where answers go.
    pub output: Output,
    trustees: OnceLock<Vec<Trustee>>,
}

impl Session {
    /// Opens the home; nobody else can meanwhile.
    pub async fn open(place: &Place, output: Output) -> Result<Self> {
        let session = Self::open_any_release(place, output).await?;
        consortium::check_release(&*session.ledger, session.contracts()).await?;
        Ok(session)
    }

    /// Opens a home whose contracts may be of an older release: to upgrade them.
    pub async fn open_any_release(place: &Place, output: Output) -> Result<Self> {
        let home = Home::open(place.root()?)?;
        let config = home.config()?;
        let ledger = Backend::open(&home, &config).await?;
        let vault = Vault::open(&vault_address(&home, &config.vault)).await?;
        let passphrases = place.passphrases.clone();
        let authenticators = Authenticators::new(place.authenticators.clone());
        let trustees = OnceLock::new();
        Ok(Self { home, config, ledger, vault, passphrases, authenticators, output, trustees })
    }

    /// Where the contracts are.
    pub fn contracts(&self) -> &Deployment {
        &self.config.deployment
    }

    /// Unlocks somebody's key file.
    pub fn unlock(&self, name: &Name) -> Result<Person> {
        self.home.profile(name)?;
        self.home.unlock(name, &self.passphrases.ask(name.as_str())?)
    }

    /// The identity of somebody who is named in this home, or given as 32 hex digits or as a DID.
    pub fn identity(&self, who: &str) -> Result<IdentityId> {
        if let Ok(id) = who.parse() {
            return Ok(id);
        }
        if let Some(id) = IdentityId::from_did(&self.contracts().chain_id, who) {
            return Ok(id);
        }
        let name: Name = who.parse()?;
        self.home.profile(&name)?.identity.ok_or_else(|| {
            CliError::Input(format!(
                "{name} has no identity yet; register it with `chartseal identity register {name}`"
            ))
        })
    }

    /// An identity as the registry has it.
    pub(crate) async fn identity_of(&self, id: IdentityId) -> Result<IdentityResponse> {
        self.ask(&self.contracts().identity_registry, &QueryMsg::Identity { id }).await
    }

    /// What an identity is called in this home, or the identity itself.
    pub fn called(&self, id: IdentityId) -> String {
        let known = self
            .home
            .names()
            .unwrap_or_default()
            .into_iter()
            .find(|name| self.home.profile(name).is_ok_and(|profile| profile.identity == Some(id)));
        known.map_or_else(|| id.to_string(), |name| name.to_string())
    }

    /// The consortium's trustees, each with its own key file, unlocked once. On a real chain each is another member's
    /// service; here they run in this process and ask this ledger.
    pub fn trustees(&self) -> Result<&[Trustee]> {
        if let Some(trustees) = self.trustees.get() {
            return Ok(trustees);
        }
        let unlock = |name| Ok(Trustee::new(self.unlock(name)?.encryption_key()?, self.contracts().clone()));
        let trustees = self.config.trustees.iter().map(unlock).collect::<Result<_>>()?;
        Ok(self.trustees.get_or_init(|| trustees))
    }

    /// Sends one message to a contract.
    pub async fn send(&self, who: &Person, contract: &str, msg: &(impl Serialize + Sync)) -> Result<Outcome> {
        let msg = Binary::new(serde_json::to_vec(msg)?);
        self.submit(who, vec![Message::Execute { contract: contract.into(), msg }]).await
    }

    /// Sends messages as one transaction.
    pub async fn submit(&self, who: &Person, messages: Vec<Message>) -> Result<Outcome> {
        self.ledger.send(who.signer(), messages).await
    }

    /// Asks a contract.
    pub async fn ask<T: DeserializeOwned>(&self, contract: &str, msg: &(impl Serialize + Sync)) -> Result<T> {
        Ok(self.ledger.query(contract, msg).await?)
    }

    /// The ledger's time, Unix seconds.
    pub async fn now(&self) -> Result<u64> {
        Ok(self.ledger.status().await?.time.seconds())
    }
}

/// The data that a message was answered with.
pub fn answer<T: DeserializeOwned>(outcome: &Outcome) -> Result<T> {
    let data = outcome.data.as_ref().map(|data| data.as_slice()).unwrap_or_default();
    Ok(serde_json::from_slice(data)?)
}

/// A vault's address, which may be a path within the home.
pub(crate) fn vault_address(home: &Home, address: &str) -> String {
    if address.contains("://") { address.to_owned() } else { home.root().join(address).display().to_string() }
}

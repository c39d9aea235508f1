//! The second factor: a software authenticator for each identity, in a file of its own under a passphrase of its own.

use std::fs;
use std::path::PathBuf;

use chartseal_authenticator::SoftwareAuthenticator;
use chartseal_crypto::keyring::{KdfParams, RingKey};
use chartseal_ledger::{LedgerExt, Outcome};
use chartseal_types::IdentityId;
use chartseal_types::identity::{ExecuteMsg, PasskeyPeriod, QueryMsg};
use chartseal_types::second_factor::{Assertion, Challenge, PasskeyUnchecked, RelyingPartyUnchecked};
use cosmwasm_std::{Addr, Binary};
use serde::Serialize;

use crate::error::{CliError, Result};
use crate::home::{Person, create_private_dir, write_private};
use crate::session::Session;

/// The relying party that this program plays.
const RP_ID: &str = "localhost";
const ORIGIN: &str = "http://localhost";
/// Seconds that a confirmation counts, at most 300.
const VALIDITY: u64 = 120;

/// The shape of a confirmed message, which all contracts share.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Shared {
    Confirmed { message: Binary, assertion: Assertion },
}

impl Session {
    /// The admin lists this program as a relying party.
    pub(crate) async fn list_portal(&self, admin: &Person) -> Result<Outcome> {
        let program = RelyingPartyUnchecked { rp_id: RP_ID.into(), origins: vec![ORIGIN.into()] };
        let msg = ExecuteMsg::SetRelyingParties { relying_parties: vec![program] };
        self.send(admin, &self.contracts().identity_registry, &msg).await
    }

    /// The identity that somebody's new account is going to register: its first.
    pub(crate) fn future_identity(&self, who: &Person) -> IdentityId {
        let registry = Addr::unchecked(&self.contracts().identity_registry);
        let account = Addr::unchecked(&who.profile.address);
        IdentityId::derive(&self.contracts().chain_id, &registry, &account, 0)
    }

    /// Makes a passkey for an identity, in the file of its software authenticator.
    pub(crate) fn create_passkey(&self, who: &Person, identity: IdentityId) -> Result<PasskeyUnchecked> {
        let path = self.authenticator(identity)?;
        let holder = holder(who);
        let (mut authenticator, key) = if path.is_file() {
            let bytes = fs::read(&path).map_err(CliError::file(&path))?;
            SoftwareAuthenticator::unlock(&bytes, &self.passphrases.ask(&holder)?)?
        } else {
            let passphrase = self.passphrases.choose(&holder)?;
            (SoftwareAuthenticator::new(), RingKey::new(&passphrase, KdfParams::DEFAULT)?)
        };
        let passkey = authenticator.create(RP_ID)?;
        write_private(&path, &authenticator.seal_with(&key)?)?;
        Ok(passkey)
    }

    /// Sends one message to a contract, confirmed by the latest passkey of the sender's identity.
    pub(crate) async fn send_confirmed(
        &self,
        who: &Person,
        contract: &str,
        msg: &(impl Serialize + Sync),
    ) -> Result<Outcome> {
        let identity = who.identity()?;
        let path = self.authenticator(identity)?;
        if !path.is_file() {
            return Err(CliError::Input(format!(
                "{} has no passkey in this home; make one with `chartseal identity add-passkey --as {}`",
                who.name, who.name
            )));
        }
        let bytes = fs::read(&path).map_err(CliError::file(&path))?;
        let (authenticator, _) = SoftwareAuthenticator::unlock(&bytes, &self.passphrases.ask(&holder(who))?)?;
        let query = QueryMsg::Passkeys { id: identity };
        let periods: Vec<PasskeyPeriod> = self.ask(&self.contracts().identity_registry, &query).await?;
        let ours = periods.iter().rev().find_map(|period| authenticator.find(period.credential));
        let credential = ours.map(|listed| listed.credential).ok_or_else(|| {
            CliError::Input(format!(
                "no passkey of {} in this home counts yet; apply the change that adds one",
                who.name
            ))
        })?;
        let message = Binary::from(serde_json::to_vec(msg)?);
        let challenge = Challenge {
            chain_id: &self.contracts().chain_id,
            contract,
            sender: &who.profile.address,
            message: &message,
            expires_at: self.now().await? + VALIDITY,
            nonce: self.ask(contract, &QueryMsg::SecondFactorNonce { identity }).await?,
        };
        let assertion = authenticator.assert(&credential, ORIGIN, &challenge)?;
        Ok(self
            .ledger
            .execute_json(who.signer(), contract, &Shared::Confirmed { message, assertion })
            .await?)
    }

    fn authenticator(&self, identity: IdentityId) -> Result<PathBuf> {
        let dir = self.home.root().join("authenticators");
        create_private_dir(&dir)?;
        Ok(dir.join(identity.to_string()))
    }
}

/// What the passphrase is asked for.
fn holder(who: &Person) -> String {
    format!("{}'s authenticator", who.name)
}

//! The second factor: messages that a passkey confirms.
//!
//! The passkeys are in a software authenticator (see [`chartseal_authenticator`] for what a phone or a security key does
//! more), and the program plays the browser's part as well.

use chartseal_ledger::Outcome;
use chartseal_types::access::{PolicyResponse, QueryMsg as AccessQuery};
use chartseal_types::identity::{ExecuteMsg, PasskeyPeriod, QueryMsg};
use chartseal_types::second_factor::{
    Assertion, Challenge, PasskeyUnchecked, RelyingParty, RelyingPartyUnchecked, Sensitive,
};
use chartseal_types::{CredentialHash, IdentityId};
use cosmwasm_std::Binary;
use serde::Serialize;

use crate::error::{CliError, Result};
use crate::home::{Name, Person};
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
    /// The admin lists this program as a relying party, beside those that are listed.
    pub(crate) async fn list_portal(&self, admin: &Person) -> Result<()> {
        let registry = &self.contracts().identity_registry;
        let listed: Vec<RelyingParty> = self.ask(registry, &QueryMsg::RelyingParties {}).await?;
        let unchecked = |RelyingParty { rp_id, origins }| RelyingPartyUnchecked { rp_id, origins };
        let (same, others): (Vec<_>, Vec<_>) = listed.into_iter().partition(|party| party.rp_id == RP_ID);
        let mut origins: Vec<String> = same.into_iter().flat_map(|party| party.origins).collect();
        if origins.iter().any(|origin| origin == ORIGIN) {
            return Ok(());
        }
        origins.push(ORIGIN.into());
        let program = RelyingPartyUnchecked { rp_id: RP_ID.into(), origins };
        let relying_parties = others.into_iter().map(unchecked).chain([program]).collect();
        let msg = ExecuteMsg::SetRelyingParties { relying_parties };
        self.send(admin, registry, &msg).await.map(drop)
    }

    /// Makes a passkey in somebody's authenticator. The registry does not know it yet.
    pub(crate) fn create_passkey(&self, who: &Name) -> Result<PasskeyUnchecked> {
        self.authenticators.create(&self.home, who, RP_ID)
    }

    /// Destroys a passkey, wherever in this home it is.
    pub(crate) fn destroy_passkey(&self, who: &Person, hash: CredentialHash) -> Result<()> {
        for name in self.holders(who)? {
            self.authenticators.remove(&self.home, &name, hash)?;
        }
        Ok(())
    }

    /// The passkeys of an identity that confirm messages now.
    pub(crate) async fn passkeys(&self, id: IdentityId) -> Result<Vec<PasskeyPeriod>> {
        self.ask(&self.contracts().identity_registry, &QueryMsg::Passkeys { id }).await
    }

    /// Sends a message that may need a second factor: confirmed if it always does, or if policy says so.
    pub(crate) async fn send_sensitive(
        &self,
        who: &Person,
        contract: &str,
        sensitive: Sensitive,
        msg: &(impl Serialize + Sync),
    ) -> Result<Outcome> {
        if sensitive.is_always() || self.policy_confirms(sensitive).await? {
            self.send_confirmed(who, contract, msg).await
        } else {
            self.send(who, contract, msg).await
        }
    }

    async fn policy_confirms(&self, sensitive: Sensitive) -> Result<bool> {
        let policy: PolicyResponse =
            self.ask(&self.contracts().access_control, &AccessQuery::Policy {}).await?;
        Ok(policy.current.policy.second_factor.contains(&sensitive))
    }

    /// Sends one message to a contract, confirmed by a passkey of the sender's identity.
    pub(crate) async fn send_confirmed(
        &self,
        who: &Person,
        contract: &str,
        msg: &(impl Serialize + Sync),
    ) -> Result<Outcome> {
        let identity = who.identity()?;
        let (holder, credential) = self.find_passkey(who, identity).await?;
        let message = Binary::from(serde_json::to_vec(msg)?);
        let challenge = Challenge {
            chain_id: &self.contracts().chain_id,
            contract,
            sender: &who.profile.address,
            message: &message,
            expires_at: self.now().await?.saturating_add(VALIDITY),
            nonce: self.ask(contract, &QueryMsg::SecondFactorNonce { identity }).await?,
        };
        let assertion = self
            .authenticators
            .with(&self.home, &holder, |keys| Ok(keys.assert(&credential, ORIGIN, &challenge)?))?;
        let confirmed = Shared::Confirmed { message, assertion };
        self.send(who, contract, &confirmed).await
    }

    /// Whose authenticators may have a passkey of somebody's identity: their own, then those of its other accounts.
    fn holders(&self, who: &Person) -> Result<Vec<Name>> {
        let mut holders = vec![who.name.clone()];
        let same = |name: &Name| {
            *name != who.name
                && self.home.profile(name).is_ok_and(|profile| profile.identity == who.profile.identity)
        };
        holders.extend(self.home.names()?.into_iter().filter(same));
        holders.retain(|name| self.home.has_authenticator(name));
        Ok(holders)
    }

    async fn find_passkey(&self, who: &Person, identity: IdentityId) -> Result<(Name, Binary)> {
        let listed = self.passkeys(identity).await?;
        for holder in self.holders(who)? {
            let found = self.authenticators.with(&self.home, &holder, |keys| {
                let mut ours = listed.iter().rev().filter_map(|period| keys.find(period.credential));
                Ok(ours.next().map(|ours| ours.credential))
            })?;
            if let Some(credential) = found {
                return Ok((holder, credential));
            }
        }
        let name = &who.name;
        Err(CliError::Input(format!(
            "this takes a passkey, and none of {name} in this home counts; make one with `chartseal passkey add --as {name}` and apply that change when it is due"
        )))
    }
}

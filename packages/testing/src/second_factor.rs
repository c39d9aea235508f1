//! Passkeys and what they confirm.

use chartseal_types::IdentityId;
use chartseal_types::identity::{ExecuteMsg, PasskeyPeriod, QueryMsg};
use chartseal_types::second_factor::{Assertion, Challenge, PasskeyUnchecked, RelyingPartyUnchecked};
use cosmwasm_std::{Addr, Binary, StdResult, to_json_binary};
use cw_multi_test::AppResponse;
use serde::Serialize;

use crate::suite::{MINUTE, Suite};

/// The relying party of the consortium's portal.
pub const RP_ID: &str = "portal.example.org";
/// Where the portal is.
pub const ORIGIN: &str = "https://portal.example.org";

/// The shape of a confirmed message, which all contracts share.
#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
enum Shared {
    Confirmed { message: Binary, assertion: Assertion },
}

/// The shape of the query for the nonce, which all contracts share.
#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
enum Asked {
    SecondFactorNonce { identity: IdentityId },
}

impl Suite {
    /// A new passkey for the portal, which no identity has yet. Whoever has it can [`confirm`](Self::try_confirmed) from
    /// the time on when the registry knows it.
    pub fn passkey(&mut self) -> PasskeyUnchecked {
        self.authenticator.create(RP_ID).expect("the authenticator makes a passkey")
    }

    /// Sends a message confirmed by a passkey of the sender's identity. An identity without one confirms by a passkey
    /// that the registry does not know, which is refused.
    pub fn try_confirmed(
        &mut self,
        sender: &Addr,
        contract: &Addr,
        msg: &(impl Serialize + std::fmt::Debug),
    ) -> StdResult<AppResponse> {
        let (message, assertion) = self.confirmation(sender, contract, msg);
        self.try_assertion(sender, contract, message, assertion)
    }

    /// As [`Self::try_confirmed`], for who expects that it is accepted.
    pub fn confirmed(
        &mut self,
        sender: &Addr,
        contract: &Addr,
        msg: &(impl Serialize + std::fmt::Debug),
    ) -> AppResponse {
        self.try_confirmed(sender, contract, msg).expect("the confirmed message is accepted")
    }

    /// A message as JSON, and an assertion over it by a passkey of the sender's identity: for 5 minutes, with the next
    /// nonce.
    pub fn confirmation(
        &mut self,
        sender: &Addr,
        contract: &Addr,
        msg: &(impl Serialize + std::fmt::Debug),
    ) -> (Binary, Assertion) {
        let credential = self.credential_of(sender);
        self.confirmation_by(&credential, sender, contract, msg)
    }

    /// As [`Self::confirmation`], by a passkey of the caller's choice.
    pub fn confirmation_by(
        &self,
        credential: &Binary,
        sender: &Addr,
        contract: &Addr,
        msg: &(impl Serialize + std::fmt::Debug),
    ) -> (Binary, Assertion) {
        let message = to_json_binary(msg).expect("a message is JSON");
        let block = self.app.block_info();
        let challenge = Challenge {
            chain_id: &block.chain_id,
            contract: contract.as_str(),
            sender: sender.as_str(),
            message: &message,
            expires_at: self.now() + 5 * MINUTE,
            nonce: self.nonce_of(sender, contract),
        };
        let assertion =
            self.authenticator.assert(credential, ORIGIN, &challenge).expect("the passkey confirms");
        (message, assertion)
    }

    /// Sends a message with an assertion.
    pub fn try_assertion(
        &mut self,
        sender: &Addr,
        contract: &Addr,
        message: Binary,
        assertion: Assertion,
    ) -> StdResult<AppResponse> {
        self.try_execute(sender, contract, &Shared::Confirmed { message, assertion })
    }

    /// Sends a message to the identity registry, confirmed by a passkey of the sender's identity.
    pub fn try_identity_confirmed(&mut self, sender: &Addr, msg: &ExecuteMsg) -> StdResult<AppResponse> {
        let registry = self.contracts.identity_registry.clone();
        self.try_confirmed(sender, &registry, msg)
    }

    /// The passkeys of an identity.
    pub fn passkeys(&self, id: IdentityId) -> Vec<PasskeyPeriod> {
        self.query(&self.contracts.identity_registry, &QueryMsg::Passkeys { id })
    }

    /// The latest passkey of the sender's identity that this suite made.
    fn credential_of(&mut self, sender: &Addr) -> Binary {
        let periods = self.identity_of(sender).map(|id| self.passkeys(id)).unwrap_or_default();
        let own = periods.iter().rev().find(|period| self.authenticator.find(period.credential).is_some());
        match own {
            Some(period) => period.passkey.credential.clone(),
            None => self.passkey().credential,
        }
    }

    fn nonce_of(&self, sender: &Addr, contract: &Addr) -> u64 {
        let nonce = |identity| self.query(contract, &Asked::SecondFactorNonce { identity });
        self.identity_of(sender).map(nonce).unwrap_or_default()
    }

    fn identity_of(&self, account: &Addr) -> Option<IdentityId> {
        let query = QueryMsg::IdentityOf { account: account.to_string() };
        self.query(&self.contracts.identity_registry, &query)
    }

    /// The admin lists the portal.
    pub(crate) fn open_portal(&mut self) {
        let portal = RelyingPartyUnchecked { rp_id: RP_ID.into(), origins: vec![ORIGIN.into()] };
        let admin = self.admin.clone();
        self.try_identity(&admin, ExecuteMsg::SetRelyingParties { relying_parties: vec![portal] })
            .expect("the admin lists the portal");
    }
}

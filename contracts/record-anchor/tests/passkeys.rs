//! Passkeys of the cast, known to the registry as if they were registered.

use chartseal_authenticator::SoftwareAuthenticator;
use chartseal_testing::Suite;
use chartseal_types::IdentityId;
use chartseal_types::anchor::{ExecuteMsg, QueryMsg};
use chartseal_types::identity::IdentityRegistry;
use chartseal_types::identity::abi::{PASSKEYS, RELYING_PARTIES};
use chartseal_types::second_factor::{Assertion, Challenge, RelyingParty};
use cosmwasm_std::{Addr, Binary, to_json_binary};

const RP_ID: &str = "portal.example.org";
const ORIGIN: &str = "https://portal.example.org";

/// One passkey an identity.
#[derive(Default)]
pub struct Passkeys {
    authenticator: SoftwareAuthenticator,
    held: Vec<(IdentityId, Binary)>,
}

/// What an assertion is about.
#[derive(Clone)]
pub struct About {
    pub contract: Addr,
    pub sender: Addr,
    pub message: Binary,
    pub nonce: u64,
    pub expires_at: u64,
}

impl Passkeys {
    /// A passkey of an identity, which the registry knows from now on.
    pub fn give(&mut self, suite: &mut Suite, holder: IdentityId) {
        let party = RelyingParty { rp_id: RP_ID.into(), origins: vec![ORIGIN.into()] };
        let made = self.authenticator.create(RP_ID).expect("a passkey is made");
        let passkey = made.check(std::slice::from_ref(&party)).expect("it is of the portal");
        let (registry, now) = (suite.contracts.identity_registry.clone(), suite.now());
        let mut storage = suite.app.contract_storage_mut(&registry);
        RELYING_PARTIES.save(&mut *storage, &vec![party]).expect("the portal is listed");
        let key = (holder, passkey.credential_hash());
        PASSKEYS.save(&mut *storage, key, &passkey.row(now)).expect("the passkey is stored");
        self.held.push((holder, passkey.credential));
    }

    /// What an assertion has to be about, for a message of that sender to the record anchor to be confirmed now.
    pub fn about(&self, suite: &Suite, sender: &Addr, msg: &ExecuteMsg) -> About {
        About {
            contract: suite.contracts.record_anchor.clone(),
            sender: sender.clone(),
            message: to_json_binary(msg).expect("a message is JSON"),
            nonce: identity_of(suite, sender).map_or(0, |identity| nonce(suite, identity)),
            expires_at: suite.now() + 300,
        }
    }

    /// What a holder's passkey signs about it.
    pub fn sign(&self, suite: &Suite, holder: IdentityId, about: &About) -> Assertion {
        let (_, credential) = self.held.iter().find(|(held_by, _)| *held_by == holder).expect("it has one");
        let challenge = Challenge {
            chain_id: &suite.app.block_info().chain_id,
            contract: about.contract.as_str(),
            sender: about.sender.as_str(),
            message: &about.message,
            expires_at: about.expires_at,
            nonce: about.nonce,
        };
        self.authenticator.assert(credential, ORIGIN, &challenge).expect("the passkey signs")
    }

    /// The message, confirmed by the sender's own passkey; as it is when the sender has none.
    pub fn confirmed(&self, suite: &Suite, sender: &Addr, msg: &ExecuteMsg) -> ExecuteMsg {
        let holder = identity_of(suite, sender);
        let holder = holder.filter(|holder| self.held.iter().any(|(held_by, _)| held_by == holder));
        let Some(holder) = holder else { return msg.clone() };
        let about = self.about(suite, sender, msg);
        let assertion = self.sign(suite, holder, &about);
        ExecuteMsg::Confirmed { message: about.message, assertion }
    }
}

/// How many messages an identity has confirmed at the record anchor.
pub fn nonce(suite: &Suite, identity: IdentityId) -> u64 {
    suite.query(&suite.contracts.record_anchor, &QueryMsg::SecondFactorNonce { identity })
}

fn identity_of(suite: &Suite, account: &Addr) -> Option<IdentityId> {
    let registry = IdentityRegistry(suite.contracts.identity_registry.clone());
    registry.identity_of(&suite.app.wrap(), account).expect("the registry is read")
}

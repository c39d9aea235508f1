//! The four contracts as plain data: maps and lists, no storage layout, one place where each rule is written.

mod access;
mod acts;
mod anchor;
mod certificate;
mod change;
mod check;
mod consent;
mod decide;
mod emergency;
mod governance;
mod identity;
mod recovery;
mod request;

use std::collections::BTreeMap;
use std::rc::Rc;

use chartseal_types::access::OpenResponse;
use chartseal_types::governance::Contracts;
use chartseal_types::second_factor::Sensitive;
use chartseal_types::{Fingerprint, IdentityId};
use cosmwasm_std::{Addr, Api};
use cw_multi_test::MockApiBech32;

pub use access::{Access, Entry};
pub use acts::JointAct;
pub use anchor::{Anchor, Record};
pub use certificate::Authorities;
pub use change::Waiting;
pub use check::{Check, Refusals, Refused, only};
pub use consent::{Consent, Setter};
pub use emergency::Emergency;
pub use governance::Governance;
pub use identity::{Identity, Registry, Representative};
pub use recovery::Recovery;
pub use request::Request;

use crate::call::{Call, Contract, Factor, Message};
use crate::pool::Pool;

/// The human-readable part of every address.
pub const PREFIX: &str = "chartseal";

/// What an accepted message answers.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// No data.
    Nothing,
    /// A new identity.
    Identity(IdentityId),
    /// The number of what was made.
    Number(u64),
    /// The fingerprint of what was logged.
    Fingerprint(Fingerprint),
    /// What was decided.
    Opened(Box<OpenResponse>),
}

/// Accepted with an answer, or refused by these families.
pub type Verdict = Result<Answer, Refusals>;

/// All four contracts.
#[derive(Debug, Clone)]
pub struct Model {
    /// The time of the block, Unix seconds.
    pub now: u64,
    /// Its height.
    pub height: u64,
    /// The chain.
    pub chain_id: String,
    /// Where the contracts are.
    pub contracts: Contracts,
    /// Who governs them.
    pub governance: BTreeMap<Contract, Governance>,
    /// The identity registry.
    pub registry: Registry,
    /// The certificate authority.
    pub authorities: Authorities,
    /// Access control.
    pub access: Access,
    /// The record anchor.
    pub anchor: Anchor,
    /// The nonce that an identity's next assertion to a contract has to carry.
    pub nonces: BTreeMap<(Contract, IdentityId), u64>,
    /// Keys and certificates made beforehand.
    pub pool: Rc<Pool>,
}

impl Model {
    /// What a call does: to the model, and as its answer.
    pub fn execute(&mut self, call: &Call) -> Verdict {
        if call.funds {
            return Err(only(Refused::Funds));
        }
        let Factor::Passkey { passkey, fault } = call.factor else {
            return self.dispatch(&call.sender, &call.message, false);
        };
        let confirmed = self.confirms(&call.sender, passkey) && fault.is_none();
        let Some(identity) = self.registry.owner(&call.sender).filter(|_| confirmed) else {
            return Err(only(Refused::SecondFactor));
        };
        if call.message.governance().is_some() {
            return Err(only(Refused::SecondFactor));
        }
        let answer = self.dispatch(&call.sender, &call.message, true)?;
        *self.nonces.entry((call.message.contract(), identity)).or_default() += 1;
        Ok(answer)
    }

    fn dispatch(&mut self, sender: &Addr, message: &Message, confirmed: bool) -> Verdict {
        let now = self.now;
        if let Some(msg) = message.governance() {
            let governance =
                self.governance.get_mut(&message.contract()).expect("every contract is governed");
            return governance.execute(sender, msg, now);
        }
        match message {
            Message::Identity(msg) => self.identity(sender, msg, confirmed),
            Message::Certificate(msg) => self.certificate(sender, msg, confirmed),
            Message::Access(msg) => self.access(sender, msg, confirmed),
            Message::Anchor(msg) => self.anchor(sender, msg, confirmed),
        }
    }

    /// Whether a passkey of the pool confirms messages of this sender's identity.
    fn confirms(&self, sender: &Addr, passkey: usize) -> bool {
        let passkey = &self.pool.passkeys[passkey];
        let identity = self.registry.owner(sender).and_then(|id| self.registry.identities.get(&id));
        identity.is_some_and(|identity| identity.passkeys.contains(passkey))
            && self.registry.relying_parties.iter().any(|party| party.rp_id == passkey.rp_id)
    }

    /// Whether a contract is paused.
    pub fn is_paused(&self, contract: Contract) -> bool {
        self.governance[&contract].is_paused(self.now)
    }

    /// Whether an account is a contract's admin.
    pub fn is_admin(&self, contract: Contract, account: &Addr) -> bool {
        self.governance[&contract].admin == *account
    }

    /// Whether a message needs a second factor: always, or by the policy of now.
    pub fn needs_factor(&self, sensitive: Sensitive) -> bool {
        let (_, policy) = self.access.policy(self.now);
        let permits = matches!(sensitive, Sensitive::AnswerRequest | Sensitive::AmendConsent);
        sensitive.is_always()
            || policy.second_factor.contains(&sensitive)
            || permits && policy.second_factor.contains(&Sensitive::GrantPermit)
    }

    /// Whether a text is an address of the chain.
    pub fn is_address(text: &str) -> bool {
        MockApiBech32::new(PREFIX).addr_validate(text).is_ok()
    }
}

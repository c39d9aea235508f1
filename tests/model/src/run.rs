//! Takes steps in the contracts and in the model, and compares.

use std::collections::hash_map::DefaultHasher;
use std::fmt;
use std::hash::Hasher;

use chartseal_testing::{MINUTE, response_data};
use chartseal_types::access::{AccessEntry, LogResponse, OpenResponse, QueryMsg, TicketResponse};
use chartseal_types::identity::abi::IDENTITIES;
use chartseal_types::second_factor::{Assertion, Challenge};
use chartseal_types::{Fingerprint, IdentityId};
use cosmwasm_std::{Addr, Binary, Coin, Order, StdResult, Storage, WasmMsg, coin};
use cw_multi_test::{AppResponse, Executor};
use serde::Serialize;

use crate::call::{Call, Contract, Factor, Fault, Message, Sent, Step};
use crate::families::family;
use crate::invariants;
use crate::model::{Answer, Model, Refused};
use crate::world::World;

/// What contracts and model disagree about, or which invariant does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure(pub String);

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How much is compared beside the answers.
#[derive(Debug, Clone, Copy)]
pub struct Thoroughness {
    /// Tickets asked after each step.
    pub tickets: usize,
    /// The storage is compared before and after every so many refusals.
    pub storage_every: usize,
}

impl Thoroughness {
    /// What the suite has time for.
    pub const SAMPLE: Self = Self { tickets: 2, storage_every: 8 };
    /// Everything.
    pub const ALL: Self = Self { tickets: usize::MAX, storage_every: 1 };
}

/// The shape of a confirmed message, which all contracts share.
#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
enum Shared {
    Confirmed { message: Binary, assertion: Assertion },
}

/// What became of the last step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was accepted.
    Accepted,
    /// A family of rules refused it.
    Refused(Refused),
    /// It was no message.
    Garbled,
}

/// A sequence under way.
pub struct Run<'w> {
    world: &'w mut World,
    model: Model,
    thoroughness: Thoroughness,
    refusals: usize,
    last: Outcome,
}

impl<'w> Run<'w> {
    /// A sequence that begins where the world was left.
    pub fn new(world: &'w mut World, thoroughness: Thoroughness) -> Self {
        world.reset();
        let model = world.start.clone();
        Self { world, model, thoroughness, refusals: 0, last: Outcome::Garbled }
    }

    /// A sequence that goes on from a model which the contracts are at as well.
    pub(crate) fn from(world: &'w mut World, model: Model) -> Self {
        let thoroughness = Thoroughness { tickets: 0, storage_every: usize::MAX };
        Self { world, model, thoroughness, refusals: 0, last: Outcome::Garbled }
    }

    /// The model as it stands.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The world.
    pub fn world(&self) -> &World {
        self.world
    }

    pub(crate) fn into_model(self) -> Model {
        self.model
    }

    /// Whether the last step was accepted.
    pub fn accepted(&self) -> bool {
        self.last == Outcome::Accepted
    }

    /// Takes a step in both.
    pub fn step(&mut self, step: &Step) -> Result<Outcome, Failure> {
        self.world.suite.wait(step.wait);
        self.model.now += step.wait;
        self.model.height += 1;
        let watched = self.refusals.is_multiple_of(self.thoroughness.storage_every);
        let before = watched.then(|| self.digest());
        self.last = match &step.sent {
            Sent::Call(call) => self.call(call)?,
            Sent::Bytes { sender, contract, json, garbled } => {
                self.bytes(sender, *contract, json, garbled)?
            }
        };
        if !self.accepted() {
            self.refusals += 1;
            if before.is_some_and(|before| before != self.digest()) {
                return Err(Failure("a refused message changed what is stored".into()));
            }
        }
        self.check_tickets(self.thoroughness.tickets)?;
        Ok(self.last)
    }

    /// What is compared when a sequence is over: everything that is stored of identities, the whole log, every ticket.
    pub fn finish(&self) -> Result<(), Failure> {
        for id in self.model.registry.identities.keys() {
            self.check_identity(*id)?;
        }
        self.check_log()?;
        self.check_tickets(usize::MAX)
    }

    fn call(&mut self, call: &Call) -> Result<Outcome, Failure> {
        let contract = call.message.contract();
        let (sent, message) = self.send(call);
        let before = self.model.clone();
        let verdict = self.model.execute(call);
        let outcome = match (sent, verdict) {
            (Ok(response), Ok(answer)) => {
                self.check_answer(&response, &answer)?;
                invariants::accepted(&before, &self.model, call, &answer).map_err(Failure)?;
                self.check_stored(call, &answer)?;
                self.check_replay(call, message)?;
                Outcome::Accepted
            }
            (Err(error), Err(families)) => {
                let text = error.to_string();
                let Some(family) = family(contract, error) else {
                    return Err(Failure(format!("refused by no rule of the contract: {text}")));
                };
                if !families.contains(&family) {
                    let said =
                        format!("the contract refuses by {family:?} ({text}), the model by {families:?}");
                    return Err(Failure(said));
                }
                invariants::refused(&before, call, family).map_err(Failure)?;
                Outcome::Refused(family)
            }
            (Ok(_), Err(families)) => {
                return Err(Failure(format!("the contract accepts what the model refuses by {families:?}")));
            }
            (Err(error), Ok(_)) => {
                return Err(Failure(format!("the contract refuses what the model accepts: {error}")));
            }
        };
        Ok(outcome)
    }

    /// Bytes that are a message after all are one; others are refused.
    fn bytes(
        &mut self,
        sender: &Addr,
        contract: Contract,
        json: &Binary,
        garbled: &str,
    ) -> Result<Outcome, Failure> {
        if let Some(message) = Message::from_json(contract, json) {
            if matches!(message.name().split(' ').nth(1), Some("confirmed")) {
                return Ok(Outcome::Garbled);
            }
            let call = Call { sender: sender.clone(), message, funds: false, factor: Factor::First };
            return self.call(&call);
        }
        let contract_addr = self.world.contract(contract).to_string();
        let msg = WasmMsg::Execute { contract_addr, msg: json.clone(), funds: vec![] };
        match self.world.suite.app.execute(sender.clone(), msg.into()) {
            Ok(_) => Err(Failure(format!("bytes that are no message were accepted: {garbled}"))),
            Err(_) => Ok(Outcome::Garbled),
        }
    }

    /// Sends a call; gives the assertion's message as well, when one confirms it.
    fn send(&mut self, call: &Call) -> (StdResult<AppResponse>, Option<Shared>) {
        let funds: Vec<Coin> = if call.funds { vec![coin(1, "stake")] } else { vec![] };
        let contract = self.world.contract(call.message.contract());
        let confirmed = match call.factor {
            Factor::First => None,
            Factor::Passkey { passkey, fault } => Some(self.confirm(call, passkey, fault)),
        };
        let suite = &mut self.world.suite;
        let sent = match (&confirmed, &call.message) {
            (Some(msg), _) => suite.try_execute_with(&call.sender, &contract, msg, &funds),
            (None, Message::Identity(msg)) => suite.try_execute_with(&call.sender, &contract, msg, &funds),
            (None, Message::Certificate(msg)) => suite.try_execute_with(&call.sender, &contract, msg, &funds),
            (None, Message::Access(msg)) => suite.try_execute_with(&call.sender, &contract, msg, &funds),
            (None, Message::Anchor(msg)) => suite.try_execute_with(&call.sender, &contract, msg, &funds),
        };
        (sent, confirmed)
    }

    fn confirm(&self, call: &Call, passkey: usize, fault: Option<Fault>) -> Shared {
        let (contract, message) = (call.message.contract(), call.message.to_json());
        let own = self.model.registry.owner(&call.sender);
        let nonce = own.and_then(|id| self.model.nonces.get(&(contract, id))).copied().unwrap_or_default();
        let said_to = match fault {
            Some(Fault::OtherContract) if contract == Contract::Access => Contract::Identity,
            Some(Fault::OtherContract) => Contract::Access,
            _ => contract,
        };
        let other = Binary::from(b"{\"another\":{}}");
        let said_to = self.world.contract(said_to);
        let challenge = Challenge {
            chain_id: &self.model.chain_id,
            contract: said_to.as_str(),
            sender: match fault {
                Some(Fault::OtherSender) => self.world.suite.admin.as_str(),
                _ => call.sender.as_str(),
            },
            message: if fault == Some(Fault::OtherMessage) { &other } else { &message },
            expires_at: match fault {
                Some(Fault::Expired) => self.model.now,
                Some(Fault::FarAhead) => self.model.now + 5 * MINUTE + 1,
                _ => self.model.now + 5 * MINUTE,
            },
            nonce: if fault == Some(Fault::Nonce) {
                nonce.checked_sub(1).unwrap_or(nonce + 1)
            } else {
                nonce
            },
        };
        let passkey = &self.world.pool.passkeys[passkey];
        let origin = format!("https://{}", passkey.rp_id);
        let asserted = self.world.pool.authenticator.assert(&passkey.credential, &origin, &challenge);
        let mut assertion = asserted.expect("the passkey confirms");
        if fault == Some(Fault::Garbled) {
            assertion.signature = assertion.signature[..assertion.signature.len() - 1].into();
        }
        Shared::Confirmed { message, assertion }
    }

    fn check_answer(&self, response: &AppResponse, answer: &Answer) -> Result<(), Failure> {
        let given = match answer {
            Answer::Nothing => match &response.data {
                None => return Ok(()),
                Some(data) => return Err(Failure(format!("expected no answer, got {data}"))),
            },
            Answer::Identity(_) => Answer::Identity(response_data::<IdentityId>(response)),
            Answer::Number(_) => Answer::Number(response_data::<u64>(response)),
            Answer::Fingerprint(_) => Answer::Fingerprint(response_data::<Fingerprint>(response)),
            Answer::Opened(_) => Answer::Opened(Box::new(response_data::<OpenResponse>(response))),
        };
        match given == *answer {
            true => Ok(()),
            false => Err(Failure(format!("the contract answers {given:?}, the model {answer:?}"))),
        }
    }

    /// What an accepted message left on the chain.
    fn check_stored(&self, call: &Call, answer: &Answer) -> Result<(), Failure> {
        if call.message.contract() == Contract::Identity {
            for id in self.model.registry.identities.keys() {
                self.check_identity(*id)?;
            }
        }
        match answer {
            Answer::Opened(opened) => self.check_entry(opened.access),
            _ => Ok(()),
        }
    }

    /// An assertion that was accepted is refused when it comes again.
    fn check_replay(&mut self, call: &Call, sent: Option<Shared>) -> Result<(), Failure> {
        let Some(sent) = sent else { return Ok(()) };
        let contract = call.message.contract();
        let address = self.world.contract(contract);
        match self.world.suite.try_execute(&call.sender, &address, &sent) {
            Ok(_) => Err(Failure("an assertion was accepted twice".into())),
            Err(error) => match family(contract, error) {
                Some(Refused::SecondFactor) => Ok(()),
                other => Err(Failure(format!("an assertion that came again was refused by {other:?}"))),
            },
        }
    }

    fn check_identity(&self, id: IdentityId) -> Result<(), Failure> {
        let registry = &self.model.registry;
        let Some(identity) = registry.get(id) else { return Ok(()) };
        let address = self.world.contract(Contract::Identity);
        let stored = IDENTITIES.query(&self.world.suite.app.wrap(), address, id);
        let Ok(Some(row)) = stored else { return Err(Failure(format!("{id} is not stored"))) };
        let roles = |list: Vec<_>| {
            list.len() == identity.roles.len() && list.iter().all(|r| identity.roles.contains(r))
        };
        let agree = row.kind == identity.kind
            && row.status == identity.status
            && row.frozen_until == identity.frozen_until
            && row.generation == identity.generation
            && row.merged_into == identity.merged_into
            && row.deceased == identity.deceased
            && row.has_duplicates != registry.duplicates(id).is_empty()
            && roles(row.roles.select(&chartseal_types::Role::ALL));
        match agree {
            true => Ok(()),
            false => Err(Failure(format!("{id} is stored as {row:?}, the model has {identity:?}"))),
        }
    }

    fn check_entry(&self, access: u64) -> Result<(), Failure> {
        let entry: AccessEntry = self.ask(&QueryMsg::Access { access })?;
        let agrees = |ours: &&std::rc::Rc<crate::model::Entry>| {
            entry.access == access
                && entry.requester == ours.requester
                && entry.subject() == ours.subject
                && entry.question() == ours.question
                && entry.at == ours.at
                && entry.number == ours.number
                && entry.policy_version == ours.policy
                && entry.decisions == ours.answer.decisions
                && entry.expires_at == ours.answer.expires_at
        };
        let ours = usize::try_from(access).ok().and_then(|access| self.model.access.log.get(access - 1));
        match ours.filter(agrees) {
            Some(_) => Ok(()),
            None => Err(Failure(format!("the log has {entry:?}, the model {ours:?}"))),
        }
    }

    /// The whole log: no gap, in total order, nothing edited.
    fn check_log(&self) -> Result<(), Failure> {
        let mut start_after = None;
        let mut next = 1;
        loop {
            let page: LogResponse = self.ask(&QueryMsg::Log { start_after, limit: Some(100) })?;
            if page.total != self.model.access.log.len() as u64 {
                return Err(Failure(format!("the log has {} entries in all", page.total)));
            }
            let Some(last) = page.entries.last().map(|entry| entry.access) else { break };
            for entry in page.entries {
                if entry.access != next {
                    return Err(Failure(format!("the log goes on at {} after {}", entry.access, next - 1)));
                }
                next += 1;
            }
            start_after = Some(last);
        }
        if next - 1 != self.model.access.log.len() as u64 {
            return Err(Failure(format!("the log ends at {}", next - 1)));
        }
        (1..next).try_for_each(|access| self.check_entry(access))
    }

    /// Asks tickets again, the newest first.
    fn check_tickets(&self, most: usize) -> Result<(), Failure> {
        let once_alive = self.model.access.log.iter().rev().filter(|entry| entry.answer.expires_at.is_some());
        for entry in once_alive.take(most) {
            let access = entry.answer.access;
            let said: TicketResponse = self.ask(&QueryMsg::Ticket { access })?;
            let ours = self.model.ticket(entry);
            let agree =
                said.alive == ours.alive && said.expired == ours.expired && said.decisions == ours.decisions;
            if !agree {
                let (alive, decisions) = (said.alive, said.decisions);
                let said =
                    format!("ticket {access} is alive: {alive}, {decisions:?}; the model says {ours:?}");
                return Err(Failure(said));
            }
        }
        Ok(())
    }

    fn ask<T: serde::de::DeserializeOwned>(&self, msg: &QueryMsg) -> Result<T, Failure> {
        let answer = self.world.suite.try_ask_access(msg);
        answer.map_err(|error| Failure(format!("{msg:?} is not answered: {error}")))
    }

    fn digest(&self) -> u64 {
        let mut hash = DefaultHasher::new();
        for (key, value) in self.world.suite.app.storage().range(None, None, Order::Ascending) {
            hash.write(&key);
            hash.write(&value);
        }
        hash.finish()
    }
}
